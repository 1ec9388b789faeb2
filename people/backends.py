"""Who may be signed in at all."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class PortalBackend(AuthenticationBackend):
    """allauth's way in; the published demo sign-ins work in the demonstration only."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse switched-off accounts, and demo accounts outside the demonstration."""
        known = super().user_can_authenticate(user)
        return known and (settings.PORTAL_DEMO or not user.is_demo)

    def get_user(self, user_id: Any) -> Any:
        """The user of a session, asked anew at each request: a switched-off account ends at once."""
        user = super().get_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
