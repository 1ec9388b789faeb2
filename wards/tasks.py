"""What runs by the clock for the territory; safe to run twice, at once, or to be killed."""

from __future__ import annotations

from typing import Any

from core.outbox import outbox_task


def _give_up(run: int, **_payload: Any) -> None:
    from wards.changes import runs

    runs.give_up(run)


@outbox_task(time_limit=900, atomic=False, on_dead=_give_up)
def run_decision(run: int) -> bool:
    """Preview, apply or withdraw a decision; what it writes and that it is done are one transaction."""
    from wards.changes import runs

    return runs.carry_out(run)


@outbox_task(time_limit=270)
def follow(decision: int) -> bool:
    """At midnight of its day: move what says where something is now, as a decision orders."""
    from wards.changes import follow_due

    return follow_due(decision)
