"""The addresses of a programme. Each part keeps its own list."""

from importlib import import_module

PARTS = (
    "programmes",
    "nominations",
    "groups",
    "agenda",
    "attendance",
    "challenges",
    "workplan",
    "intersessional",
    "progression",
    "reports",
)

urlpatterns = [
    pattern for part in PARTS for pattern in import_module(f"{__name__}.{part}").urlpatterns
]
