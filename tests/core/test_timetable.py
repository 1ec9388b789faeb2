"""What falls due by the clock is promised once a slot, whoever looks and however often."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from celery import current_app
from celery.schedules import crontab
from django.db import OperationalError, connection

from core import clock, outbox, timetable
from core.management.commands.beat import look
from core.models import OutboxMessage
from core.outbox import TASKS
from core.timetable import Timetable

pytestmark = pytest.mark.django_db

ENTRIES = {
    "often": {"task": "core.tasks.load_calendar", "schedule": crontab(minute="*/5")},
    "nightly": {"task": "core.tasks.purge", "schedule": crontab(hour=2, minute=40)},
}
NOON = datetime.datetime(2026, 11, 23, 12, 1, tzinfo=clock.CITY)


@pytest.fixture(autouse=True)
def old_installation(monkeypatch):
    """One that has been running for months."""
    monkeypatch.setattr(timetable, "_beginning", lambda: NOON - datetime.timedelta(days=90))


def minutes(number: float) -> datetime.timedelta:
    return datetime.timedelta(minutes=number)


def promised() -> list[str]:
    return sorted(OutboxMessage.objects.values_list("key", flat=True))


def test_first_look_catches_up_the_last_slot_of_each_entry():
    assert Timetable(ENTRIES).write_due(NOON) == 2
    assert promised() == ["beat:nightly:202611221940", "beat:often:202611230500"]


def test_next_look_promises_what_fell_due_since():
    table = Timetable(ENTRIES)
    table.write_due(NOON)
    assert table.write_due(NOON + minutes(3)) == 0
    assert table.write_due(NOON + minutes(4)) == 1
    assert table.write_due(NOON + minutes(4.2)) == 0
    assert promised()[-1] == "beat:often:202611230505"


def test_two_that_look_promise_each_slot_once():
    first, second = Timetable(ENTRIES), Timetable(ENTRIES)
    for at in range(0, 30, 3):
        first.write_due(NOON + minutes(at))
        second.write_due(NOON + minutes(at + 1.5))
    assert OutboxMessage.objects.filter(key__startswith="beat:often:").count() == 6
    assert OutboxMessage.objects.count() == 7


def test_one_that_starts_again_repeats_nothing():
    Timetable(ENTRIES).write_due(NOON)
    with time_machine.travel(NOON, tick=False):
        OutboxMessage.objects.update(done_at=clock.now())
        Timetable(ENTRIES).write_due(NOON + minutes(1))
    assert OutboxMessage.objects.pending().count() == 0


def test_nothing_fell_due_before_the_installation_began(monkeypatch):
    monkeypatch.setattr(timetable, "_beginning", lambda: NOON - minutes(1))
    assert Timetable(ENTRIES).write_due(NOON) == 0


def test_idle_look_asks_the_database_nothing(django_assert_num_queries):
    table = Timetable(ENTRIES)
    table.write_due(NOON)
    with django_assert_num_queries(0):
        table.write_due(NOON + minutes(1))


def test_look_without_a_database_forgets_nothing(monkeypatch):
    table = Timetable(ENTRIES)

    def gone(jobs):
        raise OperationalError("the database system is shutting down")

    with monkeypatch.context() as patched, time_machine.travel(NOON, tick=False):
        patched.setattr(outbox, "enqueue_many", gone)
        patched.setattr(connection, "close", lambda: None)
        look(table)
    with time_machine.travel(NOON + minutes(1), tick=False):
        look(table)
    assert len(promised()) == 2


RARE = {"core.tasks.load_calendar", "neighborhoods.tasks.ask_for_figures"}  # not on every day


def test_every_entry_is_a_task_of_the_outbox_by_day_hour_and_minute():
    current_app.loader.import_default_modules()
    table = current_app.conf.beat_schedule
    assert {entry["task"] for entry in table.values()} - TASKS.keys() == set()
    monday = datetime.datetime(2026, 11, 30, tzinfo=clock.CITY)
    for entry in Timetable(table).entries:
        slots = [monday + minutes(n) for n in range(1440) if entry.is_due_at(monday + minutes(n))]
        assert len(slots) == len(set(slots))
        assert slots or entry.task in RARE


def test_beginning_is_that_of_the_first_migration(monkeypatch):
    monkeypatch.undo()
    assert timetable._beginning() <= clock.now()
