"""One's own notifications, and the log of what was sent in the units one answers for."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import mail, notifications
from core.export import list_response
from core.models import Notification
from core.paging import KeysetPage
from people import notices
from people.forms.notices import LogFilter, ReadForm
from people.http import require
from people.permissions import Permission

PAGE = 30


@require_http_methods(["GET", "POST"])
def notice_list(request: HttpRequest) -> HttpResponse:
    """What has not been read yet; the ticked rows (or all) are marked as read by POST."""
    form = ReadForm(request.POST or None, user=request.user)
    if form.is_valid():
        count = notifications.mark_read(by=request.user, ids=form.ids)
        messages.success(request, _marked(count))
        return redirect("people:notices")
    unread = Notification.objects.inbox_of(request.user).unread()
    page = KeysetPage(unread, order=["-created_at"], data=request.GET, size=PAGE)
    context = {"page": page, "tabs": _tabs(request, "unread"), "form": form, "is_unread": True}
    return render(request, "people/notices.html", context)


@require_GET
def notice_read_list(request: HttpRequest) -> HttpResponse:
    """What has been read, the newest first."""
    read = Notification.objects.inbox_of(request.user).filter(read_at__isnull=False)
    page = KeysetPage(read, order=["-created_at"], data=request.GET, size=PAGE)
    return render(request, "people/notices.html", {"page": page, "tabs": _tabs(request, "read")})


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notification as read and go where it points."""
    notice = get_object_or_404(Notification.objects.inbox_of(request.user), pk=pk)
    notifications.mark_read(by=request.user, ids=[notice.pk])
    return redirect(notice.url or "people:notices")


@require_GET
def notice_log(request: HttpRequest) -> HttpResponse:
    """What was e-mailed about the units in one's reach, to whom, and what has become of it."""
    filters = LogFilter(request.GET or None)
    rows = _listed(request, filters)
    page = KeysetPage(rows, order=["-created_at"], data=request.GET, size=PAGE)
    may_resend = request.user.may(Permission.CASE_TRIAGE)
    context = {
        "entries": [notices.Entry(row, may_resend) for row in page.rows],
        "page": page,
        "filters": filters,
        "tabs": _tabs(request, "log"),
    }
    return render(request, "people/notice_log.html", context)


@require_GET
def notice_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same log to take away, addresses masked as on the page."""
    rows = notices.file_rows(_listed(request, LogFilter(request.GET or None)))
    return list_response(suffix, "nhat-ky-gui", notices.FILE_HEADER, rows)


@require_GET
def notice_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter as it went out; only where letters are kept as files and none leaves the house."""
    row = get_object_or_404(notices.log_of(request.user), pk=pk)
    letter = mail.read(mail.stored_name(row.message_id)) if notices.keeps_letters() else None
    if letter is None:
        raise Http404
    return render(
        request, "people/notice_letter.html", {"letter": letter, "entry": notices.Entry(row)}
    )


@require_POST
def notice_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed e-mail once more."""
    row = get_object_or_404(notices.resendable_by(request.user), pk=pk)
    if notifications.resend(ids=[row.pk]):
        messages.success(request, _("Thư đã được đưa vào hàng chờ gửi lại."))
    else:
        messages.error(request, _("Thư này không gửi lại được nữa."))
    return redirect("people:notice_log")


def _listed(request: HttpRequest, filters: LogFilter) -> QuerySet[Notification]:
    require(request.user, Permission.NOTICE_LOG)
    return filters.apply(notices.log_of(request.user)).select_related("user__person")


def _marked(count: int) -> str:
    return ngettext(
        "Đã đánh dấu %(n)d thông báo là đã đọc.", "Đã đánh dấu %(n)d thông báo là đã đọc.", count
    ) % {"n": count}


def _tabs(request: HttpRequest, current: str) -> list[dict[str, object]]:
    """The sister pages; the log only for those who may read it."""
    tabs = [
        ("unread", _("Chưa đọc"), "people:notices", notices.unread_count(request)),
        ("read", _("Đã đọc"), "people:notices_read", None),
    ]
    if request.user.may(Permission.NOTICE_LOG):
        tabs.append(("log", _("Nhật ký gửi"), "people:notice_log", None))
    return [
        {"label": label, "url": reverse(name), "current": key == current, "count": count}
        for key, label, name, count in tabs
    ]
