"""What happens to obstacles when the territory changes.

An obstacle follows its place: into the khu phố that took its own over as a whole, else to the ward,
where somebody has to say which khu phố it concerns now. In another ward it gets the next number there,
and keeps its owner only if a post of that day lets them see to it. Settled ones go along in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import Obstacle, ObstacleEvent
from feedback.obstacles.services import next_number
from feedback.obstacles.workflow import MoveName
from people.models import Term
from people.permissions import Permission, profiles_with
from wards import tree
from wards.changes import Applied, Follower, Heir, heirs

BATCH = 500


def move_obstacles(applied: Applied) -> dict[str, int]:
    """Take the obstacles of units that ended, or hang under another ward now, where they belong."""
    affected = {*applied.ended, *tree.below(applied.moved, applied.day)}
    rows = list(
        Obstacle.objects.select_for_update(of=("self",))
        .filter(unit__in=affected)
        .select_related("owner")
        .order_by("ward", "number")
    )
    if not rows:
        return {}
    known = heirs({pk for row in rows for pk in (row.unit_id, row.ward_id)}, applied.day)
    targets = {row.pk: heir for row in rows if (heir := _heir(row, known))}
    moved = [row for row in rows if row.pk in targets and _goes(row, targets[row.pk])]
    former = {row.pk: row.number for row in moved}
    _move(moved, targets, applied)
    told = [row for row in moved if row.is_unsettled]
    _tell(told, targets, former, applied)
    certain = [targets[row.pk].is_certain for row in told]
    return {
        "obstacles.moved": certain.count(True),
        "obstacles.unplaced": certain.count(False),
        "obstacles.stranded": sum(row.is_unsettled for row in rows if row.pk not in targets),
    }


def _heir(row: Obstacle, known: Mapping[int, Heir]) -> Heir | None:
    """Who takes over from the khu phố, else from its ward; None if both are gone without a trace."""
    heir, above = known.get(row.unit_id), known.get(row.ward_id)
    if heir is not None and heir.ward_id is not None:
        return heir
    if above is not None and above.ward_id is not None:
        return Heir(above.ward_id, above.ward_id, False)
    return None


def _goes(row: Obstacle, heir: Heir) -> bool:
    return (row.unit_id, row.ward_id) != (heir.unit_id, heir.ward_id)


def _move(moved: list[Obstacle], targets: Mapping[int, Heir], applied: Applied) -> None:
    wards = {pk for row in moved if (pk := targets[row.pk].ward_id)}
    staff = _staff(wards, applied)
    numbers = {ward: next_number(ward) for ward in sorted(wards)}
    for row in moved:
        heir = targets[row.pk]
        if heir.ward_id is not None and heir.ward_id != row.ward_id:
            row.number, numbers[heir.ward_id] = numbers[heir.ward_id], numbers[heir.ward_id] + 1
            row.ward_id = heir.ward_id
        row.unit_id = heir.unit_id
        if row.owner is not None and row.owner.person_id not in staff[row.ward_id]:
            row.owner = None
        row.version += row.is_unsettled
    columns = ["unit", "ward", "number", "owner", "version"]
    Obstacle.objects.bulk_update(moved, columns, batch_size=BATCH)


def _staff(wards: Iterable[int], applied: Applied) -> dict[int, set[int]]:
    """Who sees to obstacles in some wards on the day, by ward."""
    terms = Term.objects.on(applied.day).filter(
        unit__in=wards, role__profile__in=sorted(profiles_with(Permission.OBSTACLE_MANAGE))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for ward, person in terms.values_list("unit", "person"):
        found[ward].add(person)
    return found


def _tell(
    rows: list[Obstacle],
    targets: Mapping[int, Heir],
    former: Mapping[int, int],
    applied: Applied,
) -> None:
    names = tree.path_labels({row.unit_id for row in rows}, applied.day)
    ObstacleEvent.objects.bulk_create(
        (
            ObstacleEvent(
                obstacle=row,
                ward_id=row.ward_id,
                kind=MoveName.RELOCATE,
                state=row.state,
                text=_said(row, names[row.unit_id], former[row.pk], targets[row.pk], applied),
                due_on=row.due_on,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )


def _said(row: Obstacle, name: str, former: int, heir: Heir, applied: Applied) -> str:
    lines = [
        _("Từ ngày %(day)s, theo %(decision)s, vướng mắc do %(name)s tiếp tục giải quyết.")
        % {"day": applied.day.strftime("%d/%m/%Y"), "decision": applied.decision, "name": name}
    ]
    if former != row.number:
        lines.append(_("Số cũ %(old)d, số mới %(new)d.") % {"old": former, "new": row.number})
    if not heir.is_certain:
        lines.append(str(UNPLACED))
    return " ".join(lines)


UNPLACED = gettext_lazy("Chưa rõ vướng mắc thuộc khu phố, ấp nào; xin xác định ở “Sửa thông tin”.")
FOLLOWER = Follower(
    "obstacles",
    arrive=move_obstacles,
    labels={
        "obstacles.moved": gettext_lazy("vướng mắc chưa giải quyết đã chuyển theo đơn vị mới"),
        "obstacles.unplaced": gettext_lazy("vướng mắc chưa giải quyết chờ xác định khu phố, ấp"),
        "obstacles.stranded": gettext_lazy("vướng mắc ở đơn vị chưa có đơn vị kế thừa"),
    },
)
