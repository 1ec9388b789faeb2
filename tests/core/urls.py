"""Small views that try what the walls of `core` must stop."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from core import clock
from core.models import CalendarDay, DayKind, OutboxMessage
from core.throttle import throttled

handler400 = "core.views.bad_request"
handler404 = "core.views.not_found"


@login_not_required
def echo(request: HttpRequest) -> JsonResponse:
    """What a view gets to see."""
    return JsonResponse(
        {
            "get": dict(request.GET.lists()),
            "post": dict(request.POST.lists()),
            "cookies": sorted(request.COOKIES),
            "files": sorted(file.size for file in request.FILES.values()),
            "session": request.session.get("seen", ""),
        }
    )


@login_not_required
def remember(request: HttpRequest) -> HttpResponse:
    """Keeps something in the session, as a page may on GET."""
    request.session["seen"] = "ạ"
    return HttpResponse("ok")


def _insert() -> None:
    CalendarDay.objects.create(date=clock.today(), kind=DayKind.OFF, name="x")


def _raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


WRITES = {
    "create": _insert,
    "bulk": lambda: CalendarDay.objects.bulk_create(
        [CalendarDay(date=clock.today(), kind=DayKind.OFF, name="x")]
    ),
    "update": lambda: CalendarDay.objects.update(name="y"),
    "delete": lambda: CalendarDay.objects.all().delete(),
    "raw": lambda: _raw("  UPDATE core_calendarday SET name = 'z'"),
    "with": lambda: _raw("WITH gone AS (DELETE FROM core_calendarday RETURNING 1) SELECT 1"),
    "second": lambda: _raw("SELECT 1; DELETE FROM core_calendarday"),
    "truncate": lambda: _raw("truncate core_calendarday"),
}
READS = {
    "list": lambda: list(OutboxMessage.objects.filter(task__contains="update;delete (insert")),
    "locked": lambda: list(OutboxMessage.objects.select_for_update()[:1]),
    "exists": CalendarDay.objects.exists,
}


@login_not_required
def work(request: HttpRequest, name: str) -> HttpResponse:
    """Does one of WRITES or READS."""
    (WRITES | READS)[name]()
    return HttpResponse("done")


@login_not_required
@throttled("thử", rate="3/hour")
def limited(request: HttpRequest) -> HttpResponse:
    """May be posted to three times an hour."""
    return HttpResponse("ok")


urlpatterns = [
    path("echo/", echo),
    path("remember/", remember),
    path("work/<str:name>/", work),
    path("limited/", limited),
]
