"""Taking photos out of a form, one by one, so that a bad one does not cost the good ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import throttle
from feedback.forms.public import PhotosForm

RATE = "120/10 minute"  # decoding costs processor time


def take(request: HttpRequest, form: PhotosForm, keep: Callable[..., Any]) -> None:
    """Hand each uploaded file to `keep(upload=…)`; what it refuses becomes an error of the form."""
    if not form.is_valid():
        return
    for upload in form.cleaned_data["photos"]:
        if not throttle.hit("feedback.photo", throttle.client_key(request), RATE):
            form.add_error("photos", _("Đang có nhiều ảnh được gửi. Xin thêm ảnh sau ít phút."))
            return
        try:
            keep(upload=upload)
        except ValidationError as error:
            form.add_error("photos", error)
