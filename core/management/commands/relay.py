"""`manage.py relay`: hands due rows of the outbox to Celery, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, connection
from kombu import Connection, Producer
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from core import outbox
from core.models import OutboxMessage

logger = logging.getLogger(__name__)

BROKER_GONE = (BrokerError, RedisError, OSError)
LONGEST_PAUSE = 5.0


class Relay:
    """The loop: survives restarts of the database and of the broker, and costs little when idle."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.stopping = threading.Event()
        self.failures = 0
        self._broker: Connection | None = None
        self._producer: Producer | None = None

    def run(self) -> None:
        """Turn until `stop` is called."""
        while not self.stopping.is_set():
            self.stopping.wait(self.turn())
        self._forget_broker()

    def stop(self, *_signal: Any) -> None:
        """Finish the turn under way, then end."""
        self.stopping.set()

    def turn(self) -> float:
        """Hand over what is due; returns how many seconds to wait before the next turn.

        After a failure a single row is tried first, so that an outage does not shuffle whole batches.
        """
        try:
            sent = outbox.relay_once(self.publish, limit=1 if self.failures else outbox.BATCH)
        except BROKER_GONE as error:
            self._forget_broker()
            return self._pause("broker", error)
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            return self._pause("database", error)
        recovered, self.failures = bool(self.failures), 0
        return 0.0 if recovered or sent == outbox.BATCH else self.interval

    def publish(self, message: OutboxMessage) -> None:
        """One number to the queue of its task. Raises a BROKER_GONE error where that fails."""
        current_app.send_task(
            message.task, args=[message.pk], producer=self._open_producer(), ignore_result=True
        )

    def _open_producer(self) -> Producer:
        if self._producer is None:
            self._broker = current_app.connection_for_write(connect_timeout=2)
            # Celery would wait for a missing broker for ever; the loop here has its own patience.
            patience = {"max_retries": 0, "socket_timeout": 5}
            self._broker.transport_options = {**(self._broker.transport_options or {}), **patience}
            self._broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            self._producer = self._broker.Producer(serializer="json", auto_declare=False)
        return self._producer

    def _forget_broker(self) -> None:
        if self._broker is not None:
            self._broker.release()
        self._broker = self._producer = None

    def _pause(self, what: str, error: Exception) -> float:
        self.failures += 1
        logger.warning("relay: %s unreachable (%s)", what, type(error).__name__)
        return min(self.interval * 2**self.failures, LONGEST_PAUSE)


class Command(BaseCommand):
    """Several may run, on one host or on many: they take turns."""

    help = "Hand due outbox rows to Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--interval` in seconds."""
        parser.add_argument("--interval", type=float, default=0.4, help="seconds between two looks")

    def handle(self, *, interval: float, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        relay = Relay(interval)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, relay.stop)
        relay.run()
