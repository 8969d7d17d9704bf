"""Addresses of the demonstration's doors. `portal/urls.py` includes them in the demonstration only."""

from django.urls import URLPattern, path

from serai.portal.programme.views import demo

urlpatterns: list[URLPattern] = [
    path("", demo.doors, name="demo_doors"),
    path("<int:pk>/", demo.enter, name="demo_enter"),
]
