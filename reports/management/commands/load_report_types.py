"""`manage.py load_report_types`: the kinds of reports, their sections and figures."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.catalogue import load_report_types


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there."""

    help = "Load the kinds of reports (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was added."""
        self.stdout.write(f"report types +{load_report_types()}")
