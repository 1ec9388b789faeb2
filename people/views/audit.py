"""The audit trail, the access log and the attempts to sign in, for those who may read them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.export import TABLES, list_response
from core.models import AccessRecord
from core.paging import KeysetPage
from people import attempts, audit, audit_file
from people.forms.audit import ChangesForm, PeriodForm
from people.http import StaffRequest, require
from people.permissions import Permission

SIZE = 30


@require_GET
def changes(request: StaffRequest) -> HttpResponse:
    """Who changed what, before and after."""
    form, table, found = _changes(request)
    page = KeysetPage(found, order=["-pgh_id"], data=request.GET, size=SIZE)
    context = {"form": form, "page": page, "entries": audit.entries(table, page.rows)}
    return render(request, "people/audit.html", context | _frame("audit", form))


@require_GET
def changes_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same changes to take away."""
    _form, table, found = _changes(request)
    rows = audit_file.change_rows(table, found)
    return list_response(suffix, "nhat-ky-thay-doi", audit_file.CHANGES, rows)


@require_GET
def reads(request: StaffRequest) -> HttpResponse:
    """Who looked at contact data, and why."""
    form, found = _within(request, AccessRecord.objects.all())
    page = KeysetPage(found, order=["-at"], data=request.GET, size=SIZE)
    return render(request, "people/audit_reads.html", {"page": page} | _frame("audit_reads", form))


@require_GET
def reads_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same readings to take away."""
    _form, found = _within(request, AccessRecord.objects.all())
    rows = audit_file.read_rows(found)
    return list_response(suffix, "nhat-ky-luot-xem", audit_file.READS, rows)


@require_GET
def sign_ins(request: StaffRequest) -> HttpResponse:
    """Who tried to sign in, and how it went."""
    form, found = _within(request, attempts.made())
    page = KeysetPage(found, order=["-at"], data=request.GET, size=SIZE)
    context = {"page": page, "entries": attempts.with_names(page.rows)}
    return render(request, "people/audit_sign_ins.html", context | _frame("audit_sign_ins", form))


@require_GET
def sign_ins_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same attempts to take away."""
    _form, found = _within(request, attempts.made())
    rows = audit_file.sign_in_rows(found)
    return list_response(suffix, "nhat-ky-dang-nhap", audit_file.SIGN_INS, rows)


def _changes(request: StaffRequest) -> tuple[ChangesForm, audit.Table, QuerySet[Any]]:
    """What is asked for, and the events of it that the user may see."""
    require(request.user, Permission.AUDIT_VIEW)
    reach = request.user.reach(Permission.AUDIT_VIEW)
    form = ChangesForm(request.GET or None, tables=audit.choices(reach))
    table = audit.tables()[form.chosen]
    since, until = form.period
    return form, table, audit.events(table, user=request.user, since=since, until=until)


def _within(request: StaffRequest, rows: Any) -> tuple[PeriodForm, Any]:
    """Rows of the days asked for, as far as the user reaches."""
    require(request.user, Permission.AUDIT_VIEW)
    form = PeriodForm(request.GET or None)
    start, end = audit.moments(*form.period)
    found = rows.filter(at__gte=start, at__lt=end)
    reach = request.user.reach(Permission.AUDIT_VIEW)
    return form, found if reach.everywhere else found.filter(scope__in=reach.units)


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
    files = {f"{suffix}_url": reverse(f"people:{current}_file", args=[suffix]) for suffix in TABLES}
    frame = {"form": form, "since": since, "until": until, "tabs": tabs}
    return frame | files | {"file_query": form.query}
