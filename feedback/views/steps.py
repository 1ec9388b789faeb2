"""What the pages of a report have in common: fetching its draft, and where to go from a step."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from core import throttle
from feedback.forms.public import ContentForm
from feedback.models import Draft
from feedback.services.drafts import DraftGoneError, start_draft
from feedback.services.submission import case_of, require_complete

STEPS = (_("Nơi xảy ra"), _("Nội dung"), _("Liên hệ"), _("Kiểm tra"))
ADDRESSES = {
    "place": "feedback:draft_place",
    "ended": "feedback:draft_place",
    "level": "feedback:draft_place",
    "content": "feedback:draft_content",
    "contact": "feedback:draft_contact",
}
View = Callable[..., HttpResponse]
RESCUES = "20/10 minute"  # drafts begun from the text of drafts that are gone
RESCUE_WAIT = 600  # seconds


def anonymous(view: View) -> View:
    """A page for everybody that acts on nobody's authority.

    No CSRF check: who posts is known by the token or secret in the request, never by a cookie, so
    there is nothing another site could borrow; and a report must get through with cookies off, from
    a page that stood open for hours. Never cached: the pages hold what somebody typed. Compressed,
    for slow telephones; Django pads what it compresses, so that its length betrays no secret.
    """
    return login_not_required(csrf_exempt(never_cache(gzip_page(view))))


def of_draft(view: View) -> View:
    """A page for everybody that is handed its draft."""
    return anonymous(with_draft(view))


def with_draft(view: View) -> View:
    """Hand the view its draft instead of the token; a draft that is gone leads on."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, token: uuid.UUID, *args: Any) -> HttpResponse:
        draft = Draft.objects.select_related("unit", "category").filter(pk=token).first()
        return view(request, draft, *args) if draft else after(request, token)

    return or_after(wrapper)


def or_after(view: View) -> View:
    """A draft that is sent or erased while the request is on its way leads on (`after`)."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, token: uuid.UUID, *args: Any) -> HttpResponse:
        try:
            return view(request, token, *args)
        except DraftGoneError:
            return after(request, token)

    return wrapper


def after(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Where a token leads once its draft is gone: to the receipt if it was sent, else to a way on.

    Text that comes in for an erased draft is not lost: it starts a new one.
    """
    if case_of(token):
        return redirect("feedback:draft_done", token)
    if request.method == "POST":
        typed = ContentForm(request.POST).rough()
        if typed["body"]:
            if not throttle.hit("feedback.rescue", throttle.client_key(request), RESCUES):
                return throttle.too_many(RESCUE_WAIT)
            draft = start_draft(unit=None, **typed)
            return redirect("feedback:draft_place", draft.pk)
    return render(request, "feedback/public/expired.html", status=410)


def forward(draft: Draft) -> HttpResponse:
    """To the first step that is missing, or to the last page."""
    try:
        require_complete(draft)
    except ValidationError as error:
        return to_step(draft, error.code)
    return redirect("feedback:draft_check", draft.pk)


def to_step(draft: Draft, code: str) -> HttpResponse:
    """To the step that an error speaks of."""
    return redirect(ADDRESSES[code], draft.pk)
