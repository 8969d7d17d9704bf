"""Addresses of attendance: the wall, the phone, the list, the sheet."""

from django.urls import URLPattern, path

from serai.portal.programme.views import attendance, here

GROUP = "programmes/<slug:slug>/groups/<str:code>/"
AT = f"{GROUP}attendance/"
DAY = f"{AT}<int:year>-<int:month>-<int:day>/"

urlpatterns: list[URLPattern] = [
    path(AT, attendance.overview, name="attendance"),
    path(DAY, attendance.day, name="attendance_day"),
    path(f"{DAY}sheet/", attendance.from_sheet, name="attendance_from_sheet"),
    path(f"{DAY}sheet.pdf", attendance.sheet, name="attendance_sheet"),
    path(f"{GROUP}agenda/<int:pk>/wall/", here.wall, name="attendance_wall"),
    path("here/", here.by_code, name="attendance_here"),
    path("here/<str:token>/", here.scanned, name="attendance_scan"),
]
