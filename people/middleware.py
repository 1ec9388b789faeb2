"""How long a sign-in lasts, and that staff have a second factor where it is required."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]
ACTIVE, STARTED = "active_at", "started_at"
REFRESH_SECONDS = 60  # the session is written at most once a minute


class SessionLimitMiddleware:
    """End a sign-in that was idle too long or has lasted too long (settings, in seconds)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = time.time()
        if self._is_over(request, now):
            logout(request)
            messages.info(request, _("Phiên làm việc đã hết. Xin đăng nhập lại để tiếp tục."))
            return redirect_to_login(_back_to(request), redirect_field_name=REDIRECT_FIELD_NAME)
        request.session.setdefault(STARTED, now)
        if now - request.session.get(ACTIVE, 0) > REFRESH_SECONDS:
            request.session[ACTIVE] = now
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, now: float) -> bool:
        session = request.session
        idle = now - session.get(ACTIVE, now) > settings.PORTAL_IDLE_SECONDS
        return idle or now - session.get(STARTED, now) > settings.PORTAL_SESSION_SECONDS


def _back_to(request: HttpRequest) -> str:
    """The page itself; after a POST the page it was sent from, which a GET can show."""
    return request.get_full_path() if request.method == "GET" else request.path


class SecondFactorMiddleware:
    """Where MFA_REQUIRED is set, staff without a second factor may only set one up or leave."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MFA_REQUIRED and request.user.is_authenticated and not self._is_free(request):
            messages.warning(
                request, _("Tài khoản cán bộ phải bật bảo mật hai lớp trước khi làm việc.")
            )
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_free(self, request: HttpRequest) -> bool:
        free = (reverse("mfa_index"), reverse("account_logout"), reverse("account_reauthenticate"))
        public = not request.path.startswith(("/can-bo/", "/quan-tri/"))
        return public or request.path.startswith(free) or is_mfa_enabled(request.user)
