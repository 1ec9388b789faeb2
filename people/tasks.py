"""Tasks of `people`: ids in, one function called."""

from __future__ import annotations

from core.outbox import outbox_task
from people.digests import sending
from people.services import access


@outbox_task(time_limit=60)
def send_password_links(*, users: list[int]) -> None:
    """Write the letters with links to set a new password."""
    access.send_password_links(users=users)


@outbox_task(time_limit=270, atomic=False)
def send_digests() -> int:
    """The daily letters; safe to run twice, at once, or to be killed."""
    return sending.send_all()
