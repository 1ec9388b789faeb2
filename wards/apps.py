"""The room `wards` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WardsConfig(AppConfig):
    """Name and label of the room, and its place in the staff rail."""

    name = "wards"
    verbose_name = _("địa giới")

    def ready(self) -> None:
        """Put the list of units into the rail."""
        from core import navigation
        from wards import finding
        from wards.views.decisions import STRUCTURE_MANAGE
        from wards.views.units import UNIT_VIEW

        finding.register()
        navigation.register(
            navigation.Item(
                _("Đơn vị"), "wards:unit_list_staff", _("Đơn vị"), 30, UNIT_VIEW, icon="map-pin"
            )
        )
        navigation.register(
            navigation.Item(
                _("Văn bản sắp xếp"),
                "wards:decisions",
                _("Đơn vị"),
                34,
                STRUCTURE_MANAGE,
                icon="note",
            )
        )
