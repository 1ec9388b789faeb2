"""The room `feedback` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """Name and label of the room, and its lines in the staff rail."""

    name = "feedback"
    verbose_name = _("phản ánh")

    def ready(self) -> None:
        """Stand in the rail with the number of cases that need somebody; follow the territory."""
        from core import indicators, navigation
        from feedback import digest, finding
        from feedback import indicators as own_indicators
        from feedback.changes import FOLLOWER
        from feedback.inbox import open_count
        from feedback.obstacles import changes, pages
        from feedback.obstacles import digest as obstacles_digest
        from feedback.obstacles import indicators as obstacle_indicators
        from feedback.obstacles.board import obstacles_panel
        from people.boards import panels
        from people.permissions import Permission
        from wards.changes import followers
        from wards.registry import unit_panels

        followers.extend([FOLLOWER, changes.FOLLOWER])
        unit_panels.append(pages.public_panel)
        indicators.register(*own_indicators.INDICATORS, *obstacle_indicators.INDICATORS)
        finding.register()
        digest.register()
        obstacles_digest.register()
        panels.append(obstacles_panel)
        navigation.register(
            navigation.Item(
                _("Phản ánh"),
                "feedback:inbox",
                _("Công việc"),
                20,
                Permission.CASE_VIEW,
                count=open_count,
                icon="inbox",
            )
        )
        navigation.register(
            navigation.Item(
                _("Vướng mắc"),
                "feedback:obstacles",
                _("Công việc"),
                24,
                Permission.OBSTACLE_VIEW,
                icon="tasks",
            )
        )
