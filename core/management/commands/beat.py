"""`manage.py beat`: writes what falls due by the clock into the outbox, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from core.timetable import Timetable

logger = logging.getLogger(__name__)

INTERVAL = 5.0  # seconds between two looks at the clock


class Command(BaseCommand):
    """Several may run, on one host or on many: each slot is written once."""

    help = "Write what falls due by the clock into the outbox."

    def handle(self, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stopping.set())
        current_app.loader.import_default_modules()  # registers the tasks of every room
        timetable = Timetable(current_app.conf.beat_schedule)
        while not stopping.is_set():
            look(timetable)
            stopping.wait(INTERVAL)


def look(timetable: Timetable) -> None:
    """One look; a database that is gone is waited for, and nothing is missed meanwhile."""
    try:
        timetable.write_due()
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        logger.warning("beat: database unreachable (%s)", type(error).__name__)
