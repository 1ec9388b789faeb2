"""allauth's pages where the portal needs its own: sign-in, recovery codes, sessions, too many tries."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.throttle import too_many
from people import browsers, demo
from people.http import StaffRequest
from people.services import access

RATE_SECONDS = 15 * 60


class PortalLoginView(LoginView):
    """Sign in; in demo mode every made-up sign-in is one press away."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo sign-ins, and only in demo mode."""
        context = super().get_context_data(**kwargs)
        if settings.PORTAL_DEMO:
            context |= {"demo_sign_ins": demo.SIGN_INS, "demo_password": demo.PASSWORD}
        return context


login = PortalLoginView.as_view()


@require_http_methods(["GET", "POST"])
@never_cache
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: StaffRequest) -> HttpResponse:
    """The recovery codes left: how many on a GET, the codes themselves in answer to a POST."""
    held = Authenticator.objects.filter(
        user=request.user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    if held is None:
        raise Http404
    left = held.wrap().get_unused_codes()
    shown = left if request.method == "POST" else []
    context = {"left": len(left), "codes": shown}
    return render(request, "mfa/recovery_codes/index.html", context)


@require_http_methods(["GET", "POST"])
def sessions(request: StaffRequest) -> HttpResponse:
    """Where one is signed in; a POST ends all other places."""
    own = UserSession.objects.filter(user=request.user).order_by("-last_seen_at")
    current = request.session.session_key
    if request.method == "POST":
        ended = access.end_sessions(own.exclude(session_key=current))
        messages.success(request, _("Đã đăng xuất %d nơi khác.") % ended)
        return redirect("usersessions_list")
    alive = [(browsers.label(one.user_agent), one) for one in own if one.exists()]
    context = {"sessions": alive, "current": current}
    return render(request, "usersessions/usersession_list.html", context)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, where allauth's own limits are reached."""
    return too_many(RATE_SECONDS)
