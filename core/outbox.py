"""The outbox: work is a row first, then a message in the queue.

`enqueue` writes the row in the transaction that causes the work. `manage.py relay` hands due rows to
Celery by id; a worker locks the row, runs the task's function and marks the row done in one
transaction. So the work is never lost and its effect in the database happens once, whichever process
is killed and whenever the broker is wiped: what was handed over and not answered is handed over
again. A copy too many finds the row done, or locked by its twin, and stops.

A long task (`atomic=False`) keeps no transaction open: it commits as it goes, and must be safe to run
again from its beginning. While it runs its row is leased, so that a copy too many stops there.

What a task does outside the database (mail) happens at least once.
"""

from __future__ import annotations

import datetime
import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, DateTimeField, F, Value, When

from core import clock
from core.models import OutboxMessage

logger = logging.getLogger(__name__)

BATCH = 50  # handed over in one turn of the relay
MAX_IN_FLIGHT = 200  # without a cap, re-sending chokes the queue of a slow worker
MAX_ATTEMPTS = 10
SERVICE_RETRY = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(minutes=10)
RESEND_FACTORS = (1, 2, 3)
CLAIM_LOCK = 4_717_301  # one relay claims at a time, so that the cap holds for all of them together
KEPT_DAYS = 14

LEASE_MARGIN = datetime.timedelta(seconds=30)  # beyond the moment at which Celery kills the run

TaskFunction = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Returned by a task that wrote what it had to and wants to be run again.

    `reason` is kept with the row and must hold no personal data. With `counts=False` the try does not
    count against the message: the service it needs is down, which is not the message's fault.
    """

    reason: str
    counts: bool = True


class Outcome(Enum):
    """What became of one run."""

    DONE = "done"
    NOTHING = "nothing to do"
    AGAIN = "again later"


@dataclass(frozen=True, slots=True)
class Task:
    """A function that the outbox may run by name; `on_dead` is told when it is given up.

    `lease` is how long a run outside a transaction may take; None for a run inside one.
    """

    function: TaskFunction
    on_dead: Callable[..., None] | None
    lease: datetime.timedelta | None = None


TASKS: dict[str, Task] = {}


def outbox_task(
    *, time_limit: int = 60, on_dead: Callable[..., None] | None = None, atomic: bool = True
) -> Callable[[TaskFunction], TaskFunction]:
    """Register a function as a task of the outbox, under its dotted name.

    It gets the payload as keyword arguments, runs inside the transaction that marks the row done
    (with `atomic=False` outside any, see above), and may return `RetryLater`. `time_limit` is in
    seconds. `on_dead` gets the payload too.
    """
    hard_limit = time_limit + 15
    lease = None if atomic else datetime.timedelta(seconds=hard_limit) + LEASE_MARGIN

    def register(function: TaskFunction) -> TaskFunction:
        name = f"{function.__module__}.{function.__qualname__}"
        TASKS[name] = Task(function, on_dead, lease)
        shared_task(
            name=name,
            acks_late=True,
            ignore_result=True,
            soft_time_limit=time_limit,
            time_limit=hard_limit,
        )(_run_message)
        return function

    return register


def _run_message(message_id: int) -> str:
    """What every task of the outbox is for Celery: a number of a row."""
    with structlog.contextvars.bound_contextvars(outbox_row=message_id):
        return handle(message_id).value


@dataclass(frozen=True, slots=True)
class Job:
    """One row to be enqueued; see `enqueue`."""

    task_name: str
    payload: dict[str, Any]
    key: str | None = None
    scope: int | None = None
    not_before: datetime.datetime | None = None


def enqueue(
    task_name: str,
    *,
    key: str | None,
    payload: dict[str, Any],
    scope: int | None = None,
    not_before: datetime.datetime | None = None,
) -> None:
    """Promise a task in the caller's transaction; a second promise under the same key is none.

    `payload` holds ids, never personal data. Keys are remembered for `KEPT_DAYS` after the work is
    done, so an effect that must never happen twice needs a constraint of its own.
    Raises LookupError for a task nobody registered.
    """
    enqueue_many([Job(task_name, payload, key, scope, not_before)])


def enqueue_many(jobs: Iterable[Job]) -> None:
    """`enqueue` for many, in one statement."""
    rows = [_row(job) for job in jobs]
    if rows:
        OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)


def _row(job: Job) -> OutboxMessage:
    if job.task_name not in TASKS:
        raise LookupError(f"no outbox task is called {job.task_name}")
    return OutboxMessage(
        task=job.task_name,
        payload=job.payload,
        key=job.key,
        scope=job.scope,
        available_at=job.not_before or clock.now(),
    )


# --- The relay's side -----------------------------------------------------------------------------


def relay_once(publish: Callable[[OutboxMessage], None], *, limit: int = BATCH) -> int:
    """Hand due rows to the broker; returns how many. What it could not hand over is released.

    Whatever `publish` raises is raised again after that.
    """
    if not OutboxMessage.objects.due().exists():
        return 0
    messages = claim(limit)
    for position, message in enumerate(messages):
        try:
            publish(message)
        except Exception:
            _release(messages[position:])
            raise
    return len(messages)


@transaction.atomic
def claim(limit: int = BATCH) -> list[OutboxMessage]:
    """Mark due rows as sent, at most as many as the cap on messages in flight leaves room for."""
    if not _only_claimer():
        return []
    room = MAX_IN_FLIGHT - OutboxMessage.objects.in_flight().count()
    if room <= 0:
        return []
    due = OutboxMessage.objects.due().select_for_update(skip_locked=True)
    messages = list(due[: min(limit, room)])
    now = clock.now()
    OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        sent_at=now, sends=F("sends") + 1, available_at=_next_sending(now)
    )
    return messages


def _only_claimer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLAIM_LOCK])
        return cursor.fetchone()[0]


def _next_sending(now: datetime.datetime) -> Case:
    """When an unanswered row is sent again: later each time, so that a slow worker catches up."""
    base = datetime.timedelta(seconds=settings.OUTBOX_RESEND_SECONDS)
    *early, last = [Value(now + base * factor) for factor in RESEND_FACTORS]
    return Case(
        *[When(sends=sends, then=moment) for sends, moment in enumerate(early)],
        default=last,
        output_field=DateTimeField(),
    )


def _release(messages: list[OutboxMessage]) -> None:
    """The broker did not take them: they are due again at once, as if never claimed."""
    OutboxMessage.objects.pending().filter(pk__in=[message.pk for message in messages]).update(
        sent_at=None, sends=F("sends") - 1, available_at=clock.now()
    )


# --- The worker's side ----------------------------------------------------------------------------


def handle(message_id: int) -> Outcome:
    """Run the task of a row, once, and mark the row in the same transaction.

    Raises what the task raises, after putting the row back with a wait (or giving it up).
    """
    begun = _begin(message_id)
    if begun is None:
        return Outcome.NOTHING
    try:
        if _lease(begun):
            return _finish(message_id, _perform(begun))
        with transaction.atomic():
            return _run(message_id)
    except Exception as error:
        _put_back(message_id, _describe(error))
        raise


@transaction.atomic
def _begin(message_id: int) -> OutboxMessage | None:
    """Count the run before it starts, so that a task that kills its worker is given up one day.

    None where there is nothing to run, or a long run is under way.
    """
    message = _lock(message_id)
    if message is None or _is_leased(message):
        return None
    if message.attempts >= MAX_ATTEMPTS:
        _give_up(message)
        return None
    message.attempts += 1
    lease = _lease(message)
    if lease:
        message.sent_at, message.available_at = None, clock.now() + lease
    message.save(update_fields=["attempts", "sent_at", "available_at"])
    return message


def _lease(message: OutboxMessage) -> datetime.timedelta | None:
    task = TASKS.get(message.task)
    return task.lease if task else None


def _is_leased(message: OutboxMessage) -> bool:
    """A long task whose row is neither sent nor due: it runs, or waits after a failure."""
    return bool(_lease(message) and message.sent_at is None and message.available_at > clock.now())


def _run(message_id: int) -> Outcome:
    message = _lock(message_id)
    if message is None:
        return Outcome.NOTHING
    return _mark(message, _perform(message))


def _perform(message: OutboxMessage) -> Any:
    if message.task not in TASKS:
        raise LookupError(message.task)
    return TASKS[message.task].function(**message.payload)


@transaction.atomic
def _finish(message_id: int, answer: Any) -> Outcome:
    """After a long run: what came of it, unless the row went meanwhile."""
    message = OutboxMessage.objects.pending().select_for_update().filter(pk=message_id).first()
    return Outcome.NOTHING if message is None else _mark(message, answer)


def _mark(message: OutboxMessage, answer: Any) -> Outcome:
    if isinstance(answer, RetryLater):
        _again(message, answer)
        return Outcome.AGAIN
    message.done_at, message.last_error = clock.now(), ""
    message.save(update_fields=["done_at", "last_error"])
    return Outcome.DONE


def _lock(message_id: int) -> OutboxMessage | None:
    """The row, locked; None if it is finished, gone, or in another worker's hands."""
    pending = OutboxMessage.objects.pending().select_for_update(skip_locked=True)
    return pending.filter(pk=message_id).first()


@transaction.atomic
def _put_back(message_id: int, reason: str) -> None:
    message = OutboxMessage.objects.pending().select_for_update().filter(pk=message_id).first()
    if message is not None:
        _again(message, RetryLater(reason))


def _again(message: OutboxMessage, answer: RetryLater) -> None:
    message.last_error = answer.reason[:200]
    if not answer.counts:
        message.attempts -= 1
    elif message.attempts >= MAX_ATTEMPTS:
        _give_up(message)
        return
    wait = backoff(message.attempts) if answer.counts else SERVICE_RETRY
    message.sent_at = None
    message.available_at = clock.now() + wait * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
    message.save(update_fields=["attempts", "last_error", "sent_at", "available_at"])


def _give_up(message: OutboxMessage) -> None:
    message.dead_at = clock.now()
    message.last_error = message.last_error or "the worker was lost during each run"
    message.save(update_fields=["dead_at", "last_error"])
    logger.error("outbox: gave up", extra={"task": message.task, "row": message.pk})
    task = TASKS.get(message.task)
    if task and task.on_dead:
        task.on_dead(**message.payload)


def backoff(attempts: int) -> datetime.timedelta:
    """The wait after the n-th failed run: 10 s, 20 s, 40 s … at most ten minutes."""
    return min(datetime.timedelta(seconds=10 * 2 ** (attempts - 1)), LONGEST_WAIT)


def _describe(error: Exception) -> str:
    """The kind of an error and where it arose. Its text may quote personal data, so it is left out."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    place = Path(trace.tb_frame.f_code.co_filename)
    return f"{type(error).__name__} ({place.parent.name}/{place.name}:{trace.tb_lineno})"


# --- Looking after it -----------------------------------------------------------------------------


def run_due(*, limit: int = 1000) -> int:
    """Run what is due in this process, without a broker: for tests and for loading the demo city."""
    messages = claim(limit)
    for message in messages:
        handle(message.pk)
    return len(messages)


def revive(messages: Iterable[int]) -> int:
    """Give messages that were given up another ten tries; returns how many."""
    return (
        OutboxMessage.objects.dead()
        .filter(pk__in=messages)
        .update(dead_at=None, attempts=0, sends=0, sent_at=None, available_at=clock.now())
    )


def health() -> dict[str, float | int]:
    """Seconds the oldest due row waits, rows in flight, rows given up."""
    return {
        "oldest_pending_age": OutboxMessage.objects.oldest_age(),
        "in_flight": OutboxMessage.objects.in_flight().count(),
        "dead": OutboxMessage.objects.dead().count(),
    }


def forget_done(*, before: datetime.datetime, batch: int = 5000) -> int:
    """Delete rows done before a moment, a batch at a time; returns how many."""
    total = 0
    for deleted in iter(partial(_forget_batch, before, batch), 0):
        total += deleted
    return total


def _forget_batch(before: datetime.datetime, batch: int) -> int:
    done = OutboxMessage.objects.filter(done_at__lt=before).order_by("done_at")
    chosen = list(done.values_list("pk", flat=True)[:batch])
    return OutboxMessage.objects.filter(pk__in=chosen).delete()[0]
