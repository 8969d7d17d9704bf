"""Addresses of the work plan."""

from django.urls import URLPattern, path

from serai.portal.programme.views.workplan import items, mine, plan, steering

AT = "programmes/<slug:slug>/work-plan/"
ITEM = f"{AT}items/<int:pk>/"
EVIDENCE = f"{ITEM}evidence/<int:evidence>/"

urlpatterns: list[URLPattern] = [
    path("my-work/", mine.my_work, name="my_work"),
    path(AT, plan.work_plan, name="work_plan"),
    path(f"{AT}plan.xlsx", plan.export, name="work_plan_xlsx"),
    path(f"{AT}adopt/", steering.adopt, name="adopt_work_plan"),
    path(f"{AT}goals/new/", steering.add_goal, name="add_goal"),
    path(f"{AT}goals/<int:pk>/", steering.edit_goal, name="goal"),
    path(f"{AT}items/new/", items.add, name="add_work_item"),
    path(ITEM, items.work_item, name="work_item"),
    path(f"{ITEM}edit/", items.edit, name="edit_work_item"),
    path(f"{ITEM}update/", items.update, name="update_work_item"),
    path(f"{EVIDENCE}file/", items.evidence_file, name="item_evidence_file"),
    path(f"{EVIDENCE}remove/", items.remove_proof, name="remove_item_evidence"),
]
