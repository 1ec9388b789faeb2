"""The figures of a report: counted for many wards at once, put beside earlier ones, and marked if odd."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation

from core import indicators
from core.indicators import Window
from reports import periods
from reports.models import Report, ReportFigure, ReportPeriod
from wards.models import Unit

Values = Mapping[str, Decimal | None]

# What makes a person look twice; the portal's own measure, no rule of law. A figure counts as odd from
# ODD_FROM on if it moved by more than half, a share if it moved by more than ODD_POINTS points.
ODD_FROM = 10
ODD_SHARE = Decimal("0.5")
ODD_POINTS = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of a ward, one period earlier and one year earlier; None where nobody can know it."""

    code: str
    value: Decimal | None
    previous: Decimal | None
    year_ago: Decimal | None

    @property
    def is_odd(self) -> bool:
        """Whether it differs much from the period before."""
        return is_odd(self.code, self.value, self.previous)


def of_wards(period: ReportPeriod, wards: Collection[int]) -> dict[int, list[Compared]]:
    """The figures of many wards for a period, each beside the earlier ones."""
    codes = indicators.with_parts(period.codes())
    now = indicators.count(codes, period.window, wards)
    earlier = earlier_of(period, wards, codes, periods.before(period.window, period.type.rhythm))
    year_ago = earlier_of(period, wards, codes, periods.year_before(period.window))
    return {
        ward: compared(codes, now[ward], earlier.get(ward, {}), year_ago.get(ward, {}))
        for ward in wards
    }


def compared(
    codes: Iterable[str], now: Values, earlier: Values, year_ago: Values
) -> list[Compared]:
    """Figures side by side, in the order of the codes."""
    return [Compared(code, now.get(code), earlier.get(code), year_ago.get(code)) for code in codes]


def earlier_of(
    period: ReportPeriod, wards: Collection[int], codes: list[str], window: Window
) -> dict[int, Values]:
    """The figures of an earlier window: as they were reported, else counted now for who lived then."""
    known = _reported(period, wards, window.end)
    rest = [ward for ward in wards if ward not in known]
    living = Unit.objects.filter(pk__in=rest, valid__contains=window.last_day)
    return known | indicators.count(codes, window, list(living.values_list("pk", flat=True)))


def _reported(
    period: ReportPeriod, wards: Collection[int], end: datetime.datetime
) -> dict[int, Values]:
    if period.is_ad_hoc:
        return {}
    rows = ReportFigure.objects.current().filter(
        report__unit__in=wards,
        report__period__type=period.type_id,
        report__period__end=end,
        report__period__asked_by__isnull=True,
    )
    found: dict[int, dict[str, Decimal | None]] = {}
    for unit, code, value in rows.values_list("report__unit", "code", "value"):
        found.setdefault(unit, {})[code] = value
    return dict(found)


def is_odd(code: str, value: Decimal | None, previous: Decimal | None) -> bool:
    """Whether a figure moved so much since the period before that somebody should say why."""
    if value is None or previous is None:
        return False
    moved = abs(value - previous)
    if indicators.indicator(code).share:
        return moved > ODD_POINTS
    return max(value, previous) >= ODD_FROM and moved > ODD_SHARE * previous


def rows(report: Report, figures: Iterable[Compared]) -> list[ReportFigure]:
    """The figures as rows of a report's present edition, under the Vietnamese names they have today."""
    with translation.override("vi"):
        return list(_rows(report, figures))


def _rows(report: Report, figures: Iterable[Compared]) -> Iterator[ReportFigure]:
    for figure in figures:
        known = indicators.indicator(figure.code)
        yield ReportFigure(
            report=report,
            edition=report.edition,
            code=figure.code,
            label=str(known.label),
            measure=str(known.unit),
            value=figure.value,
            previous=figure.previous,
            year_ago=figure.year_ago,
            is_odd=figure.is_odd,
        )
