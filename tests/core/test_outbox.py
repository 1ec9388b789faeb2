"""The outbox: promised once, handed over under a cap, run once, retried, given up, forgotten."""

from __future__ import annotations

import datetime
from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.db import IntegrityError, connection, transaction

from core import clock, outbox
from core.models import CalendarDay, DayKind, OutboxMessage
from core.outbox import Job, Outcome, RetryLater, outbox_task

pytestmark = pytest.mark.django_db

DAY = datetime.date(2030, 1, 1)
told: list[dict] = []


@outbox_task()
def write_day(*, number: int) -> None:
    """An effect in the database that can be counted."""
    CalendarDay.objects.create(date=DAY + timedelta(days=number), kind=DayKind.OFF, name="việc")


@outbox_task(on_dead=lambda **payload: told.append(payload))
def write_and_break(*, number: int) -> None:
    """Writes, then fails: nothing of it may stay."""
    write_day(number=number)
    raise ValueError("somebody@example.org")


@outbox_task()
def ask_again(*, counts: bool) -> RetryLater:
    """Keeps what it wrote, and wants to be run again."""
    write_day(number=CalendarDay.objects.filter(name="việc").count())
    return RetryLater("later", counts=counts)


def name(function) -> str:
    return f"{__name__}.{function.__name__}"


def promise(function=write_day, **payload) -> OutboxMessage:
    outbox.enqueue(name(function), key=None, payload=payload or {"number": 1})
    return OutboxMessage.objects.latest("pk")


def days() -> int:
    return CalendarDay.objects.filter(name="việc").count()


@pytest.fixture(autouse=True)
def nobody_told():
    told.clear()


# --- Promising ------------------------------------------------------------------------------------


def test_enqueue_writes_one_row_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        outbox.enqueue(name(write_day), key="a", payload={"number": 1}, scope=7)
    row = OutboxMessage.objects.get()
    assert (row.task, row.key, row.payload, row.scope) == (name(write_day), "a", {"number": 1}, 7)
    assert str(row) == f"{name(write_day)} #{row.pk}"


def test_enqueue_twice_under_one_key_is_once():
    for number in (1, 2):
        outbox.enqueue(name(write_day), key="a", payload={"number": number})
    assert OutboxMessage.objects.get().payload == {"number": 1}


def test_enqueue_without_a_key_is_each_time():
    promise()
    promise()
    assert OutboxMessage.objects.count() == 2


def test_enqueue_belongs_to_the_callers_transaction():

    @transaction.atomic
    def cause():
        outbox.enqueue(name(write_day), key="a", payload={"number": 1})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert not OutboxMessage.objects.exists()


def test_enqueue_refuses_an_unknown_task():
    with pytest.raises(LookupError, match="no outbox task"):
        outbox.enqueue("core.tasks.nothing", key="a", payload={})


def test_enqueue_many_takes_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        outbox.enqueue_many([])


def test_enqueue_not_before_waits():
    tomorrow = clock.now() + timedelta(days=1)
    outbox.enqueue(name(write_day), key="a", payload={"number": 1}, not_before=tomorrow)
    assert outbox.claim() == []
    with time_machine.travel(tomorrow + timedelta(seconds=1), tick=False):
        assert len(outbox.claim()) == 1


def test_row_is_done_or_dead_never_both():
    row = promise()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=row.pk).update(done_at=clock.now(), dead_at=clock.now())


# --- Handing over ---------------------------------------------------------------------------------


def test_claim_takes_the_longest_waiting_first():
    later, sooner = promise(), promise()
    OutboxMessage.objects.filter(pk=sooner.pk).update(available_at=clock.now() - timedelta(hours=1))
    assert [row.pk for row in outbox.claim(1)] == [sooner.pk]
    assert [row.pk for row in outbox.claim()] == [later.pk]


def test_claim_marks_rows_so_that_they_are_not_claimed_again():
    row = promise()
    outbox.claim()
    assert outbox.claim() == []
    row.refresh_from_db()
    assert (row.sends, row.attempts) == (1, 0)


@pytest.mark.parametrize("sends", [0, 1, 2, 3, 40])
def test_claim_sends_again_later_each_time(settings, sends):
    settings.OUTBOX_RESEND_SECONDS = 100
    row = promise()
    OutboxMessage.objects.filter(pk=row.pk).update(sends=sends)
    with time_machine.travel(clock.now(), tick=False):
        outbox.claim()
        row.refresh_from_db()
        wait = (row.available_at - clock.now()).total_seconds()
    assert wait == {0: 100, 1: 200}.get(sends, 300)


def test_claim_leaves_room_for_a_slow_worker(monkeypatch):
    monkeypatch.setattr(outbox, "MAX_IN_FLIGHT", 3)
    outbox.enqueue_many(Job(name(write_day), {"number": n}) for n in range(10))
    assert len(outbox.claim(2)) == 2
    assert len(outbox.claim(2)) == 1
    assert outbox.claim(2) == []
    outbox.handle(OutboxMessage.objects.in_flight()[0].pk)
    assert len(outbox.claim(2)) == 1


def test_claim_counts_only_what_is_really_in_flight():
    """Reminders of next year wait too, but nobody holds them."""
    soon = clock.now() + timedelta(days=300)
    outbox.enqueue(name(write_day), key="far", payload={"number": 1}, not_before=soon)
    promise()
    outbox.claim()
    assert OutboxMessage.objects.in_flight().count() == 1


def test_relay_once_publishes_each_row_once():
    rows = [promise().pk for _n in range(3)]
    published = []
    assert outbox.relay_once(published.append) == 3
    assert [row.pk for row in published] == rows
    assert outbox.relay_once(published.append) == 0


def test_relay_once_costs_one_query_when_idle(django_assert_num_queries):
    with django_assert_num_queries(1):
        outbox.relay_once(pytest.fail)


def test_relay_once_releases_what_the_broker_did_not_take():
    rows = [promise().pk for _n in range(3)]
    published: list[int] = []

    def publish(row):
        if len(published) == 1:
            raise ConnectionError("broker gone")
        published.append(row.pk)

    with pytest.raises(ConnectionError):
        outbox.relay_once(publish)
    assert published == rows[:1]
    assert [row.pk for row in OutboxMessage.objects.due()] == rows[1:]
    assert set(OutboxMessage.objects.due().values_list("sends", "attempts", "sent_at")) == {
        (0, 0, None)
    }


def test_release_leaves_a_row_that_a_worker_has_finished_meanwhile():
    row = promise()

    def publish(message):
        outbox.handle(message.pk)
        raise ConnectionError("gone after taking it")

    with pytest.raises(ConnectionError):
        outbox.relay_once(publish)
    row.refresh_from_db()
    assert row.done_at is not None
    assert row.sent_at is not None


# --- Running --------------------------------------------------------------------------------------


def test_handle_runs_once_and_marks_the_row():
    row = promise(number=3)
    assert outbox.handle(row.pk) is Outcome.DONE
    assert outbox.handle(row.pk) is Outcome.NOTHING
    row.refresh_from_db()
    assert row.done_at is not None
    assert (row.attempts, days()) == (1, 1)


@pytest.mark.parametrize("pk", [0, 10**12])
def test_handle_ignores_a_row_that_is_gone(pk):
    assert outbox.handle(pk) is Outcome.NOTHING


def test_handle_undoes_a_failed_run_and_tries_later():
    row = promise(write_and_break)
    with pytest.raises(ValueError, match="somebody"):
        outbox.handle(row.pk)
    row.refresh_from_db()
    assert days() == 0
    assert (row.attempts, row.sent_at, row.done_at, row.dead_at) == (1, None, None, None)
    assert timedelta(seconds=7) < row.available_at - clock.now() < timedelta(seconds=13)


def test_handle_keeps_the_kind_of_an_error_and_never_its_text():
    row = promise(write_and_break)
    with pytest.raises(ValueError, match="somebody"):
        outbox.handle(row.pk)
    row.refresh_from_db()
    assert row.last_error.startswith("ValueError (core/test_outbox.py:")


def test_handle_clears_the_last_error_when_it_works():
    row = promise()
    OutboxMessage.objects.filter(pk=row.pk).update(last_error="earlier")
    outbox.handle(row.pk)
    row.refresh_from_db()
    assert row.last_error == ""


def test_handle_gives_up_after_ten_tries_and_says_so(caplog):
    row = promise(write_and_break)
    for _try in range(outbox.MAX_ATTEMPTS):
        with pytest.raises(ValueError, match="somebody"):
            outbox.handle(row.pk)
    row.refresh_from_db()
    assert row.dead_at is not None
    assert told == [{"number": 1}]
    assert outbox.handle(row.pk) is Outcome.NOTHING
    assert [record.message for record in caplog.records] == ["outbox: gave up"]


def test_handle_gives_up_a_task_that_kills_its_worker_each_time():
    row = promise(write_and_break)
    OutboxMessage.objects.filter(pk=row.pk).update(attempts=outbox.MAX_ATTEMPTS)
    assert outbox.handle(row.pk) is Outcome.NOTHING
    row.refresh_from_db()
    assert row.dead_at is not None
    assert row.last_error == "the worker was lost during each run"
    assert told == [{"number": 1}]


def test_handle_puts_back_a_task_that_this_release_does_not_know():
    row = promise()
    OutboxMessage.objects.filter(pk=row.pk).update(task="next.release", attempts=8)
    with pytest.raises(LookupError):
        outbox.handle(row.pk)
    row.refresh_from_db()
    assert (row.attempts, row.dead_at) == (9, None)
    with pytest.raises(LookupError):
        outbox.handle(row.pk)
    row.refresh_from_db()
    assert row.dead_at is not None


def test_handle_gives_up_a_task_that_nobody_listens_for():
    row = promise()
    OutboxMessage.objects.filter(pk=row.pk).update(attempts=outbox.MAX_ATTEMPTS)
    assert outbox.handle(row.pk) is Outcome.NOTHING
    assert OutboxMessage.objects.dead().get() == row


def test_retry_later_keeps_what_the_task_wrote():
    row = promise(ask_again, counts=True)
    assert outbox.handle(row.pk) is Outcome.AGAIN
    row.refresh_from_db()
    assert (row.attempts, row.last_error, row.done_at, days()) == (1, "later", None, 1)


def test_retry_later_gives_up_after_ten_that_count():
    row = promise(ask_again, counts=True)
    for _try in range(outbox.MAX_ATTEMPTS):
        assert outbox.handle(row.pk) is Outcome.AGAIN
    row.refresh_from_db()
    assert row.dead_at is not None
    assert row.last_error == "later"
    assert days() == outbox.MAX_ATTEMPTS


def test_retry_later_that_does_not_count_never_gives_up():
    row = promise(ask_again, counts=False)
    for _try in range(outbox.MAX_ATTEMPTS + 5):
        assert outbox.handle(row.pk) is Outcome.AGAIN
    row.refresh_from_db()
    assert (row.attempts, row.dead_at) == (0, None)
    assert timedelta(seconds=45) < row.available_at - clock.now() < timedelta(seconds=75)


def test_put_back_of_a_row_that_went_meanwhile_is_quiet():
    outbox._put_back(10**12, "reason")
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (6, 320), (7, 600), (10, 600)]
)
def test_backoff(attempts, seconds):
    assert outbox.backoff(attempts) == timedelta(seconds=seconds)


def test_describe_without_a_trace():
    assert outbox._describe(ValueError("x")) == "ValueError"


def test_celery_task_of_the_outbox_takes_the_number_of_a_row():
    row = promise()
    task = current_app.tasks[name(write_day)]
    assert task.run(row.pk) == "done"
    assert (task.acks_late, task.time_limit, task.soft_time_limit) == (True, 75, 60)


# --- Looking after it -----------------------------------------------------------------------------


def test_run_due_runs_what_is_due_in_this_process():
    promise(number=1)
    promise(number=2)
    assert outbox.run_due() == 2
    assert (days(), outbox.run_due()) == (2, 0)


def test_health_of_an_empty_outbox():
    assert outbox.health() == {"oldest_pending_age": 0.0, "in_flight": 0, "dead": 0}


def test_health_shows_the_oldest_the_sent_and_the_dead():
    old, dead = promise(), promise()
    OutboxMessage.objects.filter(pk=dead.pk).update(dead_at=clock.now())
    OutboxMessage.objects.filter(pk=old.pk).update(available_at=clock.now() - timedelta(minutes=5))
    health = outbox.health()
    assert 300 <= health["oldest_pending_age"] < 310
    assert (health["in_flight"], health["dead"]) == (0, 1)
    outbox.claim()
    assert outbox.health() == {"oldest_pending_age": 0.0, "in_flight": 1, "dead": 1}


def test_revive_gives_ten_more_tries():
    row = promise()
    OutboxMessage.objects.filter(pk=row.pk).update(
        dead_at=clock.now(), attempts=10, available_at=clock.now() + timedelta(days=1)
    )
    assert outbox.revive([row.pk]) == 1
    assert outbox.run_due() == 1
    assert outbox.revive([row.pk]) == 0


def test_forget_done_keeps_the_young_the_pending_and_the_dead():
    rows = [promise(number=n) for n in range(7)]
    long_ago = clock.now() - timedelta(days=30)
    OutboxMessage.objects.filter(pk__in=[row.pk for row in rows[:4]]).update(done_at=long_ago)
    OutboxMessage.objects.filter(pk=rows[4].pk).update(done_at=clock.now())
    OutboxMessage.objects.filter(pk=rows[5].pk).update(dead_at=long_ago)
    assert outbox.forget_done(before=clock.now() - timedelta(days=14), batch=3) == 4
    assert set(OutboxMessage.objects.values_list("pk", flat=True)) == {r.pk for r in rows[4:]}


def test_the_relays_questions_use_their_small_indexes():
    """History must never slow the relay: each question has an index of only its rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for queryset, index in (
            (OutboxMessage.objects.due()[:50], "outbox_pending"),
            (OutboxMessage.objects.dead(), "outbox_dead"),
            (
                OutboxMessage.objects.filter(done_at__lt=clock.now()).order_by("done_at"),
                "outbox_done",
            ),
        ):
            assert index in queryset.explain()
