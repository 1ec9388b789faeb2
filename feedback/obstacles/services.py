"""What can be done to an obstacle: enter it, and every move of the workflow.

Each move is the same three steps inside one transaction: `_locked`, set what changes, `_record`.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock, wall
from core.calendar import WorkingCalendar
from feedback.models import Obstacle, ObstacleEvent, ObstacleKind
from feedback.obstacles import letters
from feedback.obstacles.audience import owners_of
from feedback.obstacles.workflow import MOVES, MoveName, State
from people.permissions import Permission
from wards import tree
from wards.models import Unit

if TYPE_CHECKING:
    from people.models import User
    from wards.models import Decision

M = MoveName


def suggested_due(kind: ObstacleKind) -> datetime.date:
    """Until when an obstacle of a kind that is entered now should be resolved."""
    return WorkingCalendar.load().day_after(clock.today(), kind.days)


def source_of(kind: ObstacleKind) -> str:
    """Where the suggestion comes from, as it is shown beside the date."""
    return f"{kind.days} ngày làm việc; {kind.legal_source}"


@transaction.atomic
def report_obstacle(
    *,
    unit: Unit,
    kind: ObstacleKind,
    title: str,
    description: str,
    by: User,
    decision: Decision | None = None,
    owner: User | None = None,
    due_on: datetime.date | None = None,
) -> Obstacle:
    """Enter an obstacle of a ward or of one of its khu phố; without `due_on` by the kind's suggestion.

    Raises PermissionDenied where `by` may not enter one there (or, with an owner or a date, not manage
    there), ValidationError for an owner of elsewhere or a day that is past.
    """
    place = tree.ward_of(unit)
    if place is None or unit.pk not in by.reach(Permission.OBSTACLE_REPORT):
        raise PermissionDenied
    ward_id = place.unit_id
    if (owner or due_on) and ward_id not in by.reach(Permission.OBSTACLE_MANAGE):
        raise PermissionDenied
    _require_owner(ward_id, owner)
    _require_coming(due_on)
    obstacle = Obstacle.objects.create(
        number=next_number(ward_id),
        ward_id=ward_id,
        unit=unit,
        kind=kind,
        title=title,
        description=description,
        decision=decision,
        owner=owner,
        due_on=due_on or suggested_due(kind),
        due_source="" if due_on else source_of(kind),
        reported_by=by,
    )
    _write_event(obstacle, M.REPORT, by=by, owner=owner)
    return obstacle


@transaction.atomic
def assign_obstacle(
    *,
    obstacle: Obstacle,
    owner: User,
    due_on: datetime.date,
    by: User,
    note: str = "",
    version: int | None = None,
) -> Obstacle:
    """Give an obstacle to somebody of the ward, until a day.

    Raises ValidationError for an owner who has no post there today, or a day that is past (a date
    that stays as it was may be).
    """
    obstacle = _locked(obstacle.pk, M.ASSIGN, version, by)
    _require_owner(obstacle.ward_id, owner)
    _set_due(obstacle, due_on)
    obstacle.owner = owner
    _record(obstacle, M.ASSIGN, by=by, text=note, owner=owner)
    return obstacle


@transaction.atomic
def start_obstacle(*, obstacle: Obstacle, by: User, version: int | None = None) -> Obstacle:
    """Begin the work; whoever begins what nobody has owns it from then on."""
    obstacle = _locked(obstacle.pk, M.START, version, by)
    obstacle.owner = obstacle.owner or by
    _record(obstacle, M.START, by=by)
    return obstacle


@transaction.atomic
def ask_above(*, obstacle: Obstacle, text: str, by: User, version: int | None = None) -> Obstacle:
    """Hand the question to the level above; its reviewers are told. The due date runs on."""
    obstacle = _locked(obstacle.pk, M.ASK_ABOVE, version, by)
    obstacle.owner = obstacle.owner or by
    _record(obstacle, M.ASK_ABOVE, by=by, text=text)
    return obstacle


@transaction.atomic
def answer_above(
    *, obstacle: Obstacle, text: str, by: User, version: int | None = None
) -> Obstacle:
    """The level above says what is to be done; the ward goes on."""
    obstacle = _locked(obstacle.pk, M.ANSWER_ABOVE, version, by)
    _record(obstacle, M.ANSWER_ABOVE, by=by, text=text)
    return obstacle


@transaction.atomic
def resume_obstacle(
    *, obstacle: Obstacle, by: User, note: str = "", version: int | None = None
) -> Obstacle:
    """Go on without waiting any longer for the level above."""
    obstacle = _locked(obstacle.pk, M.RESUME, version, by)
    _record(obstacle, M.RESUME, by=by, text=note)
    return obstacle


@transaction.atomic
def resolve_obstacle(
    *, obstacle: Obstacle, resolution: str, by: User, version: int | None = None
) -> Obstacle:
    """Say how it was resolved; who entered it is told."""
    obstacle = _locked(obstacle.pk, M.RESOLVE, version, by)
    obstacle.resolution, obstacle.resolved_at = resolution, clock.now()
    obstacle.owner = obstacle.owner or by
    _record(obstacle, M.RESOLVE, by=by, text=resolution)
    return obstacle


@transaction.atomic
def close_obstacle(
    *, obstacle: Obstacle, by: User, note: str = "", version: int | None = None
) -> Obstacle:
    """Put a resolved one away."""
    obstacle = _locked(obstacle.pk, M.CLOSE, version, by)
    _record(obstacle, M.CLOSE, by=by, text=note)
    return obstacle


@transaction.atomic
def reopen_obstacle(
    *,
    obstacle: Obstacle,
    reason: str,
    due_on: datetime.date,
    by: User,
    version: int | None = None,
) -> Obstacle:
    """Take up again what was resolved or closed, with a new due date. Raises ValidationError for a past one."""
    obstacle = _locked(obstacle.pk, M.REOPEN, version, by)
    obstacle.resolution, obstacle.resolved_at = "", None
    _require_coming(due_on)
    _set_due(obstacle, due_on)
    _record(obstacle, M.REOPEN, by=by, text=reason)
    return obstacle


@transaction.atomic
def comment_obstacle(
    *, obstacle: Obstacle, text: str, by: User, version: int | None = None
) -> Obstacle:
    """Say something to those who see to it, from the ward or a khu phố."""
    obstacle = _locked(obstacle.pk, M.COMMENT, version, by)
    _record(obstacle, M.COMMENT, by=by, text=text)
    return obstacle


@transaction.atomic
def remark_obstacle(
    *, obstacle: Obstacle, text: str, by: User, version: int | None = None
) -> Obstacle:
    """Say something from above without having been asked."""
    obstacle = _locked(obstacle.pk, M.REMARK, version, by)
    _record(obstacle, M.REMARK, by=by, text=text)
    return obstacle


@transaction.atomic
def correct_obstacle(
    *, obstacle: Obstacle, by: User, version: int | None = None, **values: Any
) -> Obstacle:
    """Correct unit, kind, title, description or decision; the due date stays.

    Raises ValidationError for a unit of another ward.
    """
    obstacle = _locked(obstacle.pk, M.CORRECT, version, by)
    unit: Unit = values["unit"]
    place = tree.ward_of(unit)
    if place is None or place.unit_id != obstacle.ward_id:
        raise ValidationError({"unit": _("Khu phố, ấp này không thuộc phường, xã.")})
    for name in ("unit", "kind", "title", "description", "decision"):
        setattr(obstacle, name, values[name])
    _record(obstacle, M.CORRECT, by=by)
    return obstacle


@transaction.atomic
def publish_obstacle(
    *, obstacle: Obstacle, public_text: str, by: User, version: int | None = None
) -> Obstacle:
    """Show everybody that it is known and how it stands, in words meant for them; again to change these."""
    obstacle = _locked(obstacle.pk, M.PUBLISH, version, by)
    obstacle.is_public, obstacle.public_text = True, public_text
    _record(obstacle, M.PUBLISH, by=by, text=public_text)
    return obstacle


@transaction.atomic
def unpublish_obstacle(
    *, obstacle: Obstacle, by: User, note: str = "", version: int | None = None
) -> Obstacle:
    """Show it to nobody outside any more; the words are kept for another time."""
    obstacle = _locked(obstacle.pk, M.UNPUBLISH, version, by)
    obstacle.is_public = False
    _record(obstacle, M.UNPUBLISH, by=by, text=note)
    return obstacle


def next_number(ward_id: int) -> int:
    """The next number of a ward, which is locked until the transaction ends.

    Counted over all of the ward, whatever part of it the user may see.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=ward_id)
    with wall.lifted():
        last = Obstacle.objects.filter(ward=ward_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


# --- Taking it into one's hands -------------------------------------------------------------------


def _locked(pk: int, move: MoveName, version: int | None, by: User) -> Obstacle:
    """The obstacle, locked, with the move known to be allowed to `by` from where it stands.

    Raises PermissionDenied if it is out of reach, ValidationError (with who changed it and when) if it
    has changed since `version` or the workflow forbids the move.
    """
    rule = MOVES[move]
    if rule.needs is None:
        raise PermissionDenied
    reached = Obstacle.objects.visible_to(by, rule.needs)
    obstacle = reached.select_for_update(of=("self",)).filter(pk=pk).first()
    if obstacle is None:
        raise PermissionDenied
    if version is not None and version != obstacle.version:
        raise ValidationError(_changed(obstacle), code="changed")
    if obstacle.state not in rule.sources:
        raise ValidationError(_not_from_here(obstacle, move), code="forbidden")
    return obstacle


def _record(
    obstacle: Obstacle,
    move: MoveName,
    *,
    by: User,
    text: str = "",
    owner: User | None = None,
) -> None:
    obstacle.state = MOVES[move].after(obstacle.state)
    obstacle.version += 1
    obstacle.save()
    _write_event(obstacle, move, by=by, text=text, owner=owner)


def _write_event(
    obstacle: Obstacle, move: MoveName, *, by: User, text: str = "", owner: User | None = None
) -> None:
    event = ObstacleEvent.objects.create(
        obstacle=obstacle,
        ward_id=obstacle.ward_id,
        kind=move,
        by=by,
        state=obstacle.state,
        text=text,
        owner=owner,
        due_on=obstacle.due_on,
    )
    letters.announce(event)


def _set_due(obstacle: Obstacle, due_on: datetime.date) -> None:
    if due_on != obstacle.due_on:
        _require_coming(due_on)
        obstacle.due_on, obstacle.due_source = due_on, ""


def _require_coming(due_on: datetime.date | None) -> None:
    if due_on is not None and due_on < clock.today():
        raise ValidationError({"due_on": _("Hạn phải từ hôm nay trở đi.")})


def _require_owner(ward_id: int, owner: User | None) -> None:
    if owner is not None and owner.pk not in {user.pk for user, _role in owners_of(ward_id)}:
        raise ValidationError(
            {"owner": _("%(who)s không có chức danh phù hợp ở phường, xã này.") % {"who": owner}}
        )


def _changed(obstacle: Obstacle) -> str:
    return _(
        "Vướng mắc vừa được %(who)s cập nhật lúc %(when)s. Xin xem lại diễn biến mới; "
        "nội dung đang nhập được giữ nguyên."
    ) % _last_change(obstacle)


def _not_from_here(obstacle: Obstacle, move: MoveName) -> str:
    return _(
        "Vướng mắc đang ở trạng thái “%(state)s” (%(who)s cập nhật lúc %(when)s) nên không thể "
        "thực hiện “%(move)s”."
    ) % (_last_change(obstacle) | {"state": State(obstacle.state).label, "move": move.label})


def _last_change(obstacle: Obstacle) -> dict[str, str]:
    event = obstacle.events.select_related("by__person").order_by("-at", "-pk").first()
    moment = clock.local(event.at if event else obstacle.reported_at)
    who = str(event.by) if event and event.by_id else _("hệ thống")
    return {"who": who, "when": date_format(moment, "H:i d/m/Y")}
