from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """What every room of the house shares: pages, forms, files, documents. Knows no domain."""

    name = "serai.portal.ui"
    label = "ui"
    verbose_name = _("Files and submissions")
