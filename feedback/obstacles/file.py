"""The obstacle log as a table to take away: how matters stand, without what was written about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.export import MOST_ROWS
from feedback.obstacles.filters import ObstacleFilterSet

if TYPE_CHECKING:
    from feedback.obstacles.pages import WardRow

HEADER = [
    gettext_lazy("Số"), gettext_lazy("Vướng mắc"), gettext_lazy("Loại vướng mắc"),
    gettext_lazy("Phường, xã"), gettext_lazy("Khu phố, ấp"), gettext_lazy("Người phụ trách"),
    gettext_lazy("Ghi nhận lúc"), gettext_lazy("Hạn"), gettext_lazy("Trạng thái"),
    gettext_lazy("Công khai"),
]  # fmt: skip


WARDS = [
    gettext_lazy("Phường, xã"), gettext_lazy("Chưa giải quyết"), gettext_lazy("Trễ hạn"),
    gettext_lazy("Chờ cấp trên"),
]  # fmt: skip


def ward_rows(found: list[WardRow]) -> Iterator[list[Any]]:
    """How the wards stand side by side."""
    return ([row.name, row.unsettled, row.late, row.above] for row in found)


def rows(filters: ObstacleFilterSet) -> Iterator[list[Any]]:
    """The obstacles that the filters let through, in the order of the page."""
    for each in filters.qs.for_list().order_by(*filters.order, "pk")[:MOST_ROWS]:
        yield [
            each.number, each.title, each.kind.name, each.ward_name,
            "" if each.unit_id == each.ward_id else each.unit_name,
            each.owner.get_full_name() if each.owner else "", each.reported_at, each.due_on,
            each.get_state_display(), _("có") if each.is_public else _("không"),
        ]  # fmt: skip
