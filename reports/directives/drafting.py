"""Drafting a directive and issuing it. From its issue on its words and recipients are fixed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import clock, wall
from core.search.words import searchable
from core.text import clean
from reports.directives import notices, places, timing
from reports.directives.locking import keep_paper, locked_directive, record
from reports.directives.querysets import issuing_units
from reports.directives.workflow import DirectiveState, MoveName, TaskState
from reports.models import Directive, DirectiveEvent, DirectivePaper, DirectiveTask

if TYPE_CHECKING:
    from people.models import User
    from wards.models import Unit

DRAFT = frozenset({DirectiveState.DRAFT})
WORDS = ("number", "signed_on", "subject", "text", "urgency", "due_on")
BATCH = 500
SEARCHED = 400


@transaction.atomic
def draft_directive(*, issuer: Unit, by: User, **words: Any) -> Directive:
    """Begin a directive in the name of a unit; `words` are those of WORDS.

    Raises PermissionDenied where `by` does not issue for that unit, ValidationError for a due date
    that is past or no working day.
    """
    if issuer.pk not in issuing_units(by):
        raise PermissionDenied
    directive = Directive(origin=issuer, issuer=issuer, created_by=by)
    _write(directive, words)
    with wall.lifted():  # a new row is read back before the wall knows whose it is
        directive.save()
    return directive


@transaction.atomic
def correct_directive(
    *, directive: Directive, by: User, version: int | None = None, **words: Any
) -> Directive:
    """Change the words of a draft. Raises ValidationError as `draft_directive`, or if it was issued."""
    directive = locked_directive(directive.pk, by=by, states=DRAFT, version=version)
    _write(directive, words)
    directive.version += 1
    directive.save()
    return directive


@transaction.atomic
def choose_units(
    *,
    directive: Directive,
    by: User,
    shown: Iterable[int],
    chosen: Iterable[int],
) -> Directive:
    """Set who is to receive a draft: of the units that were shown those chosen; others as they were.

    Units that do not lie below the issuer today are left out in silence: nobody can have seen them.
    """
    directive = locked_directive(directive.pk, by=by, states=DRAFT)
    allowed = {
        place.unit_id for group in places.groups_below(directive.issuer) for place in group.places
    }
    kept = set(directive.unit_ids) - set(shown)
    directive.unit_ids = sorted((kept | set(chosen)) & allowed)
    directive.version += 1
    directive.save()
    return directive


@transaction.atomic
def add_paper(*, directive: Directive, title: str, file: IO[bytes], by: User) -> DirectivePaper:
    """Put a file to a draft. Raises ValidationError at `file` for what is no document."""
    directive = locked_directive(directive.pk, by=by, states=DRAFT)
    return keep_paper(directive, file, title=title, by=by)


@transaction.atomic
def remove_paper(*, paper: DirectivePaper, by: User) -> None:
    """Take a file out of a draft; the bytes go once the transaction is through."""
    locked_directive(paper.directive_id, by=by, states=DRAFT)
    _drop(paper)


def _drop(paper: DirectivePaper) -> None:
    file, name = paper.file, str(paper.file.name)
    paper.delete()
    transaction.on_commit(partial(file.storage.delete, name))


@transaction.atomic
def discard_directive(*, directive: Directive, by: User) -> None:
    """Throw a draft away, with its files."""
    directive = locked_directive(directive.pk, by=by, states=DRAFT)
    for paper in directive.papers.all():
        _drop(paper)
    directive.delete()


def missing(directive: Directive) -> list[str]:
    """What a draft still lacks before it can be issued, in words."""
    wanted = [
        (directive.number, _("Chưa có số, ký hiệu.")),
        (directive.signed_on, _("Chưa có ngày ký.")),
        (directive.unit_ids, _("Chưa chọn nơi nhận.")),
    ]
    found = [words for value, words in wanted if not value]
    try:
        timing.require_working_day(directive.due_on)
    except ValidationError as error:
        found += error.messages
    return found


@transaction.atomic
def issue_directive(*, directive: Directive, by: User, version: int | None = None) -> Directive:
    """Send a draft to its recipients: a task for each, and a notice to their officials.

    Raises ValidationError for what is missing, for a number used already this year, and where a
    recipient has ended since it was chosen.
    """
    directive = locked_directive(directive.pk, by=by, states=DRAFT, version=version)
    problems = missing(directive)
    if problems:
        raise ValidationError(problems)
    found = places.places_of(directive.issuer, directive.unit_ids)
    gone = set(directive.unit_ids) - {place.unit_id for place in found}
    if gone:
        names = "; ".join(places.last_names(gone))
        raise ValidationError(_("Không còn thuộc phạm vi, xin bỏ khỏi nơi nhận: %s.") % names)
    directive.state, directive.issued_by = DirectiveState.ISSUED, by
    directive.issued_at = clock.now()
    directive.version += 1
    directive.validate_constraints()
    with wall.lifted():
        directive.save()
        tasks = _make_tasks(directive, found)
        event = record(directive, MoveName.ISSUE, by=by)
    notices.to_units(event, tasks)
    return directive


def _make_tasks(directive: Directive, found: list[places.Place]) -> list[DirectiveTask]:
    return DirectiveTask.objects.bulk_create(
        [
            DirectiveTask(
                directive=directive,
                unit_id=place.unit_id,
                ward_id=place.ward_id,
                label=place.label,
                sort_key=place.sort_key,
                due_on=directive.due_on,
            )
            for place in found
        ],
        batch_size=BATCH,
    )


# --- While it runs --------------------------------------------------------------------------------

RUNNING = frozenset({DirectiveState.ISSUED})


@transaction.atomic
def extend_directive(
    *, directive: Directive, due_on: datetime.date, reason: str, by: User
) -> Directive:
    """Give those who still owe an answer until a later day. Raises ValidationError for no later one."""
    directive = locked_directive(directive.pk, by=by, states=RUNNING)
    timing.require_working_day(due_on)
    if due_on <= directive.due_on:
        words = _("Hạn mới phải sau hạn cũ (%s).") % f"{directive.due_on:%d/%m/%Y}"
        raise ValidationError({"due_on": words})
    directive.due_on = due_on
    directive.version += 1
    with wall.lifted():
        directive.save()
        owed = directive.tasks.owed()
        owed.update(due_on=due_on, version=F("version") + 1)
        event = record(directive, MoveName.EXTEND, by=by, text=reason)
        tasks = list(owed)
    notices.to_units(event, tasks)
    return directive


@transaction.atomic
def withdraw_directive(*, directive: Directive, reason: str, by: User) -> Directive:
    """Take an issued directive back: nobody has to answer any more; what was answered stays."""
    directive = locked_directive(directive.pk, by=by, states=RUNNING)
    now = clock.now()
    with wall.lifted():
        tasks = list(directive.tasks.open().select_for_update())
        directive.tasks.filter(pk__in=[task.pk for task in tasks]).update(
            state=TaskState.WITHDRAWN, ended_at=now, version=F("version") + 1
        )
        directive.state, directive.closed_at = DirectiveState.WITHDRAWN, now
        directive.version += 1
        directive.save()
        event: DirectiveEvent = record(directive, MoveName.WITHDRAW, by=by, text=reason)
    notices.to_units(event, tasks)
    return directive


def close_if_done(directive: Directive) -> None:
    """End a locked directive when none of its tasks is open any more."""
    with wall.lifted():
        if directive.tasks.open().exists():
            return
        directive.state, directive.closed_at = DirectiveState.CLOSED, clock.now()
        directive.version += 1
        directive.save()
        record(directive, MoveName.CLOSE, by=None)


def _write(directive: Directive, words: dict[str, Any]) -> None:
    timing.require_working_day(words["due_on"])
    for name in WORDS:
        value = words.get(name)
        if isinstance(value, str):
            value = clean(value)
        setattr(directive, name, value or (None if name == "signed_on" else ""))
    directive.search_text = searchable(directive.number, directive.subject)[:SEARCHED]
