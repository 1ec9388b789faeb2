"""The sign-in page: allauth's, with the made-up sign-ins beside it in the demonstration."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from people import demo


class PortalLoginView(LoginView):
    """Sign in; in demo mode every made-up sign-in is one press away."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo sign-ins, and only in demo mode."""
        context = super().get_context_data(**kwargs)
        if settings.PORTAL_DEMO:
            context |= {"demo_sign_ins": demo.SIGN_INS, "demo_password": demo.PASSWORD}
        return context


login = PortalLoginView.as_view()
