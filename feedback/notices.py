"""Who hears of what happened to a case."""

from __future__ import annotations

from feedback.models import CaseEvent, Contact


def announce(event: CaseEvent, *, contact: Contact | None = None) -> None:
    """Write the notices of an event, in the caller's transaction; one row a recipient and reason."""
