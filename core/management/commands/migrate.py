"""`manage.py migrate`, as the owner of the database."""

from typing import Any

from django.core.management.commands import migrate

from core.owner import as_owner


class Command(migrate.Command):
    """Django's own command; only the role that it connects as is another."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate while signed in as DATABASE_OWNER_URL says."""
        with as_owner(options["database"]):
            super().handle(*args, **options)
