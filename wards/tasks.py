"""What runs by the clock for the territory; safe to run twice, at once, or to be killed."""

from __future__ import annotations

from core.outbox import outbox_task


@outbox_task(time_limit=270)
def follow(decision: int) -> bool:
    """At midnight of its day: move what says where something is now, as a decision orders."""
    from wards.changes import follow_due

    return follow_due(decision)
