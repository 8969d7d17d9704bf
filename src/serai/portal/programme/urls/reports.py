"""Addresses of decisions, reports and the history."""

from django.urls import URLPattern, path

from serai.portal.programme.views import reports as views

PROGRAMME = "programmes/<slug:slug>/"
GROUP = PROGRAMME + "groups/<str:code>/"
DECISION = GROUP + "decisions/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(GROUP + "decisions/", views.decisions, name="decisions"),
    path(GROUP + "decisions/add/", views.add_decision, name="add_decision"),
    path(DECISION, views.edit_decision, name="edit_decision"),
    path(DECISION + "remove/", views.remove_decision, name="remove_decision"),
    path(GROUP + "report/", views.report, name="group_report"),
    path(GROUP + "report.pdf", views.report_pdf, name="group_report_pdf"),
    path(GROUP + "report.xlsx", views.report_xlsx, name="group_report_xlsx"),
    path(PROGRAMME + "history/", views.history, name="history"),
]
