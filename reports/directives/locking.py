"""What every service of directives does first and last: lock the row, know the move allowed, write the event."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock, documents
from core.text import clean
from people.permissions import Permission
from reports.directives.workflow import MOVES, DirectiveState, MoveName, TaskState
from reports.models import Directive, DirectiveEvent, DirectivePaper, DirectiveTask

if TYPE_CHECKING:
    from people.models import User


def locked_directive(
    pk: int, *, by: User, states: frozenset[str], version: int | None = None
) -> Directive:
    """The directive, locked, in one of some states, of a unit in whose name `by` issues.

    Raises PermissionDenied if it is none of theirs, ValidationError if it changed since `version` or
    stands elsewhere.
    """
    reached = Directive.objects.visible_to(by, Permission.DIRECTIVE_ISSUE)
    found = reached.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise PermissionDenied
    if version is not None and version != found.version:
        raise ValidationError(_changed(found.events), code="changed")
    if found.state not in states:
        label = DirectiveState(found.state).label
        raise ValidationError(
            _("Văn bản đang ở trạng thái “%s” nên không thể thực hiện việc này.") % label,
            code="forbidden",
        )
    return found


def locked_task(pk: int, move: MoveName, *, by: User, version: int | None = None) -> DirectiveTask:
    """The task, locked, with the move known to be allowed to `by` from where it stands.

    Raises as `locked_directive` does.
    """
    rule = MOVES[move]
    reached = DirectiveTask.objects.visible_to(by, rule.needs)
    found = reached.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise PermissionDenied
    if version is not None and version != found.version:
        raise ValidationError(_changed(found.events), code="changed")
    if found.state not in rule.sources:
        words = {"state": TaskState(found.state).label, "move": move.label}
        raise ValidationError(
            _("Việc đang ở trạng thái “%(state)s” nên không thể thực hiện “%(move)s”.") % words,
            code="forbidden",
        )
    return found


def record(
    directive: Directive,
    kind: MoveName,
    *,
    by: User | None,
    task: DirectiveTask | None = None,
    text: str = "",
    **more: Any,
) -> DirectiveEvent:
    """Write what happened, as the directive or task stands after it."""
    subject = task or directive
    return DirectiveEvent.objects.create(
        directive=directive,
        task=task,
        kind=kind,
        by=by,
        state=subject.state,
        text=clean(text),
        due_on=subject.due_on,
        **more,
    )


def moved(task: DirectiveTask, move: MoveName) -> None:
    """Save a task as it is after a move."""
    task.state = MOVES[move].after(task.state)
    task.version += 1
    task.save()


def keep_paper(
    directive: Directive,
    file: IO[bytes],
    *,
    title: str,
    by: User,
    task: DirectiveTask | None = None,
    event: DirectiveEvent | None = None,
) -> DirectivePaper:
    """Keep a file. Raises ValidationError at `file` for what is no document."""
    document = documents.inspect_field(file)
    paper = DirectivePaper(
        directive=directive,
        task=task,
        event=event,
        title=clean(title)[:200],
        suffix=document.suffix,
        size=document.size,
        sha256=document.sha256,
        by=by,
    )
    paper.file.save("", File(file), save=False)
    paper.save()
    return paper


def _changed(events: Any) -> str:
    """That it changed, with who did so last and when; of a draft no events tell that."""
    event = events.select_related("by__person").order_by("-at", "-pk").first()
    if event is None:
        return _(
            "Nội dung vừa được người khác cập nhật. Xin xem lại; nội dung đang nhập được giữ nguyên."
        )
    change = {
        "who": str(event.by) if event.by_id else _("hệ thống"),
        "when": date_format(clock.local(event.at), "H:i d/m/Y"),
    }
    return (
        _(
            "Nội dung vừa được %(who)s cập nhật lúc %(when)s. Xin xem lại; nội dung đang nhập được "
            "giữ nguyên."
        )
        % change
    )
