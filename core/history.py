"""Who is behind an audit row: the user's id and nothing else (an address may hold personal data)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory
from django.http import HttpRequest, HttpResponse
from pghistory.config import middleware_methods
from pghistory.middleware import HistoryMiddleware


class AuditContextMiddleware(HistoryMiddleware):
    """Hands the signed-in user's id to the database triggers of django-pghistory.

    On a page for everybody nobody acts by their office: what is done there names no one, also where the
    browser is signed in. An official who reports a colleague as a citizen must not stand in the trail.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing is said with the statements of somebody who is not signed in: there is no id."""
        if request.method in middleware_methods() and not request.user.is_authenticated:
            return self.get_response(request)
        return super().__call__(request)

    def process_view(
        self, _request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> None:
        """Take the name back where the view asks for no sign-in."""
        if not getattr(view, "login_required", True):
            pghistory.context(user=None)

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What is written beside every change of this request."""
        return {"user": request.user.pk}
