"""Tasks of `core`: ids in, one function called."""

from __future__ import annotations

from core import notifications
from core.outbox import RetryLater, outbox_task


@outbox_task(time_limit=60, on_dead=notifications.give_up)
def deliver(*, notification_id: int) -> RetryLater | None:
    """Send one e-mail notification."""
    return notifications.deliver(notification_id)
