"""What runs by the clock for reports, directives and boards; each is safe to run twice, at once, or to be killed."""

from __future__ import annotations

import logging

from core.outbox import outbox_task

logger = logging.getLogger(__name__)


@outbox_task(time_limit=270, atomic=False)
def open_periods() -> int:
    """Open the periods whose cut-off has come."""
    from reports.services import building

    return building.open_due()


@outbox_task(time_limit=900, atomic=False)
def build(period: int) -> int:
    """Make the drafts of a period."""
    from reports.services import building

    return building.build(period)


@outbox_task(time_limit=270, atomic=False)
def remind() -> int:
    """Reports that are due soon or late."""
    from reports import notices

    return notices.remind()


@outbox_task(time_limit=270, atomic=False)
def remind_of_directives() -> dict[str, int]:
    """Directives that are due soon, today, or late."""
    from reports.directives import reminders

    return reminders.send_all()


@outbox_task(time_limit=270, atomic=False)
def count_cases() -> int | None:
    """Bring the counts of the boards up to now."""
    from reports.boards import counting

    return counting.count()


@outbox_task(time_limit=1500, atomic=False)
def check_counts() -> int:
    """Compare the counts of the last two months with the cases, and put right what differs."""
    from reports.boards import counting

    wrong = counting.check()
    if wrong:
        logger.error("counts of the boards differed from the cases: %s days put right", wrong)
    return wrong
