"""What Django calls after a test that really committed: the database as migrations left it.

Django would empty every table, which the application's role may not, and would take the rows that
migrations made with them. A fresh copy of the template is right and as fast.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from tests import services


class Command(BaseCommand):
    """Replaces the database of this worker by a fresh copy."""

    stealth_options = ("reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def add_arguments(self, parser: Any) -> None:
        """Take the options that Django's own command has."""
        parser.add_argument("--database", default="default")
        parser.add_argument("--noinput", action="store_false", dest="interactive")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy the template over the database."""
        connection = connections[options["database"]]
        connection.close()
        services.copy_template(connection.settings_dict["NAME"])
