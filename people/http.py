"""A request as the staff pages get it: signed in, with htmx's headers read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from people.models import User


class StaffRequest(HttpRequest):
    """For annotations: what the middleware have made of a request that needs a sign-in."""

    user: User
    htmx: HtmxDetails


def require(user: User, *permissions: str) -> None:
    """Answer 404 to somebody whose posts of today grant none of some permissions anywhere."""
    if not any(user.may(permission) for permission in permissions):
        raise Http404
