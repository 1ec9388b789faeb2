"""Where one is signed in, and signing out everywhere else at one press."""

from __future__ import annotations

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def session_list(request: HttpRequest) -> HttpResponse:
    """The user's own sessions; a POST ends all but this one."""
    sessions = UserSession.objects.filter(user=request.user).order_by("-created_at")
    if request.method == "POST":
        ended = end_sessions(sessions.exclude(session_key=request.session.session_key))
        messages.success(request, _("Đã đăng xuất %d nơi khác.") % ended)
        return redirect("usersessions_list")
    context = {"sessions": sessions, "current": request.session.session_key}
    return render(request, "usersessions/usersession_list.html", context)


def end_sessions(sessions) -> int:
    """End sessions here and in the cache; how many there were."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(sessions.values_list("session_key", flat=True))
    for key in keys:
        store(key).delete()
    sessions.delete()
    return len(keys)
