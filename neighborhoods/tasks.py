"""What runs by the clock for the khu phố; each is safe to run twice, at once, or to be killed."""

from __future__ import annotations

from core.outbox import outbox_task


@outbox_task(time_limit=270, atomic=False)
def remind() -> int:
    """Steps of schemes that are due soon or late."""
    from neighborhoods import notices

    return notices.remind()


@outbox_task(time_limit=270, atomic=False)
def ask_for_figures() -> int:
    """Ask for the figures of the year."""
    from neighborhoods.figures.reminders import ask_for_figures

    return ask_for_figures()
