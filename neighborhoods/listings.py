"""How khu phố, schemes and consultations are listed where another room names them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.listings import Column, Listing, Order
from neighborhoods.models import Consultation, Scheme
from people.permissions import Permission
from wards.models import Level, Unit
from wards.names import name_of


def _units(_user: Any) -> QuerySet[Unit]:
    """All khu phố and ấp there ever were: which there are anybody may know."""
    return Unit.objects.filter(level=Level.NEIGHBORHOOD).annotate(place_name=name_of("pk"))


def _counted_units(user: Any) -> QuerySet[Unit]:
    """Those whose figures one may see."""
    visible = Unit.objects.visible_to(user, Permission.FIGURE_VIEW)
    return visible.filter(level=Level.NEIGHBORHOOD).annotate(place_name=name_of("pk"))


def _schemes(user: Any) -> QuerySet[Scheme]:
    return Scheme.objects.visible_to(user, Permission.SCHEME_VIEW).for_list()


def _consultations(user: Any) -> QuerySet[Consultation]:
    return Consultation.objects.open_to(user).for_list()


_UNIT_COLUMNS = (
    Column(_("Khu phố, ấp"), lambda unit: unit.place_name),
    Column(_("Hoạt động từ"), lambda unit: unit.valid.lower),
    Column(_("Kết thúc từ"), lambda unit: unit.valid.upper),
)
_UNIT_ORDERS = {"place": Order(_("Theo đơn vị"), ["level"])}

UNITS_LISTED = Listing(
    _("khu phố, ấp"),
    _units,
    _UNIT_COLUMNS,
    lambda unit: unit.get_absolute_url(),
    _UNIT_ORDERS,
)

COUNTED_UNITS_LISTED = Listing(
    _("khu phố, ấp"),
    _counted_units,
    _UNIT_COLUMNS,
    lambda unit: reverse("neighborhoods:figure_unit", args=[unit.uuid]),
    _UNIT_ORDERS,
)

SCHEMES_LISTED = Listing(
    _("đề án"),
    _schemes,
    (
        Column(_("Đề án"), lambda scheme: scheme.title),
        Column(_("Bước hôm nay"), lambda scheme: scheme.step.name),
        Column(_("Lập lúc"), lambda scheme: scheme.created_at),
        Column(_("Hạn của bước"), lambda scheme: scheme.due_on),
        Column(_("Xong lúc"), lambda scheme: scheme.ended_at),
    ),
    lambda scheme: scheme.get_absolute_url(),
    {
        "newest": Order(_("Mới lập trước"), ["-created_at"]),
        "due": Order(_("Hạn gần nhất trước"), ["due_on?"]),
    },
)

CONSULTATIONS_LISTED = Listing(
    _("cuộc lấy ý kiến"),
    _consultations,
    (
        Column(_("Cuộc lấy ý kiến"), lambda asked: asked.title),
        Column(_("Khu phố, ấp"), lambda asked: asked.unit_name),
        Column(_("Lần"), lambda asked: asked.round),
        Column(_("Ghi kết quả lúc"), lambda asked: asked.closed_at),
        Column(_("Kết quả"), lambda asked: asked.outcome),
    ),
    lambda asked: asked.get_absolute_url(),
    {
        "newest": Order(_("Kết quả mới trước"), ["-closed_at?"]),
        "place": Order(_("Theo đơn vị"), ["unit_id"]),
    },
    beside=1,
)
