"""`manage.py forget_history`: thins out the audit trail and the access log, as the owner only."""

from __future__ import annotations

import datetime
from typing import Any

import pghistory.models
import pgtrigger
from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from core import clock
from core.models import AppendOnly
from core.owner import as_owner

FIVE_YEARS = 5 * 365
SHORTEST = 365


class Command(BaseCommand):
    """The application itself cannot do this: its role may only add to these tables."""

    help = "Delete audit and access rows older than so many days (as the owner of the database)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--days`, at least a year."""
        parser.add_argument("--days", type=int, default=FIVE_YEARS)

    def handle(self, *, days: int, **options: Any) -> None:
        """Delete and report, all tables or none."""
        if days < SHORTEST:
            self.stderr.write(f"refused: at least {SHORTEST} days are kept")
            return
        before = clock.now() - datetime.timedelta(days=days)
        with as_owner(), transaction.atomic(), pgtrigger.ignore():
            for model in apps.get_models():
                self._forget(model, before)

    def _forget(self, model: Any, before: datetime.datetime) -> None:
        if not model._meta.managed:  # noqa: SLF001 - Django's documented Meta API
            return
        if issubclass(model, pghistory.models.Event):
            old = model.objects.filter(pgh_created_at__lt=before)
        elif issubclass(model, AppendOnly) and model.is_log:
            old = model.objects.filter(at__lt=before)
        else:
            return
        deleted, _by_model = old.delete()
        if deleted:
            self.stdout.write(f"{model._meta.label}: {deleted}")  # noqa: SLF001 - likewise
