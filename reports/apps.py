"""The room `reports` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Name and label of the room."""

    name = "reports"
    verbose_name = _("báo cáo")
