"""Taking in a report for somebody who calls, comes or writes."""

from __future__ import annotations

import uuid
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core import clock, wall
from feedback.forms.public import ContentButtons, PhotosForm
from feedback.forms.take_in import TakeInForm
from feedback.models import Case, Draft
from feedback.services import drafts, photos, submission
from feedback.views import uploads
from feedback.views.submit import RECEIPT_DAYS, photos_of, receipt_of
from people.http import require
from people.permissions import Permission


@never_cache
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """One page for everything; photos sent along are kept while the rest is corrected."""
    require(request.user, Permission.CASE_TAKE_IN)
    if request.method == "POST":
        with wall.lifted():  # a draft and its photos lie in nobody's area yet
            return _posted(request)
    form = TakeInForm(user=request.user, initial={"token": uuid.uuid4()})
    return _page(request, form, PhotosForm())


def _posted(request: HttpRequest) -> HttpResponse:
    form = TakeInForm(request.POST, user=request.user)
    pictures = PhotosForm(request.POST, request.FILES)
    buttons = ContentButtons(request.POST)
    is_good = form.is_valid()
    token = form.cleaned_data.get("token") or uuid.uuid4()
    if case := submission.case_of(token):
        return redirect("feedback:taken_in", case.reference)
    draft = drafts.start_draft(unit=None, token=token)
    if buttons.is_valid() and buttons.cleaned_data["remove"]:
        photos.remove_photo(uuid=buttons.cleaned_data["remove"], draft=draft)
    uploads.take(request, pictures, partial(photos.add_draft_photo, token=token))
    if buttons.is_about_photos or not is_good or pictures.errors:
        return _page(request, form, pictures, draft)
    case = submission.take_in(
        token=token, channel=form.cleaned_data["channel"], by=request.user, **form.columns()
    )
    return redirect("feedback:taken_in", case.reference)


def _page(
    request: HttpRequest, form: TakeInForm, pictures: PhotosForm, draft: Draft | None = None
) -> HttpResponse:
    context = {"form": form, "pictures": pictures, "photos": photos_of(draft) if draft else []}
    return render(request, "feedback/staff/take_in.html", context)


@never_cache
@require_GET
def taken_in(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt to hand over; shown for a day, and only to the official who took the report in."""
    since = clock.now() - RECEIPT_DAYS
    mine = Case.objects.taken_in_by(request.user, since=since).select_related(
        "unit", "ward", "contact"
    )
    with wall.lifted():  # also what was sealed from the officer who took it in
        case = get_object_or_404(mine, reference=reference)
    visible = Case.objects.visible_to(request.user, Permission.CASE_VIEW)
    context = receipt_of(case) | {"may_open": visible.filter(pk=case.pk).exists()}
    return render(request, "feedback/staff/taken_in.html", context)
