"""Reminders of obstacles: before the due date and once it is past, told once for each due date.

The key of a notice names obstacle, kind and due date, so that running twice, at once or after a kill,
tells nobody twice, and a date that moved is a new reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField, Exists, F, Func, Max, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from core import clock
from core.calendar import WorkingCalendar
from core.models import Channel, Notification
from core.notifications import Message, notify_many
from feedback.models import Obstacle, ObstacleKind
from feedback.obstacles import audience
from feedback.obstacles.audience import Circle, Group
from feedback.obstacles.letters import Memo
from feedback.obstacles.querysets import ObstacleQuerySet
from feedback.obstacles.workflow import State
from feedback.reminders import batches
from wards import tree

if TYPE_CHECKING:
    from people.models import User

SOON, LATE = "soon", "late"
SAID = {SOON: _("Sắp đến hạn"), LATE: _("Quá hạn")}


def send_all(today: datetime.date | None = None) -> dict[str, int]:
    """Look for what is due soon or late; returns of how many obstacles each that was told."""
    today = today or clock.today()
    return {SOON: _send(SOON, _due_soon(today), today), LATE: _send(LATE, _late(today), today)}


def _due_soon(today: datetime.date) -> ObstacleQuerySet:
    longest = ObstacleKind.objects.aggregate(days=Max("remind_days"))["days"] or 1
    return Obstacle.objects.due_between(today, WorkingCalendar.load().day_after(today, longest))


def _late(today: datetime.date) -> ObstacleQuerySet:
    return Obstacle.objects.late(today)


def _is_time(name: str, obstacle: Obstacle, today: datetime.date) -> bool:
    """Late ones at once; others from as many working days before as their kind says."""
    if name == LATE:
        return True
    days = obstacle.kind.remind_days
    return WorkingCalendar.load().day_before(obstacle.due_on, days) <= today


def _send(name: str, found: ObstacleQuerySet, today: datetime.date) -> int:
    told = 0
    for batch in batches(_untold(name, found).select_related("kind")):
        ripe = [obstacle for obstacle in batch if _is_time(name, obstacle, today)]
        if ripe:
            _tell(name, ripe)
            told += len(ripe)
    return told


def _untold(name: str, found: ObstacleQuerySet) -> Any:
    """Those without a notice of this reason, found by the index that makes it unique."""
    day = Func(
        F("due_on"), template="to_char(%(expressions)s, 'YYYYMMDD')", output_field=CharField()
    )
    key = Concat(Value("obstacle:"), Cast("pk", CharField()), Value(f":{name}:"), day)
    told = Notification.objects.filter(key=OuterRef("reminder_key"))
    return found.annotate(ends=F("due_on"), reminder_key=key).filter(~Exists(told))


@transaction.atomic
def _tell(name: str, obstacles: list[Obstacle]) -> None:
    circles = audience.circles(obstacles)
    places = tree.path_labels({obstacle.unit_id for obstacle in obstacles})
    notify_many(_messages(name, obstacles, circles, places))


def _messages(
    name: str,
    obstacles: Iterable[Obstacle],
    circles: dict[int, Circle],
    places: dict[int, str],
) -> Iterator[Message]:
    for obstacle in obstacles:
        memo = Memo(
            obstacle=obstacle,
            what=SAID[name],
            kind=f"obstacle.{name}",
            key=f"obstacle:{obstacle.pk}:{name}:{obstacle.due_on:%Y%m%d}",
            place=places.get(obstacle.unit_id, ""),
            channels=[Channel.INBOX],  # the daily letter says it too (ADR 0014)
        )
        yield from memo.to(_hears(name, circles[obstacle.pk]).values())


def _hears(name: str, circle: Circle) -> dict[int, User]:
    """The owner, else the officials; of a late one the leaders too, and who was asked above."""
    users = circle.first_of(Group.OWNER, Group.OFFICIALS)
    if name == LATE:
        users = users | circle.of(Group.LEADERS)
        if circle.obstacle.state == State.WAITING_ABOVE:
            users = users | circle.of(Group.ABOVE)
    return users
