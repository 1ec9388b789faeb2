"""What can be done on the page of an obstacle: the moves of the workflow with their forms and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from feedback.models import Obstacle
from feedback.obstacles import forms, services
from feedback.obstacles.workflow import MOVES, NEXT, MoveName, State

M = MoveName


@dataclass(frozen=True, slots=True)
class Action:
    """A move as the page offers it; the button of a plain one sends at once."""

    slug: str
    move: MoveName
    form: type[forms.MoveForm]
    perform: Callable[..., Obstacle]
    send: Any
    done: Any
    icon: str = ""
    is_plain: bool = False

    @property
    def label(self) -> Any:
        """What it is called."""
        return self.move.label


ACTIONS: dict[str, Action] = {
    action.slug: action
    for action in (
        Action(
            "giao", M.ASSIGN, forms.AssignForm, services.assign_obstacle,
            _("Giao"), _("Đã giao."), "users",
        ),
        Action(
            "bat-dau", M.START, forms.PlainForm, services.start_obstacle,
            _("Bắt đầu xử lý"), _("Đã nhận xử lý."), is_plain=True,
        ),
        Action(
            "giai-quyet", M.RESOLVE, forms.ResolveForm, services.resolve_obstacle,
            _("Lưu kết quả"), _("Đã ghi kết quả giải quyết."), "check",
        ),
        Action(
            "tra-loi", M.ANSWER_ABOVE, forms.TextForm, services.answer_above,
            _("Gửi trả lời"), _("Đã gửi trả lời."), "answer",
        ),
        Action(
            "tiep-tuc", M.RESUME, forms.PlainForm, services.resume_obstacle,
            _("Tiếp tục xử lý"), _("Đã chuyển về đang xử lý."), "undo", is_plain=True,
        ),
        Action(
            "cap-tren", M.ASK_ABOVE, forms.TextForm, services.ask_above,
            _("Gửi cấp trên"), _("Đã gửi cấp trên; hạn vẫn tính tiếp."), "send",
        ),
        Action(
            "ket-thuc", M.CLOSE, forms.PlainForm, services.close_obstacle,
            _("Kết thúc"), _("Đã kết thúc."), "lock", is_plain=True,
        ),
        Action(
            "mo-lai", M.REOPEN, forms.ReopenForm, services.reopen_obstacle,
            _("Mở lại"), _("Đã mở lại."), "undo",
        ),
        Action(
            "trao-doi", M.COMMENT, forms.TextForm, services.comment_obstacle,
            _("Gửi trao đổi"), _("Đã gửi trao đổi."), "note",
        ),
        Action(
            "y-kien", M.REMARK, forms.TextForm, services.remark_obstacle,
            _("Gửi ý kiến"), _("Đã gửi ý kiến."), "note",
        ),
        Action(
            "cong-khai", M.PUBLISH, forms.PublishForm, services.publish_obstacle,
            _("Công khai"), _("Đã công khai."), "globe",
        ),
        Action(
            "go-cong-khai", M.UNPUBLISH, forms.PlainForm, services.unpublish_obstacle,
            _("Gỡ công khai"), _("Đã gỡ công khai."), "close", is_plain=True,
        ),
        Action(
            "sua", M.CORRECT, forms.CorrectForm, services.correct_obstacle,
            _("Lưu"), _("Đã lưu."), "edit",
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


def offered(obstacle: Obstacle, permissions: frozenset[str]) -> list[Action]:
    """The actions that make sense for somebody with some permissions, the next one first."""
    fitting = [
        action
        for action in ACTIONS.values()
        if MOVES[action.move].needs in permissions
        and obstacle.state in MOVES[action.move].sources
        and (action.move != M.UNPUBLISH or obstacle.is_public)
    ]
    first = next_move(obstacle, [action.move for action in fitting])
    return sorted(fitting, key=lambda action: action.move != first)


def next_move(obstacle: Obstacle, moves: list[MoveName]) -> MoveName | None:
    """What one usually does next."""
    wanted = NEXT.get(State(obstacle.state), ())
    return next((move for move in wanted if move in moves), None)
