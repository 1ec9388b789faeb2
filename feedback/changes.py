"""What happens to cases when the territory changes.

A case follows its place: a khu phố that goes on under another ward takes its cases there, one that
went to another as a whole hands them over. Of a divided unit nobody can tell: its cases go to the
ward that took the rest, to the ward as a whole, where they wait in the inbox ("chưa rõ khu phố, ấp")
for a person. Closed ones go along, so that whoever answers for the place has its past, but only an
open one is told of by an event and can lose its holder. Nothing is sent: who is asked, and until when, stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from feedback.models import AnswerTemplate, Case, CaseEvent
from feedback.workflow import OPEN, MoveName
from wards import tree
from wards.changes import Applied, Follower, Heir, heirs

BATCH = 2000

_HEIRS = """
WITH heir AS (
    SELECT * FROM json_to_recordset(%s) AS heir(old bigint, unit bigint, ward bigint)
)"""
# A holder of an open case stays only if a post of that day lets them reach it where it lies now.
_MOVE_OPEN = f"""{_HEIRS}, place AS (
    SELECT * FROM json_to_recordset(%s) AS place(old bigint, unit bigint)
), moved AS MATERIALIZED (
    SELECT walked.id, heir.unit, heir.ward, place.unit AS place,
           CASE WHEN EXISTS (
               SELECT FROM people_user holder JOIN people_term term ON term.person_id = holder.person_id
               WHERE holder.id = walked.assignee_id AND term.valid @> %s::date
                 AND term.unit_id IN (heir.ward, heir.unit)
           ) THEN walked.assignee_id END AS assignee
    FROM feedback_case walked JOIN heir ON heir.old = walked.unit_id
    LEFT JOIN place ON place.old = walked.assigned_unit_id
    WHERE walked.status = ANY(%s) AND (walked.unit_id, walked.ward_id) <> (heir.unit, heir.ward)
)
UPDATE feedback_case SET unit_id = moved.unit, ward_id = moved.ward, version = version + 1,
    assignee_id = moved.assignee, assigned_unit_id = moved.place,
    status = CASE WHEN status = 'assigned' AND moved.assignee IS NULL AND moved.place IS NULL
                  THEN 'triaged' ELSE status END
FROM moved WHERE feedback_case.id = moved.id
"""  # noqa: S608 - our own constants
_MOVE_CLOSED = f"""{_HEIRS}
UPDATE feedback_case SET unit_id = heir.unit, ward_id = heir.ward FROM heir
WHERE heir.old = feedback_case.unit_id AND (unit_id, ward_id) <> (heir.unit, heir.ward)
"""  # noqa: S608 - likewise
_ALONG = """
UPDATE {table} SET ward_id = walked.ward_id FROM feedback_case walked
WHERE walked.id = {table}.case_id AND {table}.ward_id <> walked.ward_id AND walked.unit_id = ANY(%s)
"""


def move_cases(applied: Applied) -> dict[str, int]:
    """Take the cases of units that ended, or hang under another ward now, where they belong."""
    found = (
        Case.objects.filter(unit__in=_affected(applied)).values_list("unit", flat=True).distinct()
    )
    known = {pk: heir for pk, heir in heirs(found, applied.day).items() if heir.ward_id}
    opened = {pk: row for units in _batches(known) for pk, *row in _open(units, known)}
    _move(known, applied)
    _tell(opened, known, applied)
    _hand_over_templates(applied)
    certain = [known[unit].is_certain for _ward, unit in opened.values()]
    stranded = Case.objects.filter(unit__in=applied.ended, status__in=sorted(OPEN))
    return {
        "cases.moved": certain.count(True),
        "cases.unplaced": certain.count(False),
        "cases.stranded": stranded.count(),
    }


def _open(units: list[int], known: dict[int, Heir]) -> Iterator[tuple[int, int, int]]:
    """The open cases that will move: their number, ward and unit so far; locked until it is done."""
    rows = Case.objects.select_for_update(of=("self",)).filter(
        unit__in=units, status__in=sorted(OPEN)
    )
    for pk, ward, unit in rows.order_by("pk").values_list("pk", "ward", "unit"):
        heir = known[unit]
        if (unit, ward) != (heir.unit_id, heir.ward_id):
            yield pk, ward, unit


def _move(known: dict[int, Heir], applied: Applied) -> None:
    found = [{"old": pk, "unit": heir.unit_id, "ward": heir.ward_id} for pk, heir in known.items()]
    places = [
        {"old": pk, "unit": heir.unit_id}
        for pk, heir in heirs(_given(applied), applied.day).items()
        if heir.is_certain
    ]
    reached = list({heir.unit_id for heir in known.values()})
    with connection.cursor() as cursor:
        given = json.dumps(found)
        cursor.execute(_MOVE_OPEN, [given, json.dumps(places), applied.day, sorted(OPEN)])
        cursor.execute(_MOVE_CLOSED, [given])
        for table in ("feedback_contact", "feedback_photo"):
            cursor.execute(_ALONG.format(table=table), [reached])


def _given(applied: Applied) -> list[int]:
    """The khu phố to which cases had been given, of all there are: a few thousand at most."""
    given = Case.objects.filter(unit__in=_affected(applied), assigned_unit__isnull=False)
    return list(given.values_list("assigned_unit", flat=True).distinct())


def _affected(applied: Applied) -> set[int]:
    """The units whose place or life has changed, with all that lies below."""
    return {*applied.ended, *tree.below(applied.moved, applied.day)}


def _tell(opened: dict[int, list[int]], known: dict[int, Heir], applied: Applied) -> None:
    """One event for each open case, which its sender reads as well."""
    moved = Case.objects.filter(pk__in=opened).order_by("pk")
    rows = list(moved.values_list("pk", "ward", "unit", "status", "due_at"))
    names = tree.path_labels({unit for _pk, _ward, unit, *_rest in rows}, applied.day)
    now = clock.now()
    CaseEvent.objects.bulk_create(
        (
            CaseEvent(
                case_id=pk,
                ward_id=ward,
                kind=MoveName.RELOCATE,
                at=now,
                status=status,
                public_text=_public(names[unit], applied),
                internal_note="" if known[opened[pk][1]].is_certain else str(UNPLACED),
                from_ward_id=opened[pk][0],
                to_ward_id=ward,
                due_at=due,
            )
            for pk, ward, unit, status, due in rows
        ),
        batch_size=BATCH,
    )


def _public(name: str, applied: Applied) -> str:
    return _("Từ ngày %(day)s, theo %(decision)s, phản ánh do %(name)s tiếp tục giải quyết.") % {
        "day": applied.day.strftime("%d/%m/%Y"),
        "decision": applied.decision,
        "name": name,
    }


def _hand_over_templates(applied: Applied) -> None:
    """A ward's own ready answers go to the ward that took it whole."""
    own = AnswerTemplate.objects.filter(unit__in=applied.ended)
    found = heirs(own.values_list("unit", flat=True).distinct(), applied.day)
    for unit_id, heir in found.items():
        if heir.is_certain:
            own.filter(unit=unit_id).update(unit=heir.unit_id)


def _batches(units: Iterable[int]) -> Iterator[list[int]]:
    numbers = sorted(units)
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


UNPLACED = gettext_lazy(
    "Đơn vị cũ được chia cho nhiều đơn vị mới nên chưa rõ phản ánh thuộc nơi nào. Xin xác định khu phố, "
    "ấp, hoặc chuyển đến phường, xã đúng."
)
FOLLOWER = Follower(
    "feedback",
    arrive=move_cases,
    labels={
        "cases.moved": gettext_lazy("phản ánh đang mở đã chuyển theo đơn vị mới"),
        "cases.unplaced": gettext_lazy("phản ánh đang mở chờ xác định khu phố, ấp"),
        "cases.stranded": gettext_lazy("phản ánh đang mở ở đơn vị chưa có đơn vị kế thừa"),
    },
)
