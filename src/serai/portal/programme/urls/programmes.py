"""Home, the list of programmes, and each programme's own page."""

from django.urls import path

from serai.portal.programme.views import home, programmes

urlpatterns = [
    path("", home.home, name="home"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.found, name="found_programme"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/edit/", programmes.edit, name="edit_programme"),
    path(
        "programmes/<slug:slug>/administrations/", programmes.participations, name="participations"
    ),
    path("programmes/<slug:slug>/steps/", programmes.steps, name="steps"),
]
