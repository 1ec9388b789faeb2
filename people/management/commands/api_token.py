"""`manage.py api_token`: give a system a key, or take it back, from the command line."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from people.backends import find
from people.models import ApiToken
from people.services import api_tokens


class Command(BaseCommand):
    """What the page /can-bo/khoa-truy-cap/ does, for the operator."""

    help = "Give a system a key for the API (printed once), or take keys back by their beginning."

    def add_arguments(self, parser: CommandParser) -> None:
        """Either a name and a user, or --revoke."""
        parser.add_argument("name", nargs="?", help="the system that will use it")
        parser.add_argument("--user", help="sign-in name of the account it stands for")
        parser.add_argument("--days", type=int, default=180, help="how long it opens anything")
        parser.add_argument("--write", action="store_true", help="it may also change things")
        parser.add_argument("--revoke", metavar="BEGINNING", help="first characters, as lists show")

    def handle(self, **options: Any) -> None:
        """Do it. Raises CommandError where it cannot be done."""
        if options["revoke"]:
            self._revoke(options["revoke"])
            return
        user = find(options["user"] or "")
        if not options["name"] or user is None:
            raise CommandError("a name for the system and --user of an existing account are needed")
        until = clock.today() + datetime.timedelta(days=options["days"])
        try:
            _token, secret = api_tokens.give(
                name=options["name"],
                user=user,
                may_write=options["write"],
                expires_on=until,
                by=None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(secret)

    def _revoke(self, prefix: str) -> None:
        found = ApiToken.objects.usable().filter(prefix=prefix)
        if not found:
            raise CommandError("no key that still opens anything begins like this")
        for token in found:
            api_tokens.revoke(token=token, by=None)
            self.stdout.write(f"{token.prefix}… ({token.name}): revoked")
