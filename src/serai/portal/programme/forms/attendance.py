"""Entering attendance: the list, the scan of the signed sheet, the code on the wall."""

import re
from collections.abc import Iterable, Iterator

from django import forms
from django.utils.translation import gettext_lazy

from serai.portal.ui.files import UploadField
from serai.portal.ui.forms import Form
from serai.portal.ui.kinds import IMAGES, PDF

PAIR = re.compile(r"(\d{1,18})-(\d{1,18})")


def pairs(values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """(officer, session) of each ticked box; what is no such pair is left out."""
    for value in values:
        found = PAIR.fullmatch(value)
        if found:
            yield int(found[1]), int(found[2])


class ListForm(Form):
    """The boxes are read as they come: what nobody expects, the action leaves alone."""


class ScanForm(Form):
    """A day's list as it was signed, with its scan."""

    scan = UploadField(
        label=gettext_lazy("Scan or photo of the signed sheet"),
        allowed=(PDF, *IMAGES),
        required=False,
    )


class CodeForm(Form):
    """The short code, as it is typed from the wall."""

    code = forms.CharField(
        label=gettext_lazy("Code on the wall"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
    )
