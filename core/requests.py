"""One line in the log for each request, and a number by which its lines are found again."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core import metrics

logger = structlog.get_logger("gandan.request")
HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9a-fA-F-]{8,64}")
SERVER_ERROR = 500


class RequestLogMiddleware:
    """Stands first. Keeps the proxy's number, or makes one; every line of the request carries it.

    The line names the view, never the address: an address may hold a reference or what was searched.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=number)
        began = time.monotonic()
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        seconds = time.monotonic() - began
        metrics.note(response.status_code, seconds)
        response[HEADER] = number
        if request.path.startswith(settings.STATIC_URL):
            return response
        level = logging.ERROR if response.status_code >= SERVER_ERROR else logging.INFO
        logger.log(
            level,
            "answered",
            request_id=number,
            method=request.method if request.method in METHODS else "other",
            view=_view(request),
            status=response.status_code,
            ms=round(seconds * 1000),
        )
        return response


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _view(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match else "") or "-"
