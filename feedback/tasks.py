"""What the worker does for feedback, promised or by the clock; each is safe to run twice or to be killed."""

from __future__ import annotations

from core.outbox import outbox_task


@outbox_task()
def announce(*, event_id: int) -> None:
    """Tell everybody whom a report concerns that it came in; each of them once."""
    from feedback import notices
    from feedback.models import CaseEvent

    for event in CaseEvent.objects.select_related("case").filter(pk=event_id):
        notices.announce(event)


@outbox_task(time_limit=270, atomic=False)
def remind() -> dict[str, int]:
    """Reminders, overdue notices and escalation."""
    from feedback import reminders

    return reminders.send_all()


@outbox_task(time_limit=270, atomic=False)
def remind_of_obstacles() -> dict[str, int]:
    """Obstacles that are due soon, or late."""
    from feedback.obstacles import reminders

    return reminders.send_all()


@outbox_task(time_limit=270, atomic=False)
def close_quiet() -> int:
    """End answered cases that nobody has come back to."""
    from feedback.services.closing import close_quiet_cases

    return close_quiet_cases()


@outbox_task(time_limit=270, atomic=False)
def erase_drafts() -> int:
    """Erase what was begun more than a day ago and never sent."""
    from feedback.services.drafts import erase_old_drafts

    return erase_old_drafts()


@outbox_task(time_limit=1500, atomic=False)
def erase_lost_files() -> int:
    """Delete files of photos that no row knows: a crash, or a full disk, left them behind."""
    from feedback.services.lost_files import erase_lost_files

    return erase_lost_files()
