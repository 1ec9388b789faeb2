"""`manage.py restore_drill --from FOLDER`: restores a backup somewhere else and compares everything."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core import backup
from core.drill import DrillError, drill
from core.models import MaintenanceKind, MaintenanceRun


class Command(BaseCommand):
    """Weekly. The portal's own database is not touched."""

    help = "Restore the newest backup into a throw-away database and hold it against its manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which backup, and on which server."""
        parser.add_argument(
            "--from", dest="source", type=Path, required=True,
            help="a backup, or the folder that holds them: then the newest",
        )  # fmt: skip
        parser.add_argument(
            "--into", default="", metavar="URL",
            help="superuser's URL of a server for it; without one a server from the wheel is started",
        )  # fmt: skip

    def handle(self, *, source: Path, into: str, **options: Any) -> None:
        """Run it. Raises CommandError with every difference; the failure is noted."""
        newest = backup.all_in(source)
        try:
            found = backup.Backup.read(newest[0] if newest else source)
            figures = drill(found, admin_url=into)
        except (DrillError, backup.BackupError, OSError) as error:
            with suppress(DatabaseError):  # which may be what is broken
                MaintenanceRun.objects.create(kind=MaintenanceKind.DRILL, succeeded=False)
            raise CommandError(str(error)) from error
        MaintenanceRun.objects.create(kind=MaintenanceKind.DRILL, succeeded=True, figures=figures)
        self.stdout.write(
            f"{found.folder}: restored and equal: {figures['tables']} tables, {figures['rows']} rows,"
            f" {figures['files']} files; signing in works"
        )
