"""Drafting a directive: words, recipients, files, and the question before it is issued."""

from __future__ import annotations

import uuid as uuids
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.forms import on_version
from people.http import StaffRequest, do, require
from reports.directives import drafting, places
from reports.directives.forms import (
    DirectiveForm,
    PaperForm,
    RecipientsForm,
    VersionForm,
    WordsForm,
)
from reports.directives.querysets import issuing_units
from reports.directives.views import common
from reports.models import Directive


@require_http_methods(["GET", "POST"])
def directive_add(request: StaffRequest) -> HttpResponse:
    """Begin a directive; who receives it is asked next."""
    require(request.user, common.ISSUE)
    issuers = places.issuers_of(issuing_units(request.user))
    form = DirectiveForm(request.POST or None, issuers=issuers)
    if form.is_valid():
        words = dict(form.cleaned_data)
        del words["version"]
        made: list[Directive] = []
        if do(form, lambda: made.append(drafting.draft_directive(by=request.user, **words))):
            messages.success(request, _("Đã lưu dự thảo. Xin chọn nơi nhận."))
            return redirect("reports:directive_units", made[0].uuid)
    return render(request, "reports/directives/form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def directive_edit(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change the words of a draft."""
    directive = common.draft_for(request, uuid)
    form = DirectiveForm.of(directive, request.POST or None)
    if form.is_valid() and do(
        form,
        lambda: drafting.correct_directive(
            directive=directive, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Đã lưu dự thảo."))
        return redirect(directive)
    context = {"form": on_version(form, directive.version), "directive": directive}
    return render(request, "reports/directives/form.html", context)


@require_http_methods(["GET", "POST"])
def directive_units(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Choose who receives a draft: single units, whole districts, everybody; no script is needed."""
    directive = common.draft_for(request, uuid)
    every = places.groups_below(directive.issuer)
    search = WordsForm(request.GET)
    groups = places.matching(every, search.words)
    form = RecipientsForm(request.POST or None, groups=groups, initial={"words": search.words})
    if form.is_valid():
        drafting.choose_units(
            directive=directive, by=request.user, shown=form.shown, chosen=form.chosen
        )
        if not form.cleaned_data["press"]:
            messages.success(request, _("Đã lưu nơi nhận."))
            return redirect(directive)
        query = f"?{urlencode({'q': form.search})}" if form.search else ""
        return redirect(f"{request.path}{query}")
    context = {"directive": directive, "form": form, "groups": groups, "q": search.words}
    context |= {"total": sum(len(group.places) for group in every)}
    return render(request, "reports/directives/units.html", context)


@require_http_methods(["GET", "POST"])
def directive_paper_add(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Put a file to a draft."""
    directive = common.draft_for(request, uuid)
    form = PaperForm(request.POST or None, request.FILES or None)
    if form.is_valid() and do(
        form,
        lambda: drafting.add_paper(directive=directive, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Đã lưu tệp."))
        return redirect(directive)
    context = {"form": form, "directive": directive}
    return render(request, "reports/directives/paper_form.html", context)


@require_http_methods(["GET", "POST"])
def directive_paper_remove(
    request: StaffRequest, uuid: uuids.UUID, paper_uuid: uuids.UUID
) -> HttpResponse:
    """Take a file out of a draft, after a question."""
    directive = common.draft_for(request, uuid)
    paper = get_object_or_404(directive.papers.of_the_directive(), uuid=paper_uuid)
    if request.method == "POST":
        common.tell(
            request,
            lambda: drafting.remove_paper(paper=paper, by=request.user),
            _("Đã bỏ tệp."),
        )
        return redirect(directive)
    context = {"directive": directive, "paper": paper}
    return render(request, "reports/directives/paper_remove.html", context)


@require_http_methods(["GET", "POST"])
def directive_discard(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Throw a draft away, after a question."""
    directive = common.draft_for(request, uuid)
    if request.method == "POST":
        done = common.tell(
            request,
            lambda: drafting.discard_directive(directive=directive, by=request.user),
            _("Đã xóa dự thảo."),
        )
        return redirect("reports:directives") if done else redirect(directive)
    return render(request, "reports/directives/discard.html", {"directive": directive})


@require_http_methods(["GET", "POST"])
def directive_issue(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """The last question, with what will be fixed from then on; then it goes out."""
    directive = common.draft_for(request, uuid)
    form = VersionForm(request.POST or None, initial={"version": directive.version})
    if form.is_valid() and do(
        form,
        lambda: drafting.issue_directive(directive=directive, by=request.user, **form.cleaned_data),
    ):
        count = len(directive.unit_ids)
        words = ngettext("Đã phát hành đến %(n)d đơn vị.", "Đã phát hành đến %(n)d đơn vị.", count)
        messages.success(request, words % {"n": count})
        return redirect(directive)
    context = {
        "directive": directive,
        "form": on_version(form, directive.version),
        "missing": drafting.missing(directive),
        "places": places.places_of(directive.issuer, directive.unit_ids),
        "papers": directive.papers.of_the_directive(),
    }
    return render(request, "reports/directives/issue.html", context)
