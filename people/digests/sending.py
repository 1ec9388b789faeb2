"""Writing the daily letters: a batch is one transaction, and a letter is known by reader and day.

Running twice, at once or after a kill, writes nobody twice (the key of the notification is unique);
what the broker loses the outbox hands over again. On days off nothing is written.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import translation

from core import clock
from core.calendar import WorkingCalendar
from core.models import Channel, Notification
from core.notifications import Message, notify_many, render_message
from people.digests.readers import Readers
from people.digests.registry import HEADINGS, Entry, Section, sources
from people.models import Rhythm, User

BATCH = 200
EARLIEST = datetime.time(6)  # what a night has caught up is not sent before people get up
TEMPLATE = "people/mail/digest.txt"


def send_all(now: datetime.datetime | None = None) -> int:
    """Write the letters of the day to all who have something to be told; returns how many."""
    now = now or clock.now()
    today, time = clock.local(now).date(), clock.local(now).time()
    calendar = WorkingCalendar.load()
    if time < EARLIEST or not calendar.is_working_day(today):
        return 0
    is_first = _week(calendar.previous_working_day(today)) != _week(today)
    return sum(_send(batch, now, is_first_of_week=is_first) for batch in _batches(today))


def _week(day: datetime.date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _key(today: datetime.date) -> str:
    return f"digest:{today:%Y%m%d}:"


def _batches(today: datetime.date) -> Iterator[list[User]]:
    """Those who can get a letter and have not got today's, by key."""
    key = Concat(Value(_key(today)), Cast("pk", CharField()))
    told = Notification.objects.filter(key=OuterRef("digest_key"), channel=Channel.EMAIL)
    users = (
        User.objects.filter(is_active=True, person__isnull=False)
        .exclude(email="")
        .annotate(digest_key=key)
        .filter(~Exists(told))
        .select_related("digest_choice")
        .order_by("pk")
    )
    last = 0
    while batch := list(users.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


@transaction.atomic
def _send(users: list[User], now: datetime.datetime, *, is_first_of_week: bool) -> int:
    readers = Readers.of(users, now)
    entries: dict[int, list[Entry]] = {}
    for source in sources():
        for user_id, entry in source(readers):
            entries.setdefault(user_id, []).append(entry)
    messages = [
        _message(readers.users[user_id], wanted, readers.today)
        for user_id, found in entries.items()
        if (wanted := _wanted(readers.users[user_id], found, is_first_of_week=is_first_of_week))
    ]
    notify_many(messages)
    return len(messages)


def _wanted(user: User, entries: list[Entry], *, is_first_of_week: bool) -> list[Entry]:
    """What somebody has chosen to be told today; what is late always."""
    rhythm = Rhythm.of(user)
    if rhythm == Rhythm.DAILY or (rhythm == Rhythm.WEEKLY and is_first_of_week):
        return entries
    return [entry for entry in entries if entry.section == Section.LATE]


def _message(user: User, entries: list[Entry], today: datetime.date) -> Message:
    with translation.override(user.language):
        subject, body = render_message(TEMPLATE, _context(entries, today))
    return Message(
        kind="digest",
        key=f"{_key(today)}{user.pk}",
        subject=subject,
        body=body,
        users=[user],
        url=settings.LOGIN_REDIRECT_URL,
        channels=[Channel.EMAIL],
        language=user.language,
    )


def _context(entries: list[Entry], today: datetime.date) -> dict[str, Any]:
    entries = sorted(entries, key=lambda entry: entry.section)
    counts = {
        section: sum(entry.count for entry in entries if entry.section == section)
        for section in Section
    }
    return {
        "today": today,
        "late": counts[Section.LATE],
        "due": counts[Section.TODAY],
        "base": settings.PORTAL_BASE_URL,
        "choice_url": reverse("people:digest"),
        "parts": [
            (HEADINGS[section], list(group))
            for section, group in groupby(entries, key=lambda entry: entry.section)
        ],
    }
