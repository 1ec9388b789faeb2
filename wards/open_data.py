"""The territory on a day as tables that anybody may take: its units, and who came from whom."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from wards.models import Kind, Transfer, UnitVersion

Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True)
class Table:
    """One table: its address, what it holds, and how it is made for a day."""

    slug: str
    label: Any
    text: Any
    header: list[str]
    rows: Callable[[datetime.date], Rows]
    count: Callable[[datetime.date], int]


UNITS = [
    "uuid", "level", "kind", "name", "code", "parent_uuid", "parent_name", "from", "until",
    "decision", "is_made_up",
]  # fmt: skip
LINEAGE = [
    "decision", "issuer", "applied_on", "source_uuid", "source_name", "target_uuid", "target_name",
    "extent", "households", "note", "is_made_up",
]  # fmt: skip


def _units(day: datetime.date) -> QuerySet[UnitVersion]:
    return UnitVersion.objects.on(day)


def _unit_rows(day: datetime.date) -> Rows:
    above = UnitVersion.objects.on(day).filter(unit=OuterRef("parent")).values("name")[:1]
    rows = (
        _units(day).annotate(parent_name=Subquery(above)).order_by("unit__level", "sort_key", "pk")
    )
    fields = (
        "unit__uuid", "unit__level", "kind", "name", "code", "parent__uuid", "parent_name", "valid",
        "decision__number", "unit__is_made_up",
    )  # fmt: skip
    kinds = {kind.value: str(kind.label) for kind in Kind}
    for (
        uuid,
        level,
        kind,
        name,
        code,
        parent,
        parent_name,
        life,
        number,
        made_up,
    ) in rows.values_list(*fields).iterator():
        yield (
            uuid, level, kinds[kind], name, code, parent, parent_name, life.lower, life.upper,
            number or "", int(made_up),
        )  # fmt: skip


def _edges(day: datetime.date) -> QuerySet[Transfer]:
    return Transfer.objects.applied().filter(decision__applied_on__lte=day)


def _edge_rows(day: datetime.date) -> Rows:
    """By the names that the two had when one became the other."""
    last = UnitVersion.objects.filter(
        unit=OuterRef("source"), valid__startswith__lt=OuterRef("decision__applied_on")
    ).order_by("-valid")
    first = UnitVersion.objects.filter(
        unit=OuterRef("target"), valid__contains=OuterRef("decision__applied_on")
    )
    rows = _edges(day).annotate(
        source_name=Subquery(last.values("name")[:1]),
        target_name=Subquery(first.values("name")[:1]),
    )
    fields = (
        "decision__number", "decision__issuer", "decision__applied_on", "source__uuid", "source_name",
        "target__uuid", "target_name", "extent", "households", "note", "source__is_made_up",
    )  # fmt: skip
    ordered = rows.order_by("decision__applied_on", "pk").values_list(*fields)
    for *row, made_up in ordered.iterator():
        yield (*row, int(made_up))


TABLES = {
    table.slug: table
    for table in (
        Table(
            "don-vi",
            _("Đơn vị"),
            _("Mọi đơn vị tồn tại vào ngày đã chọn: tên, loại, mã, đơn vị cấp trên, hiệu lực."),
            UNITS,
            _unit_rows,
            lambda day: _units(day).count(),
        ),
        Table(
            "chuyen-doi",
            _("Chuyển đổi"),
            _("Đơn vị cũ nào thành đơn vị mới nào, theo văn bản nào, đến ngày đã chọn."),
            LINEAGE,
            _edge_rows,
            lambda day: _edges(day).count(),
        ),
    )
}
