"""The site's addresses: each app's own list, in one place."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("serai.portal.programme.urls")),
    path("", include("serai.portal.people.urls")),
    path("", include("serai.portal.ui.urls")),
    path("account/", include("allauth.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("serai.portal.programme.urls.demo")))
