"""Pages that are remembered for the one who looks at them, while nothing they show has changed.

Who reads a list, opens a matter and comes back looks at the same page again, many times a day: what was
drawn for the last look is right for the next, as long as it can be proven so by less than drawing it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from core import clock
from core.drawn import Drawn
from people.notices import unread_count

if TYPE_CHECKING:
    from people.http import StaffRequest

PAGES: Drawn[bytes] = Drawn(most=512)  # 75 kB each
_minute = clock.now()


def remembered(
    request: StaffRequest, shown: Hashable, draw: Callable[[], HttpResponse]
) -> HttpResponse:
    """The page at an address as it was last drawn for this user, if nothing it shows has changed.

    `shown` differs as soon as a row of the page has changed. Who asks, by which posts, in which language
    and browser (its forms carry a token of it), and how many notices wait is added here. What a page
    says of time and of names is right to the minute, which is the longest that it is remembered. Only
    for pages that always answer 200 and say all in their text (ValueError).
    """
    secret = request.META.get("CSRF_COOKIE")
    if secret is None or len(get_messages(request)):
        return draw()
    get_token(request)  # as drawing would have done: the cookie lives on with each look
    user = request.user
    key = (
        (user.pk, user.get_full_name(), tuple(user.posts)),
        (get_language(), request.get_full_path(), secret),
        _this_minute(),
        unread_count(request),
        shown,
    )
    return HttpResponse(PAGES(key, lambda: _whole(draw())))


def _this_minute() -> datetime.datetime:
    """The minute of the clock; with a new one, the pages of the last are forgotten."""
    global _minute  # noqa: PLW0603 - as lasting as the pages themselves
    now = clock.now().replace(second=0, microsecond=0)
    if now != _minute:
        _minute = now
        PAGES.forget()
    return now


def _whole(response: HttpResponse) -> bytes:
    """What a page consists of; its headers are those of every page."""
    if response.status_code != HTTPStatus.OK:
        raise ValueError("only a page that was found can be remembered")
    return response.content
