"""Panels of a board about rearrangement, by step, and about the size of khu phố and ấp."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from neighborhoods.figures.overview import Yardstick, old_before
from neighborhoods.models import Figure, Scheme
from neighborhoods.workflow import StepKind
from people.boards import Panel, Scope, Table
from people.permissions import Permission
from wards.models import Level, UnitVersion


def schemes_panel(scope: Scope) -> Panel | None:
    """Schemes on their way, by the step they have reached, and those that are late."""
    if not scope.user.may(Permission.SCHEME_VIEW) or scope.level > Level.WARD:
        return None
    schemes = scope.rows(Scheme.objects.all(), Permission.SCHEME_VIEW, unit="")
    late = Q(due_on__lt=scope.today)
    counted = schemes.open().order_by().values(kind=F("step__kind"))
    rows = counted.annotate(n=Count("pk"), late=Count("pk", filter=late))
    found = {row["kind"]: (row["n"], row["late"]) for row in rows}
    steps = [(kind, *found[kind]) for kind in StepKind if kind in found]
    header = [_("Bước"), _("Đề án"), _("Trễ")]
    url = reverse("neighborhoods:schemes")
    context = {
        "bars": [
            (kind.label, count, f"{url}?{urlencode({'step': kind.value})}")
            for kind, count, _late in steps
        ],
        "total": sum(count for _kind, count, _late in steps),
        "late": sum(late for _kind, _count, late in steps),
        "url": url,
        "today": scope.today,
    }
    table = [[kind.label, count, late] for kind, count, late in steps]
    return Panel(
        "sap-xep",
        _("Sắp xếp khu phố, ấp"),
        "neighborhoods/_board_schemes.html",
        context,
        50,
        [Table("de-an", header, table)],
    )


def figures_panel(scope: Scope) -> Panel | None:
    """Khu phố and ấp of today with the sums of their newest figures."""
    if not scope.user.may(Permission.FIGURE_VIEW):
        return None
    places = UnitVersion.objects.on(scope.today).filter(unit__level=Level.NEIGHBORHOOD)
    if scope.wards:
        places = places.filter(parent__in=scope.wards)
    elif not scope.is_everywhere:
        places = places.filter(unit=scope.place.unit_id)
    kinds = dict(places.values_list("unit", "kind"))
    visible = scope.rows(Figure.objects.all(), Permission.FIGURE_VIEW)
    newest = visible.filter(day__lte=scope.today).order_by("unit", "-day").distinct("unit")
    rows = [
        row
        for row in newest.values_list("unit", "day", "households", "residents")
        if row[0] in kinds
    ]
    current = sum(row[1] >= old_before(scope.today) for row in rows)
    facts = [
        (_("Khu phố, ấp"), len(kinds)),
        (_("Có số liệu trong 12 tháng qua"), current),
        (_("Cần cập nhật"), len(kinds) - current),
        (_("Dưới tiêu chuẩn số hộ"), _below(scope, kinds, rows)),
        (_("Số hộ"), sum(row[2] or 0 for row in rows)),
        (_("Số nhân khẩu"), sum(row[3] or 0 for row in rows)),
    ]
    ward = next((p.unit_id for p in scope.chain if p.level == Level.WARD), None)
    url = reverse("neighborhoods:figures")
    context = {
        "facts": facts,
        "url": f"{url}?{urlencode({'ward': ward})}" if ward else url,
        "today": scope.today,
    }
    context["share"] = [(_("Trong 12 tháng qua"), current, "ok"),
                        (_("Cần cập nhật"), len(kinds) - current, "soon")]  # fmt: skip
    return Panel(
        "so-lieu",
        _("Số liệu khu phố, ấp"),
        "neighborhoods/_board_figures.html",
        context,
        60,
        [Table("so-lieu", [_("Mục"), _("Số")], facts)],
    )


def _below(scope: Scope, kinds: dict[int, str], rows: Iterable[tuple]) -> int:
    standard = Yardstick(scope.today).falls_below
    return sum(standard(kinds[unit], households) is not None for unit, _day, households, _r in rows)
