"""What the sender of a case may do with it later, by its secret: inform, rate, ask to look again."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from feedback import deadlines
from feedback.models import Case, Clock, Photo
from feedback.services.answers import restart
from feedback.services.locking import locked_case, record
from feedback.workflow import MoveName


@transaction.atomic
def give_information(*, case: Case, text: str) -> Case:
    """Add what the ward has asked for; the answer clock runs again.

    Photos chosen for the case and not sent yet go with it. Raises ValidationError if the case does
    not wait for the sender (any more).
    """
    case = locked_case(case.pk, move=MoveName.INFORM)
    deadlines.resume(case, clock.now())
    event = record(case, MoveName.INFORM, by=None, public_text=text)
    Photo.objects.filter(case=case).waiting().update(event=event)
    return case


@transaction.atomic
def rate_case(*, case: Case, rating: int, text: str = "") -> Case:
    """Say how content one is with an answer, from 1 to 5; once per answer.

    Raises ValidationError if there is no answer yet or it has been rated.
    """
    case = locked_case(case.pk, move=MoveName.RATE)
    if not may_rate(case):
        raise ValidationError(_("Ông/bà đã đánh giá trả lời này."), code="rated")
    case.rating, case.rating_text, case.rated_at = rating, text, clock.now()
    record(case, MoveName.RATE, by=None, public_text=text)
    return case


@transaction.atomic
def reopen_by_citizen(*, case: Case, reason: str) -> Case:
    """Ask the ward to look at its answer again: once, within the time of the `reopen` rule.

    The answer clock starts anew. Raises ValidationError if it was used, or the time is over.
    """
    case = locked_case(case.pk, move=MoveName.CITIZEN_REOPEN)
    until = reopen_until(case)
    if until is None:
        raise ValidationError(_("Mỗi phản ánh được đề nghị xem lại một lần."), code="once")
    if clock.now() > until:
        raise ValidationError(_("Đã hết thời gian đề nghị xem lại."), code="late")
    restart(case)
    case.citizen_reopened_at = clock.now()
    record(case, MoveName.CITIZEN_REOPEN, by=None, public_text=reason)
    return case


def may_rate(case: Case) -> bool:
    """Whether the latest answer waits to be rated."""
    if not case.can(MoveName.RATE):
        return False
    return case.rated_at is None or (
        case.answered_at is not None and case.rated_at < case.answered_at
    )


def reopen_until(case: Case) -> datetime.datetime | None:
    """Until when the sender may ask to look again; None if not (any more) or not yet."""
    if case.citizen_reopened_at or case.answered_at is None:
        return None
    if not case.can(MoveName.CITIZEN_REOPEN):
        return None
    until, _rule = deadlines.due(
        Clock.REOPEN, kind=case.kind, category_id=case.category_id, start=case.answered_at
    )
    return until
