"""What other rooms do when the territory changes; `wards` itself knows none of them.

In `AppConfig.ready` of another room:

    from wards.changes import Follower, followers
    followers.append(Follower("terms", end=end_terms, reopen=reopen_terms, labels={…}))

`end` writes dated rows in the transaction of the decision, just before the units end, also for a day
to come, and returns what `reopen` needs to take it back; `begin` does so once the new units are there
(it is given what `end` had returned, and returns it completed). `arrive` moves rows that say where something is *now*; it runs
on the day itself: in the same transaction if the day is there, else by a task at its midnight.
Reading the territory waits for neither.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from core import clock, wall
from core.outbox import enqueue
from wards.models import Decision, DecisionStatus

TASK = "wards.tasks.follow"


@dataclass(frozen=True, slots=True)
class Applied:
    """What has just been done: who ended, who moved, and on which day."""

    decision: Decision
    day: datetime.date
    ended: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()  # alive, but under another unit than before
    founded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Matter:
    """Something a person has to look at: of what sort, and how many."""

    code: str
    count: int
    label: Any = ""


@dataclass(frozen=True, slots=True)
class Follower:
    """What one room does; `labels` says in words what each of its matters is."""

    name: str
    end: Callable[[Decision, datetime.date, set[int]], tuple[dict[str, int], Any]] | None = None
    begin: Callable[[Applied, Any], tuple[dict[str, int], Any]] | None = None
    reopen: Callable[[Any], None] | None = None
    arrive: Callable[[Applied], dict[str, int]] | None = None
    withdrawn: Callable[[Decision, Any], None] | None = None  # applied or not; who did it
    labels: dict[str, Any] = field(default_factory=dict)


followers: list[Follower] = []


@dataclass
class Ended:
    """What the rooms did before the units ended, and what is needed to take it back."""

    matters: dict[str, int] = field(default_factory=dict)
    undo: dict[str, Any] = field(default_factory=dict)


def end(decision: Decision, day: datetime.date, units: set[int]) -> Ended:
    """Let every room end what it has in units that are about to end."""
    done = Ended()
    for follower in followers:
        if follower.end:
            found, done.undo[follower.name] = follower.end(decision, day, units)
            done.matters |= found
    return done


def follow(applied: Applied, ended: Ended) -> None:
    """Keep what was done, and let the other rows go along now or at midnight of the day."""
    decision = applied.decision
    for follower in followers:
        if follower.begin:
            undo = ended.undo.get(follower.name)
            found, ended.undo[follower.name] = follower.begin(applied, undo)
            ended.matters |= found
    decision.outcome = {
        "matters": ended.matters,
        "undo": ended.undo,
        "ended": sorted(applied.ended),
        "moved": sorted(applied.moved),
        "founded": sorted(applied.founded),
    }
    decision.save(update_fields=["outcome"])
    if applied.day <= clock.today():
        _arrive(applied)
    else:
        enqueue(
            TASK,
            key=f"follow:{decision.pk}:{applied.day}",
            payload={"decision": decision.pk},
            not_before=clock.at(applied.day, datetime.time.min),
        )


@transaction.atomic
def follow_due(decision_id: int) -> bool:
    """Move what says where something is now, once the day of a decision has come; whether it did.

    Does nothing for a decision that was withdrawn meanwhile, or has been followed already.
    """
    decision = Decision.objects.select_for_update().get(pk=decision_id)
    is_due = decision.status == DecisionStatus.APPLIED and decision.day <= clock.today()
    if not is_due or decision.followed_at:
        return False
    ids = {key: frozenset(decision.outcome[key]) for key in ("ended", "moved", "founded")}
    _arrive(Applied(decision, decision.day, **ids))
    return True


def reopen(decision: Decision) -> None:
    """Take back the dated rows of every room."""
    for follower in followers:
        if follower.reopen and follower.name in decision.outcome["undo"]:
            follower.reopen(decision.outcome["undo"][follower.name])


def matters_of(decision: Decision) -> list[Matter]:
    """What is left for a person after a decision, in words."""
    labels = {code: label for follower in followers for code, label in follower.labels.items()}
    counts: dict[str, int] = decision.outcome.get("matters", {})
    return [Matter(code, count, labels.get(code, code)) for code, count in counts.items() if count]


def _arrive(applied: Applied) -> None:
    decision = applied.decision
    with wall.lifted():  # rows leave one area for another
        for follower in followers:
            if follower.arrive:
                decision.outcome["matters"] |= follower.arrive(applied)
    decision.followed_at = clock.now()
    decision.save(update_fields=["outcome", "followed_at"])
