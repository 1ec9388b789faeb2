"""What happens to directives when the territory changes.

An open task follows its unit: to the heir that took it over as a whole; of a divided unit to the ward of
the rest, where the issuer has to see whether it still fits. Where several tasks of one directive come
together in one ward, one goes on, the one furthest behind, and the others are excused with that reason.
Done tasks keep their unit's name and are read by the heir. The place of an issuer that ended, or no
longer stands above every unit that owes an answer, is taken by its heir, else by the unit above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from people.models import Term
from people.permissions import Permission, profiles_with
from reports.directives import places
from reports.directives.drafting import close_if_done
from reports.directives.locking import record
from reports.directives.workflow import (
    OPEN,
    ORDER,
    DirectiveState,
    MoveName,
    TaskState,
)
from reports.models import Directive, DirectiveEvent, DirectiveTask
from wards import tree
from wards.changes import Applied, Follower, Heir, heirs
from wards.models import Unit

BATCH = 500
COLUMNS = [
    "unit", "ward", "label", "sort_key", "assignee", "state", "excuse", "ended_at", "version",
]  # fmt: skip


def follow(applied: Applied) -> dict[str, int]:
    """Take tasks, drafts and the places of issuers along; what is left for people is counted."""
    affected = {*applied.ended, *tree.below(applied.moved, applied.day)}
    found = _move_tasks(affected, applied)
    _move_drafts(applied)
    found["directives.issuers"] = _move_issuers(applied)
    return {code: count for code, count in found.items() if count}


# --- Tasks ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Going:
    """One task on its way, with where it goes."""

    task: DirectiveTask
    heir: Heir


def _move_tasks(affected: set[int], applied: Applied) -> dict[str, int]:
    rows = list(
        DirectiveTask.objects.select_for_update(of=("self",))
        .filter(unit__in=affected)
        .select_related("assignee", "directive")
        .order_by("directive", "pk")
    )
    if not rows:
        return {}
    known = heirs({pk for row in rows for pk in (row.unit_id, row.ward_id)}, applied.day)
    were_open = sum(row.state in OPEN for row in rows)
    going = [_Going(row, heir) for row in rows if (heir := _heir(row, known))]
    _hand_over([one for one in going if one.task.state not in OPEN])
    moved = [one for one in going if one.task.state in OPEN]
    changed = [one for one in moved if one.heir.unit_id != one.task.unit_id]
    joined = _join(moved, applied)
    _rename(moved, applied)
    # Those that end first: their place is wanted by the one that goes on.
    _save(joined)
    _save([one.task for one in moved if one.task.state in OPEN])
    _tell([one for one in changed if one.task.state in OPEN], joined, applied)
    _close({task.directive_id for task in joined})
    return {
        "directives.moved": sum(one.heir.is_certain for one in changed),
        "directives.unplaced": sum(not one.heir.is_certain for one in changed),
        "directives.stranded": were_open - len(moved),
    }


def _heir(row: DirectiveTask, known: Mapping[int, Heir]) -> Heir | None:
    """Who takes over from the unit, else from its ward; None if both are gone without a trace."""
    heir, above = known.get(row.unit_id), known.get(row.ward_id)
    if heir is not None and heir.ward_id is not None:
        return heir
    if above is not None and above.ward_id is not None:
        return Heir(above.ward_id, above.ward_id, False)
    return None


def _hand_over(done: list[_Going]) -> None:
    """What is done is read where its unit's ward went; the name of the unit stays."""
    rows = [one.task for one in done if one.heir.ward_id != one.task.ward_id]
    for one in done:
        one.task.ward_id = one.heir.ward_id or one.task.ward_id
    DirectiveTask.objects.bulk_update(rows, ["ward"], batch_size=BATCH)


def _join(moved: list[_Going], applied: Applied) -> list[DirectiveTask]:
    """Excuse all but one of the tasks of a directive that come together; returns those."""
    meeting = _meeting(moved)
    names = tree.path_labels({unit for _directive, unit in meeting}, applied.day)
    ended = []
    for (_directive, unit), tasks in meeting.items():
        kept = min(tasks, key=lambda task: (ORDER[TaskState(task.state)], task.percent, task.pk))
        for task in tasks:
            if task is kept:
                continue
            task.state, task.ended_at = TaskState.EXCUSED, clock.now()
            task.excuse = _("Nhập vào việc của %(name)s theo %(decision)s.") % {
                "name": names.get(unit, ""),
                "decision": applied.decision,
            }
            task.version += 1
            ended.append(task)
    return ended


def _meeting(moved: list[_Going]) -> dict[tuple[int, int], list[DirectiveTask]]:
    """The tasks by directive and the unit they are to lie in, with those that lie there already."""
    found: dict[tuple[int, int], list[DirectiveTask]] = defaultdict(list)
    for one in moved:
        found[one.task.directive_id, one.heir.unit_id].append(one.task)
    at_home = DirectiveTask.objects.open().filter(
        directive__in={key[0] for key in found}, unit__in={key[1] for key in found}
    )
    others = at_home.exclude(pk__in=[one.task.pk for one in moved])
    for task in others.select_for_update(of=("self",)):
        if (task.directive_id, task.unit_id) in found:
            found[task.directive_id, task.unit_id].append(task)
    return found


def _save(tasks: list[DirectiveTask]) -> None:
    DirectiveTask.objects.bulk_update(tasks, COLUMNS, batch_size=BATCH)


def _rename(moved: list[_Going], applied: Applied) -> None:
    """Put them where they go; those that were joined keep their unit and are read by the heir."""
    names = places.named({one.heir.unit_id for one in moved}, applied.day)
    staff = _staff({one.heir.ward_id for one in moved if one.heir.ward_id}, applied)
    for one in moved:
        task, heir = one.task, one.heir
        task.ward_id = heir.ward_id or task.ward_id
        if task.state not in OPEN:
            continue
        task.version += heir.unit_id != task.unit_id
        task.unit_id = heir.unit_id
        place = names[heir.unit_id]
        task.label, task.sort_key = place.label, place.sort_key
        if task.assignee and task.assignee.person_id not in staff[task.ward_id]:
            task.assignee = None


def _staff(wards: Iterable[int], applied: Applied) -> dict[int, set[int]]:
    """Who answers directives in some wards on the day, by ward."""
    terms = Term.objects.on(applied.day).filter(
        unit__in=wards, role__profile__in=sorted(profiles_with(Permission.DIRECTIVE_ANSWER))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for ward, person in terms.values_list("unit", "person"):
        found[ward].add(person)
    return found


def _tell(going: list[_Going], joined: list[DirectiveTask], applied: Applied) -> None:
    day = f"{applied.day:%d/%m/%Y}"
    events = [_event(task, task.excuse) for task in joined]
    for one in going:
        words = _("Từ ngày %(day)s, theo %(decision)s, việc do %(name)s tiếp tục thực hiện.")
        said = words % {"day": day, "decision": applied.decision, "name": one.task.label}
        if not one.heir.is_certain:
            said = f"{said} {UNPLACED}"
        events.append(_event(one.task, said))
    DirectiveEvent.objects.bulk_create(events, batch_size=BATCH)


def _event(task: DirectiveTask, text: str) -> DirectiveEvent:
    return DirectiveEvent(
        directive_id=task.directive_id,
        task=task,
        kind=MoveName.RELOCATE,
        state=task.state,
        text=text,
        due_on=task.due_on,
    )


def _close(directive_ids: set[int]) -> None:
    found = Directive.objects.filter(pk__in=directive_ids, state=DirectiveState.ISSUED)
    for directive in found.select_for_update():
        close_if_done(directive)


# --- Drafts and issuers ---------------------------------------------------------------------------


def _move_drafts(applied: Applied) -> None:
    """Recipients of drafts that ended are replaced by who took them over as a whole."""
    ended = sorted(applied.ended)
    drafts = Directive.objects.filter(state=DirectiveState.DRAFT, unit_ids__overlap=ended)
    rows = list(drafts.select_for_update())
    known = heirs({pk for row in rows for pk in row.unit_ids if pk in applied.ended}, applied.day)
    for row in rows:
        certain = {
            known[pk].unit_id if pk in known and known[pk].is_certain else pk for pk in row.unit_ids
        }
        row.unit_ids = sorted(certain)
        row.version += 1
        row.save(update_fields=["unit_ids", "version"])


def _move_issuers(applied: Applied) -> int:
    """Give the place of issuers to their heirs, or to the unit above; how many running ones that was."""
    rows = Directive.objects.select_for_update(of=("self",)).order_by("pk")
    ended = list(rows.filter(issuer__in=applied.ended))
    new = _successors({row.issuer_id for row in ended}, applied)
    targets = {row.pk: new[row.issuer_id] for row in ended if row.issuer_id in new}
    moved = DirectiveTask.objects.open().filter(directive=OuterRef("pk"), ward__in=applied.moved)
    outside = rows.filter(Exists(moved), state=DirectiveState.ISSUED)
    for row in outside.exclude(pk__in=targets):
        if (unit := _above_all(row, applied)) is not None:
            targets[row.pk] = unit
    names = tree.path_labels(set(targets.values()), applied.day)
    for row in rows.filter(pk__in=targets):
        row.issuer_id = targets[row.pk]
        row.version += 1
        row.save(update_fields=["issuer", "version"])
        if row.state != DirectiveState.DRAFT:
            _tell_issuer(row, names[row.issuer_id], applied)
    return sum(row.state == DirectiveState.ISSUED for row in ended if row.pk in targets)


def _successors(units: set[int], applied: Applied) -> dict[int, int]:
    """For each unit that ended its whole heir, else the nearest unit above it that lives."""
    known = heirs(units, applied.day)
    chains = tree.chains(units, applied.day)
    alive = Unit.objects.on(applied.day).filter(
        pk__in={place.unit_id for chain in chains.values() for place in chain}
    )
    living = set(alive.values_list("pk", flat=True))
    found = {}
    for unit in units:
        if unit in known and known[unit].is_certain:
            found[unit] = known[unit].unit_id
            continue
        above = next((p.unit_id for p in chains.get(unit, []) if p.unit_id in living), None)
        if above is not None:
            found[unit] = above
    return found


def _above_all(row: Directive, applied: Applied) -> int | None:
    """The nearest unit from the issuer upwards that stands above all who owe an answer; None: it does."""
    units = set(row.tasks.open().values_list("unit_id", flat=True))
    chain = tree.chains([row.issuer_id], applied.day)[row.issuer_id]
    for place in chain:
        if units <= tree.below([place.unit_id], applied.day).keys():
            return place.unit_id if place.unit_id != row.issuer_id else None
    return None


def _tell_issuer(row: Directive, name: str, applied: Applied) -> None:
    words = _("Từ ngày %(day)s, theo %(decision)s, văn bản do %(name)s theo dõi.")
    text = words % {"day": f"{applied.day:%d/%m/%Y}", "decision": applied.decision, "name": name}
    record(row, MoveName.RELOCATE, by=None, text=text)


UNPLACED = gettext_lazy("Đơn vị cũ đã chia; nơi ban hành xin xem việc còn phù hợp không.")
FOLLOWER = Follower(
    "directives",
    arrive=follow,
    labels={
        "directives.moved": gettext_lazy("việc theo chỉ đạo đã chuyển theo đơn vị mới"),
        "directives.unplaced": gettext_lazy("việc theo chỉ đạo của đơn vị đã chia, cần xem lại"),
        "directives.stranded": gettext_lazy("việc theo chỉ đạo ở đơn vị chưa có đơn vị kế thừa"),
        "directives.issuers": gettext_lazy("văn bản chỉ đạo có nơi theo dõi mới"),
    },
)
