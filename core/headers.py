"""Response headers that no other middleware sets."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class ResponseHeadersMiddleware:
    """No other site may embed our answers, and no cache may keep what a signed-in person saw."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)  # absent where an outer middleware answered
        if user is not None:
            private = "no-store" if user.is_authenticated else "no-cache, private"
            response.headers.setdefault("Cache-Control", private)
        return response
