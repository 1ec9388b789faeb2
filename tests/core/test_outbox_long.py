"""Long tasks: no transaction held, one run at a time, again from the beginning if it was cut off."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from core import clock, outbox
from core.models import OutboxMessage
from core.outbox import Outcome, RetryLater, outbox_task

ran: list[str] = []


@outbox_task(time_limit=60, atomic=False)
def sweep(*, answer: str) -> RetryLater | None:
    """Says whether it ran in a transaction of the outbox."""
    ran.append("inside" if connection.in_atomic_block else "outside")
    if answer == "break":
        raise ValueError
    return RetryLater("later") if answer == "later" else None


@pytest.fixture(autouse=True)
def nothing_ran():
    ran.clear()


def promise(answer: str = "") -> int:
    name = f"{__name__}.{sweep.__name__}"
    outbox.enqueue(name, key=None, payload={"answer": answer})
    return OutboxMessage.objects.latest("pk").pk


def row() -> OutboxMessage:
    return OutboxMessage.objects.get()


@pytest.mark.django_db(transaction=True)
def test_long_task_runs_outside_any_transaction_and_is_marked_done():
    pk = promise()
    outbox.claim()
    assert outbox.handle(pk) == Outcome.DONE
    assert ran == ["outside"]
    assert row().done_at is not None


@pytest.mark.django_db
def test_copy_of_a_long_task_that_runs_stops():
    pk = promise()
    outbox.claim()
    outbox._begin(pk)  # a worker has begun
    assert outbox.handle(pk) == Outcome.NOTHING
    assert ran == []
    assert not OutboxMessage.objects.due().exists()
    assert outbox.health()["in_flight"] == 0  # it is no longer in the queue


@pytest.mark.django_db
def test_long_task_whose_worker_was_killed_is_due_when_its_lease_is_over():
    pk = promise()
    outbox.claim()
    outbox._begin(pk)
    over = clock.now() + timedelta(seconds=60 + 15) + outbox.LEASE_MARGIN
    with time_machine.travel(over + timedelta(seconds=1), tick=False):
        assert [message.pk for message in outbox.claim()] == [pk]
        assert outbox.handle(pk) == Outcome.DONE


@pytest.mark.django_db
def test_long_task_that_fails_waits_and_a_copy_does_not_hurry_it():
    pk = promise("break")
    outbox.claim()
    with pytest.raises(ValueError):  # noqa: PT011 - it has no text
        outbox.handle(pk)
    assert (row().attempts, row().last_error.split()[0]) == (1, "ValueError")
    assert outbox.handle(pk) == Outcome.NOTHING


@pytest.mark.django_db
def test_long_task_may_ask_to_be_run_again():
    pk = promise("later")
    outbox.claim()
    assert outbox.handle(pk) == Outcome.AGAIN
    assert row().last_error == "later"


@pytest.mark.django_db
def test_long_task_whose_row_went_meanwhile_is_quiet():
    pk = promise()
    begun = outbox._begin(pk)
    OutboxMessage.objects.all().delete()
    assert outbox._finish(begun.pk, None) == Outcome.NOTHING
