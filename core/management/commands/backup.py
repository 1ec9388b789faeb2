"""`manage.py backup --to FOLDER`: database and files, with a manifest of what is in them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core import backup
from core.models import MaintenanceKind, MaintenanceRun


class Command(BaseCommand):
    """Daily, by the supervisor's timer; keep a copy elsewhere, encrypted."""

    help = "Back up the database and the files into a new folder, and say what is in it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and how many to keep."""
        parser.add_argument("--to", type=Path, required=True, help="folder that holds the backups")
        parser.add_argument("--keep", type=int, default=14, help="newest ones that stay (0: all)")

    def handle(self, *, to: Path, keep: int, **options: Any) -> None:
        """Make one. Raises CommandError; the failure is noted for the health page."""
        try:
            made = backup.make(to, keep=keep)
        except (backup.BackupError, OSError) as error:
            with suppress(DatabaseError):  # which may be what is broken
                MaintenanceRun.objects.create(kind=MaintenanceKind.BACKUP, succeeded=False)
            raise CommandError(str(error)) from error
        figures = made.figures
        MaintenanceRun.objects.create(kind=MaintenanceKind.BACKUP, succeeded=True, figures=figures)
        self.stdout.write(
            f"{made.folder}: {figures['tables']} tables, {figures['rows']} rows,"
            f" {figures['files']} files, {figures['bytes']} bytes"
        )
