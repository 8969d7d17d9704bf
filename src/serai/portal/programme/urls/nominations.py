"""Addresses of nominations, members, roles and officers."""

from django.urls import URLPattern, path

from serai.portal.programme.views import members, nominations, officers, roles

urlpatterns: list[URLPattern] = [
    path("programmes/<slug:slug>/nominations/", nominations.nominations, name="nominations"),
    path("programmes/<slug:slug>/nominations/new/", nominations.nominate, name="nominate"),
    path("programmes/<slug:slug>/nominations/<int:pk>/", nominations.nomination, name="nomination"),
    path(
        "programmes/<slug:slug>/nominations/<int:pk>/accept/",
        nominations.accept_nomination,
        name="accept_nomination",
    ),
    path(
        "programmes/<slug:slug>/nominations/<int:pk>/decline/",
        nominations.decline_nomination,
        name="decline_nomination",
    ),
    path(
        "programmes/<slug:slug>/nominations/<int:pk>/recall/",
        nominations.recall_nomination,
        name="recall_nomination",
    ),
    path("programmes/<slug:slug>/members/", members.members, name="members"),
    path("programmes/<slug:slug>/members/<int:pk>/withdraw/", members.withdraw, name="withdraw"),
    path("programmes/<slug:slug>/members/<int:pk>/catch-up/", members.catch_up, name="catch_up"),
    path("programmes/<slug:slug>/members/<int:pk>/hand-over/", members.hand_over, name="hand_over"),
    path("programmes/<slug:slug>/roles/", roles.roles, name="roles"),
    path("programmes/<slug:slug>/roles/new/", roles.give_role, name="give_role"),
    path("programmes/<slug:slug>/roles/<int:pk>/take/", roles.take_role, name="take_role"),
    path("officers/<int:pk>/", officers.officer, name="officer"),
    path("officers/<int:pk>/erase/", officers.erase_officer, name="erase_officer"),
]
