"""The daily work on a case: start, ask, resume, note, extend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from feedback import deadlines
from feedback.models import Case, Clock
from feedback.services.locking import locked_case, record
from feedback.workflow import MoveName

if TYPE_CHECKING:
    from people.models import User


@transaction.atomic
def start_case(*, case: Case, by: User, note: str = "", version: int | None = None) -> Case:
    """Begin the work; whoever begins a case that nobody has holds it from then on."""
    case = locked_case(case.pk, move=MoveName.START, version=version, by=by)
    if case.assignee_id is None:
        case.assignee = by
    record(case, MoveName.START, by=by, internal_note=note)
    return case


@transaction.atomic
def ask_information(*, case: Case, by: User, question: str, version: int | None = None) -> Case:
    """Ask the sender for what is missing; the answer clock stands still until it comes.

    The event carries the time by which the sender should answer.
    """
    case = locked_case(case.pk, move=MoveName.ASK, version=version, by=by)
    now = clock.now()
    until, _rule = deadlines.due(
        Clock.INFORMATION, kind=case.kind, category_id=case.category_id, start=now
    )
    deadlines.pause(case, now)
    if case.assignee_id is None:
        case.assignee = by
    record(case, MoveName.ASK, by=by, public_text=question, due_at=until)
    return case


@transaction.atomic
def resume_case(*, case: Case, by: User, note: str = "", version: int | None = None) -> Case:
    """Go on without waiting any longer for the sender; the clock runs again."""
    case = locked_case(case.pk, move=MoveName.RESUME, version=version, by=by)
    deadlines.resume(case, clock.now())
    record(case, MoveName.RESUME, by=by, internal_note=note)
    return case


@transaction.atomic
def note_case(*, case: Case, by: User, note: str, version: int | None = None) -> Case:
    """Leave a note that only colleagues read."""
    case = locked_case(case.pk, move=MoveName.NOTE, version=version, by=by)
    record(case, MoveName.NOTE, by=by, internal_note=note)
    return case


@transaction.atomic
def extend_case(
    *, case: Case, by: User, days: int, reason: str, version: int | None = None
) -> Case:
    """Give a case more time, once, in the measure of the rule that allows it.

    The citizen reads the reason and the new date. Raises ValidationError if the case is late
    already, was extended before, has no deadline, or the rules allow less.
    """
    case = locked_case(case.pk, move=MoveName.EXTEND, version=version, by=by)
    deadlines.extend(case, days=days)
    record(case, MoveName.EXTEND, by=by, public_text=reason)
    return case
