"""`manage.py load_demo`: the made-up city, room by room."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from core.owner import as_owner
from wards.models import Unit

# Each room that has a `demo` module fills its own tables, in the order of imports.
ROOMS = ("wards", "people", "neighborhoods", "feedback", "security", "reports")


class Command(BaseCommand):
    """Load everything in one transaction: interrupted, it leaves an empty database behind."""

    help = "Load the made-up demonstration city into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --if-empty: do nothing, without an error, where there are data."""
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the rooms; refuse outside the demonstration and over other data."""
        if not settings.PORTAL_DEMO:
            raise CommandError("Made-up data are loaded under demo settings only.")
        if Unit.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "There are data already; the demo is loaded into an empty database only."
            )
        with transaction.atomic():
            for room in ROOMS:
                self._load(room)
        self._gather_statistics()

    def _load(self, room: str) -> None:
        if importlib.util.find_spec(f"{room}.demo") is None:
            return
        started = time.monotonic()
        load: Callable[[Callable[[str], None]], None] = importlib.import_module(f"{room}.demo").load
        load(self._progress)
        self.stdout.write(f"    {room}: {time.monotonic() - started:.1f} s")
        self.stdout.flush()

    def _gather_statistics(self) -> None:
        """Let PostgreSQL plan for what is there now; by itself it would look only after a minute."""
        if connection.in_atomic_block:  # a test, whose rows nobody else sees
            return
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _progress(self, text: str) -> None:
        self.stdout.write(f"    {text}")
        self.stdout.flush()
