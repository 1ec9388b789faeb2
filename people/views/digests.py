"""One's own daily letter: when it comes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.forms.digests import DigestForm
from people.http import StaffRequest
from people.models import Rhythm
from people.services import digests


@never_cache
@require_http_methods(["GET", "POST"])
def digest(request: StaffRequest) -> HttpResponse:
    """How often it is sent, and to which address."""
    form = DigestForm(request.POST or None, initial={"rhythm": Rhythm.of(request.user)})
    if form.is_valid():
        digests.choose_rhythm(by=request.user, rhythm=form.cleaned_data["rhythm"])
        messages.success(request, _("Đã lưu cách nhận thư."))
        return redirect("people:digest")
    return render(request, "people/digest_choice.html", {"form": form})
