"""What stands behind a figure of a ward's report: the rows that were counted, as far as one may see them.

They are found again by the rule that counted them, as things stood at the cut-off. The figure itself is
frozen: where rows have been entered or removed since, the list says so and the figure stays.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import indicators, wall
from core.forms import ListFilter
from core.listings import Listing
from core.numbers import number, percent
from core.paging import KeysetPage
from reports.models import Report, ReportFigure
from wards.models import Level

if TYPE_CHECKING:
    from people.models import User

PER_PAGE = 50


def address(report: Report, code: str) -> str:
    """The page behind a figure; empty where there is none: of a sum, or of a figure without rows."""
    if report.level != Level.WARD or code not in indicators.codes():
        return ""
    known = indicators.indicator(code)
    if not (known.members or known.share):
        return ""
    return reverse("reports:figure_rows", args=[report.uuid, code])


def shown(value: Decimal | None, *, is_share: bool) -> str:
    """A figure in words; a dash where there is none."""
    if value is None:
        return "—"
    return percent(float(value)) if is_share else number(float(value))


class OrderForm(ListFilter):
    """How the rows are sorted."""

    order = forms.ChoiceField(label=_("Sắp xếp"), required=False)

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["order"]
        usual, *others = listing.orders.items()
        field.choices = [("", usual[1].label), *((key, order.label) for key, order in others)]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row."""

    label: Any
    value: Any

    @property
    def is_moment(self) -> bool:
        """Whether it is a day or a moment."""
        return isinstance(self.value, datetime.date)

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return isinstance(self.value, int)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list: its name and what stands under it, where it leads, and the other columns."""

    name: str
    about: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class PartOfShare:
    """One of the two figures that a share is made of."""

    label: str
    value: str
    measure: str
    url: str


class FigureRows:
    """One figure of a report as one reader sees what is behind it. Raises Http404 for no such figure."""

    def __init__(self, report: Report, code: str, user: User) -> None:
        if not address(report, code):
            raise Http404
        self.report, self.user = report, user
        self.known = indicators.indicator(code)
        parts = self.known.share or ()
        found = report.figures.filter(edition=report.edition, code__in=[code, *parts])
        self._figures: dict[str, ReportFigure] = {row.code: row for row in found}
        if code not in self._figures:
            raise Http404
        self.figure = self._figures[code]

    @property
    def value(self) -> str:
        """The frozen figure."""
        return shown(self.figure.value, is_share=bool(self.known.share))

    @cached_property
    def parts(self) -> list[PartOfShare]:
        """Of a share: what was divided by what."""
        return [
            PartOfShare(row.label, shown(row.value, is_share=False), row.measure, url)
            for code in self.known.share or ()
            if (row := self._figures.get(code)) and (url := address(self.report, code))
        ]

    @property
    def listing(self) -> Listing:
        """How its rows are shown. Raises Http404 for a share, which has parts and no rows."""
        if self.known.listing is None:
            raise Http404
        return self.known.listing

    @cached_property
    def members(self) -> Mapping[int, int]:
        """Everything that the rule counts today for that time: id → how much of the figure it is."""
        if self.known.members is None:
            return {}
        with wall.lifted():  # which of them the reader sees is decided by `visible`
            return self.known.members(self.report.period.window, self.report.unit_id)

    @cached_property
    def details(self) -> Mapping[int, str]:
        """What this figure alone knows of its rows."""
        if self.known.detail is None:
            return {}
        with wall.lifted():
            return self.known.detail.of(self.report.period.window, self.report.unit_id)

    @cached_property
    def visible(self) -> list[int]:
        """The ids of those that the reader may see."""
        rows = self.listing.visible(self.user).filter(pk__in=list(self.members))
        return list(rows.order_by().values_list("pk", flat=True))

    @property
    def total(self) -> int:
        """What the list adds up to today."""
        return sum(self.members.values())

    @property
    def has_moved(self) -> bool:
        """Whether that is another number than the frozen one."""
        return self.total != (self.figure.value or 0)

    @property
    def hidden(self) -> int:
        """How many rows the reader may not see."""
        return len(self.members) - len(self.visible)

    @cached_property
    def has_amounts(self) -> bool:
        """Whether a row may be more or less than one of the figure (households, seats, twice reopened)."""
        return any(amount != 1 for amount in self.members.values())

    @cached_property
    def rows(self) -> Any:
        """The rows to be shown."""
        return self.listing.visible(self.user).filter(pk__in=self.visible)

    @property
    def header(self) -> list[str]:
        """The headings of all columns."""
        labels = [str(column.label) for column in self.listing.columns]
        if self.known.detail:
            labels.append(str(self.known.detail.label))
        return [*labels, capfirst(self.figure.measure)] if self.has_amounts else labels

    @property
    def headings(self) -> list[str]:
        """Those that have a column of their own on the page."""
        return [self.header[0], *self.header[1 + self.listing.beside :]]

    def line(self, row: Any) -> Line:
        """A row as it is shown."""
        first = 1 + self.listing.beside
        values = self.values(row)
        labels = self.header[first:]
        cells = [Cell(label, value) for label, value in zip(labels, values[first:], strict=True)]
        about = " · ".join(map(str, filter(None, values[1:first])))
        return Line(values[0], about, self.listing.address(row), cells)

    def values(self, row: Any) -> list[Any]:
        """What stands in the columns of a row: words, numbers, days, moments or nothing."""
        found = [_plain(column.value(row)) for column in self.listing.columns]
        if self.known.detail:
            found.append(self.details.get(row.pk, ""))
        return [*found, self.members[row.pk]] if self.has_amounts else found

    def page(self, data: Any) -> tuple[OrderForm, KeysetPage]:
        """One page of the rows, sorted as the address asks."""
        form = OrderForm(data, listing=self.listing)
        return form, KeysetPage(self.rows, order=self._order(form), data=data, size=PER_PAGE)

    def table(self) -> Iterator[list[Any]]:
        """All the rows for a spreadsheet, in the usual order."""
        page = KeysetPage(
            self.rows,
            order=self._order(OrderForm({}, listing=self.listing)),
            size=len(self.visible),
        )
        return (self.values(row) for row in page)

    def _order(self, form: OrderForm) -> list[str]:
        chosen = form.kept.get("order")
        orders = self.listing.orders
        return list((orders[chosen] if chosen else next(iter(orders.values()))).columns)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | datetime.date) else str(value)
