"""What can be done on the page of a case: the staff moves of the workflow with their forms and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from feedback.forms import staff, words
from feedback.models import SEALED_KINDS, Case
from feedback.services import answers, assignment, handling, routing, triage
from feedback.workflow import MOVES, NEXT, MoveName, Status
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User

M = MoveName


@dataclass(frozen=True, slots=True)
class Action:
    """A move as the page offers it.

    `is_plain` needs no typing: its button sends at once. `public` names the argument that the
    citizen will read, for the moves that are looked at before they are sent.
    """

    slug: str
    move: MoveName
    form: type[staff.MoveForm]
    perform: Callable[..., Case]
    label: Any
    send: Any
    done: Any
    icon: str
    public: str = ""
    is_plain: bool = False

    def for_case(self, case: Case, *, user: User, data: Any = None, **kwargs: Any):
        """The form of this action for a case."""
        return self.form(data, case=case, user=user, **kwargs)


ACTIONS: dict[str, Action] = {
    action.slug: action
    for action in (
        Action(
            "phan-loai", M.TRIAGE, staff.TriageForm, triage.triage_case,
            _("Phân loại"), _("Lưu phân loại"), _("Đã phân loại."), "sliders",
        ),
        Action(
            "phan-cong", M.ASSIGN, staff.AssignForm, assignment.assign_case,
            _("Phân công"), _("Giao việc"), _("Đã phân công."), "users",
        ),
        Action(
            "bat-dau", M.START, staff.NotedForm, handling.start_case,
            _("Nhận xử lý"), _("Nhận xử lý"), _("Đã nhận xử lý."), "check", is_plain=True,
        ),
        Action(
            "tra-loi", M.ANSWER, words.AnswerForm, answers.answer_case,
            _("Trả lời người gửi"), _("Gửi trả lời"), _("Đã gửi trả lời."), "answer", public="text",
        ),
        Action(
            "tiep-tuc", M.RESUME, staff.NotedForm, handling.resume_case,
            _("Tiếp tục xử lý"), _("Tiếp tục xử lý"), _("Thời hạn chạy tiếp."), "undo",
            is_plain=True,
        ),
        Action(
            "hoi-them", M.ASK, words.AskForm, handling.ask_information,
            _("Hỏi thêm"), _("Gửi câu hỏi"), _("Đã gửi câu hỏi; thời hạn tạm dừng."), "help",
            public="question",
        ),
        Action(
            "ghi-chu", M.NOTE, staff.NoteForm, handling.note_case,
            _("Ghi chú"), _("Lưu ghi chú"), _("Đã lưu ghi chú."), "note",
        ),
        Action(
            "chuyen", M.FORWARD, staff.ForwardForm, routing.forward_case,
            _("Chuyển"), _("Chuyển"), _("Đã chuyển."), "send", public="reason",
        ),
        Action(
            "gop", M.MERGE, staff.MergeForm, routing.merge_case,
            _("Gộp"), _("Gộp"), _("Đã gộp."), "merge",
        ),
        Action(
            "gia-han", M.EXTEND, words.ExtendForm, handling.extend_case,
            _("Gia hạn"), _("Gia hạn"), _("Đã gia hạn."), "calendar",
        ),
        Action(
            "huong-dan", M.REFER, words.ReferForm, triage.refer_case,
            _("Hướng dẫn"), _("Gửi hướng dẫn"), _("Đã gửi hướng dẫn."), "info",
            public="text",
        ),
        Action(
            "tu-choi", M.REJECT, words.RejectForm, triage.reject_case,
            _("Không tiếp nhận"), _("Gửi thông báo không tiếp nhận"), _("Đã gửi thông báo."),
            "close", public="text",
        ),
        Action(
            "ket-thuc", M.CLOSE, staff.NotedForm, answers.close_case,
            _("Kết thúc"), _("Kết thúc"), _("Đã kết thúc."), "lock", is_plain=True,
        ),
        Action(
            "mo-lai", M.REOPEN, words.ReopenForm, answers.reopen_case,
            _("Mở lại"), _("Mở lại"), _("Đã mở lại; thời hạn tính từ bây giờ."), "undo",
        ),
        Action(
            "cong-khai", M.PUBLISH, words.PublishForm, answers.publish_answer,
            _("Công khai trả lời"), _("Công khai"), _("Đã công khai."), "globe",
        ),
        Action(
            "go-cong-khai", M.UNPUBLISH, words.UnpublishForm, answers.unpublish_answer,
            _("Gỡ công khai"), _("Gỡ công khai"), _("Đã gỡ công khai."), "close",
        ),
    )
}  # fmt: skip


def offered(case: Case, permissions: frozenset[str]) -> list[Action]:
    """The actions that make sense on a case for somebody with some permissions, next one first."""
    fitting = [
        action
        for action in ACTIONS.values()
        if MOVES[action.move].needs in permissions
        and case.status in MOVES[action.move].sources
        and not _is_pointless(case, action.move, permissions)
    ]
    first = next_move(case, [action.move for action in fitting])
    return sorted(fitting, key=lambda action: action.move != first)


def next_move(case: Case, moves: list[MoveName]) -> MoveName | None:
    """What one usually does next: a sealed kind is referred, everything else by the state."""
    wanted = NEXT.get(Status(case.status), ())
    if case.kind in SEALED_KINDS:
        wanted = (M.REFER, M.CLOSE)
    return next((move for move in wanted if move in moves), None)


def _is_pointless(case: Case, move: MoveName, permissions: frozenset[str]) -> bool:
    """What the service would refuse anyway for a reason the page knows."""
    sealed = case.kind in SEALED_KINDS
    return {
        M.ANSWER: sealed,
        M.PUBLISH: case.is_sealed or case.published_at is not None or case.answered_at is None,
        M.UNPUBLISH: case.published_at is None,
        M.EXTEND: case.extended_at is not None or case.due_at is None or case.is_overdue(),
        M.CLOSE: case.is_sealed and Permission.CASE_CLOSE_SEALED not in permissions,
    }.get(move, False)
