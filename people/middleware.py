"""How long a sign-in lasts, and that staff have a second factor where it is required."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core import clock, wall
from people.reach import area_of

GetResponse = Callable[[HttpRequest], HttpResponse]
ACTIVE, STARTED = "active_at", "started_at"
REFRESH_SECONDS = 60  # the session is written at most once a minute
# What somebody may do who has to set up a second factor first.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_view_recovery_codes",
        "set_language",
    }
)
STAFF_PATHS = ("/can-bo/", "/quan-tri/")
# The administration site is for who runs the database anyway.
WALLED_PATHS = ("/can-bo/", "/api/", "/phan-anh/anh/")


class SessionLimitMiddleware:
    """End a sign-in that was idle too long or has lasted too long (settings, in seconds).

    Up to a minute of the idle time may be lost, never gained, because the moment of the last request
    is not written with each of them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or getattr(request, "api_token", None):
            return self.get_response(request)
        now = int(time.time())
        started = request.session.get(STARTED) or _last_login(request)
        active = request.session.get(ACTIVE, started)
        is_over = now - started > settings.PORTAL_SESSION_SECONDS
        if is_over or now - active > settings.PORTAL_IDLE_SECONDS:
            return _sign_in_again(request)
        if now - active >= REFRESH_SECONDS:
            request.session.update({STARTED: started, ACTIVE: now})
            _note_activity(request)
        return self.get_response(request)


class WallMiddleware:
    """Where officials work, the database shows what lies below their posts, and nothing else.

    Citizens' pages stand before no wall: a case is found there by what only its sender knows.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wall.widen()
        user: Any = request.user
        if request.path_info.startswith(WALLED_PATHS) and user.is_authenticated:
            wall.narrow(lambda: area_of(user))
        return self.get_response(request)


class SecondFactorMiddleware:
    """Where MFA_REQUIRED is set, staff without a second factor may only set one up or leave."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            messages.warning(
                request, _("Tài khoản cán bộ phải bật bảo mật hai lớp trước khi làm việc.")
            )
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        is_staff_page = request.path.startswith(STAFF_PATHS)
        if not (settings.MFA_REQUIRED and is_staff_page and request.user.is_authenticated):
            return False
        return not _is_free(request.path_info) and not is_mfa_enabled(request.user)


def _is_free(path: str) -> bool:
    try:
        return resolve(path).view_name in WITHOUT_SECOND_FACTOR
    except Resolver404:
        return True  # there is nothing to protect, and nothing to redirect from


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, _("Phiên làm việc đã hết. Xin đăng nhập lại để tiếp tục."))
    response = redirect_to_login(_way_back(request))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def _way_back(request: HttpRequest) -> str:
    """The page asked for; after a form or a fragment the page that it stands on."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return settings.LOGIN_REDIRECT_URL
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _last_login(request: HttpRequest) -> int:
    """For a session without its own clock: when its user last signed in anywhere."""
    last = getattr(request.user, "last_login", None) or clock.now()
    return int(last.timestamp())


def _note_activity(request: HttpRequest) -> None:
    own = UserSession.objects.filter(session_key=request.session.session_key)
    own.update(last_seen_at=clock.now())
