"""The audit trail, the access log and the attempts to sign in, for those who may read them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.models import AccessRecord
from core.paging import KeysetPage
from people import attempts, audit
from people.forms.audit import ChangesForm, PeriodForm
from people.http import StaffRequest, require
from people.permissions import Permission

SIZE = 30


@require_GET
def changes(request: StaffRequest) -> HttpResponse:
    """Who changed what, before and after."""
    require(request.user, Permission.AUDIT_VIEW)
    reach = request.user.reach(Permission.AUDIT_VIEW)
    form = ChangesForm(request.GET or None, tables=audit.choices(reach))
    table = audit.tables()[form.chosen]
    since, until = form.period
    found = audit.events(table, user=request.user, since=since, until=until)
    page = KeysetPage(found, order=["-pgh_id"], data=request.GET, size=SIZE)
    context = {"form": form, "page": page, "entries": audit.entries(table, page.rows)}
    return render(request, "people/audit.html", context | _frame("audit", form))


@require_GET
def reads(request: StaffRequest) -> HttpResponse:
    """Who looked at contact data, and why."""
    require(request.user, Permission.AUDIT_VIEW)
    form = PeriodForm(request.GET or None)
    records = AccessRecord.objects.filter(**_between(form))
    page = KeysetPage(_in_reach(records, request), order=["-at"], data=request.GET, size=SIZE)
    return render(request, "people/audit_reads.html", {"page": page} | _frame("audit_reads", form))


@require_GET
def sign_ins(request: StaffRequest) -> HttpResponse:
    """Who tried to sign in, and how it went."""
    require(request.user, Permission.AUDIT_VIEW)
    form = PeriodForm(request.GET or None)
    found = _in_reach(attempts.made().filter(**_between(form)), request)
    page = KeysetPage(found, order=["-at"], data=request.GET, size=SIZE)
    context = {"page": page, "entries": attempts.with_names(page.rows)}
    return render(request, "people/audit_sign_ins.html", context | _frame("audit_sign_ins", form))


def _between(form: PeriodForm) -> dict[str, Any]:
    start, end = audit.moments(*form.period)
    return {"at__gte": start, "at__lt": end}


def _in_reach(rows: Any, request: StaffRequest) -> Any:
    reach = request.user.reach(Permission.AUDIT_VIEW)
    return rows if reach.everywhere else rows.filter(scope__in=reach.units)


def _frame(current: str, form: PeriodForm) -> dict[str, Any]:
    """The form, the days it stands for, and the sister pages."""
    since, until = form.period
    pages = [
        ("audit", _("Thay đổi")),
        ("audit_reads", _("Lượt xem liên hệ")),
        ("audit_sign_ins", _("Đăng nhập")),
    ]
    tabs = [
        {"label": label, "url": reverse(f"people:{name}"), "current": name == current}
        for name, label in pages
    ]
    return {"form": form, "since": since, "until": until, "tabs": tabs}
