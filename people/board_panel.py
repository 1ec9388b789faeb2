"""The panel of a board about posts: how many seats there are, who holds them, which are empty."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from people.boards import Panel, Scope, Table
from people.models.role import DUE_SOON
from people.permissions import Permission
from wards.models import Level

VIEW = Permission.PERSON_VIEW
# A role without a number of seats has none empty. Seats may be taken from a role later: what one unit
# has too many does not fill what another has empty.
_SEATS = """
WITH unit AS (
    SELECT version.unit_id AS id, unit.level
    FROM wards_unitversion version JOIN wards_unit unit ON unit.id = version.unit_id
    WHERE version.valid @> %(today)s::date AND unit.level = ANY(%(levels)s)
      AND (%(everywhere)s OR unit.id = ANY(%(units)s) OR version.parent_id = ANY(%(units)s))
), level AS (
    SELECT level, count(*) AS units FROM unit GROUP BY level
), term AS (
    SELECT role_id, count(*) AS held, count(*) FILTER (WHERE due_on <= %(soon)s) AS due
    FROM people_term
    WHERE valid @> %(today)s::date AND unit_id IN (SELECT id FROM unit)
    GROUP BY role_id, unit_id
)
SELECT role.name, (role.seats * level.units)::int,
       coalesce(sum(least(term.held, role.seats)), 0)::int, coalesce(sum(term.due), 0)::int
FROM people_role role JOIN level ON level.level = role.level
LEFT JOIN term ON term.role_id = role.id
WHERE role.seats IS NOT NULL
GROUP BY role.id, level.units
ORDER BY role.level, role."order", role.name
"""


def officers_panel(scope: Scope) -> Panel | None:
    """Posts of the wards and khu phố, today; the period of the board does not matter."""
    reach = scope.user.reach(VIEW)
    if scope.place.unit_id not in reach:
        return None
    rows = _seats(scope)
    if not rows:
        return None
    header = [_("Chức danh"), _("Số ghế"), _("Có người"), _("Còn trống"), _("Sắp hết nhiệm kỳ")]
    table = [[name, seats, held, seats - held, due] for name, seats, held, due in rows]
    total = [sum(column) for column in list(zip(*table, strict=True))[1:]]
    context = {
        "rows": table,
        "total": dict(zip(["seats", "held", "vacant", "due"], total, strict=True)),
        "share": [(_("Có người"), total[1], "ok"), (_("Còn trống"), total[2], "soon")],
        "url": f"{reverse('people:register')}{_query(scope)}",
        "today": scope.today,
    }
    return Panel(
        "nhan-su",
        _("Chức danh và ghế trống"),
        "people/_board_officers.html",
        context,
        40,
        [Table("chuc-danh", header, table)],
    )


def _seats(scope: Scope) -> list[Any]:
    params: dict[str, Any] = {
        "today": scope.today,
        "soon": scope.today + DUE_SOON,
        "levels": [Level.WARD, Level.NEIGHBORHOOD],
        "everywhere": scope.is_everywhere,
        "units": scope.wards or [scope.place.unit_id],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEATS, params)
        return cursor.fetchall()


def _query(scope: Scope) -> str:
    """The register of the ward with its empty seats; of the wards, to choose one."""
    ward = next((place for place in scope.chain if place.level == Level.WARD), None)
    asked: dict[str, Any] = {"state": "vacant"}
    if ward is not None and ward.unit_id in scope.user.reach(VIEW):
        asked["ward"] = ward.unit_id
    return f"?{urlencode(asked)}"
