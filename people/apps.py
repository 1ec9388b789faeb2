"""The room `people` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Name and label of the room."""

    name = "people"
    verbose_name = _("nhân sự")

    def ready(self) -> None:
        """Register the checks and what the room adds to pages of others."""
        from core import indicators, navigation
        from people import (  # noqa: F401 - needs the models
            checks,
            finding,
            notices,
        )
        from people import indicators as own_indicators
        from people.board_panel import officers_panel as board_panel
        from people.boards import panels
        from people.changes import FOLLOWER
        from people.pages import officers_panel
        from people.permissions import Permission
        from wards.changes import followers
        from wards.registry import unit_panels

        unit_panels.append(officers_panel)
        panels.append(board_panel)
        followers.append(FOLLOWER)
        indicators.register(*own_indicators.INDICATORS)
        finding.register()
        navigation.register(
            navigation.Item(
                _("Nhân sự"),
                "people:register",
                _("Đơn vị"),
                32,
                Permission.PERSON_VIEW,
                icon="users",
            )
        )
        navigation.register(
            navigation.Item(
                _("Nhật ký"),
                "people:audit",
                _("Hệ thống"),
                82,
                Permission.AUDIT_VIEW,
                icon="history",
            )
        )
        navigation.register(
            navigation.Item(
                _("Khóa truy cập"),
                "people:tokens",
                _("Hệ thống"),
                84,
                Permission.SETTINGS_MANAGE,
                icon="key",
            )
        )
        navigation.register(
            navigation.Item(
                _("Tình trạng"),
                "people:system",
                _("Hệ thống"),
                86,
                Permission.SETTINGS_MANAGE,
                icon="check",
            )
        )
        navigation.register(
            navigation.Item(
                _("Thông báo"),
                "people:notices",
                _("Hệ thống"),
                80,
                count=notices.unread_count,
                icon="bell",
            )
        )
