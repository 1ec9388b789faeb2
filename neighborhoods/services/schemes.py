"""Drafting a scheme: its title, its lines, the figures of its units."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from neighborhoods.balance import Size, touched
from neighborhoods.catalogue import procedure_for
from neighborhoods.checks import Draft
from neighborhoods.models import Figure, NamePoll, NamePollStatus, Scheme, SchemeStage, SchemeUnit
from neighborhoods.services.locking import editable_scheme, record
from neighborhoods.services.words import found_by
from neighborhoods.workflow import MoveName
from people.permissions import Permission
from wards import services as territory
from wards.models import Action, ChangeLine, Extent, LineSource, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User


COUNCIL = (
    "Hội đồng nhân dân"  # until the resolution says whose; a word of the paper, not of the page
)


@dataclass(frozen=True, slots=True)
class Source:
    """An old unit, or a part of it, that goes to the unit of a line."""

    unit_id: int
    extent: str = Extent.WHOLE
    households: int | None = None
    residents: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One unit as it is to be: founded, kept and changed, or ended."""

    action: str
    unit: Unit | None = None
    name: str = ""
    kind: str = ""
    sources: Sequence[Source] = ()
    note: str = ""


@transaction.atomic
def draft_scheme(
    *, ward: Unit, title: str, reason: str, effective_on: datetime.date, by: User
) -> Scheme:
    """Begin a scheme of a ward, by the procedure in force today.

    `effective_on` is when it is planned to take effect. Raises PermissionDenied out of reach,
    ValidationError where no procedure holds for the ward.
    """
    if ward.pk not in by.reach(Permission.SCHEME_MANAGE):
        raise PermissionDenied
    today = clock.today()
    procedure = procedure_for(ward, today)
    first = procedure.steps.order_by("number")[0]
    decision = territory.draft_decision(
        issuer=COUNCIL, effective_on=effective_on, title=clean(title)
    )
    due = first.due_from(today)
    scheme = Scheme.objects.create(
        ward=ward,
        procedure=procedure,
        decision=decision,
        title=clean(title),
        search_text=found_by(title, ward.name_on(today)),
        reason=clean(reason),
        step=first,
        due_on=due,
        created_by=by,
    )
    SchemeStage.objects.create(scheme=scheme, ward=ward, step=first, started_on=today, due_on=due)
    record(scheme, MoveName.START, by=by)
    return scheme


@transaction.atomic
def edit_scheme(
    *,
    scheme: Scheme,
    title: str,
    reason: str,
    effective_on: datetime.date,
    keeps_staff: bool,
    by: User,
    version: int | None = None,
) -> Scheme:
    """Change what a scheme says of itself. `keeps_staff`: officers go on as acting in the new units."""
    scheme = _editable(scheme, by, version)
    decision = scheme.decision
    decision.title, decision.effective_on = clean(title), effective_on
    decision.keeps_staff = keeps_staff
    decision.save(update_fields=["title", "effective_on", "keeps_staff"])
    record(
        scheme,
        MoveName.EDIT,
        by=by,
        text=_("Sửa thông tin chung"),
        title=clean(title),
        search_text=found_by(title, scheme.ward.name_on(clock.today())),
        reason=clean(reason),
    )
    return scheme


@transaction.atomic
def save_line(
    *,
    scheme: Scheme,
    wanted: Wanted,
    by: User,
    line: ChangeLine | None = None,
    version: int | None = None,
) -> ChangeLine:
    """Write a line, a new one unless told which.

    Raises ValidationError at `unit`, `name` or for the whole: a unit that has a line already, a new
    unit without a name, a unit that goes to itself, one that is not the ward's.
    """
    scheme = _editable(scheme, by, version)
    if line is None:
        last = scheme.decision.lines.order_by("-number").values_list("number", flat=True).first()
        line = ChangeLine(decision=scheme.decision, number=(last or 0) + 1)
    _write_line(scheme, line, wanted)
    settle(scheme)
    record(scheme, MoveName.EDIT, by=by, text=_("Dòng %d") % line.number)
    return line


@transaction.atomic
def replace_lines(*, scheme: Scheme, wanted: Sequence[Wanted], by: User) -> None:
    """Write the whole plan anew, all lines or none. Raises ValidationError with the line that is wrong."""
    scheme = _editable(scheme, by, None)
    present = scheme.decision.lines.all()
    _require_unasked(present)
    present.delete()
    for number, one in enumerate(wanted, start=1):
        try:
            _write_line(scheme, ChangeLine(decision=scheme.decision, number=number), one)
        except ValidationError as error:
            facts = {"number": number, "text": " ".join(error.messages)}
            raise ValidationError(_("Dòng %(number)d: %(text)s") % facts) from error
    settle(scheme)
    record(scheme, MoveName.EDIT, by=by, text=_("Nhập %d dòng từ bảng tính") % len(wanted))


def _write_line(scheme: Scheme, line: ChangeLine, wanted: Wanted) -> None:
    _require_own(scheme, wanted)
    wanted = _what_changes(wanted)
    founds, ends = wanted.action == Action.FOUND, wanted.action == Action.END
    line.action, line.unit = wanted.action, None if founds else wanted.unit
    line.name = "" if ends else clean(wanted.name)
    line.kind = "" if ends else wanted.kind
    line.parent = scheme.ward if founds else None
    line.note = clean(wanted.note)
    line.full_clean(exclude=["households", "residents"])
    line.save()
    _replace_sources(line, [] if ends else wanted.sources)


def _require_unasked(lines: Iterable[ChangeLine]) -> None:
    """A line about whose name households were given codes, or have answered, stays."""
    asked = Q(status=NamePollStatus.OPEN) | Q(proposals__preferences__isnull=False)
    if NamePoll.objects.filter(asked, line__in=lines).exists():
        raise ValidationError(_("Các hộ đã được hỏi về tên của dòng này nên không bỏ dòng được."))


def _what_changes(wanted: Wanted) -> Wanted:
    """Of a unit that stays: name and kind only where they are not the present ones."""
    present = wanted.unit.version_on(clock.today()) if wanted.unit else None
    if present is None:
        return wanted
    name = "" if clean(wanted.name) == present.name else wanted.name
    return replace(wanted, name=name, kind="" if wanted.kind == present.kind else wanted.kind)


def _replace_sources(line: ChangeLine, sources: Iterable[Source]) -> None:
    """Only a part says how much it is; what a whole or a rest comes to is computed."""
    line.sources.all().delete()
    for source in sources:
        is_part = source.extent == Extent.PART
        LineSource.objects.create(
            line=line,
            source_id=source.unit_id,
            extent=source.extent,
            households=source.households if is_part else None,
            residents=source.residents if is_part else None,
        )


@transaction.atomic
def delete_line(*, scheme: Scheme, line: ChangeLine, by: User, version: int | None = None) -> None:
    """Take a line out of a scheme; those behind it move up."""
    scheme = _editable(scheme, by, version)
    _require_unasked([line])
    number = line.number
    line.delete()
    for later in scheme.decision.lines.filter(number__gt=number).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])
    settle(scheme)
    record(scheme, MoveName.EDIT, by=by, text=_("Bỏ dòng %d") % number)


@transaction.atomic
def set_sizes(
    *, scheme: Scheme, sizes: Mapping[int, Size], by: User, version: int | None = None
) -> None:
    """Say how many households and residents the old units have."""
    scheme = _editable(scheme, by, version)
    for row in scheme.units.filter(unit__in=sizes):
        size = sizes[row.unit_id]
        row.households, row.residents = size.households, size.residents
        row.save(update_fields=["households", "residents"])
    settle(scheme)
    record(scheme, MoveName.EDIT, by=by, text=_("Số liệu hiện trạng"))


def settle(scheme: Scheme) -> None:
    """Let the figures follow the lines: a row for each unit touched, and what each line comes to.

    A unit that is new to the scheme begins with its newest figures, where somebody has counted.
    """
    lines = list(scheme.decision.lines.prefetch_related("sources"))
    units = touched(lines)
    scheme.units.exclude(unit__in=units).delete()
    known = set(scheme.units.values_list("unit", flat=True))
    new = [unit for unit in units if unit not in known]
    counted = {row.unit_id: row for row in Figure.objects.latest_on(new, clock.today())}
    SchemeUnit.objects.bulk_create(
        SchemeUnit(
            scheme=scheme,
            ward_id=scheme.ward_id,
            unit_id=unit,
            households=counted[unit].households if unit in counted else None,
            residents=counted[unit].residents if unit in counted else None,
        )
        for unit in new
    )
    draft = Draft.read(scheme)
    flows = {
        (flow.line.pk, flow.unit_id): flow.size for flow in draft.balance.flows if not flow.stays
    }
    for line in draft.lines:
        total = draft.balance.totals.get(line.pk, Size())
        _set_size(line, total)
        for source in line.sources.all():
            _set_size(source, flows[line.pk, source.source_id])


def _set_size(row: ChangeLine | LineSource, size: Size) -> None:
    """Write what a row comes to, where that is something else than before."""
    counts = _known(size.households), _known(size.residents)
    if counts != (row.households, row.residents):
        row.households, row.residents = counts
        row.save(update_fields=["households", "residents"])


def fingerprint(lines: Iterable[ChangeLine]) -> str:
    """What people are asked about: who goes where under which name. Changed content, another print."""
    content = [
        [
            line.action,
            line.unit_id,
            line.name,
            line.kind,
            sorted(
                [source.source_id, source.extent, source.households]
                for source in line.sources.all()
            ),
        ]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _known(count: int | None) -> int | None:
    """A count that can be stored; one below nothing is a fault that the checks speak of."""
    return count if count is None or count >= 0 else None


def _editable(scheme: Scheme, by: User, version: int | None) -> Scheme:
    return editable_scheme(scheme.pk, permission=Permission.SCHEME_MANAGE, by=by, version=version)


def _require_own(scheme: Scheme, wanted: Wanted) -> None:
    """A ward disposes of its own khu phố and ấp, and none of them goes to itself."""
    sources = {source.unit_id for source in wanted.sources}
    if wanted.unit and wanted.unit.pk in sources:
        raise ValidationError({"unit": _("Đơn vị không thể chuyển sang chính nó.")})
    units = sources | ({wanted.unit.pk} if wanted.unit else set())
    own = UnitVersion.objects.today().filter(parent=scheme.ward_id, unit__in=units)
    if len(units) != own.count():
        raise ValidationError(_("Chỉ chọn được khu phố, ấp đang hoạt động của phường, xã."))
