"""`manage.py prepare`: bring database, static files and demonstration data up to date."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.owner import as_owner


class Command(BaseCommand):
    """What has to be done before a new version serves; safe to repeat."""

    help = "Migrate, collect static files and, in the demo, load the made-up city into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps, each with the time it took."""
        with as_owner():
            self.check(databases=["default"])
        self._step("migrate", interactive=False, verbosity=0)
        self._step("load_calendar")
        self._step("collectstatic", interactive=False, verbosity=0)
        if settings.PORTAL_DEMO:
            self._step("load_demo", if_empty=True)

    def _step(self, command: str, **options: Any) -> None:
        started = time.monotonic()
        call_command(command, **options, stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"  {command}: {time.monotonic() - started:.1f} s")
        self.stdout.flush()
