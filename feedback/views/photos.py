"""Showing photos: to who sent them, and to officials who may see the case. To nobody else."""

from __future__ import annotations

import uuid as uuids

from django.contrib.auth.decorators import login_not_required
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core import wall
from feedback import receipt
from feedback.forms.public import PhotoKeyForm
from feedback.models import Photo
from people.permissions import Permission

KEPT = "private, max-age=600"


@login_not_required
@require_GET
def photo(request: HttpRequest, uuid: uuids.UUID, *, small: bool = False) -> HttpResponse:
    """A photo as we have drawn it, or its small copy; 404 for whoever may not see it."""
    form = PhotoKeyForm(request.GET)
    if form.is_valid() and receipt.may_see_photo(uuid, form.cleaned_data["signature"]):
        with wall.lifted():
            found = get_object_or_404(Photo, uuid=uuid)
    else:
        photos = Photo.objects.visible_to(request.user, Permission.CASE_VIEW)
        found = get_object_or_404(photos, uuid=uuid)
    return answer_with(found.thumbnail if small else found.file)


def answer_with(file: FieldFile) -> HttpResponse:
    """The pixels, so that a browser can do nothing with them but show them."""
    try:
        with file.open("rb") as content:
            response = HttpResponse(content.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    # Even if a picture were something else after all, a browser must not run it.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = KEPT
    response["X-Robots-Tag"] = "noindex"
    return response
