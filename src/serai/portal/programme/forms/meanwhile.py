"""Telling, in the form somebody has open, what was changed meanwhile."""

from typing import Any

from django.forms import BaseForm

from serai.portal.programme.errors import ChangedMeanwhileError, ProgrammeError


def refuse(form: BaseForm, refusal: ProgrammeError, *, field: str | None = None) -> None:
    """Say what is wrong, beside the field it is about.

    What was changed meanwhile counts as seen from now on: what was typed stays, and saving again keeps it.
    """
    if not isinstance(refusal, ChangedMeanwhileError):
        form.add_error(field, str(refusal))
        return
    form.add_error(None, str(refusal))
    sent: Any = form.data
    data = sent.copy()
    data[form.add_prefix("seen")] = refusal.seen
    form.data = data
