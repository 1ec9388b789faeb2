"""Taking a scheme from step to step: done, returned, stopped, and what the territory does with it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from neighborhoods import notices
from neighborhoods.checks import Draft
from neighborhoods.models import NamePollStatus, ProcedureStep, Scheme, SchemeStage
from neighborhoods.services import consultations, schemes
from neighborhoods.services.locking import locked_scheme, record
from neighborhoods.workflow import PUBLIC_FROM, Asks, MoveName, StepKind, permission_of
from people.permissions import Permission
from wards import services as territory
from wards.models import UnitVersion

if TYPE_CHECKING:
    from people.models import User

CHECKED = frozenset({StepKind.DRAFT, StepKind.APPROVAL, StepKind.CONSULTATION, StepKind.RESOLUTION})


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper by which a step is done; issuer, effective day and link only of the resolution."""

    number: str = ""
    on: datetime.date | None = None
    issuer: str = ""
    effective_on: datetime.date | None = None
    link: str = ""


@transaction.atomic
def advance(
    *, scheme: Scheme, by: User, text: str = "", paper: Paper = Paper(), version: int | None = None
) -> Scheme:
    """Finish the present step; the next one begins and its people hear of it.

    A step that asks for a paper needs its number and day; the resolution also who issued it and when
    it takes effect, and with it the decision of the scheme is confirmed. Raises PermissionDenied where
    it is not the user's turn, ValidationError (at `paper`, `paper_on`, `effective_on` or for the whole)
    for errors in the plan or a missing paper. Legal source of the order and of the times: the scheme's
    procedure.
    """
    scheme = _in_turn(scheme, by, version)
    step = scheme.step
    following = scheme.procedure.steps.filter(number__gt=step.number).order_by("number").first()
    if step.kind == StepKind.EFFECTIVE or following is None:
        raise ValidationError(_("Bước này hoàn thành khi nghị quyết được áp dụng."))
    _require_paper(scheme, paper)
    changed = _require_sound(scheme) if step.kind in CHECKED else {}
    if scheme.rule.edits:
        _require_names(scheme)
    if scheme.rule.asks == Asks.RESOLUTION:
        _confirm(scheme, paper, by)
    if _stands_after(following, PUBLIC_FROM, scheme):
        changed["is_public"] = True
    if step.kind == StepKind.CONSULTATION:
        _require_consent(scheme)
    record(scheme, MoveName.ADVANCE, by=by, text=text)
    finished = {"paper": clean(paper.number), "paper_on": paper.on}
    _enter(scheme, following, finished=finished, **changed)
    if following.kind == StepKind.CONSULTATION:
        consultations.ask_about(scheme, by)
    return scheme


@transaction.atomic
def return_scheme(*, scheme: Scheme, text: str, by: User, version: int | None = None) -> Scheme:
    """Send a scheme back to be mended; `text` says why, and everybody reads it once it is public.

    Raises PermissionDenied out of turn, ValidationError in a step that nothing returns from.
    """
    scheme = _in_turn(scheme, by, version)
    if not scheme.rule.returns:
        raise ValidationError(_("Bước này không trả lại được."))
    first = scheme.procedure.steps.get(kind=StepKind.DRAFT)
    record(scheme, MoveName.RETURN, by=by, text=text)
    consultations.give_up(scheme)
    _enter(scheme, first, finished={"is_returned": True})
    return scheme


@transaction.atomic
def stop_scheme(*, scheme: Scheme, text: str, by: User, version: int | None = None) -> Scheme:
    """End a scheme that is not gone on with; what was entered stays to be read."""
    scheme = locked_scheme(scheme.pk, permission=Permission.SCHEME_APPROVE, by=by, version=version)
    if not scheme.rule.stops:
        raise ValidationError(_("Nghị quyết đã có; hãy rút nghị quyết trên trang văn bản."))
    consultations.give_up(scheme)
    now = clock.now()
    record(scheme, MoveName.STOP, by=by, text=text, stopped_at=now, ended_at=now, due_on=None)
    _close_stage(scheme)
    return scheme


@transaction.atomic
def add_note(*, scheme: Scheme, text: str, by: User, version: int | None = None) -> Scheme:
    """Write something down for the offices; anybody who sees the scheme there may."""
    scheme = locked_scheme(scheme.pk, permission=Permission.SCHEME_VIEW, by=by, version=version)
    record(scheme, MoveName.NOTE, by=by, text=text)
    return scheme


def finish(scheme: Scheme, move: str, *, by: User | None, text: str = "") -> None:
    """The territory has followed the resolution, or it was withdrawn; called by `wards.changes`."""
    now = clock.now()
    stopped = {"stopped_at": now} if move == MoveName.WITHDRAW else {}
    record(scheme, move, by=by, text=text, ended_at=now, due_on=None, **stopped)
    _close_stage(scheme)


def may_act(scheme: Scheme, user: User) -> bool:
    """Whether the present step is this user's turn."""
    return scheme.is_open and scheme.ward_id in user.reach(permission_of(scheme.step.actor))


def _in_turn(scheme: Scheme, by: User, version: int | None) -> Scheme:
    permission = permission_of(Scheme.objects.select_related("step").get(pk=scheme.pk).step.actor)
    found = locked_scheme(scheme.pk, permission=permission, by=by, version=version)
    if permission_of(found.step.actor) != permission:  # moved on while we waited for the lock
        raise PermissionDenied
    return found


def _require_paper(scheme: Scheme, paper: Paper) -> None:
    if scheme.rule.asks == Asks.NOTHING:
        return
    missing = {}
    if not clean(paper.number):
        missing["paper"] = _("Hãy ghi số, ký hiệu văn bản.")
    if paper.on is None:
        missing["paper_on"] = _("Hãy ghi ngày văn bản.")
    elif paper.on > clock.today():
        missing["paper_on"] = _("Ngày văn bản không thể ở tương lai.")
    if missing:
        raise ValidationError(missing)


def _require_sound(scheme: Scheme) -> dict[str, Any]:
    """Nothing in the plan may be wrong; what people are asked about is pinned down."""
    draft = Draft.read(scheme)
    if draft.errors:
        raise ValidationError([str(problem) for problem in draft.errors])
    return {"fingerprint": schemes.fingerprint(draft.lines)}


def _require_names(scheme: Scheme) -> None:
    """A name is found while the plan can be changed: what households are asked about is decided first."""
    asked = scheme.polls.filter(status=NamePollStatus.OPEN).select_related("line")
    if numbers := ", ".join(str(poll.line.number) for poll in asked.order_by("line__number")):
        text = _("Đang hỏi các hộ về tên của dòng %s; hãy quyết định tên trước khi trình.")
        raise ValidationError(text % numbers)


def _confirm(scheme: Scheme, paper: Paper, by: User) -> None:
    """The draft becomes the resolution that was signed."""
    if paper.effective_on is None:
        raise ValidationError({"effective_on": _("Hãy ghi ngày nghị quyết có hiệu lực.")})
    if paper.on and paper.effective_on < paper.on:
        text = _("Ngày có hiệu lực không thể trước ngày ký.")
        raise ValidationError({"effective_on": text})
    decision = scheme.decision
    decision.issuer, decision.number = clean(paper.issuer), clean(paper.number)
    decision.signed_on, decision.effective_on = paper.on, paper.effective_on
    decision.link = paper.link
    decision.full_clean(exclude=["status"])
    decision.save(update_fields=["issuer", "number", "signed_on", "effective_on", "link"])
    territory.confirm_decision(decision=decision, by=by)


def _require_consent(scheme: Scheme) -> None:
    """Every unit consents for itself: more than half of all its households, not of those who came.

    Legal source: TT 04/2012/TT-BNV as amended; Law on grassroots democracy art. 25.
    """
    missing = consultations.missing_consent(scheme)
    if missing:
        named = UnitVersion.objects.today().filter(unit__in=missing).order_by("sort_key")
        names = ", ".join(named.values_list("name", flat=True))
        raise ValidationError(_("Chưa được tán thành ở: %s.") % names, code="consent")


def _stands_after(step: ProcedureStep, kind: StepKind, scheme: Scheme) -> bool:
    """Whether a step is one of a kind, or comes after it in the procedure."""
    return scheme.procedure.steps.filter(kind=kind, number__lte=step.number).exists()


def _enter(
    scheme: Scheme, step: ProcedureStep, *, finished: dict[str, Any], **changed: Any
) -> None:
    """Leave the present step for another, with its clock, and tell whose turn it is."""
    _close_stage(scheme, **finished)
    today = clock.today()
    due = step.due_from(today)
    scheme.step, scheme.due_on = step, due
    for name, value in changed.items():
        setattr(scheme, name, value)
    scheme.save(update_fields={"step", "due_on", *changed})
    stage = SchemeStage.objects.create(
        scheme=scheme, ward_id=scheme.ward_id, step=step, started_on=today, due_on=due
    )
    notices.your_turn(scheme, stage)


def _close_stage(scheme: Scheme, **values: Any) -> None:
    scheme.stages.filter(finished_on__isnull=True).update(finished_on=clock.today(), **values)
