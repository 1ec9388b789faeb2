"""How obstacles are shown: state and due date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from core.templatetags.ui import badge
from feedback.obstacles.pages import standing
from feedback.obstacles.workflow import MoveName, State

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from feedback.models import Obstacle, ObstacleEvent

register = template.Library()
TONES = {
    State.OPEN: "info",
    State.IN_PROGRESS: "plain",
    State.WAITING_ABOVE: "soon",
    State.RESOLVED: "ok",
    State.CLOSED: "plain",
}
DONE = frozenset({MoveName.RESOLVE, MoveName.CLOSE})
FROM_ABOVE = frozenset({MoveName.ANSWER_ABOVE, MoveName.REMARK})


@register.simple_tag
def obstacle_state(obstacle: Obstacle) -> SafeString:
    """Where an obstacle stands."""
    return badge(State(obstacle.state).label, TONES[State(obstacle.state)])


@register.simple_tag
def obstacle_due(obstacle: Obstacle) -> SafeString | str:
    """How its due date stands; nothing for what is settled."""
    left = standing(obstacle)
    return badge(left.text, left.tone) if left else ""


@register.inclusion_tag("feedback/obstacles/_event.html")
def obstacle_event(event: ObstacleEvent) -> dict[str, Any]:
    """An entry of the timeline."""
    kind = "done" if event.kind in DONE else "public" if event.kind in FROM_ABOVE else "plain"
    return {"event": event, "kind": kind, "who": event.by or _("Hệ thống")}
