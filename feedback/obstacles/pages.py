"""What the pages of the obstacle log show around their rows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.calendar import TimeLeft, describe_left
from core.paging import KeysetPage
from feedback.inbox import Figure, neighbours
from feedback.models import Obstacle
from feedback.obstacles.filters import ObstacleFilterSet
from feedback.obstacles.querysets import ObstacleQuerySet
from feedback.obstacles.workflow import State
from people.permissions import Permission
from wards import tree
from wards.models import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from people.models import User
    from wards.registry import Panel

CHARTED = 12  # wards in the chart; the table has them all


class Log:
    """The list as one user sees it under one set of filters."""

    def __init__(
        self,
        user: User,
        visible: ObstacleQuerySet,
        filters: ObstacleFilterSet,
        data: Mapping[str, Any],
    ) -> None:
        self.user, self.filters = user, filters
        self.counts = visible.counts(user=user, today=filters.today)
        self.page = KeysetPage(filters.qs.for_list(), order=filters.order, data=data)
        self.may_report = user.may(Permission.OBSTACLE_REPORT)
        links = neighbours(self.page, lambda cursor: filters.address(**cursor))
        self.next_page, self.previous_page = links["next_page"], links["previous_page"]

    @cached_property
    def figures(self) -> list[Figure]:
        """The numbers that are filters."""
        counts = self.counts
        figures = [
            self._figure(counts[state], state.label, state=state.value)
            for state in (State.OPEN, State.IN_PROGRESS, State.WAITING_ABOVE)
        ]
        tone = "late" if counts["late"] else "plain"
        figures.append(self._figure(counts["late"], _("Trễ hạn"), tone, due="late"))
        if "owner" in self.filters.filters:
            figures.append(self._figure(counts["mine"], _("Giao cho tôi"), owner="me"))
        settled = counts[State.RESOLVED] + counts[State.CLOSED]
        figures.append(self._figure(settled, _("Đã giải quyết, kết thúc"), state="settled"))
        return figures

    def _figure(self, value: int, label: Any, tone: str = "plain", **wanted: str) -> Figure:
        current = self.filters.params
        is_current = all(current.get(name) == wish for name, wish in wanted.items())
        changes = dict.fromkeys(["state", "due", "owner", "q"]) | wanted
        if is_current:
            changes = dict.fromkeys(wanted)
        return Figure(value, label, self.filters.address(**changes), is_current, tone)


@dataclass(frozen=True, slots=True)
class WardRow:
    """How one ward stands."""

    name: str
    url: str
    unsettled: int
    late: int
    above: int


def ward_rows(visible: ObstacleQuerySet) -> list[WardRow]:
    """The wards with something unsettled, the most late first; two queries."""
    found = list(visible.by_ward(clock.today()))
    names = tree.path_labels(row["ward"] for row in found)
    address = reverse("feedback:obstacles")
    return [
        WardRow(
            name=names.get(row["ward"], ""),
            url=f"{address}?unit={row['ward']}",
            unsettled=row["unsettled"],
            late=row["late"],
            above=row["above"],
        )
        for row in found
    ]


def bars(rows: list[WardRow]) -> list[tuple[str, int, str]]:
    """The wards with most, for the chart."""
    most = sorted(rows, key=lambda row: -row.unsettled)[:CHARTED]
    return [(row.name, row.unsettled, row.url) for row in most]


def tabs(user: User, *, by_ward: bool) -> list[dict[str, Any]]:
    """List and table, for who looks over several wards."""
    if not user.may(Permission.OBSTACLE_ABOVE):
        return []
    pages = (
        (_("Danh sách"), "feedback:obstacles"),
        (_("Theo phường, xã"), "feedback:obstacles_by_ward"),
    )
    return [
        {"label": label, "url": reverse(name), "current": by_ward == name.endswith("by_ward")}
        for label, name in pages
    ]


def standing(obstacle: Obstacle) -> TimeLeft | None:
    """How the due date stands, in words and a tone; None for what is settled."""
    if not obstacle.is_unsettled:
        return None
    return describe_left(clock.at(obstacle.due_on, datetime.time(23, 59, 59)))


def public_panel(unit: Unit, on: datetime.date) -> Panel | None:
    """On the public page of a ward, khu phố or ấp: how many difficulties it has made public."""
    if on != clock.today():
        return None
    count = Obstacle.objects.public().at_unit(unit.pk).count()
    if not count:
        return None
    return "feedback/obstacles/_panel.html", {"count": count, "unit": unit}
