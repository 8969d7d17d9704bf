"""Addresses of intersessional activities and completions."""

from django.urls import URLPattern, path

from serai.portal.programme.views import intersessional as views

BASE = "programmes/<slug:slug>/intersessional/"

urlpatterns: list[URLPattern] = [
    path(BASE, views.intersessional, name="intersessional"),
    path(BASE + "log/", views.log, name="log_entry"),
    path(BASE + "completions/", views.completions, name="completions"),
    path(BASE + "completions/<int:pk>/", views.preview, name="completions_preview"),
    path(BASE + "completions/<int:pk>/bad-rows/", views.bad_rows, name="completions_bad_rows"),
    path(BASE + "completions/<int:pk>/discard/", views.discard, name="discard_completions"),
    path(BASE + "members/<int:pk>/", views.member_record, name="member_record"),
    path(BASE + "<int:pk>/", views.entry, name="entry"),
    path(BASE + "<int:pk>/edit/", views.edit, name="edit_entry"),
    path(BASE + "<int:pk>/remove/", views.remove, name="remove_entry"),
    path(BASE + "<int:pk>/evidence/", views.evidence, name="entry_evidence"),
]
