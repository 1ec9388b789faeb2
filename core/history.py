"""Who is behind an audit row: the user's id and nothing else (an address may hold personal data)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware


class AuditContextMiddleware(HistoryMiddleware):
    """Hands the signed-in user's id to the database triggers of django-pghistory."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What is written beside every change of this request."""
        return {"user": request.user.pk}
