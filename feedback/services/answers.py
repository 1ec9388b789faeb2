"""The ward's word to the citizen: answer, close, reopen, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from feedback import deadlines, privacy
from feedback.models import SEALED_KINDS, Case, Clock
from feedback.services.locking import locked_case, record, write_event
from feedback.workflow import MoveName
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User


@transaction.atomic
def answer_case(
    *,
    case: Case,
    by: User,
    text: str,
    publish: bool = False,
    summary: str = "",
    personal_checked: bool = False,
    version: int | None = None,
) -> Case:
    """Answer the sender, and the senders of everything merged into the case; stops the clock.

    With `publish` the answer is made public too (see `publish_answer`). Raises ValidationError for
    a complaint or a denunciation, which are referred and never answered as feedback.
    """
    case = locked_case(case.pk, move=MoveName.ANSWER, version=version, by=by)
    if case.kind in SEALED_KINDS:
        raise ValidationError(
            _("Khiếu nại, tố cáo được hướng dẫn nơi giải quyết, không trả lời như phản ánh."),
            code="sealed",
        )
    speak(case)
    record(case, MoveName.ANSWER, by=by, public_text=text)
    for merged in case.merged_cases.order_by("pk"):
        write_event(merged, MoveName.ANSWER, by=by, public_text=text, other=case)
    if publish:
        publish_answer(
            case=case, by=by, summary=summary, answer=text, personal_checked=personal_checked
        )
    return case


@transaction.atomic
def close_case(*, case: Case, by: User, note: str = "", version: int | None = None) -> Case:
    """End an answered or referred case. A sealed one needs `case.close_sealed`."""
    case = locked_case(case.pk, move=MoveName.CLOSE, version=version, by=by)
    may_close = Case.objects.visible_to(by, Permission.CASE_CLOSE_SEALED).filter(pk=case.pk)
    if case.is_sealed and not may_close.exists():
        raise ValidationError(
            _("Chỉ lãnh đạo phường, xã được kết thúc phản ánh được bảo mật."), code="sealed"
        )
    case.closed_at = clock.now()
    record(case, MoveName.CLOSE, by=by, internal_note=note)
    return case


@transaction.atomic
def reopen_case(*, case: Case, by: User, reason: str, version: int | None = None) -> Case:
    """Take an answered, ended, declined, referred or merged case up again, with a new answer clock.

    The citizen reads the reason. A published answer is withdrawn until there is a new one.
    """
    case = locked_case(case.pk, move=MoveName.REOPEN, version=version, by=by)
    restart(case)
    record(case, MoveName.REOPEN, by=by, public_text=reason)
    return case


@transaction.atomic
def publish_answer(
    *,
    case: Case,
    by: User,
    summary: str,
    answer: str,
    personal_checked: bool = False,
    version: int | None = None,
) -> Case:
    """Make an answer public under a summary of what was asked; the citizen's words never are.

    Raises ValidationError for a sealed or unanswered case, and where summary or answer hold what
    looks like a phone number, an e-mail address or an identity number, unless somebody has looked
    (`personal_checked`).
    """
    case = locked_case(case.pk, move=MoveName.PUBLISH, version=version, by=by)
    if case.is_sealed or case.answered_at is None:
        raise ValidationError(_("Phản ánh này không được công khai."), code="sealed")
    if not summary.strip() or not answer.strip():
        raise ValidationError(
            _("Cần có tóm tắt và nội dung trả lời để công khai."), code="required"
        )
    if not personal_checked:
        privacy.require_publishable(case, summary, answer)
    case.public_summary, case.public_answer = summary, answer
    case.published_at = clock.now()
    record(case, MoveName.PUBLISH, by=by)
    return case


@transaction.atomic
def unpublish_answer(*, case: Case, by: User, reason: str, version: int | None = None) -> Case:
    """Withdraw a published answer. Raises ValidationError if none is public."""
    case = locked_case(case.pk, move=MoveName.UNPUBLISH, version=version, by=by)
    if case.published_at is None:
        raise ValidationError(_("Trả lời này chưa được công khai."), code="not_published")
    case.published_at = None
    record(case, MoveName.UNPUBLISH, by=by, internal_note=reason)
    return case


def speak(case: Case) -> None:
    """The ward has spoken now: stop the clock of a locked case and keep whether it was in time."""
    now = clock.now()
    case.answered_at = now
    case.answered_in_time = deadlines.answered_in_time(case, now)
    deadlines.resume(case, now)


def restart(case: Case) -> None:
    """Start the answer clock of a locked case anew, as on the day of receipt."""
    case.due_at, case.rule = deadlines.due(
        Clock.ANSWER, kind=case.kind, category_id=case.category_id, start=clock.now()
    )
    case.paused_at = case.extended_at = case.closed_at = None
    case.answered_at = case.answered_in_time = case.published_at = None
    case.merged_into = None
