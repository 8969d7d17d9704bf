"""Addresses of progression and of what the steps ask."""

from django.urls import URLPattern, path

from serai.portal.programme.views import progression as views

PROGRAMME = "programmes/<slug:slug>/"
STEP = PROGRAMME + "progression/<str:code>/"
CELL = STEP + "<int:member>/<int:pk>/"
ASKED = PROGRAMME + "requirements/"
REQUIREMENT = ASKED + "<str:code>/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(PROGRAMME + "progression/", views.progression, name="progression"),
    path(STEP, views.step, name="progression_step"),
    path(STEP + "workbook/", views.workbook_of, name="progression_xlsx"),
    path(CELL, views.cell, name="progression_cell"),
    path(CELL + "withdraw/", views.withdraw, name="withdraw_sign_off"),
    path(CELL + "file/", views.sign_off_file, name="sign_off_file"),
    path(ASKED, views.requirements, name="requirements"),
    path(ASKED + "<str:code>/add/", views.add, name="add_requirement"),
    path(ASKED + "<str:code>/copy/", views.copy, name="copy_requirements"),
    path(REQUIREMENT, views.edit, name="edit_requirement"),
    path(REQUIREMENT + "move/", views.move, name="move_requirement"),
    path(REQUIREMENT + "remove/", views.remove, name="remove_requirement"),
]
