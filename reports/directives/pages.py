"""What the pages of directives show around their rows."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from feedback.inbox import Figure
from people.permissions import Permission
from reports.directives.filters import UnitsFilter
from reports.directives.workflow import OPEN, ORDER, OWED, TaskState
from reports.models import Directive, DirectiveTask

if TYPE_CHECKING:
    from people.models import User

FIRST = 30  # units in the table until all are asked for
CHARTED = 12  # districts in the chart; the table has every unit
TONES = {
    TaskState.WAITING: "e",
    TaskState.WORKING: "b",
    TaskState.RETURNED: "f",
    TaskState.ANSWERED: "c",
    TaskState.ACCEPTED: "a",
    TaskState.EXCUSED: "d",
    TaskState.WITHDRAWN: "d",
}
HEADER = [
    gettext_lazy("Đơn vị"), gettext_lazy("Trạng thái"), gettext_lazy("Hạn trả lời"),
    gettext_lazy("Trễ (ngày làm việc)"), gettext_lazy("Tiến độ (%)"),
    gettext_lazy("Người thực hiện"), gettext_lazy("Tiếp nhận lúc"), gettext_lazy("Trả lời lúc"),
    gettext_lazy("Số lần bị trả lại"), gettext_lazy("Nội dung trả lời"),
    gettext_lazy("Lý do miễn"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A directive in a list, with how its units stand."""

    directive: Directive
    total: int = 0
    done: int = 0
    answered: int = 0
    late: int = 0


def lines(directives: list[Directive], user: User, today: datetime.date) -> list[Line]:
    """Directives with the standing of the units that the user sees; one query."""
    tasks = DirectiveTask.objects.visible_to(user, Permission.DIRECTIVE_VIEW)
    found = tasks.standing_of([directive.pk for directive in directives], today)
    return [
        Line(directive, **{k: v for k, v in row.items() if k != "directive"})
        for directive in directives
        for row in [found.get(directive.pk, {})]
    ]


def task_figures(user: User, params: dict[str, str], today: datetime.date) -> list[Figure]:
    """The numbers above the list of tasks, each a filter; one query."""
    tasks = DirectiveTask.objects.visible_to(user, Permission.DIRECTIVE_VIEW)
    counts = tasks.counts(user, today)
    shown = (
        ("mine", counts["mine"], _("Đang chờ tôi"), "plain"),
        ("", counts["open"], _("Chưa hoàn thành"), "plain"),
        ("late", counts["late"], _("Trễ hạn"), "late" if counts["late"] else "plain"),
        ("done", counts["done"], _("Đã hoàn thành, được miễn"), "plain"),
    )
    current = params.get("state", "")
    return [
        Figure(value, label, f"?{urlencode({'state': state})}", current == state, tone)
        for state, value, label, tone in shown
    ]


def tabs(user: User, *, at_tasks: bool) -> list[dict[str, Any]]:
    """Letters and the tasks of the units, for who issues; wards have tasks alone."""
    if not user.may(Permission.DIRECTIVE_ISSUE):
        return []
    waiting = DirectiveTask.objects.waiting_for(user).count()
    return [
        {"label": _("Văn bản"), "url": reverse("reports:directives"), "current": not at_tasks},
        {
            "label": _("Việc của các đơn vị"),
            "url": reverse("reports:directive_tasks"),
            "current": at_tasks,
            "count": waiting,
        },
    ]


class Overview:
    """Who has done what in one directive, as a user sees it; the tasks are read once."""

    def __init__(self, directive: Directive, user: User, filters: UnitsFilter) -> None:
        self.directive, self.user, self.filters = directive, user, filters
        self.today = clock.today()

    @cached_property
    def tasks(self) -> list[DirectiveTask]:
        """Every task in reach; few hundred at most."""
        visible = DirectiveTask.objects.visible_to(self.user, Permission.DIRECTIVE_VIEW)
        found = visible.filter(directive=self.directive).select_related("assignee__person")
        return list(found.order_by("sort_key", "pk"))

    @cached_property
    def rows(self) -> list[DirectiveTask]:
        """Those that the filter lets through, in its order."""
        return self.filters.rows(self.tasks, self.today)

    @property
    def shown(self) -> list[DirectiveTask]:
        """The first of them, or all where that was asked for (to print, say)."""
        return self.rows if self.filters.kept.get("show") else self.rows[:FIRST]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return len(self.rows) - len(self.shown)

    @property
    def all_url(self) -> str:
        """The same table with all of them."""
        return f"?{urlencode({**self.filters.kept, 'show': 'all'})}#don-vi"

    @cached_property
    def late(self) -> list[DirectiveTask]:
        """Those that owe an answer and are late."""
        return [t for t in self.tasks if t.state in OWED and t.late_days(self.today)]

    @property
    def figures(self) -> list[Figure]:
        """The numbers above the table, each a filter of it."""
        states = Counter(task.state for task in self.tasks)
        shown = (
            ("", len(self.tasks), _("Đơn vị nhận"), "plain"),
            (TaskState.WAITING, states[TaskState.WAITING], _("Chờ tiếp nhận"), "plain"),
            (TaskState.ANSWERED, states[TaskState.ANSWERED], _("Chờ xem xét"), "plain"),
            ("late", len(self.late), _("Trễ hạn"), "late" if self.late else "plain"),
            (TaskState.ACCEPTED, states[TaskState.ACCEPTED], _("Đã hoàn thành"), "plain"),
        )
        current = self.filters.kept.get("state", "")
        return [
            Figure(value, label, f"?{urlencode({'state': state})}#don-vi", current == state, tone)
            for state, value, label, tone in shown
        ]

    @property
    def shares(self) -> list[tuple[Any, int, str]]:
        """How many stand where, for the picture; the colours only help."""
        states = Counter(task.state for task in self.tasks)
        return [
            (TaskState(state).label, states[state], TONES[TaskState(state)])
            for state in sorted(states, key=lambda state: ORDER[TaskState(state)])
        ]

    @property
    def open_by_district(self) -> list[tuple[str, int]]:
        """Units that are not done yet by what they hang under; empty where that is one place."""
        above = [(task.label.partition(", ")[2], task.state in OPEN) for task in self.tasks]
        named = [(name, is_open) for name, is_open in above if name]
        if len({name for name, _is_open in named}) <= 1:
            return []
        return Counter(name for name, is_open in named if is_open).most_common(CHARTED)

    def table(self) -> list[list[Any]]:
        """The rows as they are taken away."""
        return [
            [
                task.label, task.get_state_display(), task.due_on, task.late_days(self.today),
                task.percent, str(task.assignee) if task.assignee else "", task.acknowledged_at,
                task.answered_at, task.returns, task.answer, task.excuse,
            ]
            for task in self.rows
        ]  # fmt: skip
