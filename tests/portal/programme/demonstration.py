"""The addresses as the demonstration's settings have them."""

from django.urls import include, path

from serai.portal.urls import urlpatterns as everywhere

urlpatterns = [*everywhere, path("demo/", include("serai.portal.programme.urls.demo"))]
