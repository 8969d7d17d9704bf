"""What every page of a programme carries: the programme, and the way to its other pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from serai.portal.programme.models import Programme
from serai.portal.programme.permissions import FOCAL_POINT, is_coordinator, place, takes_part


def shell(request: HttpRequest, programme: Programme, current: str = "") -> dict[str, Any]:
    """Context of a programme's page; `current` is the name of the navigation entry to mark."""
    entries = [("programme", _("Programme"))]
    if programme.is_living and takes_part(request.user, programme):
        if (
            is_coordinator(request.user, programme)
            or FOCAL_POINT in place(request.user, programme).roles
        ):
            entries.append(("nominations", _("Nominations")))
        entries += [
            ("members", _("Members")),
            ("challenges", _("Challenges")),
            ("work_plan", _("Work plan")),
            ("intersessional", _("Between groups")),
            ("progression", _("Progression")),
        ]
    nav = [
        {
            "label": label,
            "url": reverse(name, kwargs={"slug": programme.slug}),
            "current": name == current,
        }
        for name, label in entries
    ]
    request.nav = nav  # type: ignore[attr-defined]
    return {"programme": programme}
