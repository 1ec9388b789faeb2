"""The room `reports` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Name and label of the room, its lines in the staff rail, and how it follows the territory."""

    name = "reports"
    verbose_name = _("báo cáo")

    def ready(self) -> None:
        """Stand in the rail; keep reports with who takes over."""
        from core import navigation
        from people.permissions import Permission
        from reports import changes
        from wards.changes import followers

        followers.append(changes.FOLLOWER)
        navigation.register(
            navigation.Item(_("Việc của tôi"), "reports:dashboard", _("Công việc"), 10, icon="home")
        )
        navigation.register(
            navigation.Item(
                _("Báo cáo"),
                "reports:reports",
                _("Báo cáo"),
                50,
                Permission.REPORT_VIEW,
                icon="file",
            )
        )
