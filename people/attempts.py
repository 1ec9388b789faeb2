"""Attempts to sign in: how many are looked at, and what is kept of them.

Guessing is slowed down by account and by network. Somebody else's guesses must not lock the owner
out, so a browser that has signed in to the account before (it carries a signed cookie) is counted by
itself. The counters are those of `core.throttle`: they hold while Redis is away, and know nobody.
What is kept is a row for each attempt that was looked at, without the name typed and without address.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from core import throttle
from people.models import LoginAttempt, Outcome, User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

AT_ONCE = "5/second"  # also of right ones: so that many at the same moment are not all looked at
BY_ACCOUNT = ("10 per 15 minutes", "20 per day")
BY_BROWSER = ("10 per 15 minutes", "50 per day")
BY_NETWORK = "100 per 10 minutes"
CODES = ("10 per 15 minutes", "30 per day")
CODE_ONCE = "1 per 5 minutes"  # longer than a code is good for, so none is good twice
NOTED = "1 per 15 minutes"

COOKIE = "thiet-bi"
COOKIE_DAYS = 180
COOKIE_ACCOUNTS = 5
_SALT = "people.attempts.browser"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt with the password: who is meant (if anybody), and from which browser."""

    request: HttpRequest
    name: str
    user: User | None

    @property
    def _account(self) -> str:
        return f"user:{self.user.pk}" if self.user else f"name:{name_hash(self.name)}"

    @property
    def _counters(self) -> list[tuple[str, str, str]]:
        browser = _browsers(self.request).get(self._account)
        own = [("sign-in-browser", browser, rate) for rate in BY_BROWSER] if browser else []
        shared = [("sign-in-account", self._account, rate) for rate in BY_ACCOUNT]
        network = ("sign-in-network", throttle.client_key(self.request), BY_NETWORK)
        return [*(own or shared), network]

    def may_be_tried(self) -> bool:
        """Whether the password is looked at; a refusal is noted, once in a while."""
        rested = throttle.hit("sign-in-at-once", self._account, AT_ONCE)
        if rested and all(throttle.has_room(*counter) for counter in self._counters):
            return True
        if throttle.hit("sign-in-noted", self._account, NOTED):
            _keep(self.name, self.user, Outcome.BLOCKED)
        return False

    def has_failed(self) -> None:
        """Count and keep a wrong password."""
        for counter in self._counters:
            throttle.hit(*counter)
        _keep(self.name, self.user, Outcome.WRONG_PASSWORD)


def may_try_code(user: User) -> bool:
    """Whether another code of the second factor is looked at."""
    return all(throttle.has_room("sign-in-code", str(user.pk), rate) for rate in CODES)


def code_has_failed(user: User) -> None:
    """Count and keep a wrong code."""
    for rate in CODES:
        throttle.hit("sign-in-code", str(user.pk), rate)
    _keep(user.username, user, Outcome.WRONG_CODE)


def is_first_use(user: User, code: str) -> bool:
    """Whether a right code was not used a moment ago (by somebody who looked over the shoulder)."""
    return throttle.hit("sign-in-code-used", name_hash(f"{user.pk} {code}"), CODE_ONCE)


def has_signed_in(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Keep that somebody signed in, and let this browser be known again."""
    _keep(user.username, user, Outcome.SIGNED_IN)
    account = f"user:{user.pk}"
    known = _browsers(request)
    known = {account: known.pop(account, secrets.token_hex(8))} | known
    response.set_cookie(
        cookie_name(),
        signing.dumps(dict(list(known.items())[:COOKIE_ACCOUNTS]), salt=_SALT),
        max_age=COOKIE_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    """With the prefix that ties it to this host, where connections are encrypted."""
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def name_hash(name: str) -> str:
    """What stands for a sign-in name: equal names give equal hashes, and nothing leads back."""
    normal = name.strip().lower()
    return salted_hmac("people.attempts", normal, algorithm="sha256").hexdigest()[:32]


def with_names(rows: list[LoginAttempt]) -> list[tuple[LoginAttempt, str]]:
    """Attempts with the names of those whose account was meant; one query."""
    users = User.objects.select_related("person").in_bulk(
        {row.user_id for row in rows if row.user_id}
    )
    return [(row, str(users.get(row.user_id, ""))) for row in rows]


def made() -> QuerySet[LoginAttempt]:
    """All attempts kept."""
    return LoginAttempt.objects.all()


def _browsers(request: HttpRequest) -> dict[str, str]:
    """The accounts that this browser has signed in to, each with its random name."""
    try:
        known: Any = signing.loads(
            request.COOKIES.get(cookie_name(), ""),
            salt=_SALT,
            max_age=COOKIE_DAYS * 24 * 3600,
        )
    except signing.BadSignature:
        return {}
    return known


def _keep(name: str, user: User | None, outcome: Outcome) -> None:
    LoginAttempt.objects.create(
        name_hash=name_hash(name),
        outcome=outcome,
        user_id=user.pk if user else None,
        scope=user.person.unit_id if user and user.person else None,
    )
