"""`manage.py probe_sign_in`: part of `restore_drill`, on a throw-away database alone."""

from __future__ import annotations

import os
import secrets
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client

from people.models import User


class Command(BaseCommand):
    """Makes a user, signs in through the whole portal, and looks at the first page."""

    help = "Part of restore_drill: sign in on a restored database that is thrown away afterwards."

    def handle(self, **options: Any) -> None:
        """Raises CommandError where nobody could sign in, or where this is no drill."""
        if os.environ.get("GANDAN_DRILL") != "1":
            raise CommandError("only restore_drill may run this: it makes a user")
        password, name = secrets.token_urlsafe(24), f"drill-{secrets.token_hex(4)}"
        User.objects.create_superuser(username=name, email="", password=password)
        address = urlsplit(settings.PORTAL_BASE_URL)
        host = address.hostname or "localhost"
        client = Client(SERVER_NAME=host, headers={"x-forwarded-proto": "https"})
        answer = client.post(
            "/dang-nhap/", {"login": name, "password": password}, secure=address.scheme == "https"
        )
        if answer.status_code != HTTPStatus.FOUND or "_auth_user_id" not in client.session:
            raise CommandError(f"signing in was answered with {answer.status_code}")
