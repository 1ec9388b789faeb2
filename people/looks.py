"""Pages that are remembered for the one who looks at them, while nothing they show has changed.

When a city comes to work everybody opens the same page and opens it again: what was drawn for the
last look is right for the next, as long as it can be proven so by less than drawing it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
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

PAGES: Drawn[bytes] = Drawn(most=128)  # 75 kB each


def remembered(
    request: StaffRequest, shown: Hashable, draw: Callable[[], HttpResponse]
) -> HttpResponse:
    """The page at an address as it was last drawn for this user, if nothing it shows has changed.

    `shown` differs as soon as a row of the page has changed. Who asks, by which posts, in which language
    and browser (its forms carry a token of it), and how many notices wait is added here. What a page
    says of time, of names and of settings is right to the minute, which is the longest that it is
    remembered. Only for pages that are drawn for whoever is signed in and always answer 200.
    """
    secret = request.META.get("CSRF_COOKIE")
    if secret is None or len(get_messages(request)):
        return draw()
    get_token(request)  # as drawing would have done: the cookie lives on with each look
    user = request.user
    key = (
        (user.pk, user.get_full_name(), tuple(user.posts)),
        (get_language(), request.get_full_path(), secret),
        clock.now().replace(second=0, microsecond=0),
        unread_count(request),
        shown,
    )
    return HttpResponse(PAGES(key, lambda: draw().content))
