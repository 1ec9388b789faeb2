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
        from core.imports import registry
        from core.imports.registry import Importable
        from wards.sheet.resource import UnitResource

        registry.register(
            Importable(
                "don-vi",
                _("Danh sách khu phố, ấp, tổ"),
                _("Đơn vị còn thiếu trong hệ thống, kèm văn bản thành lập và đơn vị cũ nếu biết."),
                STRUCTURE_MANAGE,
                UnitResource,
            )
        )
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
