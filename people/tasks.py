"""Tasks of `people`: ids in, one function called."""

from __future__ import annotations

from core.outbox import outbox_task
from people.services import access


@outbox_task(time_limit=60)
def send_password_links(*, users: list[int]) -> None:
    """Write the letters with links to set a new password."""
    access.send_password_links(users=users)
