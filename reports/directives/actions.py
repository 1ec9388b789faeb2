"""What can be done on the page of a task: the moves of the workflow with their forms and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from reports.directives import forms, services
from reports.directives.workflow import MOVES, NEXT, MoveName, TaskState
from reports.models import DirectiveTask

M = MoveName


@dataclass(frozen=True, slots=True)
class Action:
    """A move as the page offers it; the button of a plain one sends at once."""

    slug: str
    move: MoveName
    form: type[forms.MoveForm]
    perform: Callable[..., DirectiveTask]
    send: Any
    done: Any
    icon: str
    is_plain: bool = False

    @property
    def label(self) -> Any:
        """What it is called."""
        return self.move.label


ACTIONS: dict[str, Action] = {
    action.slug: action
    for action in (
        Action(
            "tiep-nhan", M.ACKNOWLEDGE, forms.PlainForm, services.acknowledge,
            _("Tiếp nhận"), _("Đã tiếp nhận."), "check", is_plain=True,
        ),
        Action(
            "giao", M.ASSIGN, forms.AssignForm, services.assign,
            _("Giao"), _("Đã giao."), "users",
        ),
        Action(
            "tien-do", M.PROGRESS, forms.ProgressForm, services.report_progress,
            _("Gửi tiến độ"), _("Đã báo tiến độ."), "note",
        ),
        Action(
            "tra-loi", M.ANSWER, forms.AnswerForm, services.answer,
            _("Gửi trả lời"), _("Đã gửi trả lời; nơi ban hành sẽ xem xét."), "answer",
        ),
        Action(
            "chap-nhan", M.ACCEPT, forms.AcceptForm, services.accept,
            _("Chấp nhận"), _("Đã chấp nhận trả lời."), "check",
        ),
        Action(
            "tra-lai", M.RETURN, forms.BackForm, services.return_answer,
            _("Trả lại"), _("Đã trả lại; hạn vẫn như cũ."), "undo",
        ),
        Action(
            "don-doc", M.URGE, forms.PlainForm, services.urge,
            _("Đôn đốc"), _("Đã đôn đốc."), "bell", is_plain=True,
        ),
        Action(
            "mien", M.EXCUSE, forms.BackForm, services.excuse,
            _("Miễn trả lời"), _("Đã miễn trả lời cho đơn vị."), "close",
        ),
    )
}  # fmt: skip


class PageForm(django_forms.Form):
    """Which move the page opens with; anything else is none."""

    viec = django_forms.ChoiceField(required=False, choices=[(slug, slug) for slug in ACTIONS])

    def opened(self) -> Action | None:
        """The action to show opened; none for an unknown one."""
        slug = self.is_valid() and self.cleaned_data["viec"]
        return ACTIONS[slug] if slug else None


def offered(task: DirectiveTask, permissions: frozenset[str]) -> list[Action]:
    """The actions that make sense for somebody with some permissions, the next one first."""
    fitting = [
        action
        for action in ACTIONS.values()
        if MOVES[action.move].needs in permissions and task.state in MOVES[action.move].sources
    ]
    first = next_move(task, [action.move for action in fitting])
    return sorted(fitting, key=lambda action: action.move != first)


def next_move(task: DirectiveTask, moves: list[MoveName]) -> MoveName | None:
    """What one usually does next."""
    wanted = NEXT.get(TaskState(task.state), ())
    return next((move for move in wanted if move in moves), None)
