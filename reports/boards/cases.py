"""Panels about cases: how the unit stands, by which units, and in which order they come."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateField
from django.db.models.functions import Trunc
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.numbers import number, percent
from core.text import natural_key
from feedback.models import Case
from people.boards import Panel, Scope, Table
from people.permissions import Permission
from reports import figures
from reports.boards.periods import Span
from reports.boards.standing import LEAST_RANKED, Standing, ranked, total_of
from reports.models import PlaceDay, TallyState, WardDay
from reports.models.tally import TallyQuerySet
from wards import tree
from wards.models import Level
from wards.tree import Place

VIEW = Permission.CASE_VIEW
SHOWN_RANKS = 10  # at either end; the file has all of them


class CaseFigures:
    """The counts of one scope, each asked for once however many panels draw them."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.span = scope, Span(scope.first, scope.last)
        self.now = clock.now()

    @classmethod
    def of(cls, scope: Scope) -> CaseFigures:
        """Those of a scope, which keeps them."""
        return scope.kept.setdefault("reports.cases", cls(scope))

    # What is counted

    @property
    def by_place(self) -> bool:
        """Whether rows are khu phố; above the wards they are wards."""
        return self.scope.level >= Level.WARD

    def _rows(self, span: Span, *, by_step: bool = False) -> TallyQuerySet:
        """The counts of the period: by khu phố in a ward and below, by ward above.

        In whole months where days are not asked for.
        """
        places, wards = PlaceDay.objects.all(), WardDay.objects.all()
        rows: TallyQuerySet = (
            self.scope.rows(places, VIEW)
            if self.by_place
            else self.scope.rows(wards, VIEW, unit="")
        )
        if by_step and self.span.step != "month":
            return rows.between(span.first, span.last)
        return rows.between_by_months(span.first, span.last)

    @cached_property
    def _counted(self) -> dict[int, Standing]:
        """By ward or khu phố; of today, or of their day."""
        key = "unit" if self.by_place else "ward"
        if self.scope.by_then:
            key = f"then_{key}"
        found: dict[int, Standing] = {}
        for row in self._rows(self.span).summed(key):
            found.setdefault(row[key], Standing()).add(row)
        return found

    @cached_property
    def _open(self) -> dict[int, dict[str, int]]:
        cases = self.scope.rows(Case.objects.all(), VIEW)
        place = "unit" if self.by_place else "ward"
        return figures.open_by_ward(cases, now=self.now, place=place)

    @cached_property
    def _chains(self) -> dict[int, list[Place]]:
        day = self.scope.last if self.scope.by_then else self.scope.today
        return tree.chains(self._counted.keys() | self._open.keys(), day)

    @cached_property
    def _units(self) -> dict[int, Standing]:
        found = {}
        for pk in self._counted.keys() | self._open.keys():
            row, chain = self._counted.get(pk) or Standing(), self._chains.get(pk)
            now = self._open.get(pk, {})
            row.open, row.overdue = now.get("open", 0), now.get("late", 0)
            row.name, row.url = self._named(chain[0] if chain else None)
            found[pk] = row
        return found

    @cached_property
    def units(self) -> list[Standing]:
        """Every ward or khu phố that has something to count, in the order people expect."""
        return sorted(self._units.values(), key=lambda row: natural_key(row.name))

    @cached_property
    def rows(self) -> list[Standing]:
        """The rows of the table: districts of the city while there are any, wards, or khu phố."""
        if not self.scope.is_everywhere:
            return self.units
        sums: dict[int, Standing] = {}
        for pk, row in self._units.items():
            places = self._chains.get(pk, [])
            above = next((place for place in places if place.level == Level.DISTRICT), None)
            if above is None:
                sums[pk] = row
            else:
                sums.setdefault(above.unit_id, Standing(*self._named(above))).take(row)
        return sorted(sums.values(), key=lambda row: natural_key(row.name))

    @cached_property
    def total(self) -> Standing:
        """All of the scope."""
        return total_of(self.units)

    @cached_property
    def before(self) -> Standing:
        """The same number of days before, to compare with."""
        whole = Standing()
        whole.add(self._rows(self.span.before).whole())
        return whole

    @cached_property
    def course(self) -> list[Standing]:
        """The period step by step, those without anything included."""
        step = Trunc("day", self.span.step, output_field=DateField())
        steps = {day: Standing(label) for day, label in self.span.steps()}
        for row in self._rows(self.span, by_step=True).summed(step=step):
            steps[row["step"]].add(row)
        return list(steps.values())

    def _named(self, place: Place | None) -> tuple[str, str]:
        """A row's name, and where to look closer: the unit's own board, or what became of it."""
        if place is None:
            return _("Không rõ đơn vị"), ""
        if self.by_place and place.level == Level.WARD:
            return _("Chưa rõ khu phố, ấp"), ""
        if self.scope.by_then:
            return place.name, place.get_absolute_url()
        if place.unit_id == self.scope.place.unit_id:
            return place.name, ""
        return place.name, self.scope.address(unit=place.unit_id)

    # Where the rows behind a figure are

    def inbox(self, **filters: Any) -> str:
        """The inbox of the scope's unit under some filters; empty where it cannot show just that."""
        place = self.scope.narrowing(VIEW)
        if place is None:
            return ""
        asked = urlencode(place | filters)
        return f"{reverse('feedback:inbox')}?{asked}" if asked else reverse("feedback:inbox")

    def received_inbox(self) -> str:
        """The inbox with what was received in the period, whatever became of it."""
        return self.inbox(
            status="all", since=f"{self.scope.first:%d/%m/%Y}", until=f"{self.scope.last:%d/%m/%Y}"
        )


def health_panel(scope: Scope) -> Panel | None:
    """Received, answered, in time, late, open, reopened, satisfaction, days; and their course."""
    if not scope.user.may(VIEW):
        return None
    cases = CaseFigures.of(scope)
    header = [_("Thời gian"), *_HEADER]
    course = Table("dien-bien", header, [[row.name, *_cells(row)] for row in cases.course])
    context = {
        "cases": cases,
        "stats": _stats(cases),
        "now": _now(cases),
        "state": TallyState.now(),
        "sees_sealed": scope.user.may(Permission.CASE_VIEW_SEALED),
        "series": [
            (row.name, row.counts["received"], row.counts["answered"]) for row in cases.course
        ],
        "step": {"day": _("ngày"), "week": _("tuần, ghi ngày thứ Hai"), "month": _("tháng")}[
            cases.span.step
        ],
    }
    return Panel(
        "phan-anh", _("Phản ánh"), "reports/boards/_health.html", context, 10, [course], wide=True
    )


def units_panel(scope: Scope) -> Panel | None:
    """The same figures by unit; nothing to compare in a single khu phố."""
    if not scope.user.may(VIEW) or scope.level >= Level.NEIGHBORHOOD:
        return None
    cases = CaseFigures.of(scope)
    titles = {Level.CITY: _("Theo quận, huyện"), Level.DISTRICT: _("Theo phường, xã")}
    if scope.is_everywhere and len(cases.rows) == len(cases.units):
        titles[Level.CITY] = _("Theo phường, xã")
    header = [_("Đơn vị"), *_HEADER, _("Đang mở"), _("Đang trễ hạn")]
    rows = [[row.name, *_cells(row), row.open, row.overdue] for row in cases.rows]
    title = titles.get(Level(scope.level), _("Theo khu phố, ấp"))
    context = {"cases": cases, "rows": cases.rows}
    tables = [Table("don-vi", header, rows)]
    return Panel("theo-don-vi", title, "reports/boards/_units.html", context, 20, tables, wide=True)


def ranking_panel(scope: Scope) -> Panel | None:
    """Wards by their share in time, with the number of answers it is a share of."""
    if not scope.user.may(VIEW) or scope.level >= Level.WARD:
        return None
    cases = CaseFigures.of(scope)
    large, small = ranked(cases.units)
    shown = large if len(large) <= 2 * SHOWN_RANKS else large[:SHOWN_RANKS]
    last = large[-SHOWN_RANKS:] if len(large) > len(shown) else []
    header = [_("Hạng"), _("Phường, xã"), _("Đúng hạn (%)"), _("Đã trả lời, có hạn"), _("Trễ hạn")]
    rows = [
        [row.rank or None, row.name, _rounded(row.share), row.counts["dated"], row.late]
        for row in [*large, *small]
    ]
    context = {
        "ranked": shown,
        "last": last,
        "hidden": len(large) - len(shown) - len(last),
        "small": small,
        "least": LEAST_RANKED,
    }
    return Panel(
        "xep-hang",
        _("Xếp hạng đúng hạn"),
        "reports/boards/_ranking.html",
        context,
        30,
        [Table("xep-hang", header, rows)],
        wide=True,
    )


_HEADER = [
    gettext_lazy("Nhận"), gettext_lazy("Đã trả lời"), gettext_lazy("Có hạn"), gettext_lazy("Đúng hạn"),
    gettext_lazy("Trễ hạn"), gettext_lazy("Đúng hạn (%)"), gettext_lazy("Mở lại"),
    gettext_lazy("Lượt đánh giá"), gettext_lazy("Hài lòng (1–5)"), gettext_lazy("Số ngày trung vị"),
]  # fmt: skip


def _cells(row: Standing) -> list[Any]:
    counts = row.counts
    return [
        counts["received"], counts["answered"], counts["dated"], counts["in_time"], row.late,
        _rounded(row.share), counts["reopened"], counts["rated"], _rounded(row.satisfaction), row.median,
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _stats(cases: CaseFigures) -> list[dict[str, Any]]:
    """The numbers at the top, each with where its rows are and how it was before."""
    total, before = cases.total, cases.before
    share_hint = _("trong %(n)s trả lời có hạn") % {"n": number(total.counts["dated"])}
    rated = _("%(n)s lượt đánh giá") % {"n": number(total.counts["rated"])}
    return [
        _stat(total.received, _("Nhận"), _was(before.received), cases.received_inbox()),
        _stat(total.answered, _("Đã trả lời"), _was(before.answered)),
        _stat(percent(total.share), _("Đúng hạn"), share_hint),
        _stat(total.late, _("Trả lời trễ hạn"), _was(before.late), tone="late"),
        _stat(total.reopened, _("Mở lại"), _was(before.reopened)),
        _stat(number(total.satisfaction), _("Hài lòng, trên 5"), rated),
        _stat(total.median_text, _("Ngày trả lời (trung vị)"), _was(before.median_text)),
    ]


def _now(cases: CaseFigures) -> list[dict[str, Any]]:
    """What is open at the moment of looking, whatever the period."""
    total = cases.total
    return [
        _stat(total.open, _("Đang mở lúc này"), "", cases.inbox()),
        _stat(total.overdue, _("Đang trễ hạn lúc này"), "", cases.inbox(due="late"), tone="late"),
    ]


def _stat(value: Any, label: Any, hint: Any, url: str = "", tone: str = "plain") -> dict[str, Any]:
    shown = tone if isinstance(value, int) and value else "plain"
    return {"value": value, "label": label, "hint": hint, "url": url, "tone": shown}


def _was(value: Any) -> str:
    shown = value if isinstance(value, str) else number(value)
    return _("kỳ trước %(n)s") % {"n": shown}
