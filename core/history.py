"""Who is behind an audit row: the user's id and nothing else (an address may hold personal data)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from pghistory.config import middleware_methods
from pghistory.middleware import HistoryMiddleware


class AuditContextMiddleware(HistoryMiddleware):
    """Hands the signed-in user's id to the database triggers of django-pghistory."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing is said with the statements of somebody who is not signed in: there is no id."""
        if request.method in middleware_methods() and not request.user.is_authenticated:
            return self.get_response(request)
        return super().__call__(request)

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What is written beside every change of this request."""
        return {"user": request.user.pk}
