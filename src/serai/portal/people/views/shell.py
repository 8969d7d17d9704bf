"""The way between the site administrator's pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def shell(request: HttpRequest, current: str) -> dict[str, Any]:
    """Context of a site administrator's page; `current` is the name of the entry to mark."""
    if request.user.is_staff:
        entries = (
            ("administrations", _("Administrations")),
            ("officers", _("Officers")),
            ("letters", _("Letters")),
        )
        request.nav_title = _("Site administration")  # type: ignore[attr-defined]
        request.nav_url = reverse("officers")  # type: ignore[attr-defined]
        request.nav = [  # type: ignore[attr-defined]
            {"label": label, "url": reverse(name), "current": name == current}
            for name, label in entries
        ]
    return {}
