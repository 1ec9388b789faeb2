"""The filters of the lists of directives and tasks; nothing else reads their addresses."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ListFilter, SearchInput
from core.text import fold
from reports.directives.querysets import DirectiveQuerySet, TaskQuerySet, issuing_units
from reports.directives.workflow import ORDER, OWED, DirectiveState, TaskState, Urgency
from reports.models import DirectiveTask

ENDED = (DirectiveState.CLOSED, DirectiveState.WITHDRAWN)
OWN = "own"


def words_field(label: Any) -> forms.CharField:
    """A search box."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=100,
        widget=SearchInput({"placeholder": _("Không cần gõ dấu")}),
    )


class DirectiveFilter(ListFilter):
    """Which directives a list shows; those not ended unless told."""

    q = words_field(_("Tìm số hoặc trích yếu"))
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("Chưa kết thúc")),
            ("draft", _("Dự thảo")),
            ("issued", _("Đang thực hiện")),
            ("late", _("Có đơn vị trễ hạn")),
            ("ended", _("Đã hoàn thành, thu hồi")),
            ("all", _("Tất cả")),
        ],
    )
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"), required=False, choices=[("", _("Mọi độ khẩn")), *Urgency.choices]
    )
    whose = forms.ChoiceField(
        label=_("Nơi ban hành"),
        required=False,
        choices=[("", _("Mọi nơi ban hành")), (OWN, _("Đơn vị của tôi"))],
    )

    def apply(self, found: DirectiveQuerySet, user: Any, today: datetime.date) -> DirectiveQuerySet:
        """The directives that the filter lets through."""
        asked = self.kept
        if asked.get("q"):
            found = found.search(asked["q"])
        if asked.get("urgency"):
            found = found.filter(urgency=asked["urgency"])
        if asked.get("whose"):
            found = found.filter(issuer__in=issuing_units(user))
        state = asked.get("state", "")
        if state == "late":
            return found.with_late(user, today)
        if state in ("draft", "issued"):
            return found.filter(state=state)
        if state == "ended":
            return found.filter(state__in=ENDED)
        return found if state == "all" else found.exclude(state__in=ENDED)


class TaskFilter(ListFilter):
    """Which tasks a list shows; open ones unless told."""

    q = words_field(_("Tìm số hoặc trích yếu"))
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("Chưa hoàn thành")),
            ("mine", _("Đang chờ tôi")),
            ("soon", _("Sắp đến hạn")),
            ("late", _("Trễ hạn")),
            ("done", _("Đã hoàn thành, được miễn")),
            ("all", _("Tất cả")),
        ],
    )
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"), required=False, choices=[("", _("Mọi độ khẩn")), *Urgency.choices]
    )

    def apply(self, found: TaskQuerySet, user: Any, today: datetime.date) -> TaskQuerySet:
        """The tasks that the filter lets through."""
        asked = self.kept
        if asked.get("q"):
            found = found.search(asked["q"])
        if asked.get("urgency"):
            found = found.filter(directive__urgency=asked["urgency"])
        chosen = {
            "mine": lambda: found.waiting_for(user),
            "soon": lambda: found.due_soon(today),
            "late": lambda: found.late(today),
            "done": found.done,
            "all": lambda: found,
        }
        return chosen.get(asked.get("state", ""), found.open)()


class UnitsFilter(ListFilter):
    """Which units the table of one directive shows, and in which order."""

    q = words_field(_("Tìm đơn vị"))
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[
            ("", _("Mọi trạng thái")),
            ("late", _("Trễ hạn")),
            ("owed", _("Chưa trả lời")),
            *TaskState.choices,
        ],
    )
    sort = forms.ChoiceField(
        label=_("Sắp xếp"),
        required=False,
        choices=[
            ("", _("Cần chú ý trước")),
            ("unit", _("Theo tên đơn vị")),
            ("state", _("Theo trạng thái")),
            ("late", _("Trễ nhiều trước")),
            ("percent", _("Tiến độ thấp trước")),
            ("answered", _("Trả lời mới nhất trước")),
        ],
    )

    show = forms.ChoiceField(required=False, choices=[("all", "")], widget=forms.HiddenInput)

    @property
    def in_use(self) -> int:
        """How many filters say something; to show all is none."""
        return len(self.kept.keys() - {"show"})

    def rows(self, tasks: list[DirectiveTask], today: datetime.date) -> list[DirectiveTask]:
        """The tasks that the filter lets through, in its order. A directive has few hundred at most."""
        asked = self.kept
        words = fold(asked.get("q", "")).split()
        found = [
            task
            for task in tasks
            if all(word in fold(task.label) for word in words)
            and _fits(task, asked.get("state", ""), today)
        ]
        keys: dict[str, Any] = {
            "unit": lambda task: task.sort_key,
            "state": lambda task: (ORDER[TaskState(task.state)], task.sort_key),
            "late": lambda task: (-task.late_days(today), task.sort_key),
            "percent": lambda task: (task.percent, task.sort_key),
            "answered": lambda task: (-_seconds(task), task.sort_key),
        }
        return sorted(found, key=keys.get(asked.get("sort", ""), lambda task: _heed(task, today)))


def _fits(task: DirectiveTask, state: str, today: datetime.date) -> bool:
    if state == "late":
        return task.state in OWED and task.late_days(today) > 0
    if state == "owed":
        return task.state in OWED
    return not state or task.state == state


def _heed(task: DirectiveTask, today: datetime.date) -> tuple[Any, ...]:
    """Answers to be looked at first, then what is late, then by how far it is."""
    is_late = task.state in OWED and task.late_days(today) > 0
    weight = ORDER[TaskState(task.state)]
    return (task.state != TaskState.ANSWERED, not is_late, weight, task.sort_key)


def _seconds(task: DirectiveTask) -> float:
    return task.answered_at.timestamp() if task.answered_at else 0.0
