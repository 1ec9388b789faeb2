"""The room `neighborhoods` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeighborhoodsConfig(AppConfig):
    """Name and label of the room, and its line in the staff rail."""

    name = "neighborhoods"
    verbose_name = _("khu phố, ấp")

    def ready(self) -> None:
        """Stand in the rail; follow the territory."""
        from core import navigation
        from neighborhoods.changes import FOLLOWER
        from people.permissions import Permission
        from wards.changes import followers

        followers.append(FOLLOWER)
        navigation.register(
            navigation.Item(
                _("Đề án sắp xếp"),
                "neighborhoods:schemes",
                _("Đơn vị"),
                34,
                Permission.SCHEME_VIEW,
                icon="shuffle",
            )
        )
        navigation.register(
            navigation.Item(
                _("Lấy ý kiến"),
                "neighborhoods:consultations",
                _("Đơn vị"),
                36,
                Permission.CONSULTATION_MANAGE,
                icon="survey",
            )
        )
