"""What the pages of figures show: the khu phố of a ward, the wards of a reach, one unit's history."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from neighborhoods.figures.forms import FigureFilter, State
from neighborhoods.models import Figure, Measure, SizeBand
from people.permissions import Permission
from people.places import wards_in_reach
from wards import tree
from wards.models import HouseholdStandard, Level, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User

OLD_AFTER = datetime.timedelta(days=365)
WARDS_PER_PAGE = 40
FILE_HEADER = [
    _("Mã đơn vị"), _("Phường, xã"), _("Đơn vị"), _("Tính đến ngày"), _("Số hộ"), _("Số nhân khẩu"),
    _("Diện tích (m²)"), _("Nguồn số liệu"), _("Bậc theo số hộ"), _("Dưới tiêu chuẩn số hộ"),
    _("Cần cập nhật"),
]  # fmt: skip


def old_before(today: datetime.date) -> datetime.date:
    """Figures of earlier days are to be brought up to date: they are older than a year."""
    return today - OLD_AFTER


class Yardstick:
    """The bands and household standards in force on a day; two queries for any number of units."""

    def __init__(self, day: datetime.date) -> None:
        self.day = day
        self.bands = list(SizeBand.objects.on(day))
        standards = HouseholdStandard.objects.filter(valid__contains=day)
        self.standards = {standard.kind: standard for standard in standards}

    def band(self, kind: str, measure: str, value: int | None) -> SizeBand | None:
        """The band into which a number falls; None where the law has none or nothing was counted."""
        if value is None:
            return None
        fitting = (b for b in self.bands if (b.kind, b.measure) == (kind, measure))
        return next((band for band in fitting if band.holds(value)), None)

    def falls_below(self, kind: str, households: int | None) -> HouseholdStandard | None:
        """The household standard that a number misses; None where it meets it or nothing is known."""
        standard = self.standards.get(kind)
        if standard is None or households is None or households >= standard.households:
            return None
        return standard


@dataclass(frozen=True, slots=True)
class Row:
    """A unit with its newest figures, measured by the law of today."""

    place: UnitVersion
    figure: Figure | None
    yardstick: Yardstick

    @property
    def said(self) -> Figure:
        """The figures, or a row that says nothing."""
        return self.figure or Figure()

    @property
    def band(self) -> SizeBand | None:
        """The band by households."""
        return self._band(Measure.HOUSEHOLDS)

    @property
    def residents_band(self) -> SizeBand | None:
        """The band by residents."""
        return self._band(Measure.RESIDENTS)

    @property
    def standard(self) -> HouseholdStandard | None:
        """The household standard that the unit falls below; None where it meets it."""
        return self.yardstick.falls_below(self.place.kind, self.said.households)

    @property
    def is_old(self) -> bool:
        """Whether there are figures, but from more than a year ago."""
        return self.figure is not None and self.figure.day < old_before(self.yardstick.day)

    @property
    def needs_update(self) -> bool:
        """Whether somebody should count again."""
        return self.figure is None or self.is_old

    @property
    def address(self) -> str:
        """The page of its figures."""
        return reverse("neighborhoods:figure_unit", args=[self.place.unit.uuid])

    def is_in(self, state: str) -> bool:
        """Whether a filter shows the row."""
        return (
            {
                State.OLD: self.needs_update,
                State.BELOW: self.standard is not None,
            }.get(State(state), True)
            if state
            else True
        )

    def _band(self, measure: Measure) -> SizeBand | None:
        value = getattr(self.figure, measure, None)
        return self.yardstick.band(self.place.kind, measure, value)


@dataclass(frozen=True, slots=True)
class WardRow:
    """A ward with the sums of the newest figures of its khu phố and ấp."""

    ward_id: int
    label: str
    rows: list[Row]

    @property
    def counted(self) -> int:
        """How many of them have figures of the last year."""
        return sum(not row.needs_update for row in self.rows)

    @property
    def below(self) -> int:
        """How many fall below the household standard."""
        return sum(row.standard is not None for row in self.rows)

    @property
    def households(self) -> int | None:
        """Households of those that have figures."""
        return _total(self.rows, "households")

    @property
    def residents(self) -> int | None:
        """Residents of those that have figures."""
        return _total(self.rows, "residents")


class Overview:
    """One page of the list as a user may see it; the same number of queries for any ward."""

    def __init__(self, user: User, data: Any) -> None:
        self.user = user
        self.reach = user.reach(Permission.FIGURE_VIEW)
        self.wards = wards_in_reach(user, Permission.FIGURE_VIEW)
        self.form = FigureFilter(data or None, wards=self.wards)
        self.form.is_valid()
        self.values = getattr(self.form, "cleaned_data", {})
        only = next(iter(self.wards), None) if len(self.wards) == 1 else None
        self.ward_id = self.values.get("ward") or only

    @property
    def is_by_ward(self) -> bool:
        """Whether wards are listed, since none of several is chosen."""
        return len(self.wards) > 1 and not self.ward_id

    @cached_property
    def rows(self) -> list[Row]:
        """The khu phố and ấp of the ward, or those reached without a ward, in natural order."""
        if self.is_by_ward:
            return []
        versions = UnitVersion.objects.today().select_related("unit", "parent").order_by("sort_key")
        if self.ward_id:
            found = versions.filter(parent=self.ward_id, unit__level=Level.NEIGHBORHOOD)
        else:
            found = versions.filter(unit__in=self.reach.neighborhoods)
        return self._measured(found)

    def file_rows(self) -> Iterator[list[Any]]:
        """The rows shown, of all wards in reach where none is chosen, as a table to take away."""
        rows = self.shown
        if self.is_by_ward:
            below = UnitVersion.objects.today().filter(
                parent__in=self.wards, unit__level=Level.NEIGHBORHOOD
            )
            rows = self._measured(below.select_related("unit").order_by("parent", "sort_key"))
        for row in rows:
            place, said = row.place, row.said
            yield [
                str(place.unit.uuid), self.wards.get(place.parent_id or 0, ""), place.name,
                said.day, said.households, said.residents, said.area, said.source,
                row.band.label if row.band else "",
                _("có") if row.standard else "", _("có") if row.needs_update else "",
            ]  # fmt: skip

    @property
    def shown(self) -> list[Row]:
        """The rows that the filter lets through."""
        return [row for row in self.rows if row.is_in(self.values.get("state", ""))]

    @cached_property
    def ward_rows(self) -> list[WardRow]:
        """The wards of the page, with their sums."""
        first = (self.number - 1) * WARDS_PER_PAGE
        chosen = dict(list(self.wards.items())[first : first + WARDS_PER_PAGE])
        versions = UnitVersion.objects.today().filter(
            parent__in=chosen, unit__level=Level.NEIGHBORHOOD
        )
        inside: dict[int, list[Row]] = {ward: [] for ward in chosen}
        for row in self._measured(versions):
            inside[row.place.parent_id or 0].append(row)
        return [WardRow(ward, label, inside[ward]) for ward, label in chosen.items()]

    @property
    def number(self) -> int:
        """The page of wards asked for, from 1; the last where there are fewer."""
        return min(self.values.get("page") or 1, self.pages)

    @property
    def pages(self) -> int:
        """How many pages of wards there are."""
        return max(1, -(-len(self.wards) // WARDS_PER_PAGE))

    @property
    def ward_label(self) -> str:
        """The full name of the ward shown."""
        return self.wards.get(self.ward_id or 0, "")

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The numbers above the list, each with the filter that shows its rows."""
        rows, state = self.rows, self.values.get("state", "")
        return [
            self._figure(len(rows), _("Khu phố, ấp"), "", state),
            self._figure(
                sum(row.needs_update for row in rows), _("Cần cập nhật"), State.OLD, state, "soon"
            ),
            self._figure(
                sum(row.standard is not None for row in rows),
                _("Dưới tiêu chuẩn số hộ"),
                State.BELOW,
                state,
            ),
            {"value": _total(rows, "households"), "label": _("Số hộ")},
            {"value": _total(rows, "residents"), "label": _("Số nhân khẩu")},
        ]

    @property
    def unfiltered(self) -> str:
        """The address of all rows."""
        return self.address(state="") or "?"

    @cached_property
    def ward(self) -> Unit | None:
        """The ward shown, which has figures of its own."""
        if not self.ward_id:
            return None
        known = next((row.place.parent for row in self.rows), None)
        return known or Unit.objects.get(pk=self.ward_id)

    def address(self, **changes: Any) -> str:
        """The address of the same list with other filters."""
        return self.form.address(**changes)

    def _figure(
        self, count: int, label: Any, state: str, now: str, tone: str = "plain"
    ) -> dict[str, Any]:
        shown = {"value": count, "label": label, "tone": tone if count else "plain"}
        return shown | {"url": self.address(state=state), "current": state == now}

    def _measured(self, versions: Iterable[UnitVersion]) -> list[Row]:
        today = clock.today()
        places = list(versions)
        visible = Figure.objects.visible_to(self.user, Permission.FIGURE_VIEW)
        newest = visible.latest_on([place.unit_id for place in places], today)
        figures = {figure.unit_id: figure for figure in newest}
        yardstick = Yardstick(today)
        return [Row(place, figures.get(place.unit_id), yardstick) for place in places]


def _total(rows: list[Row], name: str) -> int | None:
    values = [value for row in rows if (value := getattr(row.figure, name, None)) is not None]
    return sum(values) if values else None


class UnitFigures:
    """The page of one unit: its newest figures, and what they were before."""

    def __init__(self, unit: Unit, user: User) -> None:
        self.unit = unit
        self.chain = tree.chain(unit)
        self.history = list(
            Figure.objects.visible_to(user, Permission.FIGURE_VIEW).history_of(unit)
        )
        newest = self.history[0] if self.history else None
        place = unit.versions.nearest(clock.today()) or UnitVersion(unit=unit)
        self.row = Row(place, newest, Yardstick(clock.today()))
        self.can_manage = unit.pk in user.reach(Permission.FIGURE_MANAGE)

    @property
    def name(self) -> str:
        """What the unit is called."""
        return self.chain[0].name

    @property
    def stands_in(self) -> str:
        """What it hangs under."""
        return tree.label(self.chain[1:])

    @property
    def charts(self) -> list[tuple[Any, list[tuple[str, int]], Any]]:
        """Title, points and unit of each course that has at least two points, the oldest first."""
        return [
            (title, points, unit)
            for title, name, unit in (
                (_("Số hộ theo thời gian"), "households", _("hộ")),
                (_("Số nhân khẩu theo thời gian"), "residents", _("người")),
            )
            if len(points := self._points(name)) > 1
        ]

    def on(self, day: datetime.date | None) -> Figure | None:
        """The figures of a day, which a form then corrects."""
        return next((figure for figure in self.history if figure.day == day), None)

    def _points(self, name: str) -> list[tuple[str, int]]:
        return [
            (f"{figure.day:%d/%m/%Y}", value)
            for figure in reversed(self.history)
            if (value := getattr(figure, name)) is not None
        ]
