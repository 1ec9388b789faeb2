"""The room `people` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Name and label of the room."""

    name = "people"
    verbose_name = _("nhân sự")

    def ready(self) -> None:
        """Register the checks and what the room adds to pages of others."""
        from core import navigation
        from people import checks, notices  # noqa: F401 - needs the models

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
