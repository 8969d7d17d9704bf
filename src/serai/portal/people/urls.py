"""Addresses of people."""

from django.urls import URLPattern, path

from serai.portal.people.views import administrations, letters, me, officers

urlpatterns: list[URLPattern] = [
    path("me/", me.me, name="me"),
    # allauth would let officers add addresses; a site administrator changes the one they have.
    path("account/email/", me.own_address, name="own_address"),
    path("me/calendar/", me.new_calendar_key, name="new_calendar_key"),
    path("me/data/", me.my_data, name="my_data"),
    path("me/erase/", me.erase_me, name="erase_me"),
    path("administrations/", administrations.administrations, name="administrations"),
    path("administrations/new/", administrations.new_administration, name="new_administration"),
    path(
        "administrations/<slug:code>/",
        administrations.edit_administration,
        name="edit_administration",
    ),
    path("officers/", officers.officers, name="officers"),
    path("officers/new/", officers.new_officer, name="new_officer"),
    path("officers/<int:pk>/edit/", officers.edit_officer, name="edit_officer"),
    path("officers/<int:pk>/invite/", officers.invite_officer, name="invite_officer"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:pk>/send/", letters.send_letter_again, name="send_letter_again"),
]
