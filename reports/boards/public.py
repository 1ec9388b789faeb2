"""The figures that are for everybody: by month, of the city and its wards, small counts hidden.

Only whole months, without what is sealed, by the wards of today. The numbers of all wards are read
once and kept for some minutes, since they are the same for everybody.
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
from reports.boards.hidden import LEAST, Cell, column
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

Counts = dict[tuple[datetime.date, int], tuple[int, int, int]]


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


class PublicFigures:
    """What the page and its files show."""

    def __init__(self) -> None:
        this_month = clock.today().replace(day=1)
        self.months = [months_back(this_month, back) for back in range(MONTHS, 0, -1)]

    @cached_property
    def _kept(self) -> tuple[Counts, datetime.datetime | None]:
        key = f"reports.public:{self.months[-1]:%Y-%m}"
        found = cache.get(key)
        if found is None:
            found = self._counts(), TallyState.now().counted_at
            cache.set(key, found, KEPT_SECONDS)
        return found

    def _counts(self) -> Counts:
        last = months_back(self.months[-1], -1) - datetime.timedelta(days=1)
        rows = WardDay.objects.public().between_by_months(self.months[0], last).order_by()
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

    @property
    def as_of(self) -> datetime.datetime | None:
        """As of when the counts hold."""
        return self._kept[1]

    @cached_property
    def wards(self) -> list[tuple[int, str, str, str]]:
        """The wards of today: number, name, what they hang under, public number; by district."""
        versions = UnitVersion.objects.today().filter(unit__level=Level.WARD)
        chains = tree.chains(versions.values_list("unit", flat=True))
        rows = [
            (pk, chain[0].name, tree.label(chain[1:]) if len(chain) > 2 else "", str(chain[0].uuid))  # noqa: PLR2004 - ward, district, city
            for pk, chain in chains.items()
        ]
        return sorted(rows, key=lambda row: (natural_key(row[2]), natural_key(row[1])))

    def of_month(self, month: datetime.date) -> tuple[list[Row], Row]:
        """Every ward of today in a month, and the city; each column is hidden by itself."""
        counts, columns, totals = self._kept[0], [], []
        for position in range(len(COLUMNS)):
            asked = {pk: counts.get((month, pk), (0, 0, 0))[position] for pk, *_names in self.wards}
            shown, total = column(asked)
            columns.append(shown)
            totals.append(total)
        rows = [
            Row(name, above, uuid, (columns[0][pk], columns[1][pk], columns[2][pk]))
            for pk, name, above, uuid in self.wards
        ]
        return rows, Row(_("Toàn Thành phố"), "", "", (totals[0], totals[1], totals[2]))

    @cached_property
    def course(self) -> list[tuple[str, Row]]:
        """The city month by month."""
        return [(f"{month:%m/%Y}", self.of_month(month)[1]) for month in self.months]

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


def _written(cell: Cell) -> int | str:
    if cell.value is not None:
        return cell.value
    return f"<{LEAST}" if cell.is_small else HIDDEN
