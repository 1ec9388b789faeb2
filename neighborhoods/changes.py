"""What happens to schemes and consultations when the territory changes.

The scheme of a decision is carried out, or taken back, with it; that of a ward that ended, with the names
asked about in it, goes to the ward that takes over. A consultation belongs to its khu phố: it is seen by
who serves the khu phố now, and once that has ended by who serves its heir. One without a result ends with
its khu phố: a community that is no more cannot be counted.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.bulk import table
from neighborhoods.models import (
    Consultation,
    NamePoll,
    Scheme,
    SchemeEvent,
    SchemePaper,
    SchemeStage,
    SchemeUnit,
)
from neighborhoods.services import consultations, steps
from neighborhoods.services.words import found_by
from neighborhoods.workflow import MoveName
from wards import tree
from wards.changes import Applied, Follower, Heir, heirs
from wards.models import Decision, UnitVersion

BATCH = 500
DAY = datetime.timedelta(days=1)
OF_A_WARD = (SchemePaper, SchemeStage, SchemeUnit, NamePoll)  # events are never changed

_BY_WARD = """
UPDATE {table} SET ward_id = heir.ward FROM json_to_recordset(%s) AS heir(old bigint, ward bigint)
WHERE {table}.ward_id = heir.old
"""
_BY_ROW = """
UPDATE {table} SET ward_id = moved.ward, search_text = moved.words
FROM json_to_recordset(%s) AS moved(pk bigint, ward bigint, words text)
WHERE {table}.id = moved.pk
"""


def carried_out(applied: Applied, undo: Any) -> tuple[dict[str, int], Any]:
    """End the scheme of a decision that was applied; count those under way whose units are gone."""
    done = Scheme.objects.open().select_related("step").filter(decision=applied.decision)
    for scheme in done.select_for_update(of=("self",)):
        steps.finish(scheme, MoveName.APPLY, by=None)
    gone = applied.ended
    stuck = Scheme.objects.open().exclude(decision=applied.decision).filter(units__unit__in=gone)
    return {"schemes.stuck": stuck.distinct().count()}, {}


def taken_back(decision: Decision, by: Any) -> None:
    """End the scheme of a decision that was withdrawn before its day."""
    found = Scheme.objects.select_related("step").filter(decision=decision, stopped_at__isnull=True)
    for scheme in found.select_for_update(of=("self",)):
        steps.finish(scheme, MoveName.WITHDRAW, by=by)


def hand_over(applied: Applied) -> dict[str, int]:
    """Give schemes and consultations to the wards that answer for them now, and stop what cannot go on.

    As many statements for one row as for thousands.
    """
    wards = set(Scheme.objects.filter(ward__in=applied.ended).values_list("ward", flat=True))
    asked = _asked(applied)
    known = heirs(wards.union(*asked), applied.day)
    _move_schemes(wards, known, applied.day)
    stopped = _stop(applied)
    _move_consultations(asked, known, applied.day)
    return {"consultations.stopped": stopped} if stopped else {}


def _move_schemes(wards: Iterable[int], known: Mapping[int, Heir], day: datetime.date) -> None:
    """Let the ward that takes over from another answer for its schemes; they are found by its name."""
    takers = {ward: known[ward].ward_id or known[ward].unit_id for ward in wards if ward in known}
    if not takers:
        return
    names = _names(takers.values(), day)
    heirs_ = [{"old": old, "ward": ward} for old, ward in takers.items()]
    lying = Scheme.objects.filter(ward__in=takers).order_by("pk").select_for_update()
    moved = [
        {"pk": pk, "ward": takers[old], "words": found_by(title, names.get(takers[old], ""))}
        for pk, title, old in lying.values_list("pk", "title", "ward")
    ]
    with connection.cursor() as cursor:
        for kind in OF_A_WARD:
            cursor.execute(_BY_WARD.format(table=table(kind)), [json.dumps(heirs_)])
        cursor.execute(_BY_ROW.format(table=table(Scheme)), [json.dumps(moved)])


def _asked(applied: Applied) -> set[tuple[int, int]]:
    """Where the consultations lie that may have to go along: khu phố and ward.

    Those of units that ended or hang elsewhere now, and those of khu phố that ended earlier: they lie
    where their heir does, and that may be one of these.
    """
    affected = {*applied.ended, *tree.below(applied.moved, applied.day)}
    before = tree.wards_of(affected, applied.day - DAY).values()
    former = {ward.unit_id for ward in before if ward is not None}
    found = Consultation.objects.filter(
        Q(unit__in=affected)
        | Q(ward__in=applied.ended)
        | Q(ward__in=former, unit__valid__endswith__lte=applied.day)
    )
    return set(found.order_by().values_list("unit", "ward").distinct())


def _move_consultations(
    asked: Iterable[tuple[int, int]], known: Mapping[int, Heir], day: datetime.date
) -> None:
    """Let them be seen by the ward of their khu phố, or of its heir; else by the heir of their ward.

    They are found by the names that the khu phố (once it has ended: had) and its ward have now.
    """
    takers_of: dict[tuple[int, int], int] = {}
    for unit, old in asked:
        takers = (known[pk].ward_id for pk in (unit, old) if pk in known)
        ward = next((pk for pk in takers if pk is not None), old)
        if ward != old:
            takers_of[unit, old] = ward
    if not takers_of:
        return
    paths = _paths(takers_of, day)
    units, wards = zip(*takers_of, strict=True)
    lying = Consultation.objects.filter(unit__in=set(units), ward__in=set(wards))
    lying = lying.order_by("pk").select_for_update()
    moved = [
        {"pk": pk, "ward": takers_of[place], "words": found_by(title, paths[place])}
        for pk, title, *lies in lying.values_list("pk", "title", "unit", "ward")
        if (place := (lies[0], lies[1])) in takers_of  # not every pair of the two sets
    ]
    with connection.cursor() as cursor:
        cursor.execute(_BY_ROW.format(table=table(Consultation)), [json.dumps(moved)])


def _paths(takers: Mapping[tuple[int, int], int], day: datetime.date) -> dict[tuple[int, int], str]:
    """How one says where each of them lies: the khu phố as it is or was last called, in its ward of now."""
    chains = tree.chains({pk for (unit, _old), ward in takers.items() for pk in (unit, ward)}, day)
    return {
        (unit, old): tree.label([*chains.get(unit, [])[:1], *chains.get(ward, [])])
        for (unit, old), ward in takers.items()
    }


def _names(units: Iterable[int], day: datetime.date) -> dict[int, str]:
    found = UnitVersion.objects.on(day).filter(unit__in=set(units))
    return dict(found.values_list("unit", "name"))


def _stop(applied: Applied) -> int:
    """End the consultations without a result whose khu phố ended; their schemes say so. How many."""
    words = _("Dừng từ ngày %(day)s vì đơn vị được lấy ý kiến đã kết thúc theo %(decision)s.")
    reason = words % {"day": f"{applied.day:%d/%m/%Y}", "decision": applied.decision}
    stopped = consultations.stop_in(applied.ended, reason)
    about = {row.scheme_id for row in stopped if row.scheme_id}
    if about:
        schemes = Scheme.objects.open().filter(pk__in=about).order_by("pk")
        rows = schemes.select_for_update().values_list("pk", "ward", "step")
        SchemeEvent.objects.bulk_create(
            [
                SchemeEvent(
                    scheme_id=pk, ward_id=ward, step_id=step, kind=MoveName.NOTE, text=reason
                )
                for pk, ward, step in rows
            ],
            batch_size=BATCH,
        )
        schemes.order_by().update(version=F("version") + 1)
    return len(stopped)


FOLLOWER = Follower(
    "neighborhoods",
    begin=carried_out,
    withdrawn=taken_back,
    arrive=hand_over,
    labels={
        "schemes.stuck": gettext_lazy("đề án đang thực hiện có đơn vị đã kết thúc"),
        "consultations.stopped": gettext_lazy(
            "đợt lấy ý kiến đang diễn ra đã dừng vì đơn vị kết thúc"
        ),
    },
)
