"""Pages that belong to no room: the error pages and the styleguide."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET

from core import styleguide as samples


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
    return error_page(400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return error_page(403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not for this reader; the two look the same on purpose."""
    return error_page(404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return error_page(500)


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
