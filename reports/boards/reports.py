"""Panel of a board about reports: sent in time, late, missing, and where they stand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from people.boards import Panel, Scope, Table
from people.permissions import Permission
from reports.models import Report
from reports.workflow import UNSENT
from wards.models import Level


def reports_panel(scope: Scope) -> Panel | None:
    """Reports of wards that were due in the period: by kind how many came in time, late, or not yet."""
    if not scope.user.may(Permission.REPORT_VIEW) or scope.level > Level.WARD:
        return None
    reports = scope.rows(Report.objects.all(), Permission.REPORT_VIEW, ward="keeper", unit="")
    due = reports.filter(level=Level.WARD, due_on__range=(scope.first, scope.last))
    waiting = Q(status__in=sorted(UNSENT), first_sent_on__isnull=True)
    rows: Any = list(
        due.order_by("period__type__order")
        .values(kind=F("period__type__name"))
        .annotate(
            n=Count("pk"),
            in_time=Count("pk", filter=Q(first_sent_on__lte=F("due_on"))),
            late=Count("pk", filter=Q(first_sent_on__gt=F("due_on"))),
            overdue=Count("pk", filter=waiting & Q(due_on__lt=scope.today)),
            open=Count("pk", filter=waiting & Q(due_on__gte=scope.today)),
        )
    )
    parts = ("in_time", "late", "overdue", "open")
    sums = {name: sum(row[name] for row in rows) for name in parts}
    names = (_("Đúng hạn"), _("Gửi trễ"), _("Quá hạn, chưa gửi"), _("Chưa đến hạn"))
    header = [_("Loại báo cáo"), _("Phải gửi"), *names]
    page = reverse("reports:reports")
    context = {
        "total": sum(row["n"] for row in rows),
        "late": sums["late"] + sums["overdue"],
        "shares": list(zip(names, sums.values(), ("ok", "soon", "late", "plain"), strict=True)),
        "url": f"{page}?{urlencode({'state': 'all'})}",
        "today": scope.today,
    }
    table = [[row["kind"], row["n"], *(row[name] for name in parts)] for row in rows]
    return Panel(
        "bao-cao",
        _("Báo cáo định kỳ"),
        "reports/boards/_reports.html",
        context,
        60,
        [Table("bao-cao", header, table)],
    )
