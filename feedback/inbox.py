"""What the page of the inbox shows around its rows: figures that are filters, tabs, order."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import clock
from core.paging import KeysetPage
from core.templatetags.ui import number, percent
from feedback import holders
from feedback.filters import CaseFilterSet, month_of
from feedback.forms.staff import targets_in
from feedback.models import Case
from people.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from feedback.querysets import CaseQuerySet
    from people.http import StaffRequest
    from people.models import User

ORDERS = {
    "due": ["due_at?"],
    "newest": ["-received_at"],
    "oldest": ["received_at"],
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number over the list, and the address of the rows it counts."""

    value: Any
    label: Any
    url: str
    is_current: bool
    tone: str = "plain"
    hint: Any = ""


class Inbox:
    """One user's inbox under one set of filters; every figure is asked for once, when it is shown."""

    def __init__(self, user: User, visible: CaseQuerySet, filters: CaseFilterSet) -> None:
        self.user, self.visible, self.filters = user, visible, filters
        self.now = clock.now()
        if self.filters.place.ward_id and "assignee" in filters.filters:
            names = [(str(o.user.pk), o.user.get_full_name()) for o in self.holders[0]]
            filters.offer_officials(names)

    @cached_property
    def holders(self) -> tuple[list[holders.Official], list[holders.KhuPho]]:
        """Who can be given cases in the one ward of this inbox."""
        place = self.filters.place
        if place.ward_id is None:
            return [], []
        return holders.of_ward(place.ward_id, list(place.khu_pho))

    @cached_property
    def can_assign(self) -> bool:
        """Whether rows can be ticked and given away: in one's own ward, never over several."""
        return bool(self.filters.place.ward_id) and self.user.may(Permission.CASE_ASSIGN)

    @cached_property
    def row_look(self) -> tuple[str, bool, bool]:
        """What all rows of the page have in common: language, boxes to tick, a column of wards."""
        return get_language() or "", self.can_assign, self.shows_ward

    @property
    def target_select(self) -> SafeString:
        """Who the ticked rows can be given to, as a list of choices."""
        choices = [("", _("Giao cho")), *targets_in(*self.holders)[1]]
        return forms.Select(choices=choices).render("target", "", {"id": "bulk-target"})

    @property
    def shows_ward(self) -> bool:
        """Whether a row has to say which ward it lies in."""
        return self.filters.shows_ward

    @property
    def sends_away(self) -> bool:
        """Whether there is a list of what was forwarded."""
        return self.user.may(Permission.CASE_TRIAGE)

    @property
    def takes_in(self) -> bool:
        """Whether cases can be taken in on behalf of a citizen."""
        return self.user.may(Permission.CASE_TAKE_IN)

    def page(self, data: Mapping[str, Any]) -> KeysetPage:
        """The rows that the filters and the address ask for; one query, two for a search by words."""
        rows, order = self.filters.rows.for_rows(), ORDERS[self.filters.order]
        return KeysetPage(rows, order=order, data=data, seeking=self.filters.seeking)

    def neighbours(self, page: KeysetPage) -> dict[str, str]:
        """The addresses of the pages beside one, under the same filters."""
        return neighbours(page, lambda cursor: self.filters.address(**cursor))

    @cached_property
    def counts(self) -> dict[str, int]:
        """What is open and how the month stands; one query."""
        month = month_of(self.now)
        return self.visible.counts(user=self.user, now=self.now, month=month)

    @property
    def open_cases(self) -> int | None:
        """The figure of the rail, where this inbox has counted it already."""
        reach = self.user.reach
        if reach(Permission.CASE_ANSWER) != reach(Permission.CASE_VIEW):
            return None
        return self.counts["fresh"] + self.counts["working"]

    @property
    def figures(self) -> list[Figure]:
        """The numbers that are filters, as this user sees them."""
        counts = self.counts
        figures = [
            self._figure(counts["fresh"], _("Mới nhận"), status="fresh"),
            self._figure(counts["working"], _("Đang xử lý"), status="working"),
            self._figure(counts["late"], _("Trễ hạn"), _tone("late", counts["late"]), due="late"),
            self._figure(
                counts["today"], _("Hết hạn hôm nay"), _tone("soon", counts["today"]), due="today"
            ),
            self._figure(counts["waiting"], _("Chờ bổ sung"), status="waiting"),
        ]
        if self.user.may(Permission.CASE_ANSWER):
            figures.append(self._figure(counts["mine"], _("Giao cho tôi"), assignee="me"))
        return [*figures, self._month(counts)]

    def _figure(self, value: Any, label: Any, tone: str = "plain", **wanted: str) -> Figure:
        current = self.filters.params
        is_current = all(current.get(name) == wish for name, wish in wanted.items())
        changes = dict.fromkeys(["status", "due", "assignee", "q"]) | wanted
        if is_current:
            changes = dict.fromkeys(wanted)
        return Figure(value, label, self.filters.address(**changes), is_current, tone)

    def _month(self, row: dict[str, int]) -> Figure:
        share = 100 * row["in_time"] / row["dated"] if row["dated"] else None
        figure = self._figure(percent(share), _("Đúng hạn tháng này"), due="month")
        hint = ngettext("%(n)s đã trả lời", "%(n)s đã trả lời", row["answered"])
        return Figure(
            figure.value,
            figure.label,
            figure.url,
            figure.is_current,
            hint=hint % {"n": number(row["answered"])},
        )

    @property
    def sorts(self) -> dict[str, str]:
        """The addresses of the orders that fit the rows."""
        return {order: self.filters.address(sort=order) for order in ORDERS}


def _tone(tone: str, count: int) -> str:
    return tone if count else "plain"


def neighbours(page: KeysetPage, address: Callable[[dict[str, str]], str]) -> dict[str, str]:
    """The addresses of the pages beside one; empty where there is none."""
    return {
        "next_page": address({"after": page.next}) if page.next else "",
        "previous_page": address({"before": page.previous}) if page.previous else "",
    }


def tabs(user: User, *, at_away: bool) -> list[dict[str, Any]]:
    """The inbox and what was sent away, for who can send away."""
    if not user.may(Permission.CASE_TRIAGE):
        return []
    return [
        {
            "label": _("Phản ánh của đơn vị"),
            "url": reverse("feedback:inbox"),
            "current": not at_away,
        },
        {"label": _("Đã chuyển đi"), "url": reverse("feedback:sent_away"), "current": at_away},
    ]


def is_fragment(request: StaffRequest) -> bool:
    """Whether only the results are wanted, by a page that stands already."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def can_be_remembered(request: StaffRequest) -> bool:
    """Whether a mark of few cases tells that a whole page has not changed."""
    reach = request.user.reach(Permission.CASE_VIEW)
    is_small = not reach.everywhere and len(reach.wards) <= 1
    return is_small and CaseFilterSet.shows_only_open(request.GET) and not is_fragment(request)


def mark_of(visible: CaseQuerySet) -> int | None:
    """What differs as soon as an inbox of open cases, or a figure above it, has changed.

    The share of the month counts what is answered, so a case that has come and been answered since the
    page was drawn must tell. Pages are drawn anew each minute; the other one is for clocks that differ.
    """
    since = clock.now() - datetime.timedelta(minutes=2)
    return visible.open_or_answered_since(since.replace(second=0, microsecond=0)).mark()


def open_count(request: HttpRequest) -> int | None:
    """What the rail shows beside "Phản ánh": open cases that do not wait for their sender."""
    user = cast("User", request.user)  # the rail is drawn for the signed-in alone
    if not user.may(Permission.CASE_ANSWER):
        return None
    known = getattr(request, "open_cases", None)  # the inbox has just counted them
    if known is not None:
        return known
    return Case.objects.visible_to(user, Permission.CASE_ANSWER).needing_action().count()
