"""Decisions and units as tables to take away: what stands in the lists of the offices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.export import MOST_ROWS
from wards.models.decision import DecisionQuerySet
from wards.models.lookup import LookupEntryQuerySet

DECISIONS = [
    _("Số, ký hiệu"), _("Cơ quan ban hành"), _("Trích yếu"), _("Ngày ký"), _("Ngày có hiệu lực"),
    _("Ngày áp dụng"), _("Trạng thái"),
]  # fmt: skip
MOST_UNITS = 40_000
UNITS = [_("Mã đơn vị"), _("Đơn vị"), _("Cấp"), _("Mã"), _("Tên này từ")]


def decision_rows(found: DecisionQuerySet) -> Iterator[list[Any]]:
    """Decisions, the latest to take effect first."""
    for paper in found.order_by("-effective_on", "-pk")[:MOST_ROWS]:
        yield [
            paper.number, paper.issuer, paper.title, paper.signed_on, paper.effective_on,
            paper.applied_on, paper.get_status_display(),
        ]  # fmt: skip


def unit_rows(found: LookupEntryQuerySet) -> Iterator[list[Any]]:
    """Units with the names above them, each after the one it hangs under."""
    for entry in found.in_tree_order()[:MOST_UNITS]:
        yield [
            str(entry.unit.uuid), entry.label, entry.unit.get_level_display(), entry.code,
            entry.valid.lower,
        ]  # fmt: skip
