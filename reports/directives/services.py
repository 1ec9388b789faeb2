"""What is done with the task of one unit: by the unit itself, and by whoever issued the directive."""

from __future__ import annotations

import datetime
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, wall
from core.text import clean
from reports.directives import audience, notices
from reports.directives.drafting import RUNNING, close_if_done
from reports.directives.locking import keep_paper, locked_directive, locked_task, moved, record
from reports.directives.workflow import MoveName
from reports.models import Directive, DirectiveEvent, DirectiveTask
from reports.models.directive import WHOLE

if TYPE_CHECKING:
    from people.models import User

M = MoveName
URGED_AGAIN_AFTER = datetime.timedelta(hours=1)


@transaction.atomic
def acknowledge(*, task: DirectiveTask, by: User, version: int | None = None) -> DirectiveTask:
    """Say that the unit has taken it in."""
    task = locked_task(task.pk, M.ACKNOWLEDGE, by=by, version=version)
    task.acknowledged_at = clock.now()
    moved(task, M.ACKNOWLEDGE)
    record(task.directive, M.ACKNOWLEDGE, by=by, task=task)
    return task


@transaction.atomic
def assign(
    *,
    task: DirectiveTask,
    assignee: User,
    by: User,
    note: str = "",
    version: int | None = None,
) -> DirectiveTask:
    """Give it to somebody of the unit, who is told. Raises ValidationError for anybody of elsewhere."""
    task = locked_task(task.pk, M.ASSIGN, by=by, version=version)
    if assignee.pk not in {user.pk for user, _role in audience.answerers_of(task)}:
        words = _("%s không có chức danh phù hợp ở phường, xã này.") % assignee
        raise ValidationError({"assignee": words})
    task.assignee = assignee
    task.acknowledged_at = task.acknowledged_at or clock.now()
    moved(task, M.ASSIGN)
    event = record(task.directive, M.ASSIGN, by=by, task=task, text=note, assignee=assignee)
    notices.to_units(event, [task])
    return task


@transaction.atomic
def report_progress(
    *,
    task: DirectiveTask,
    text: str,
    by: User,
    percent: int | None = None,
    file: IO[bytes] | None = None,
    version: int | None = None,
) -> DirectiveTask:
    """Say how far it is, in words and perhaps in percent, with a file. Raises ValidationError at `file`."""
    task = locked_task(task.pk, M.PROGRESS, by=by, version=version)
    if percent is not None:
        task.percent = percent
    task.assignee = task.assignee or by
    moved(task, M.PROGRESS)
    event = record(task.directive, M.PROGRESS, by=by, task=task, text=text, percent=percent)
    _keep(event, task, file, by)
    return task


@transaction.atomic
def answer(
    *,
    task: DirectiveTask,
    text: str,
    by: User,
    file: IO[bytes] | None = None,
    version: int | None = None,
) -> DirectiveTask:
    """The unit's answer; those who issued are told. Raises ValidationError at `text` or `file`."""
    task = locked_task(task.pk, M.ANSWER, by=by, version=version)
    said = clean(text).strip()
    if not said:
        raise ValidationError({"text": _("Hãy nhập nội dung trả lời.")})
    task.answer, task.answered_at, task.percent = said, clock.now(), WHOLE
    task.assignee = task.assignee or by
    moved(task, M.ANSWER)
    event = record(task.directive, M.ANSWER, by=by, task=task, text=said, percent=WHOLE)
    _keep(event, task, file, by)
    notices.to_issuers(event, task)
    return task


@transaction.atomic
def accept(
    *, task: DirectiveTask, by: User, note: str = "", version: int | None = None
) -> DirectiveTask:
    """The answer is enough; the directive closes with the last of them."""
    return _end(task, M.ACCEPT, by=by, text=note, version=version)


@transaction.atomic
def excuse(
    *, task: DirectiveTask, reason: str, by: User, version: int | None = None
) -> DirectiveTask:
    """The unit need not answer, for a written reason. Raises ValidationError at `reason`."""
    if not clean(reason).strip():
        raise ValidationError({"reason": _("Hãy nhập lý do.")})
    return _end(task, M.EXCUSE, by=by, text=reason, version=version)


@transaction.atomic
def return_answer(
    *, task: DirectiveTask, reason: str, by: User, version: int | None = None
) -> DirectiveTask:
    """The answer is not enough, for a reason; the due date stays, and lateness counts from it."""
    if not clean(reason).strip():
        raise ValidationError({"reason": _("Hãy nhập lý do.")})
    task = locked_task(task.pk, M.RETURN, by=by, version=version)
    task.returns += 1
    moved(task, M.RETURN)
    event = record(task.directive, M.RETURN, by=by, task=task, text=reason)
    notices.to_units(event, [task])
    return task


@transaction.atomic
def urge(*, task: DirectiveTask, by: User, version: int | None = None) -> DirectiveTask:
    """Ask one unit for its answer. Raises ValidationError within an hour after the last time."""
    task = locked_task(task.pk, M.URGE, by=by, version=version)
    now = clock.now()
    if task.urged_at is not None and task.urged_at > now - URGED_AGAIN_AFTER:
        raise ValidationError(_urged_already(task.urged_at), code="urged")
    task.urged_at = now
    moved(task, M.URGE)
    event = record(task.directive, M.URGE, by=by, task=task)
    notices.to_units(event, [task])
    return task


@transaction.atomic
def urge_late(*, directive: Directive, by: User) -> int:
    """Ask every unit that is late for its answer; returns how many.

    Raises ValidationError where none is late, or all of them were asked within the last hour.
    """
    directive = locked_directive(directive.pk, by=by, states=RUNNING)
    now = clock.now()
    with wall.lifted():
        late = list(directive.tasks.late().select_for_update().order_by("pk"))
        if not late:
            raise ValidationError(_("Không có đơn vị nào trễ hạn."))
        recent = now - URGED_AGAIN_AFTER
        chosen = [task for task in late if task.urged_at is None or task.urged_at <= recent]
        if not chosen:
            last = max(task.urged_at for task in late if task.urged_at)
            raise ValidationError(_urged_already(last), code="urged")
        directive.tasks.filter(pk__in=[task.pk for task in chosen]).update(urged_at=now)
        count = len(chosen)
        words = ngettext("%(n)d đơn vị trễ hạn", "%(n)d đơn vị trễ hạn", count) % {"n": count}
        event = record(directive, M.URGE, by=by, text=words)
        DirectiveEvent.objects.bulk_create(_urged(event, task) for task in chosen)
    notices.to_units(event, chosen)
    return count


def _urged(event: DirectiveEvent, task: DirectiveTask) -> DirectiveEvent:
    return DirectiveEvent(
        directive_id=task.directive_id,
        task=task,
        kind=M.URGE,
        at=event.at,
        by=event.by,
        state=task.state,
        due_on=task.due_on,
    )


def _end(
    task: DirectiveTask, move: MoveName, *, by: User, text: str, version: int | None
) -> DirectiveTask:
    # The directive first: whoever takes it back meanwhile waits, and so does the last but one.
    directive = locked_directive(task.directive_id, by=by, states=RUNNING)
    task = locked_task(task.pk, move, by=by, version=version)
    task.ended_at = clock.now()
    if move == M.EXCUSE:
        task.excuse = clean(text).strip()
    moved(task, move)
    event = record(directive, move, by=by, task=task, text=text)
    notices.to_units(event, [task])
    close_if_done(directive)
    return task


def _keep(event: DirectiveEvent, task: DirectiveTask, file: IO[bytes] | None, by: User) -> None:
    if file is not None:
        title = f"{task.label} – {event.get_kind_display()}"
        keep_paper(task.directive, file, title=title, by=by, task=task, event=event)


def _urged_already(at: datetime.datetime) -> str:
    again = clock.local(at + URGED_AGAIN_AFTER)
    return _("Vừa đôn đốc lúc %(at)s. Có thể đôn đốc lại từ %(again)s.") % {
        "at": f"{clock.local(at):%H:%M}",
        "again": f"{again:%H:%M}",
    }
