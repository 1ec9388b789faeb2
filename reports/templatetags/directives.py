"""How directives and their tasks are shown: state, urgency, due date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from core.templatetags.ui import badge
from reports.directives import timing
from reports.directives.workflow import DirectiveState, MoveName, TaskState, Urgency

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from reports.models import Directive, DirectiveEvent, DirectivePaper, DirectiveTask

register = template.Library()
TASK_TONES = {
    TaskState.WAITING: "info",
    TaskState.WORKING: "plain",
    TaskState.RETURNED: "soon",
    TaskState.ANSWERED: "info",
    TaskState.ACCEPTED: "ok",
    TaskState.EXCUSED: "plain",
    TaskState.WITHDRAWN: "plain",
}
TONES = {
    DirectiveState.DRAFT: "soon",
    DirectiveState.ISSUED: "info",
    DirectiveState.CLOSED: "ok",
    DirectiveState.WITHDRAWN: "plain",
}
DONE = frozenset({MoveName.ACCEPT, MoveName.CLOSE, MoveName.EXCUSE})
FROM_ABOVE = frozenset({MoveName.ISSUE, MoveName.URGE, MoveName.EXTEND, MoveName.RETURN})


@register.simple_tag
def directive_state(directive: Directive) -> SafeString:
    """Where a directive stands."""
    state = DirectiveState(directive.state)
    return badge(state.label, TONES[state])


@register.simple_tag
def task_state(task: DirectiveTask) -> SafeString:
    """Where a task stands."""
    state = TaskState(task.state)
    return badge(state.label, TASK_TONES[state])


@register.simple_tag
def directive_urgency(directive: Directive) -> SafeString | str:
    """The degree of urgency; nothing for the ordinary one."""
    urgency = Urgency(directive.urgency)
    return "" if urgency == Urgency.NORMAL else badge(urgency.label, "accent")


@register.simple_tag
def task_due(task: DirectiveTask) -> SafeString | str:
    """How the due date stands; nothing where nothing has to be said."""
    left = timing.standing(task)
    return badge(left.text, left.tone) if left else ""


@register.inclusion_tag("reports/directives/_event.html")
def directive_event(
    event: DirectiveEvent,
    task: DirectiveTask | None = None,
    papers: Iterable[DirectivePaper] = (),
) -> dict[str, Any]:
    """An entry of the timeline; of the task's files those that came with it."""
    kind = "done" if event.kind in DONE else "public" if event.kind in FROM_ABOVE else "plain"
    return {"event": event, "kind": kind, "who": event.by or _("Hệ thống")} | {
        "task": task,
        "files": [paper for paper in papers if paper.event_id == event.pk],
    }
