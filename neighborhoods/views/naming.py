"""Names of the units of a scheme: proposing, asking households, deciding; what households see."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.forms import refuse
from neighborhoods.checks import Draft
from neighborhoods.forms.naming import AskForm, DecideForm, PreferForm, ProposalForm
from neighborhoods.models import ForbiddenWords, NamePoll, NameProposal, Scheme
from neighborhoods.naming import next_number, proposals_of
from neighborhoods.services import naming
from neighborhoods.views import codes, common
from people.http import StaffRequest, do
from wards.models import ChangeLine
from wards.names import name_of


@require_http_methods(["GET", "POST"])
def names(request: StaffRequest, uuid: uuids.UUID, number: int) -> HttpResponse:
    """The proposals for one unit of a scheme, and one more."""
    scheme, line = _line(request, uuid, number)
    form = ProposalForm(request.POST or None)
    if form.is_valid() and do(
        form,
        lambda: naming.propose_name(line=line, scheme=scheme, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi tên đề xuất."))
        return redirect(request.path)
    poll = NamePoll.objects.filter(line=line).select_related("chosen").first()
    draft = Draft.read(scheme)
    context = {
        "scheme": scheme,
        "line": line,
        "form": form,
        "poll": poll,
        "proposals": list(proposals_of(poll)) if poll else [],
        "given": poll.codes.count() if poll else 0,
        "answered": poll.codes.filter(used_on__isnull=False).count() if poll else 0,
        "name": draft.plan.name_of(line),
        "next_number": next_number(draft, line),
    }
    return render(request, "neighborhoods/names.html", context)


@require_POST
def name_withdraw(request: StaffRequest, uuid: uuids.UUID, number: int, pk: int) -> HttpResponse:
    """Take a proposal back."""
    scheme, line = _line(request, uuid, number)
    proposal = get_object_or_404(NameProposal, pk=pk, poll__line=line)
    try:
        naming.withdraw_name(proposal=proposal, scheme=scheme, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("neighborhoods:names", scheme.uuid, line.number)


@never_cache
@require_http_methods(["GET", "POST"])
def names_ask(request: StaffRequest, uuid: uuids.UUID, number: int) -> HttpResponse:
    """Open the poll; the answer to the form is the sheet of codes, shown once."""
    scheme, line = _line(request, uuid, number)
    form = AskForm(request.POST or None, initial={"count": line.households})
    if form.is_valid():
        try:
            given = naming.ask_households(
                line=line, scheme=scheme, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            return _sheet(request, scheme, line, given)
    context = {"scheme": scheme, "line": line, "form": form}
    return render(request, "neighborhoods/names_ask.html", context)


@require_http_methods(["GET", "POST"])
def name_decide(request: StaffRequest, uuid: uuids.UUID, number: int, pk: int) -> HttpResponse:
    """Choose a name and say why."""
    scheme, line = _line(request, uuid, number)
    proposal = get_object_or_404(NameProposal, pk=pk, poll__line=line)
    form = DecideForm(request.POST or None)
    if form.is_valid() and do(
        form,
        lambda: naming.decide_name(
            proposal=proposal, scheme=scheme, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã chọn tên %s.") % proposal.name)
        return redirect("neighborhoods:names", scheme.uuid, line.number)
    context = {"scheme": scheme, "line": line, "proposal": proposal, "form": form}
    return render(request, "neighborhoods/name_decide.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def prefer(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """A household says which name it prefers, once, by its code."""
    polls = NamePoll.objects.filter(status=NamePoll.Status.OPEN).annotate(ward_name=name_of("ward"))
    poll = get_object_or_404(polls.select_related("line", "scheme__decision"), uuid=uuid)
    if crowd := codes.refused(request):
        return crowd
    form = PreferForm(request.POST or None, poll=poll)
    is_done = form.is_valid() and codes.taken(
        request, form, lambda: naming.prefer_name(poll=poll, **form.cleaned_data)
    )
    draft = Draft.read(poll.scheme)
    sources = [draft.names.get(row.source_id, "") for row in poll.line.sources.all()]
    context = {
        "poll": poll,
        "form": form,
        "is_done": is_done,
        "sources": sources or [draft.plan.name_of(poll.line)],
        "proposals": poll.proposals.all(),
    }
    return render(request, "neighborhoods/prefer.html", context)


@login_not_required
@require_GET
def naming_guide(request: HttpRequest) -> HttpResponse:
    """How khu phố and ấp are named, and what may not stand in a name."""
    return render(
        request, "neighborhoods/naming_guide.html", {"words": ForbiddenWords.objects.all()}
    )


def _sheet(
    request: StaffRequest, scheme: Scheme, line: ChangeLine, given: list[str]
) -> HttpResponse:
    """The slips with their codes; this page is the only place where they ever stand."""
    poll = NamePoll.objects.get(line=line)
    context = {
        "codes": given,
        "address": request.build_absolute_uri(reverse("neighborhoods:prefer", args=[poll.uuid])),
        "what": _("Chọn tên khu phố, ấp"),
        "ends_on": poll.ends_on,
        "back": reverse("neighborhoods:names", args=[scheme.uuid, line.number]),
        "trail": (reverse("neighborhoods:schemes"), _("Đề án sắp xếp")),
        "parent": (scheme.get_absolute_url(), scheme.title),
    }
    return render(request, "neighborhoods/codes.html", context)


def _line(request: StaffRequest, uuid: uuids.UUID, number: int) -> tuple[Scheme, ChangeLine]:
    """A line whose unit is to have a name, while the scheme may be changed; 404 otherwise."""
    scheme = common.editable_for(request.user, uuid)
    lines = scheme.decision.lines.exclude(action="end").prefetch_related("sources")
    return scheme, get_object_or_404(lines, number=number)
