"""Tasks of `core`: ids in, one function called."""

from __future__ import annotations

from core import holidays, housekeeping, notifications
from core.imports import flow as imports
from core.outbox import RetryLater, outbox_task


@outbox_task(time_limit=60, on_dead=notifications.give_up)
def deliver(*, notification_id: int) -> RetryLater | None:
    """Send one e-mail notification."""
    return notifications.deliver(notification_id)


@outbox_task(time_limit=1500, atomic=False)
def purge() -> dict[str, int]:
    """End the keeping of everything whose time is over. Daily; safe to repeat."""
    return housekeeping.purge()


@outbox_task(time_limit=60)
def load_calendar() -> int:
    """Holidays of this year and the next two. Monthly; safe to repeat."""
    return holidays.load_ahead().added


@outbox_task(time_limit=240, atomic=False, on_dead=imports.give_up)
def check_import(*, import_id: int) -> str:
    """Say what an uploaded spreadsheet would do."""
    return imports.check(import_id)


@outbox_task(time_limit=240, atomic=False, on_dead=imports.give_up)
def carry_out_import(*, import_id: int) -> str:
    """Write the rows of a spreadsheet, all or none."""
    return imports.carry_out(import_id)
