"""The figures that are for everybody: by month, of the city and its wards, small counts hidden.

Only whole months, without what is sealed, by the wards of today. What is shown is worked out once and
kept for some minutes, names and hidden cells included, since it is the same for everybody.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import DateField, F, Sum
from django.db.models.functions import Trunc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.numbers import number
from core.text import natural_key
from reports.boards.hidden import COVER, LEAST, SMALL, Cell, column
from reports.boards.periods import months_back
from reports.models import TallyState, WardDay
from wards import tree
from wards.models import Level, UnitVersion

MONTHS = 24
KEPT_SECONDS = 600
COLUMNS = ("received", "answered", "late")
HEADER = ["month", "ward_uuid", "ward", "district", "received", "answered", "late"]
HIDDEN = "*"  # in files: hidden for the sake of another number
SHARE_OF = 100

Three = tuple[int, int, int]  # of COLUMNS: a count, or what stands for a cell without a number
Counts = dict[tuple[datetime.date, int], Three]
_CODES = {
    SMALL: -1,
    COVER: -2,
}  # a cache holds thousands of numbers in less time than as many cells
_CELLS = {code: cell for cell, code in _CODES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A ward, or the whole city, in one month."""

    name: str
    above: str
    uuid: str
    cells: tuple[Cell, Cell, Cell]

    @property
    def texts(self) -> list[str]:
        """The counts as they are shown."""
        small, cover = _("dưới 5"), _("ẩn")
        return [
            number(cell.value) if not cell.is_hidden else small if cell.is_small else cover
            for cell in self.cells
        ]

    @property
    def share(self) -> str:
        """Not late among the answered, in percent; a bound where the late ones are few and hidden."""
        answered, late = self.cells[1].value, self.cells[2]
        if answered is None or (late.is_hidden and not late.is_small):
            return "—"
        if late.value is not None:
            return _("%(n)s%%") % {
                "n": number(round(SHARE_OF * (answered - late.value) / answered))
            }
        least = SHARE_OF * (answered - LEAST + 1) // answered
        return _("từ %(n)s%%") % {"n": number(least)}


class MonthForm(forms.Form):
    """Which month is shown; the last whole one unless told."""

    quiet_optional = True

    thang = forms.ChoiceField(
        label=gettext_lazy("Tháng"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Hãy chọn một tháng trong danh sách.")},
    )

    def __init__(self, data: Any, *, months: list[datetime.date]) -> None:
        super().__init__(data or None)
        fields: dict[str, Any] = self.fields
        fields["thang"].choices = [(f"{month:%Y-%m}", f"{month:%m/%Y}") for month in months[::-1]]
        fields["thang"].initial = f"{months[-1]:%Y-%m}"
        self.months = months

    @property
    def month(self) -> datetime.date:
        """The month asked for, as its first day."""
        asked = self.cleaned_data.get("thang") if self.is_valid() else None
        return next((m for m in self.months if f"{m:%Y-%m}" == asked), self.months[-1])


@dataclass(frozen=True, slots=True)
class Kept:
    """What is the same for everybody: the wards by district, and by month their cells in this order."""

    wards: list[tuple[str, str, str]]  # name, what it hangs under, public number
    columns: dict[datetime.date, list[Three]]
    totals: dict[datetime.date, Three]
    as_of: datetime.datetime | None


class PublicFigures:
    """What the page and its files show."""

    def __init__(self) -> None:
        this_month = clock.today().replace(day=1)
        self.months = [months_back(this_month, back) for back in range(MONTHS, 0, -1)]

    @cached_property
    def _kept(self) -> Kept:
        key = f"reports.public.hidden:{self.months[-1]:%Y-%m}"
        found: Kept | None = cache.get(key)
        if found is None:
            as_of = TallyState.now().counted_at  # before the counts: they are at least as new
            found = _made(self.months, _counts(self.months), _wards(), as_of)
            cache.set(key, found, KEPT_SECONDS)
        return found

    @property
    def as_of(self) -> datetime.datetime | None:
        """As of when the counts hold."""
        return self._kept.as_of

    def of_month(self, month: datetime.date) -> tuple[list[Row], Row]:
        """Every ward of today in a month, and the city; each column is hidden by itself."""
        wards = zip(self._kept.wards, self._kept.columns[month], strict=True)
        return [Row(*names, _cells(kept)) for names, kept in wards], self._whole(month)

    def _whole(self, month: datetime.date) -> Row:
        return Row(_("Toàn Thành phố"), "", "", _cells(self._kept.totals[month]))

    @cached_property
    def course(self) -> list[tuple[str, Row]]:
        """The city month by month."""
        return [(f"{month:%m/%Y}", self._whole(month)) for month in self.months]

    @property
    def series(self) -> list[tuple[str, int | None, int | None]]:
        """The course as a chart draws it; what is hidden has no column and no number."""
        return [(label, row.cells[0].value, row.cells[1].value) for label, row in self.course]

    def file_rows(self) -> list[list[Any]]:
        """Every month and ward; "<5" where a count is small, "*" where it is hidden for another's sake."""
        return [
            [f"{month:%Y-%m}", row.uuid, row.name, row.above, *map(_written, row.cells)]
            for month in self.months
            for row in self.of_month(month)[0]
        ]


def _counts(months: list[datetime.date]) -> Counts:
    last = months_back(months[-1], -1) - datetime.timedelta(days=1)
    rows = WardDay.objects.public().between_by_months(months[0], last).order_by()
    month = Trunc("day", "month", output_field=DateField())
    summed = rows.values("ward", month=month).annotate(
        n_received=Sum("received"),
        n_answered=Sum("answered"),
        n_late=Sum(F("dated") - F("in_time")),
    )
    return {
        (row["month"], row["ward"]): (row["n_received"], row["n_answered"], row["n_late"])
        for row in summed
    }


def _wards() -> dict[int, tuple[str, str, str]]:
    """The wards of today by district: name, what they hang under, public number."""
    versions = UnitVersion.objects.today().filter(unit__level=Level.WARD)
    chains = tree.chains(versions.values_list("unit", flat=True))
    rows = {
        pk: (chain[0].name, tree.label(chain[1:]) if len(chain) > 2 else "", str(chain[0].uuid))  # noqa: PLR2004 - ward, district, city
        for pk, chain in chains.items()
    }
    order = sorted(rows, key=lambda pk: (natural_key(rows[pk][1]), natural_key(rows[pk][0])))
    return {pk: rows[pk] for pk in order}


def _made(
    months: list[datetime.date],
    counts: Counts,
    wards: dict[int, tuple[str, str, str]],
    as_of: datetime.datetime | None,
) -> Kept:
    """Hides what is small, column by column, and keeps the rest under names."""
    kept = Kept(list(wards.values()), {}, {}, as_of)
    for month in months:
        found = [counts.get((month, pk), (0, 0, 0)) for pk in wards]
        asked = [dict(zip(wards, values, strict=True)) for values in zip(*found, strict=True)]
        shown = [column(values) for values in asked or [{}] * len(COLUMNS)]
        kept.columns[month] = [_three([cells[pk] for cells, _total in shown]) for pk in wards]
        kept.totals[month] = _three([total for _cells, total in shown])
    return kept


def _three(cells: list[Cell]) -> Three:
    first, second, third = (_CODES[cell] if cell.value is None else cell.value for cell in cells)
    return first, second, third


def _cells(kept: Three) -> tuple[Cell, Cell, Cell]:
    first, second, third = (_CELLS.get(value) or Cell(value) for value in kept)
    return first, second, third


def _written(cell: Cell) -> int | str:
    if cell.value is not None:
        return cell.value
    return f"<{LEAST}" if cell.is_small else HIDDEN
