"""Sending a report, one thing a page: place, content, contact, check, receipt.

Every page lives under the token of its draft, so that it works without cookies, survives a lost
session, and shows the same case however often it is sent.
"""

from __future__ import annotations

import datetime
import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import clock, throttle
from feedback import hints, places, receipt
from feedback.forms.public import (
    ChooseForm,
    ContactForm,
    ContentButtons,
    ContentForm,
    PhotosForm,
    PlaceQuery,
    SendForm,
)
from feedback.models import Case, Draft
from feedback.services import drafts, photos, submission
from feedback.views import uploads
from feedback.views.steps import (
    ADDRESSES,
    STEPS,
    anonymous,
    forward,
    of_draft,
    or_after,
    to_step,
    with_draft,
)
from wards import tree
from wards.models import Unit

NEW_DRAFTS = "60/10 minute"
SENDINGS = "20/10 minute"
SENDING_WAIT = 600  # seconds
FASTEST = datetime.timedelta(seconds=3)  # nobody reads and fills four pages in less
RECEIPT_DAYS = datetime.timedelta(days=1)


# --- 1. Where -------------------------------------------------------------------------------------


@anonymous
@require_http_methods(["GET", "POST"])
@throttle.throttled("feedback.draft", rate=NEW_DRAFTS)
def submit(request: HttpRequest) -> HttpResponse:
    """The first page: choosing the place begins a draft."""
    return _place(request, None)


@of_draft
@require_http_methods(["GET", "POST"])
def draft_place(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The place of a draft, to be changed (or chosen for text that was rescued)."""
    return _place(request, draft)


def _place(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    form = ChooseForm(request.POST or None)
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            return forward(_placed(draft, unit))
        except ValidationError:  # ended, or too high up: its own page says what to choose instead
            return redirect(f"{request.path}?don-vi={unit.uuid}")
    return _place_page(request, draft, form)


def _placed(draft: Draft | None, unit: Unit) -> Draft:
    if draft is None:
        return drafts.start_draft(unit=unit)
    return drafts.change_draft(token=draft.pk, unit=unit)


def _place_page(request: HttpRequest, draft: Draft | None, form: ChooseForm) -> HttpResponse:
    query = PlaceQuery(request.GET)
    query.is_valid()
    words, unit_uuid = query.cleaned_data.get("q"), query.cleaned_data.get("unit")
    unit = Unit.objects.filter(uuid=unit_uuid).first() if unit_uuid else None
    if unit:
        offer = places.within(unit)
    else:
        offer = places.found_by(words) if words else places.whole_city()
    return render(
        request,
        "feedback/public/place.html",
        {"draft": draft, "form": form, "offer": offer, "words": words or "", "steps": STEPS},
    )


# --- 2. What --------------------------------------------------------------------------------------


@of_draft
@require_http_methods(["GET", "POST"])
def draft_content(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What happened, with photos; whatever is typed is kept, right or wrong."""
    if request.method == "POST":
        return _content_posted(request, draft)
    return _content_page(request, draft, ContentForm(instance=draft), PhotosForm())


def _content_posted(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = ContentForm(request.POST, instance=draft)
    pictures = PhotosForm(request.POST, request.FILES)
    buttons = ContentButtons(request.POST)
    is_good = form.is_valid()
    kept = drafts.change_draft(token=draft.pk, **form.rough())
    _change_photos(request, kept, pictures, buttons)
    if pictures.errors or not (is_good or buttons.is_about_photos):
        shown = ContentForm(instance=kept) if buttons.is_about_photos else form
        return _content_page(request, kept, shown, pictures)
    if buttons.is_about_photos:
        return redirect(f"{reverse('feedback:draft_content', args=[draft.pk])}#anh")
    return forward(kept)


def _change_photos(
    request: HttpRequest, draft: Draft, pictures: PhotosForm, buttons: ContentButtons
) -> None:
    """Remove what was asked, add what came."""
    if buttons.is_valid() and buttons.cleaned_data["remove"]:
        photos.remove_photo(uuid=buttons.cleaned_data["remove"], draft=draft)
    uploads.take(request, pictures, partial(photos.add_draft_photo, token=draft.pk))


def _content_page(
    request: HttpRequest, draft: Draft, form: ContentForm, pictures: PhotosForm
) -> HttpResponse:
    return render(
        request,
        "feedback/public/content.html",
        _of(draft) | {"form": form, "pictures": pictures, "current": 2},
    )


# --- 3. Who ---------------------------------------------------------------------------------------


@of_draft
@require_http_methods(["GET", "POST"])
def draft_contact(request: HttpRequest, draft: Draft) -> HttpResponse:
    """How to reach the sender, if they want to be reached."""
    form = ContactForm(request.POST if request.method == "POST" else None, instance=draft)
    if form.is_bound and form.is_valid():
        return forward(
            drafts.change_draft(token=draft.pk, has_contact_step=True, **form.cleaned_data)
        )
    context = {"draft": draft, "form": form, "steps": STEPS, "current": 3}
    return render(request, "feedback/public/contact.html", context)


# --- 4. Check and send ----------------------------------------------------------------------------


class TooManyError(Exception):
    """More was sent from one address than one person writes."""


@anonymous
@require_http_methods(["GET", "POST"])
@or_after
def draft_check(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Everything once more, then the button that sends it."""
    form = SendForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _send(request, token, form)
    return _check_page(request, token, form)


def _send(request: HttpRequest, token: uuid.UUID, form: SendForm) -> HttpResponse:
    def judge(draft: Draft) -> None:
        if clock.now() - draft.created_at < FASTEST:
            raise ValidationError(_("Trang vừa mở. Xin xem lại nội dung rồi bấm gửi lần nữa."))
        if not throttle.hit("feedback.send", throttle.client_key(request), SENDINGS):
            raise TooManyError

    try:
        submission.submit_draft(token=token, language=get_language() or "vi", judge=judge)
    except TooManyError:
        return _slow_page(request, token)
    except ValidationError as error:
        if error.code in ADDRESSES:
            return redirect(ADDRESSES[error.code], token)
        form.add_error(None, error)
        return _check_page(request, token, form)
    return redirect("feedback:draft_done", token)


@with_draft
def _check_page(request: HttpRequest, draft: Draft, form: SendForm) -> HttpResponse:
    try:
        submission.require_complete(draft)
    except ValidationError as error:
        return to_step(draft, error.code)
    context = _of(draft) | {
        "form": form,
        "current": 4,
        "is_denunciation": hints.is_denunciation(draft.body),
        "is_complaint": hints.is_complaint(draft.body),
    }
    return render(request, "feedback/public/check.html", context)


@with_draft
def _slow_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Many were sent from one address (a telephone company's, perhaps): nothing is lost, only late."""
    minutes = SENDING_WAIT // 60
    context = {"draft": draft, "minutes": minutes, "form": SendForm()}
    response = render(request, "feedback/public/slow.html", context, status=429)
    response["Retry-After"] = str(SENDING_WAIT)
    return response


# --- 5. Receipt -----------------------------------------------------------------------------------


@anonymous
@require_GET
def draft_done(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """The receipt of a sent report; shown under its token for a day, then only the tracking page."""
    case = Case.objects.select_related("unit", "ward", "contact").filter(form_token=token).first()
    if case is None:
        return redirect("feedback:draft_check", token)
    if clock.now() - case.received_at > RECEIPT_DAYS:
        return redirect("feedback:tracking", case.reference)
    return render(request, "feedback/public/done.html", receipt_of(case))


def receipt_of(case: Case) -> dict[str, Any]:
    """What stands on a receipt."""
    return {
        "case": case,
        "where": tree.path_label(case.unit),
        "secret": receipt.shown(case),
        "private_path": receipt.path(case),
        "qr_drawing": receipt.qr(case),
        "track_url": f"{settings.PORTAL_BASE_URL}{reverse('feedback:track')}",
        "ward_name": tree.path_label(case.ward),
    }


def _of(draft: Draft) -> dict[str, Any]:
    """What the pages after the first show of a draft."""
    return {
        "draft": draft,
        "steps": STEPS,
        "where": tree.path_label(draft.unit) if draft.unit else "",
        "photos": photos_of(draft),
    }


def photos_of(draft: Draft) -> list[dict[str, Any]]:
    """The photos of a draft, each with the address under which its sender sees it."""
    return [
        {"uuid": photo.uuid, "small": receipt.photo_path(photo, small=True)}
        for photo in draft.photos.order_by("pk")
    ]
