"""The health page: is everything running, since when not, and what to do."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import alarms, outbox
from core.models import MaintenanceRun, OutboxMessage
from people.http import StaffRequest
from people.permissions import Permission

SHOWN = 20  # rows that were given up, and runs


@never_cache
@require_GET
def system(request: StaffRequest) -> HttpResponse:
    """Every figure that an alarm watches, what was given up, the last backups."""
    _require_city(request)
    readings = alarms.readings()
    context = {
        "readings": readings,
        "bad": [reading for reading in readings if reading.is_bad],
        "dead": OutboxMessage.objects.dead().order_by("-dead_at")[:SHOWN],
        "runs": MaintenanceRun.objects.order_by("-finished_at")[:SHOWN],
    }
    return render(request, "people/system.html", context)


@require_POST
def system_retry(request: StaffRequest) -> HttpResponse:
    """Give everything that was given up another ten tries."""
    _require_city(request)
    rows = OutboxMessage.objects.dead().values_list("pk", flat=True)
    revived = outbox.revive(list(rows))
    done = _("Đã đưa lại %(n)d việc vào hàng chờ.") % {"n": revived}
    messages.success(request, done if revived else _("Không có việc nào bị bỏ."))
    return redirect("people:system")


def _require_city(request: StaffRequest) -> None:
    """Only who runs the city's portal; for anybody else there is no such page."""
    if not request.user.reach(Permission.SETTINGS_MANAGE).everywhere:
        raise Http404
