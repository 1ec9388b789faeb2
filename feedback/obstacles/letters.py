"""What staff are told of an obstacle: one memo, in each reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils import translation

from core.models import Channel
from core.notifications import BOTH, Message, notify_many, render_message
from feedback.models import Obstacle, ObstacleEvent
from feedback.obstacles import audience
from feedback.obstacles.audience import Group
from feedback.obstacles.workflow import MoveName
from wards import tree

if TYPE_CHECKING:
    from people.models import User

TEMPLATE = "feedback/mail/memo_obstacle.txt"
M = MoveName
# The first of the groups with anybody in it hears of the move.
HEARS: dict[MoveName, tuple[Group, ...]] = {
    M.REPORT: (Group.OFFICIALS,),
    M.ASSIGN: (Group.OWNER,),
    M.ASK_ABOVE: (Group.ABOVE,),
    M.ANSWER_ABOVE: (Group.OWNER, Group.OFFICIALS),
    M.RESOLVE: (Group.REPORTER,),
    M.REOPEN: (Group.OWNER, Group.OFFICIALS),
    M.COMMENT: (Group.OWNER, Group.OFFICIALS),
    M.REMARK: (Group.OWNER, Group.OFFICIALS),
}
# Steps of the work that ask nothing of anybody else.
SILENT = frozenset({M.START, M.RESUME, M.CLOSE, M.CORRECT, M.PUBLISH, M.UNPUBLISH, M.RELOCATE})


@dataclass(frozen=True, slots=True)
class Memo:
    """One thing to tell about an obstacle: what, why (the key), and the words that were said."""

    obstacle: Obstacle
    what: Any
    kind: str
    key: str
    place: str
    words: str = ""
    channels: Sequence[Channel] = BOTH

    def to(self, users: Iterable[User]) -> Iterator[Message]:
        """A message for each language among the users."""
        readers = sorted(users, key=lambda user: user.language)
        for language, group in groupby(readers, key=lambda user: user.language):
            with translation.override(language):
                subject, body = render_message(TEMPLATE, {"memo": self, "obstacle": self.obstacle})
            yield Message(
                kind=self.kind,
                key=self.key,
                subject=subject,
                body=body,
                users=list(group),
                url=self.obstacle.get_absolute_url(),
                about=f"VM-{self.obstacle.number}",
                scope=self.obstacle.ward_id,
                channels=self.channels,
                language=language,
            )


def announce(event: ObstacleEvent) -> None:
    """Write the notices of an event, in the caller's transaction. Whoever made the move hears nothing."""
    groups = HEARS.get(MoveName(event.kind))
    if groups is None:
        return
    obstacle = event.obstacle
    circle = audience.circles([obstacle])[obstacle.pk]
    users = [user for user in circle.first_of(*groups).values() if user.pk != event.by_id]
    if not users:
        return
    memo = Memo(
        obstacle=obstacle,
        what=MoveName(event.kind).label,
        kind=f"obstacle.{event.kind}",
        key=f"obstacle:{obstacle.pk}:event:{event.pk}",
        place=tree.path_labels([obstacle.unit_id]).get(obstacle.unit_id, ""),
        words=event.text,
    )
    notify_many(memo.to(users))
