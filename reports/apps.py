"""The room `reports` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Name and label of the room, and the first line of the staff rail."""

    name = "reports"
    verbose_name = _("báo cáo")

    def ready(self) -> None:
        """Stand first in the rail."""
        from core import navigation

        navigation.register(
            navigation.Item(_("Việc của tôi"), "reports:dashboard", _("Công việc"), 10, icon="home")
        )
