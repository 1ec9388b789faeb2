"""A request as the staff pages get it: signed in, with htmx's headers read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest

from core.forms import refuse

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


def do(form: Any, act: Callable[[], Any]) -> bool:
    """Whether a service did it; what it refused is said at its field. 404 for what is out of reach by now."""
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        return False
    except PermissionDenied as error:  # somebody else was first, and the turn is no longer ours
        raise Http404 from error
    return True
