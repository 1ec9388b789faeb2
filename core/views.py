"""Pages that belong to no room: the error pages and the styleguide."""

from __future__ import annotations

import sys
from typing import Any

import psycopg2
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET

from core import problems
from core import styleguide as samples
from core.files import StorageDownError

AWAY = (OperationalError, InterfaceError, StorageDownError)
RETRY_SECONDS = 10


def error_page(status: int, template: str = "", **context: Any) -> HttpResponse:
    """An error page in the portal's look that asks nothing of database, session or user.

    Files are linked by their plain names: the page must also stand when the list of hashed
    names is what is broken.
    """
    context |= {"static_url": settings.STATIC_URL}
    body = render_to_string(f"errors/{template or status}.html", context)
    response = HttpResponse(body, status=status)
    add_never_cache_headers(response)
    return response


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _answer(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return _answer(request, 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not for this reader; the two look the same on purpose."""
    return _answer(request, 404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 where database or files are away for a moment and a repeat will do."""
    if _is_away(sys.exc_info()[1]):
        return unavailable(request)
    return _answer(request, 500)


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    """The error as this reader understands it: a page, or a problem under /api/."""
    return problems.problem(status) if problems.is_for_machine(request) else error_page(status)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: to be tried again as it is; browsers and machines are told when."""
    response = _answer(request, 503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _is_away(error: BaseException | None) -> bool:
    """Whether an error, or what it arose from, is a service that is being started again."""
    while error is not None and not (isinstance(error, AWAY) or _was_cut_off(error)):
        error = error.__cause__ or error.__context__
    return error is not None


def _was_cut_off(error: BaseException) -> bool:
    """A server that dies in the middle of an answer: the driver has no kind of its own for that."""
    return type(error) is psycopg2.DatabaseError


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from another site."""
    return error_page(403, "403_csrf")


@require_GET
@login_not_required
def styleguide(request: HttpRequest, shell: str = "public") -> HttpResponse:
    """All components in all their states, in the public or the staff shell."""
    if not settings.PORTAL_STYLEGUIDE:
        raise Http404
    return render(request, "styleguide.html", samples.context(shell))
