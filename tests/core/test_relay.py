"""The relay and a worker as real processes: killed at random, the queue wiped, nothing lost."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError

from core import clock, outbox
from core.management.commands.relay import LONGEST_PAUSE, Relay
from core.models import DeliveryState, Notification, OutboxMessage
from core.notifications import notify
from tests.core import smtp

TOLD = {"kind": "case_received", "subject": "Đã nhận", "body": "Đã nhận phản ánh."}
RESEND = 2
PATIENCE = 60


@pytest.fixture
def environment(committed) -> dict[str, str]:
    """What a process needs to work on this test's database and queue."""
    database = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return os.environ | {
        "DATABASE_URL": urlunsplit(database._replace(path=f"/{name}")),
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "OUTBOX_RESEND_SECONDS": str(RESEND),
        "PORTAL_LOG_LEVEL": "ERROR",
    }


class Processes:
    """A relay and a worker that can be killed and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: dict[str, subprocess.Popen] = {}

    def start(self, name: str) -> None:
        command = {
            "relay": [sys.executable, "manage.py", "relay", "--interval", "0.05"],
            "worker": [
                *[sys.executable, "-m", "celery", "--app", "config.celery", "worker"],
                *["--concurrency", "2", "--loglevel", "ERROR", "--without-gossip"],
                *["--without-mingle", "--without-heartbeat"],
            ],
        }[name]
        self.running[name] = subprocess.Popen(command, env=self.environment, start_new_session=True)

    def kill(self, name: str) -> None:
        """As the machine would: the process and its children, at once."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)


@pytest.fixture
def processes(environment) -> Iterator[Processes]:
    started = Processes(environment)
    yield started
    started.stop()
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, outbox.health()
        time.sleep(0.1)


def promise(count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        notify(key=f"k{number}", email=f"dan{number}@example.org", **TOLD)


def delivered() -> int:
    return Notification.objects.filter(state=DeliveryState.DELIVERED).count()


@pytest.mark.long
def test_nothing_is_lost_when_everything_is_killed_at_random(processes):
    """Relay and worker killed in the middle of it, and the queue wiped: each effect exactly once."""
    chance = random.Random(20261123)
    queue = redis.Redis.from_url(settings.REDIS_URL)
    for name in ("relay", "worker"):
        processes.start(name)
    promise(20)
    wait_until(lambda: delivered() >= 1)
    for turn in range(6):
        promise(30, start=20 + 30 * turn)
        time.sleep(chance.uniform(0.02, 0.6))
        victim = chance.choice(["relay", "worker"])
        processes.kill(victim)
        if turn % 2:
            queue.flushdb()
        processes.start(victim)
    wait_until(lambda: delivered() == 200)
    assert set(Notification.objects.values_list("attempts", flat=True)) == {1}
    assert outbox.health()["dead"] == 0
    assert OutboxMessage.objects.pending().count() == 0


def test_nothing_is_lost_when_the_queue_is_wiped_under_running_processes(processes):
    """Nobody starts anything again afterwards: relay and worker go on by themselves."""
    queue = redis.Redis.from_url(settings.REDIS_URL)
    for name in ("relay", "worker"):
        processes.start(name)
    for turn in range(5):
        promise(20, start=20 * turn)
        wait_until(lambda: delivered() >= 20 * turn)  # noqa: B023 - called before the next turn
        queue.flushdb()
    wait_until(lambda: delivered() == 100)
    assert set(Notification.objects.values_list("attempts", flat=True)) == {1}


def test_relay_ends_at_once_when_told_to(processes):
    processes.start("relay")
    promise(1)
    wait_until(lambda: OutboxMessage.objects.in_flight().exists())
    relay = processes.running["relay"]
    relay.send_signal(signal.SIGTERM)
    assert relay.wait(timeout=10) == 0


def test_relay_outlives_its_database_connection(processes):
    processes.start("relay")
    promise(1)
    wait_until(lambda: OutboxMessage.objects.in_flight().count() == 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )
        assert cursor.rowcount >= 1
    promise(1, start=1)
    wait_until(lambda: OutboxMessage.objects.in_flight().count() == 2)
    assert processes.running["relay"].poll() is None


# --- The loop itself ------------------------------------------------------------------------------


@pytest.fixture
def relay(committed) -> Iterator[Relay]:
    looping = Relay(interval=0.4)
    yield looping
    looping._forget_broker()
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


def test_turn_hands_numbers_to_the_queue(relay):
    promise(3)
    assert relay.turn() == 0.4
    queue = redis.Redis.from_url(settings.REDIS_URL)
    assert [queue.llen(key) for key in queue.keys("*:celery")] == [3]


def test_turn_goes_on_at_once_while_there_is_more(relay):
    promise(outbox.BATCH + 1)
    assert relay.turn() == 0.0
    assert relay.turn() == 0.4


def test_turn_waits_longer_while_the_broker_is_gone_and_then_catches_up(relay, monkeypatch):
    promise(3)
    where = settings.CELERY_BROKER_URL
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    pauses = [relay.turn() for _n in range(6)]
    assert pauses == [0.8, 1.6, 3.2, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert set(OutboxMessage.objects.values_list("sends", "sent_at")) == {(0, None)}
    monkeypatch.setattr(current_app.conf, "broker_write_url", where)
    assert relay.turn() == 0.0  # one row as a test of the broker, then the rest
    assert relay.turn() == 0.4
    assert OutboxMessage.objects.in_flight().count() == 3


def test_turn_survives_a_database_that_is_gone(relay):
    connection.ensure_connection()
    right = connection.settings_dict["PORT"], connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"], connection.settings_dict["PORT"] = "127.0.0.1", "1"
    try:
        assert relay.turn() == 0.8
        with pytest.raises(OperationalError):
            connection.ensure_connection()
    finally:
        connection.settings_dict["PORT"], connection.settings_dict["HOST"] = right
    assert relay.turn() == 0.0
    assert relay.failures == 0


def test_publish_says_when_the_broker_is_gone(relay, monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    with pytest.raises((BrokerError, OSError, redis.RedisError)):
        relay.publish(OutboxMessage(pk=1, task="core.tasks.deliver", available_at=clock.now()))


def test_doubled_letters_carry_the_same_message_id(committed, settings):
    """Killed after the server took it and before the row knows: it is sent again, recognisably."""
    with smtp.running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        promise(1)
        outbox.run_due()
        Notification.objects.update(state=DeliveryState.PENDING)  # what a rollback leaves
        OutboxMessage.objects.update(done_at=None, available_at=clock.now())
        outbox.run_due()
    first, second = sink.letters
    assert first["Message-ID"] == second["Message-ID"]
