"""Notifications as people look at them: how many wait, and the delivery log of their units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.export import MOST_ROWS
from core.models import DeliveryState, Notification
from people.permissions import Permission

FILE_HEADER = [
    _("Thư"), _("Mã phản ánh"), _("Người nhận"), _("Lúc"), _("Gửi lúc"), _("Tình trạng"),
    _("Số lần gửi"),
]  # fmt: skip
SHOWN_LETTERS = 1  # of an address, before the @

_STATES = {
    DeliveryState.PENDING: (_("Đang chờ gửi"), "info"),
    DeliveryState.DELIVERED: (_("Đã gửi"), "ok"),
    DeliveryState.FAILED: (_("Bị từ chối"), "late"),
    DeliveryState.DEAD: (_("Không gửi được"), "late"),
}


def unread_count(request: HttpRequest) -> int:
    """How many notifications wait for the user; one query a request, however often it is asked."""
    kept = request.__dict__
    if "_unread_notices" not in kept:
        kept["_unread_notices"] = Notification.objects.inbox_of(request.user).unread().count()
    return kept["_unread_notices"]


def log_of(user: Any):
    """Deliveries about the units that a user may read the log of."""
    reach = user.reach(Permission.NOTICE_LOG)
    if reach.everywhere:
        return Notification.objects.all()
    return Notification.objects.in_scopes(reach.units)


def resendable_by(user: Any):
    """Deliveries that a user may send again: those of the wards whose cases they handle."""
    reach = user.reach(Permission.CASE_TRIAGE)
    return log_of(user).in_scopes(reach.units)


def keeps_letters() -> bool:
    """Whether letters are kept as files for reading, which happens in the demonstration alone."""
    return settings.PORTAL_DEMO and settings.EMAIL_BACKEND == "core.mail.FileBackend"


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else can use: "n•••@example.vn"."""
    name, at, host = address.partition("@")
    return f"{name[:SHOWN_LETTERS]}•••{at}{host}" if address else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the delivery log as it is shown."""

    row: Notification
    may_resend: bool = False

    @property
    def recipient(self) -> str:
        """A colleague by name, a citizen by no more than a masked address."""
        return str(self.row.user) if self.row.user else masked(self.row.address)

    @property
    def is_colleague(self) -> bool:
        """Whether it went to somebody who signs in here."""
        return self.row.user_id is not None

    @property
    def state(self) -> Any:
        """What has become of it, in words."""
        return _STATES[DeliveryState(self.row.state)][0]

    @property
    def tone(self) -> str:
        """How that looks."""
        return _STATES[DeliveryState(self.row.state)][1]

    @property
    def is_stuck(self) -> bool:
        """Whether it will not go out by itself any more."""
        return self.row.state in {DeliveryState.FAILED, DeliveryState.DEAD}

    @property
    def can_resend(self) -> bool:
        """Whether somebody may try again: the text of secret letters is gone."""
        return self.may_resend and self.is_stuck and bool(self.row.body)

    @property
    def is_wiped(self) -> bool:
        """Whether the text is gone, so that nobody can send it again."""
        return self.is_stuck and not self.row.body

    @property
    def can_read(self) -> bool:
        """Whether the letter lies here as a file."""
        return self.row.state == DeliveryState.DELIVERED and keeps_letters()


def file_rows(found: QuerySet[Notification]) -> Iterator[list[Any]]:
    """The log as a table to take away: no address, and no word of what was written."""
    for row in found.order_by("-created_at", "-pk")[:MOST_ROWS]:
        entry = Entry(row)
        yield [
            row.subject, row.about, entry.recipient, row.created_at, row.delivered_at, entry.state,
            row.attempts,
        ]  # fmt: skip
