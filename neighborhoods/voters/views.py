"""The list of households: printed to be signed, and deleted."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import documents
from neighborhoods.models import Consultation
from neighborhoods.views.consultations import mine
from neighborhoods.voters import paper, services
from people.http import StaffRequest


@never_cache
@require_POST
def voter_list(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """The list with a place for each signature; a POST, because it leaves a trace."""
    found = _listed(request, uuid)
    voters = services.read_voters(consultation=found, by=request.user)
    return documents.answer(
        paper.document(found, voters), name="Danh sach ho lay y kien", suffix=".docx"
    )


@require_http_methods(["GET", "POST"])
def voters_delete(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Delete the list, after a question."""
    found = _listed(request, uuid)
    if request.method == "POST":
        services.delete_voters(consultation=found, by=request.user)
        messages.success(request, _("Đã xóa danh sách hộ."))
        return redirect(found)
    return render(request, "neighborhoods/voters_delete.html", {"consultation": found})


def _listed(request: StaffRequest, uuid: uuids.UUID) -> Consultation:
    """A consultation of the user's whose list is there; 404 otherwise."""
    found = mine(request, uuid, *services.KEPT)
    if not found.voters.exists():
        raise Http404
    return found
