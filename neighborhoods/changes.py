"""What happens to schemes when the territory changes: theirs is carried out, or taken back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from neighborhoods.models import Consultation, Scheme, SchemePaper, SchemeStage, SchemeUnit
from neighborhoods.services import steps
from neighborhoods.workflow import MoveName
from wards.changes import Applied, Follower, heirs
from wards.models import Decision

OF_A_WARD = (SchemePaper, SchemeStage, SchemeUnit)  # events are never changed


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
    """Give the schemes and consultations of a ward that ended to the ward that takes over: it answers for them."""
    kept: set[int] = set()
    for model in (Scheme, Consultation):
        kept |= set(model.objects.filter(ward__in=applied.ended).values_list("ward", flat=True))
    for ward, heir in heirs(kept, applied.day).items():
        target = heir.ward_id or heir.unit_id
        for kind in (*OF_A_WARD, Scheme, Consultation):
            kind.objects.filter(ward=ward).update(ward=target)
    return {}


FOLLOWER = Follower(
    "neighborhoods",
    begin=carried_out,
    withdrawn=taken_back,
    arrive=hand_over,
    labels={"schemes.stuck": _("đề án đang thực hiện có đơn vị đã kết thúc")},
)
