"""Periods of reports: which there are, how far the units have come, sums, and urgent requests."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.export import TABLES
from core.paging import KeysetPage
from people import places
from people.http import StaffRequest, do, require
from people.models import User
from people.permissions import Permission
from reports.forms import AskForm
from reports.models import Report, ReportPeriod, ReportType, Rhythm
from reports.pages import PeriodPage, table_of
from reports.querysets import own_units
from reports.services import building, rolling
from wards.models import Level, Unit

VIEW, REVIEW = Permission.REPORT_VIEW, Permission.REPORT_REVIEW


@require_GET
def period_list(request: StaffRequest) -> HttpResponse:
    """The periods, the newest first, with how many reports stand where."""
    require(request.user, VIEW)
    found = ReportPeriod.objects.visible_to(request.user, VIEW).select_related("type")
    page = KeysetPage(found, order=["-end"], data=request.GET, size=20)
    counts = Report.objects.visible_to(request.user, VIEW).counts_of(page.rows)
    context = {
        "page": page,
        "rows": [(period, counts.get(period.pk)) for period in page.rows],
        "may_ask": request.user.may(REVIEW),
        **page.links(),
    }
    return render(request, "reports/periods.html", context)


@require_GET
def period(request: StaffRequest, pk: int) -> HttpResponse:
    """One period: a picture, a table of the units, and the sum of one's own unit."""
    found = _period_for(request.user, pk)
    page = PeriodPage(found, request.user)
    reports = page.reports.for_list().with_turn(request.user)
    rows = KeysetPage(reports, order=["turn", "level", "unit_name"], data=request.GET, size=50)
    unit = _summing_unit(request.user)
    context = {
        "period": found,
        "page": page,
        "rows": rows,
        "formats": list(TABLES),
        "unit": unit,
        "sum": page.reports.filter(unit=unit, level__lt=Level.WARD).first() if unit else None,
        "missing": rolling.missing(found, unit) if unit and not page.is_building else [],
        "readable": Report.objects.readable_by(request.user).keys_among(rows.rows),
        **rows.links(),
    }
    return render(request, "reports/period.html", context)


@require_GET
def period_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the drafts have come, for the page that shows it."""
    found = _period_for(request.user, pk)
    context = {"period": found, "page": PeriodPage(found, request.user)}
    response = render(request, "reports/_building.html", context)
    if not context["page"].is_building:
        response["HX-Refresh"] = "true"  # the table beside it is there now
    return response


@require_GET
def period_file(request: StaffRequest, pk: int, suffix: str) -> HttpResponse:
    """The figures of all reports of a period that one may read, for a spreadsheet."""
    found = _period_for(request.user, pk)
    if suffix not in TABLES:
        raise Http404
    reports = Report.objects.readable_by(request.user).filter(period=found, level=Level.WARD)
    header, rows = table_of(found, reports.order_by("unit_name", "pk"))
    about = [_("Đơn vị"), _("Trạng thái"), _("Hạn gửi"), _("Ngày gửi lần đầu"), _("Số lần bị trả")]
    cells = (
        [
            report.unit_name,
            str(report.get_status_display()),
            report.due_on,
            report.first_sent_on,
            report.returns,
            *values,
        ]
        for report, *values in rows
    )
    return TABLES[suffix](f"bao-cao-{found.type.code}-{found.end:%Y%m%d}", [*about, *header], cells)


@require_POST
def period_sum(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the sum of one's own unit, or count it again."""
    found = _period_for(request.user, pk)
    unit = _summing_unit(request.user)
    if unit is None:
        raise Http404
    try:
        made = rolling.roll_up(period=found, unit=unit, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(request, _("Đã tính số liệu tổng hợp. Tiếp theo, hãy viết phần nhận xét."))
    return redirect(made)


@require_http_methods(["GET", "POST"])
def period_ask(request: StaffRequest) -> HttpResponse:
    """Ask wards for an urgent report."""
    require(request.user, REVIEW)
    unit = _summing_unit(request.user)
    kind = ReportType.objects.filter(rhythm=Rhythm.AD_HOC, is_active=True).first()
    if unit is None or kind is None:
        raise Http404
    form = AskForm(request.POST or None, wards=places.wards_in_reach(request.user, REVIEW))
    if form.is_valid() and do(form, lambda: _ask(form, kind, unit, request.user)):
        messages.success(request, _("Đã yêu cầu báo cáo; dự thảo đang được lập."))
        return redirect("reports:periods")
    return render(request, "reports/period_ask.html", {"form": form})


def _ask(form: AskForm, kind: ReportType, unit: Unit, by: User) -> None:
    names = ("subject", "note", "first", "last", "due_on", "wards")
    asked = building.Request(**{name: form.cleaned_data[name] for name in names})
    building.ask_out_of_turn(kind=kind, asker=unit, asked=asked, by=by)


def _period_for(user: User, pk: int) -> ReportPeriod:
    found = ReportPeriod.objects.visible_to(user, VIEW).select_related("type", "asked_by__person")
    return get_object_or_404(found, pk=pk)


def _summing_unit(user: User) -> Unit | None:
    """The unit above the wards for which the user makes sums; none in a ward."""
    units = Unit.objects.filter(pk__in=own_units(user, REVIEW), level__lt=Level.WARD)
    return units.order_by("level").first()
