"""Opening, closing and repairing the sign-ins of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.forms import refuse
from people.forms.register import InviteForm
from people.http import StaffRequest
from people.models import Person
from people.permissions import Permission
from people.services import access

# What can be done with a sign-in: the service, the question, what it means, what is said after it.
ACTIONS: dict[str, tuple[Callable[..., Any], Any, Any, Any]] = {
    "gui-lai": (
        access.invite_again,
        gettext_lazy("Gửi lại lời mời"),
        gettext_lazy("Một liên kết mới để đặt mật khẩu được gửi tới thư điện tử của người này."),
        gettext_lazy("Đã gửi lại lời mời."),
    ),
    "tam-khoa": (
        access.disable_sign_in,
        gettext_lazy("Khóa đăng nhập"),
        gettext_lazy("Người này bị đăng xuất ngay ở mọi nơi và không đăng nhập được nữa."),
        gettext_lazy("Đã khóa đăng nhập."),
    ),
    "mo-khoa": (
        access.enable_sign_in,
        gettext_lazy("Mở lại đăng nhập"),
        gettext_lazy("Người này đăng nhập lại được bằng mật khẩu cũ."),
        gettext_lazy("Đã mở lại đăng nhập."),
    ),
    "go-bao-mat": (
        access.remove_second_factor,
        gettext_lazy("Gỡ bảo mật hai lớp"),
        gettext_lazy(
            "Dùng khi người này mất điện thoại. Mọi phiên đăng nhập kết thúc; người này được báo tin."
        ),
        gettext_lazy("Đã gỡ bảo mật hai lớp."),
    ),
}


@require_http_methods(["GET", "POST"])
def invite(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Invite somebody to sign in: a name, an address, and a link goes out."""
    person = _person(request, uuid)
    if hasattr(person, "user") or not access.may_see_to(person=person, by=request.user):
        raise Http404
    initial = {"username": access.suggested_username(person.name), "email": person.email}
    form = InviteForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            user = access.invite(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã gửi lời mời tới %s.") % user.email)
            return redirect(person)
    return render(request, "people/invite.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def account_action(request: StaffRequest, uuid: UUID, action: str) -> HttpResponse:
    """Ask, then close, open or repair a sign-in."""
    person = _person(request, uuid)
    if action not in ACTIONS or not hasattr(person, "user"):
        raise Http404
    service, title, meaning, done = ACTIONS[action]
    error = None
    if request.method == "POST":
        try:
            service(user=person.user, by=request.user)
        except ValidationError as refusal:
            error = refusal
        else:
            messages.success(request, done)
            return redirect(person)
    context = {"person": person, "title": title, "meaning": meaning, "error": error}
    return render(request, "people/account_action.html", context)


def _person(request: StaffRequest, uuid: UUID) -> Person:
    managed = Person.objects.visible_to(request.user, Permission.PERSON_MANAGE)
    return get_object_or_404(managed.select_related("user"), uuid=uuid)
