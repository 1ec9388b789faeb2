"""The room `reports` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Name and label of the room, its lines in the staff rail, and how it follows the territory."""

    name = "reports"
    verbose_name = _("báo cáo")

    def ready(self) -> None:
        """Stand in the rail; keep reports and directives with who takes over."""
        from core import navigation
        from people.permissions import Permission
        from reports import changes, digest, finding
        from reports.directives.changes import FOLLOWER as DIRECTIVES
        from wards.changes import followers

        followers.extend([changes.FOLLOWER, DIRECTIVES])
        finding.register()
        digest.register()
        navigation.register(
            navigation.Item(_("Việc của tôi"), "reports:dashboard", _("Công việc"), 10, icon="home")
        )
        navigation.register(
            navigation.Item(
                _("Chỉ đạo"),
                "reports:directives",
                _("Báo cáo"),
                48,
                Permission.DIRECTIVE_VIEW,
                icon="megaphone",
            )
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
