"""Answering a consultation online: the office gives out codes, households answer, papers come in beside."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import refuse
from neighborhoods.forms.codes import AnswerForm, OnlineForm, PaperBallotForm
from neighborhoods.models import Consultation, ConsultationStatus
from neighborhoods.services import online as services
from neighborhoods.views import codes
from neighborhoods.views.consultations import mine
from people.http import StaffRequest, do


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """A household says what it thinks, once, by its code."""
    found = get_object_or_404(Consultation.objects.online().for_list(), uuid=uuid)
    if crowd := codes.refused(request):
        return crowd
    form = AnswerForm(request.POST or None)
    is_done = form.is_valid() and codes.taken(
        request, form, lambda: services.answer(consultation=found, **form.cleaned_data)
    )
    context = {
        "consultation": found,
        "form": form,
        "is_done": is_done,
        "is_running": services.is_running(found),
        "is_over": services.is_over(found) or found.status == ConsultationStatus.CLOSED,
    }
    return render(request, "neighborhoods/answer.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def online(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Let households answer online; the answer to the form is the sheet of codes, shown once."""
    found = _asked(request, uuid)
    form = OnlineForm(
        request.POST or None, is_online=found.is_online, initial={"count": found.total}
    )
    if form.is_valid():
        try:
            given = services.give_codes(consultation=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        except PermissionDenied as error:
            raise Http404 from error
        else:
            return _sheet(request, found, given)
    context = {"consultation": found, "form": form, "standing": services.standing(found)}
    return render(request, "neighborhoods/online.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def paper_ballot(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take in the code that a household gives back with its paper ballot."""
    found = _asked(request, uuid)
    if not found.is_online:
        raise Http404
    form = PaperBallotForm(request.POST or None)
    if form.is_valid() and do(
        form,
        lambda: services.take_paper(consultation=found, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Đã thu mã. Phiếu giấy của hộ này được tính."))
        return redirect(request.path)
    context = {"consultation": found, "form": form, "standing": services.standing(found)}
    return render(request, "neighborhoods/paper_ballot.html", context)


def _asked(request: StaffRequest, uuid: uuids.UUID) -> Consultation:
    """An announced consultation of the user's about which the law lets people answer online; else 404."""
    found = mine(request, uuid, ConsultationStatus.OPEN)
    if not found.may_be_online:
        raise Http404
    return found


def _sheet(request: StaffRequest, found: Consultation, given: list[str]) -> HttpResponse:
    """The slips with their codes; this page is the only place where they ever stand."""
    path = reverse("neighborhoods:answer", args=[found.uuid])
    context = {
        "codes": given,
        "address": request.build_absolute_uri(path),
        "what": found.title,
        "ends_on": found.ends_on,
        "back": found.get_absolute_url(),
        "trail": (reverse("neighborhoods:consultations"), _("Lấy ý kiến")),
        "parent": (found.get_absolute_url(), found.title),
    }
    return render(request, "neighborhoods/codes.html", context)
