"""Following a report: by its reference what anybody may know, by its secret what its sender may do."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.forms import refuse
from feedback import guessing, receipt, tracking
from feedback.forms.public import (
    ContentButtons,
    InformForm,
    PhotosForm,
    RateForm,
    ReopenForm,
    SecretForm,
    TrackForm,
)
from feedback.models import Case
from feedback.services import citizen, photos
from feedback.views import uploads
from feedback.views.steps import anonymous


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For everybody who has the address, and for no search engine; guesses are counted."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = guessing.too_often(request) or view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return anonymous(wrapper)


@unlisted
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Where a reference is typed in."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        case = guessing.case_by(request, typed["reference"])
        if case is None:
            form.add_error("reference", _("Không tìm thấy phản ánh mang mã này."))
        elif not typed["secret"]:
            return redirect("feedback:tracking", case.reference)
        elif guessing.knows_secret(request, case, typed["secret"]):
            return redirect(receipt.path(case))
        else:
            form.add_error("secret", _("Mã bí mật chưa đúng. Xin xem lại 12 chữ số."))
    return render(request, "feedback/public/track.html", {"form": form})


@unlisted
@require_GET
def public_case(request: HttpRequest, typed: str) -> HttpResponse:
    """A case by its reference; with the secret in the address its sender's own page."""
    case = guessing.case_by(request, typed)
    if case is None:
        return _unknown(request, typed)
    secret = _secret(request.GET)
    if typed != case.reference:
        query = f"?{request.GET.urlencode()}" if secret else ""
        return redirect(f"{reverse('feedback:tracking', args=[case.reference])}{query}")
    return _page(request, case, is_sender=guessing.knows_secret(request, case, secret))


def of_sender(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who holds the secret: hands the view the case. Anybody else is led to the public page."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, typed: str) -> HttpResponse:
        case = guessing.case_by(request, typed)
        if case is None:
            return _unknown(request, typed)
        if request.method != "POST" or not guessing.knows_secret(
            request, case, _secret(request.POST)
        ):
            return redirect("feedback:tracking", case.reference)
        return view(request, case)

    return unlisted(require_http_methods(["GET", "POST"])(wrapper))


@of_sender
def inform(request: HttpRequest, case: Case) -> HttpResponse:
    """Add what the ward asked for, and photos; photos chosen so far are kept on every error."""
    form, pictures = InformForm(request.POST), PhotosForm(request.POST, request.FILES)
    buttons = ContentButtons(request.POST)
    if buttons.is_valid() and buttons.cleaned_data["remove"]:
        photos.remove_photo(uuid=buttons.cleaned_data["remove"], case=case)
    uploads.take(request, pictures, partial(photos.add_case_photo, case=case))
    if buttons.is_about_photos:
        form = InformForm(initial={"text": form["text"].value()})
    elif pictures.is_valid() and form.is_valid():
        save = partial(citizen.give_information, case=case, text=form.cleaned_data["text"])
        return _saved(request, case, save, form, inform_form=form, photos_form=pictures)
    return _page(request, case, is_sender=True, inform_form=form, photos_form=pictures)


@of_sender
def rate(request: HttpRequest, case: Case) -> HttpResponse:
    """Say how content one is with the answer."""
    form = RateForm(request.POST)
    if form.is_valid():
        save = partial(citizen.rate_case, case=case, **form.cleaned_data)
        return _saved(request, case, save, form, rate_form=form)
    return _page(request, case, is_sender=True, rate_form=form)


@of_sender
def ask_again(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask the ward to look at its answer again."""
    form = ReopenForm(request.POST)
    if form.is_valid():
        save = partial(citizen.reopen_by_citizen, case=case, **form.cleaned_data)
        return _saved(request, case, save, form, reopen_form=form)
    return _page(request, case, is_sender=True, reopen_form=form)


def _saved(
    request: HttpRequest,
    case: Case,
    save: Callable[[], Case],
    form: forms.Form,
    **shown: forms.Form,
) -> HttpResponse:
    """To the sender's page, where the timeline shows what was done; or what forbids it, in words."""
    try:
        save()
    except ValidationError as error:
        refuse(form, error)
        return _page(request, case, is_sender=True, **shown)
    return redirect(f"{receipt.path(case)}#dien-bien")


def _page(
    request: HttpRequest, case: Case, *, is_sender: bool, **shown: forms.Form
) -> HttpResponse:
    context = tracking.page(case, is_sender=is_sender, **shown)
    return render(request, "feedback/public/tracking.html", context)


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    """One answer for a reference that is none and for one that is not taken."""
    form = TrackForm({"reference": typed})
    if form.is_valid():
        form.add_error("reference", _("Không tìm thấy phản ánh mang mã này."))
    return render(request, "feedback/public/track.html", {"form": form}, status=404)


def _secret(data: Any) -> str:
    form = SecretForm(data)
    return form.cleaned_data["secret"] if form.is_valid() else ""
