"""A ward's ready answers: list, add, change, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.export import list_response
from core.forms import refuse
from feedback.forms.templates import TemplateForm
from feedback.models import AnswerTemplate
from feedback.services.templates import delete_template, save_template
from people.http import require
from people.permissions import Permission

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


HEADER = (
    _lazy("Tên mẫu"),
    _lazy("Dùng khi"),
    _lazy("Loại việc"),
    _lazy("Nội dung"),
    _lazy("Tình trạng"),
)


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The ready answers of one's own wards."""
    require(request.user, Permission.CASE_TRIAGE)
    own = AnswerTemplate.objects.visible_to(request.user, Permission.CASE_TRIAGE).for_list()
    return render(request, "feedback/staff/templates.html", {"templates": own})


@require_GET
def templates_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same list to take away, each text whole."""
    require(request.user, Permission.CASE_TRIAGE)
    own = AnswerTemplate.objects.visible_to(request.user, Permission.CASE_TRIAGE).for_list()
    rows = (
        [
            each.title,
            each.get_use_display(),
            each.category,
            each.body,
            _("Đang dùng") if each.is_active else _("Tạm ẩn"),
        ]
        for each in own
    )
    return list_response(suffix, "mau-tra-loi", HEADER, rows)


@require_http_methods(["GET", "POST"])
def template_add(request: HttpRequest) -> HttpResponse:
    """A new ready answer."""
    require(request.user, Permission.CASE_TRIAGE)
    return _edit(request, AnswerTemplate(), _("Thêm mẫu trả lời"))


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """One ready answer of one's own ward."""
    return _edit(request, _fetch(request, pk), _("Sửa mẫu trả lời"))


@require_http_methods(["GET", "POST"])
def template_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a ready answer; asked for on its own page."""
    found = _fetch(request, pk)
    if request.method == "GET":
        return redirect("feedback:template", found.pk)
    delete_template(template=found, by=request.user)
    messages.success(request, _("Đã xóa mẫu “%(title)s”.") % {"title": found.title})
    return redirect("feedback:templates")


def _fetch(request: HttpRequest, pk: int) -> AnswerTemplate:
    own = AnswerTemplate.objects.visible_to(request.user, Permission.CASE_TRIAGE)
    return get_object_or_404(own, pk=pk)


def _edit(request: HttpRequest, found: AnswerTemplate, page_title: str) -> HttpResponse:
    form = TemplateForm(request.POST or None, instance=found, user=request.user)
    if form.is_valid():
        try:
            save_template(template=form.save(commit=False), by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã lưu mẫu “%(title)s”.") % {"title": found.title})
            return redirect("feedback:templates")
    context = {"form": form, "template": found, "page_title": page_title}
    return render(request, "feedback/staff/template.html", context)
