"""The room `feedback` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """Name and label of the room, and its line in the staff rail."""

    name = "feedback"
    verbose_name = _("phản ánh")

    def ready(self) -> None:
        """Stand in the rail with the number of cases that need somebody; follow the territory."""
        from core import navigation
        from feedback.changes import FOLLOWER
        from feedback.inbox import open_count
        from people.permissions import Permission
        from wards.changes import followers

        followers.append(FOLLOWER)
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
