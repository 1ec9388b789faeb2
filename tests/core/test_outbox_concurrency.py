"""The outbox under several workers and relays at once, each with a connection of its own."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection, transaction

from core import outbox
from core.models import CalendarDay, DayKind, OutboxMessage
from core.outbox import Job, Outcome, outbox_task

DAY = datetime.date(2031, 1, 1)


@outbox_task()
def write_one(*, number: int) -> None:
    """An effect that fails if it happens a second time: the date is unique."""
    CalendarDay.objects.create(
        date=DAY + datetime.timedelta(days=number), kind=DayKind.OFF, name="việc"
    )


def name(function) -> str:
    return f"{__name__}.{function.__name__}"


def promise(number: int = 1) -> OutboxMessage:
    outbox.enqueue(name(write_one), key=None, payload={"number": number})
    return OutboxMessage.objects.latest("pk")


def days() -> int:
    return CalendarDay.objects.filter(name="việc").count()


def in_thread(function, *arguments):
    """What a function answers in another thread, with a connection of its own."""
    answers = []

    def run():
        try:
            answers.append(function(*arguments))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answers[0]


@pytest.fixture
def really(committed):
    yield
    CalendarDay.objects.filter(name="việc").delete()


def test_copy_of_a_running_message_stops_at_once(really):
    row = promise()
    with transaction.atomic():
        outbox._lock(row.pk)
        assert in_thread(outbox.handle, row.pk) is Outcome.NOTHING
    assert outbox.handle(row.pk) is Outcome.DONE


def test_copy_that_begins_between_counting_and_running_stops(really):
    row = promise()

    def run_with_the_row_held():
        with transaction.atomic():
            outbox._lock(row.pk)
            return in_thread(transaction.atomic(outbox._run), row.pk)

    assert run_with_the_row_held() is Outcome.NOTHING


def test_two_relays_never_claim_the_same_row(really):
    outbox.enqueue_many(Job(name(write_one), {"number": n}) for n in range(30))
    with transaction.atomic():
        mine = {row.pk for row in outbox.claim(10)}
        assert in_thread(outbox.claim, 10) == []
    others = {row.pk for row in in_thread(outbox.claim, 10)}
    assert (len(mine), len(others), mine & others) == (10, 10, set())


def test_many_workers_run_each_row_once(really):
    outbox.enqueue_many(Job(name(write_one), {"number": n}) for n in range(20))
    rows = [row.pk for row in outbox.claim()] * 3
    results: list[Outcome] = []

    def work():
        try:
            while rows:
                results.append(outbox.handle(rows.pop()))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(Outcome.DONE) == 20
    assert days() == 20
