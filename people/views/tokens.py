"""Keys of other systems: which there are, a new one, taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.export import MOST_ROWS, list_response
from core.forms import refuse
from core.paging import KeysetPage
from people.forms.tokens import ApiTokenForm
from people.http import StaffRequest, require
from people.models import ApiToken
from people.permissions import Permission
from people.services import api_tokens

SIZE = 30
HEADER = (
    _lazy("Hệ thống"), _lazy("Bắt đầu bằng"), _lazy("Thay mặt"), _lazy("Quyền"), _lazy("Dùng đến"),
    _lazy("Dùng lần cuối"), _lazy("Tình trạng"),
)  # fmt: skip


@require_GET
def token_list(request: StaffRequest) -> HttpResponse:
    """Every key there was, the newest first."""
    require(request.user, Permission.SETTINGS_MANAGE)
    tokens = ApiToken.objects.visible_to(request.user).select_related("user__person")
    page = KeysetPage(tokens, order=["-created_at"], data=request.GET, size=SIZE)
    context = {
        "page": page,
        "previous": page.previous and f"?before={page.previous}",
        "next": page.next and f"?after={page.next}",
    }
    return render(request, "people/tokens.html", context)


@require_GET
def token_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same list to take away; a key itself is shown once, when it is given, and never again."""
    require(request.user, Permission.SETTINGS_MANAGE)
    tokens = ApiToken.objects.visible_to(request.user).select_related("user__person")
    rows = (
        [
            each.name,
            each.prefix,
            str(each.user),
            _("đọc và ghi") if each.may_write else _("chỉ đọc"),
            each.expires_on,
            each.last_used_on,
            each.state,
        ]
        for each in tokens.order_by("-created_at", "-pk")[:MOST_ROWS]
    )
    return list_response(suffix, "khoa-truy-cap", HEADER, rows)


@never_cache
@require_http_methods(["GET", "POST"])
def token_add(request: StaffRequest) -> HttpResponse:
    """Give a key; the answer to the form is the only page that ever shows it."""
    require(request.user, Permission.SETTINGS_MANAGE)
    form = ApiTokenForm(request.POST or None)
    if form.is_valid():
        try:
            token, secret = api_tokens.give(by=request.user, **form.arguments())
        except ValidationError as error:
            refuse(form, error)
        else:
            return render(request, "people/token_given.html", {"token": token, "secret": secret})
    return render(request, "people/token_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def token_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask, then take a key back."""
    require(request.user, Permission.SETTINGS_MANAGE)
    tokens = ApiToken.objects.visible_to(request.user).select_related("user__person")
    token = get_object_or_404(tokens, pk=pk)
    if request.method == "POST":
        try:
            api_tokens.revoke(token=token, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã thu hồi khóa của %s.") % token.name)
        return redirect("people:tokens")
    return render(request, "people/token_revoke.html", {"token": token})
