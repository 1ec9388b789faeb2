"""What the pages that take a code of a household share: nobody guesses codes by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from core import throttle
from core.forms import refuse

NAME, MISSES = "neighborhoods.code", "20/hour"  # wrong codes from one address; a code has 39 bits
WAIT_SECONDS = 3600


def refused(request: HttpRequest) -> HttpResponse | None:
    """The answer to an address from which too many wrong codes came; None for all others."""
    if throttle.has_room(NAME, throttle.client_key(request), MISSES):
        return None
    return throttle.too_many(WAIT_SECONDS)


def taken(request: HttpRequest, form: Any, act: Callable[[], None]) -> bool:
    """Whether a service took the answer; a wrong code is counted against the address."""
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        if "code" in form.errors:
            throttle.hit(NAME, throttle.client_key(request), MISSES)
        return False
    return True
