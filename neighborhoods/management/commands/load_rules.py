"""`manage.py load_rules`: steps of a rearrangement, thresholds of consultations, words no name may hold."""

from typing import Any

from django.core.management.base import BaseCommand

from neighborhoods.catalogue import load_rules


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there."""

    help = "Load procedures, matters of consultations and forbidden words (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was added."""
        added = ", ".join(f"{name} +{count}" for name, count in load_rules().items())
        self.stdout.write(added)
