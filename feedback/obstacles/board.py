"""The panel of a board about obstacles after rearrangement: what is not settled, by kind."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import Obstacle
from feedback.obstacles.workflow import State
from people.boards import Panel, Scope, Table
from people.permissions import Permission
from wards.models import Level

VIEW = Permission.OBSTACLE_VIEW


def obstacles_panel(scope: Scope) -> Panel | None:
    """Those not settled today, late ones, and those that wait for the level above."""
    if not scope.user.may(VIEW):
        return None
    unsettled = scope.rows(Obstacle.objects.all(), VIEW).unsettled().order_by()
    rows = list(
        unsettled.values("kind", name=F("kind__name"))
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=scope.today)),
            above=Count("pk", filter=Q(state=State.WAITING_ABOVE)),
        )
        .order_by("-n", "name")
    )
    url, place = reverse("feedback:obstacles"), _place(scope)
    context = {
        "bars": [
            (row["name"], row["n"], f"{url}?{urlencode(place | {'kind': row['kind']})}")
            for row in rows
        ],
        "total": sum(row["n"] for row in rows),
        "late": sum(row["late"] for row in rows),
        "above": sum(row["above"] for row in rows),
        "url": f"{url}?{urlencode(place)}" if place else url,
        "today": scope.today,
    }
    header = [_("Loại vướng mắc"), _("Chưa giải quyết"), _("Trễ hạn"), _("Chờ cấp trên")]
    table = [[row["name"], row["n"], row["late"], row["above"]] for row in rows]
    return Panel(
        "vuong-mac",
        _("Vướng mắc sau sắp xếp"),
        "feedback/obstacles/_board.html",
        context,
        70,
        [Table("vuong-mac", header, table)],
    )


def _place(scope: Scope) -> dict[str, Any]:
    """The filter of the list of obstacles, which offers wards, or the khu phố of one ward."""
    reach, place = scope.user.reach(VIEW), scope.narrowing(VIEW) or {}
    of_many = reach.everywhere or len(reach.wards) > 1
    return {} if of_many and scope.level > Level.WARD else dict(place)
