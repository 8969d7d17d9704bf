"""Addresses of a working group, its rooms and files."""

from django.urls import URLPattern, path

from serai.portal.programme.views import groups

ONE = "programmes/<slug:slug>/groups/<str:code>/"
FILE = f"{ONE}files/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(ONE, groups.group, name="group"),
    path(f"{ONE}edit/", groups.edit, name="edit_group"),
    path(f"{ONE}step/<slug:deed>/", groups.step, name="group_step"),
    path(f"{ONE}rooms/", groups.rooms, name="rooms"),
    path(f"{ONE}files/new/", groups.new_file, name="new_group_file"),
    path(FILE, groups.file, name="group_file"),
    path(f"{FILE}delete/", groups.drop_file, name="delete_group_file"),
]
