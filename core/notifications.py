"""Telling people: rows written with what caused them, delivered once each.

`notify` only writes rows. Those for the inbox are delivered by being written; those for e-mail are
handed over by the outbox and sent by `deliver`, at least once and always under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine
from django.utils import translation
from django.utils.crypto import salted_hmac

from core import clock, mail, outbox
from core.models import Channel, DeliveryState, Notification, OutboxMessage

DELIVER = "core.tasks.deliver"
BOTH = (Channel.INBOX, Channel.EMAIL)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One thing to tell to one or many; see `notify`."""

    kind: str
    key: str
    subject: str
    body: str
    users: Iterable[Any] = ()
    email: str | None = None
    url: str = ""
    about: str = ""
    scope: int | None = None
    sensitive: bool = False
    channels: Sequence[Channel] = BOTH
    language: str = ""


def notify(**message: Any) -> None:
    """Tell users (inbox and e-mail) and an address (e-mail); at most three statements for any number.

    Written in the caller's transaction. `key` is the reason: the same recipient is told once per key
    and channel, however often this is called. `url` is a path of the portal; `about` a reference
    without personal data; `scope` the area whose staff may see the delivery log. The body of a
    sensitive notification (one with a secret link) is e-mailed only, and wiped once it was sent.
    `language` is that of link and footer of the letter; the active one where it is not given.
    """
    notify_many([Message(**message)])


def notify_many(messages: Iterable[Message]) -> None:
    """`notify` for several messages, in the same three statements."""
    rows = [row for message in messages for row in _rows(message)]
    if rows:
        _store(rows)


def _rows(message: Message) -> Iterator[Notification]:
    make = _Maker(message)
    for user in {user.pk: user for user in message.users}.values():
        if user.is_active and Channel.INBOX in message.channels:
            yield make.inbox(user)
        if user.is_active and user.email and Channel.EMAIL in message.channels:
            yield make.letter(f"user:{user.pk}", user=user)
    if message.email:
        yield make.letter(_address_key(message.email), address=message.email)


def _store(rows: list[Notification]) -> None:
    letters = {row.key for row in rows if row.channel == Channel.EMAIL}
    with transaction.atomic(savepoint=False):
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
        if letters:
            waiting = Notification.objects.filter(
                key__in=letters, channel=Channel.EMAIL, state=DeliveryState.PENDING
            )
            outbox.enqueue_many(
                outbox.Job(DELIVER, {"notification_id": pk}, key=f"deliver:{pk}", scope=scope)
                for pk, scope in waiting.values_list("pk", "scope")
            )


class _Maker:
    """Builds the rows of one message."""

    def __init__(self, message: Message) -> None:
        self.body = str(message.body)
        with translation.override(message.language or translation.get_language()):
            self.letter_body = _letter_text(self.body, message.url)
        self.common: dict[str, Any] = {
            "kind": message.kind,
            "key": message.key,
            "subject": " ".join(str(message.subject).split())[:200],
            "url": message.url,
            "about": message.about,
            "scope": message.scope,
            "is_sensitive": message.sensitive,
        }

    def inbox(self, user: Any) -> Notification:
        return Notification(
            channel=Channel.INBOX,
            recipient=f"user:{user.pk}",
            user=user,
            body="" if self.common["is_sensitive"] else self.body,
            state=DeliveryState.DELIVERED,
            delivered_at=clock.now(),
            **self.common,
        )

    def letter(self, recipient: str, *, user: Any = None, address: str = "") -> Notification:
        return Notification(
            channel=Channel.EMAIL,
            recipient=recipient,
            user=user,
            address=address,
            body=self.letter_body,
            message_id=_message_id(self.common["key"], recipient),
            **self.common,
        )


def _address_key(address: str) -> str:
    """Stands for an address after it is erased; cannot be turned back without the secret key."""
    digest = salted_hmac(
        "core.notifications.address", address.strip().lower(), algorithm="sha256"
    ).hexdigest()
    return f"mail:{digest}"


def _message_id(key: str, recipient: str) -> str:
    """The same for every try of the same letter, so that mail programs show a double once."""
    digest = salted_hmac(
        "core.notifications.message", f"{key}\n{recipient}", algorithm="sha256"
    ).hexdigest()
    return f"<{digest[:32]}@{urlsplit(settings.PORTAL_BASE_URL).hostname}>"


def deliver(notification_id: int) -> outbox.RetryLater | None:
    """Send one e-mail that waits; anything else is left alone. Runs inside the outbox's transaction."""
    waiting = Notification.objects.select_for_update(of=["self"]).filter(
        pk=notification_id, channel=Channel.EMAIL, state=DeliveryState.PENDING
    )
    notification = waiting.select_related("user").first()
    if notification is None:
        return None
    notification.attempts += 1
    try:
        _send(notification)
    except mail.RefusedError as error:
        _finish(notification, DeliveryState.FAILED, str(error))
    except mail.TemporaryError as error:
        return _wait(notification, str(error), counts=True)
    except mail.ServiceDownError as error:
        return _wait(notification, str(error), counts=False)
    else:
        _finish(notification, DeliveryState.DELIVERED)
    return None


def _send(notification: Notification) -> None:
    address = _address(notification)
    if not address:
        raise mail.RefusedError("the account is closed or has no address")
    mail.send(
        to=address,
        subject=notification.subject,
        body=notification.body,
        message_id=notification.message_id,
    )


def _address(notification: Notification) -> str:
    if notification.user is None:
        return notification.address
    return notification.user.email if notification.user.is_active else ""


def _letter_text(body: str, url: str) -> str:
    """The body as it is mailed, with link and footer."""
    return render_text(
        "mail/letter.txt",
        {
            "body": body,
            "link": f"{settings.PORTAL_BASE_URL}{url}" if url else "",
            "portal": settings.PORTAL_BASE_URL,
            "can_reply": bool(settings.PORTAL_REPLY_TO),
        },
    )


def _finish(notification: Notification, state: DeliveryState, reason: str = "") -> None:
    notification.state, notification.last_error = state, reason[:200]
    if state == DeliveryState.DELIVERED:
        notification.delivered_at = clock.now()
    if notification.is_sensitive:
        notification.body = ""
    notification.save(update_fields=["state", "last_error", "attempts", "delivered_at", "body"])


def _wait(notification: Notification, reason: str, *, counts: bool) -> outbox.RetryLater:
    notification.last_error = reason[:200]
    notification.save(update_fields=["attempts", "last_error"])
    return outbox.RetryLater(reason, counts=counts)


def give_up(notification_id: int) -> None:
    """The outbox stopped trying: say so in the delivery log, and keep no secret behind."""
    waiting = Notification.objects.select_for_update().filter(
        pk=notification_id, state=DeliveryState.PENDING
    )
    for notification in waiting:
        _finish(notification, DeliveryState.DEAD, notification.last_error or "given up")


@transaction.atomic
def resend(*, ids: Iterable[int]) -> int:
    """Try e-mails once more that were refused or given up; returns how many.

    One whose text was wiped cannot be sent again.
    """
    stuck = Notification.objects.select_for_update().filter(
        pk__in=list(ids),
        channel=Channel.EMAIL,
        state__in=[DeliveryState.FAILED, DeliveryState.DEAD],
    )
    chosen = [row for row in stuck if row.body]
    Notification.objects.filter(pk__in=[row.pk for row in chosen]).update(
        state=DeliveryState.PENDING, last_error="", attempts=0
    )
    given_up = OutboxMessage.objects.dead().filter(key__in=[f"deliver:{row.pk}" for row in chosen])
    revived = set(given_up.values_list("key", flat=True))
    outbox.revive(list(given_up.values_list("pk", flat=True)))
    outbox.enqueue_many(
        outbox.Job(DELIVER, {"notification_id": row.pk}, scope=row.scope)
        for row in chosen
        if f"deliver:{row.pk}" not in revived
    )
    return len(chosen)


def mark_read(*, by: Any, ids: Iterable[int] | None = None) -> int:
    """Mark somebody's own inbox as read (all, or the given rows); returns how many were unread."""
    unread = Notification.objects.inbox_of(by).unread()
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.order_by().update(read_at=clock.now())


def render_text(template: str, context: dict[str, Any]) -> str:
    """A plain-text template: nothing is escaped, runs of blank lines are one, no blank ends."""
    text = Engine.get_default().get_template(template).render(Context(context, autoescape=False))
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or lines[at - 1]]
    return "\n".join(kept) + "\n"


def render_message(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject (the template's first line) and body (the rest) of a message."""
    subject, _, body = render_text(template, context).partition("\n")
    return subject, body.lstrip("\n")
