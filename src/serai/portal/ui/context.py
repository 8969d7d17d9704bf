"""What the shell around every page knows. It asks the database nothing."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

try:
    VERSION = version("serai")
except PackageNotFoundError:  # run from a folder that was never installed
    VERSION = ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """`nav`, `nav_title` and `nav_url` as a loader or view put them on the request, and what never changes.

    `request.nav` is a list of `{"label", "url", "current"}`, or a function that returns one: it is
    called once, and only by a page that shows it.
    """
    nav = getattr(request, "nav", ())
    return {
        "nav": SimpleLazyObject(nav) if callable(nav) else nav,
        "nav_title": getattr(request, "nav_title", ""),
        "nav_url": getattr(request, "nav_url", ""),
        # In their own words: Django's tag would translate the names into the page's language.
        "languages": settings.LANGUAGES,
        "demo": getattr(settings, "DEMO", False),
        "version": VERSION,
    }
