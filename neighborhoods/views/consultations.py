"""Asking communities: the list, planning, announcing, counting, the minutes."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import documents, wall
from core.export import list_response
from core.forms import refuse
from core.paging import KeysetPage
from neighborhoods import list_files, minutes
from neighborhoods.forms.consultations import (
    ConsultationFilter,
    CountFormSet,
    PlanForm,
    ResultForm,
)
from neighborhoods.models import Consultation, ConsultationStatus, Electorate, Scheme
from neighborhoods.querysets import ConsultationQuerySet
from neighborhoods.services import consultations as services
from neighborhoods.services import online
from neighborhoods.views import common
from people.http import StaffRequest, do, require
from people.permissions import Permission
from wards.models import Level, Unit, UnitVersion
from wards.names import name_of

MANAGE = Permission.CONSULTATION_MANAGE
VIEWS = (MANAGE, Permission.SCHEME_VIEW)
PLANNED, OPEN, CLOSED = (
    ConsultationStatus.PLANNED,
    ConsultationStatus.OPEN,
    ConsultationStatus.CLOSED,
)


@require_GET
def consultation_list(request: StaffRequest) -> HttpResponse:
    """The consultations of one's area, newest first."""
    require(request.user, *VIEWS)
    filters = ConsultationFilter(request.GET)
    found = _listed(request, filters)
    page = KeysetPage(found, order=["-created_at"], data=request.GET, size=30)
    context = {"filters": filters, "page": page, **page.links(filters.kept)}
    context["may_plan"] = request.user.may(MANAGE)
    return render(request, "neighborhoods/consultations.html", context)


@require_GET
def consultation_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same consultations to take away, by the same filters."""
    require(request.user, *VIEWS)
    rows = list_files.consultation_rows(_listed(request, ConsultationFilter(request.GET)))
    return list_response(suffix, "lay-y-kien", list_files.CONSULTATIONS, rows)


@require_http_methods(["GET", "POST"])
def consultation_add(request: StaffRequest) -> HttpResponse:
    """Prepare to ask a community about something of its own."""
    require(request.user, MANAGE)
    form = PlanForm(request.POST or None, units=_places(request))
    if form.is_valid():
        unit = Unit.objects.get(pk=form.cleaned_data["unit"])
        try:
            made = services.plan_consultation(
                unit=unit, matter=form.cleaned_data["matter"], plan=form.plan, by=request.user
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã lập đợt lấy ý kiến. Tiếp theo, hãy thông báo."))
            return redirect(made)
    return render(request, "neighborhoods/consultation_form.html", {"form": form})


@require_GET
def consultation(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """One consultation, and what comes next."""
    found = _one(request, uuid)
    context = {
        "consultation": found,
        "counts": found.counts.all(),
        "may_manage": found.unit_id in request.user.reach(MANAGE),
        "earliest": services.earliest_start(found.matter),
        "plan_url": _plan_url(request, found),
        "standing": online.standing(found),
        "voters": (voters := found.voters.count()),
        "may_list": found.electorate == Electorate.HOUSEHOLDS
        and (found.status in {PLANNED, OPEN} or (found.status == CLOSED and voters)),
    }
    return render(request, "neighborhoods/consultation.html", context)


@require_http_methods(["GET", "POST"])
def consultation_edit(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change how and when a community is to be asked."""
    found = mine(request, uuid, PLANNED)
    form = PlanForm.of(found, request.POST or None)
    if form.is_valid() and do(
        form,
        lambda: services.edit_consultation(
            consultation=found,
            plan=form.plan,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
    ):
        messages.success(request, _("Đã lưu kế hoạch lấy ý kiến."))
        return redirect(found)
    context = {"form": form, "consultation": found}
    return render(request, "neighborhoods/consultation_form.html", context)


@require_POST
def consultation_announce(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Let the community know."""
    found = mine(request, uuid, PLANNED)
    done = _("Đã thông báo. Đợt lấy ý kiến được công khai.")
    return _act(request, found, services.announce_consultation, done)


@require_http_methods(["GET", "POST"])
def consultation_result(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write down what was counted."""
    found = mine(request, uuid, OPEN)
    more = "more" in request.POST
    data = common.with_more_rows(request.POST, "cum") if more else request.POST or None
    form = ResultForm(data, initial={"version": found.version})
    rows = CountFormSet(data, prefix="cum")
    standing = online.standing(found)
    rows.may_be_empty = bool(standing and standing.answered)
    if more:
        common.forget_errors(form, rows)
    is_filled = data and not more and form.is_valid() and rows.is_valid()
    if is_filled and do(
        form,
        lambda: services.close_consultation(
            consultation=found, counts=rows.chosen, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã ghi kết quả. Kết quả được công khai."))
        return redirect(found)
    context = {"consultation": found, "form": form, "rows": rows, "standing": standing}
    return render(request, "neighborhoods/result_form.html", context)


@require_POST
def consultation_repeat(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Prepare another round."""
    found = mine(request, uuid, CLOSED)
    done = _("Đã lập lần lấy ý kiến tiếp theo.")
    return _act(request, found, services.repeat_consultation, done, goes_on=True)


@require_http_methods(["GET", "POST"])
def consultation_cancel(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Give a consultation up, after a question."""
    found = mine(request, uuid, PLANNED, OPEN)
    if request.method == "POST":
        done = _("Đã hủy đợt lấy ý kiến.")
        return _act(request, found, services.cancel_consultation, done)
    return render(request, "neighborhoods/consultation_cancel.html", {"consultation": found})


@require_GET
def consultation_minutes(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """The minutes as a document to be signed."""
    found = _one(request, uuid)
    if found.status != CLOSED:
        raise Http404
    name = f"Bien ban lay y kien {found.starts_on:%Y-%m-%d}"
    return documents.answer(minutes.document(found), name=name, suffix=".docx")


def _visible(request: StaffRequest) -> Any:
    return Consultation.objects.open_to(request.user)


def _listed(request: StaffRequest, filters: ConsultationFilter) -> ConsultationQuerySet:
    asked = filters.cleaned_data if filters.is_valid() else {}
    found: ConsultationQuerySet = _visible(request).for_list().search(asked.get("q", ""))
    return found.filter(status=asked["status"]) if asked.get("status") else found


def _one(request: StaffRequest, uuid: uuids.UUID) -> Consultation:
    found = _visible(request).select_related("matter", "scheme", "unit", "created_by__person")
    names = {"unit_name": name_of("unit"), "ward_name": name_of("ward")}
    return get_object_or_404(found.annotate(**names), uuid=uuid)


def mine(request: StaffRequest, uuid: uuids.UUID, *states: ConsultationStatus) -> Consultation:
    """The consultation, if this user may do something about it in its state; 404 otherwise."""
    found = _one(request, uuid)
    if found.unit_id not in request.user.reach(MANAGE) or found.status not in states:
        raise Http404
    return found


def _plan_url(request: StaffRequest, found: Consultation) -> str:
    """Where the plan stands that people are asked about: for a khu phố on its public page."""
    if found.scheme_id is None:
        return ""
    if found.scheme and found.ward_id in request.user.reach(Permission.SCHEME_VIEW):
        return found.scheme.get_absolute_url()
    with wall.lifted():  # the scheme is the ward's; what is public of it everybody reads
        plan = Scheme.objects.public().filter(pk=found.scheme_id).first()
    return plan.get_public_url() if plan else ""


def _places(request: StaffRequest) -> dict[int, str]:
    """The khu phố and ấp in which the user may ask."""
    units = request.user.reach(MANAGE).units
    places = UnitVersion.objects.today().filter(unit__in=units, unit__level=Level.NEIGHBORHOOD)
    return dict(places.order_by("sort_key").values_list("unit", "name"))


def _act(
    request: StaffRequest,
    found: Consultation,
    service: Callable[..., Consultation],
    done: str,
    *,
    goes_on: bool = False,
) -> HttpResponse:
    """Do what a button says; what stands in the way is said on the page."""
    try:
        made = service(consultation=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    messages.success(request, done)
    return redirect(made if goes_on else found)
