"""How often somebody may do something. Limits live in Redis; without it each process counts alone.

Addresses are kept as keyed hashes that change every day: the counters say nothing about anybody.
"""

from __future__ import annotations

import functools
import ipaddress
import logging
import math
import time
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from core import clock
from core.views import error_page

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds without asking Redis again after it failed
TIMEOUT = 0.5
View = Callable[..., HttpResponse]


class _Counters:
    """The counters in Redis, and this process's own while Redis is away."""

    def __init__(self) -> None:
        self.alone: RateLimiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self.paused_until = 0.0

    @functools.cached_property
    def shared(self) -> RateLimiter:
        address = settings.REDIS_URL.replace("unix://", "redis+unix://", 1)
        storage = RedisStorage(
            address,
            key_prefix="gandan-limit",
            wrap_exceptions=True,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
        )
        return SlidingWindowCounterRateLimiter(storage)

    def hit(self, rate: RateLimitItem, *keys: str) -> bool:
        """Count one; False if that was too many."""
        return self._ask(lambda limiter: limiter.hit(rate, *keys))

    def has_room(self, rate: RateLimitItem, *keys: str) -> bool:
        """Whether one more would be counted; counts nothing."""
        return self._ask(lambda limiter: limiter.test(rate, *keys))

    def _ask(self, question: Callable[[RateLimiter], bool]) -> bool:
        if time.monotonic() >= self.paused_until:
            try:
                return question(self.shared)
            except StorageError as error:
                self.paused_until = time.monotonic() + PAUSE
                logger.warning(
                    "rate limits: Redis unreachable (%s)", type(error.storage_error).__name__
                )
        return question(self.alone)


_counters = _Counters()


def hit(name: str, key: str, rate: str) -> bool:
    """Count one use of `name` by `key`; False once the rate ("60/hour", "5 per minute") is exceeded."""
    return _counters.hit(_parsed(rate), name, key)


def has_room(name: str, key: str, rate: str) -> bool:
    """Whether one more use of `name` by `key` would be allowed; counts nothing.

    For what counts only when it fails (a wrong password, a wrong code): ask first, `hit` on failure.
    """
    return _counters.has_room(_parsed(rate), name, key)


@functools.cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)


def client_key(request: HttpRequest) -> str:
    """Stands for the client's address today; tomorrow it is another, and neither can be turned back."""
    return salted_hmac(
        f"core.throttle.{clock.today():%Y%m%d}",
        _network(client_address(request)),
        algorithm="sha256",
    ).hexdigest()[:32]


def client_address(request: HttpRequest) -> str:
    """The address the request came from, as far as our own proxies vouch for it.

    What a client itself writes into X-Forwarded-For is never believed: only as many entries from the
    right count as there are trusted proxies (PORTAL_TRUSTED_PROXIES).
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.PORTAL_TRUSTED_PROXIES
    if not proxies:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return chain[-proxies] if len(chain) >= proxies and chain[-proxies] else direct


def _network(address: str) -> str:
    """One household's addresses are one: an IPv6 customer holds a whole /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def throttled(
    name: str,
    *,
    rate: str,
    key: Callable[[HttpRequest], str] = client_key,
    methods: Collection[str] = ("POST",),
) -> Callable[[View], View]:
    """Answer 429 to a view's requests of these methods beyond the rate, counted per key."""
    limit = parse(rate)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and not hit(name, key(request), rate):
                return too_many(limit.get_expiry())
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def too_many(seconds: int) -> HttpResponse:
    """The 429 page, with the time after which another try makes sense."""
    response = error_page(429, minutes=math.ceil(seconds / 60))
    response["Retry-After"] = str(seconds)
    return response
