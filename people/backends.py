"""Who may be signed in at all."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from people.models import User


class PortalBackend(ModelBackend):
    """By sign-in name or e-mail address; every way through costs one query and one hash.

    An unknown name, a wrong password, a closed account and an account of the demonstration elsewhere
    are one and the same answer.
    """

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: Any
    ) -> User | None:
        """The user meant, if the password is right and the account may be used."""
        name = credentials.get("username") or credentials.get("email") or ""
        password = credentials.get("password") or ""
        user = credentials["meant"] if "meant" in credentials else find(name)
        if user is None:
            User().set_password(password)  # takes as long as looking at a real one
            return None
        is_right = user.check_password(password)
        return user if is_right and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse closed accounts, accounts of nobody, and demo accounts outside the demonstration."""
        is_somebody = user.person_id is not None or user.is_superuser
        is_open = user.is_active and is_somebody
        return is_open and (settings.PORTAL_DEMO or not user.is_demo)

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, asked anew at each request: a closed account ends at once."""
        found = User.objects.select_related("person").filter(pk=user_id)
        user = next(iter(found), None)  # there is but one: nothing to sort
        return user if user is not None and self.user_can_authenticate(user) else None


def find(name: str) -> User | None:
    """The user that a sign-in name or an e-mail address means; the name comes first."""
    typed = name.strip()
    found = User.objects.select_related("person").filter(
        Q(username__iexact=typed) | Q(email__iexact=typed)
    )
    users = list(found[:3]) if typed else []
    by_name = [user for user in users if user.username.lower() == typed.lower()]
    by_address = [user for user in users if user.email.lower() == typed.lower()]
    chosen = by_name or by_address
    return chosen[0] if len(chosen) == 1 else None
