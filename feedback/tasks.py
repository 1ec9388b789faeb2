"""What runs by the clock for feedback; each is safe to run twice, at once, or to be killed."""

from __future__ import annotations

from celery import shared_task


@shared_task(acks_late=True, soft_time_limit=270, time_limit=285)
def remind() -> dict[str, int]:
    """Reminders, overdue notices and escalation."""
    from feedback import reminders

    return reminders.send_all()


@shared_task(acks_late=True, soft_time_limit=270, time_limit=285)
def close_quiet() -> int:
    """End answered cases that nobody has come back to."""
    from feedback.services.closing import close_quiet_cases

    return close_quiet_cases()


@shared_task(acks_late=True, soft_time_limit=270, time_limit=285)
def erase_drafts() -> int:
    """Erase what was begun more than a day ago and never sent."""
    from feedback.services.drafts import erase_old_drafts

    return erase_old_drafts()
