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
        from people.boards import panels
        from people.permissions import Permission
        from reports import changes, digest, finding
        from reports.boards.cases import health_panel, ranking_panel, units_panel
        from reports.boards.reports import reports_panel
        from reports.directives.changes import FOLLOWER as DIRECTIVES
        from wards.changes import followers

        followers.extend([changes.FOLLOWER, DIRECTIVES])
        finding.register()
        digest.register()
        panels.extend([health_panel, units_panel, ranking_panel, reports_panel])
        navigation.register(
            navigation.Item(_("Việc của tôi"), "reports:dashboard", _("Công việc"), 10, icon="home")
        )
        navigation.register(
            navigation.Item(
                _("Thống kê"),
                "reports:board",
                _("Công việc"),
                28,
                Permission.CASE_VIEW,
                icon="chart",
            )
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
