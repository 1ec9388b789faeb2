"""`manage.py load_roles`: the posts of khu phố, wards and the levels above."""

from typing import Any

from django.core.management.base import BaseCommand

from people.catalogue import load_roles


class Command(BaseCommand):
    """Add missing roles; never touch those the city has changed."""

    help = "Add the roles of people/data/roles.csv that are not in the database yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many were new."""
        self.stdout.write(f"{load_roles()} roles added")
