"""Writing what a decision orders: versions, units, transfers, and what hangs on them."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from wards import reform, services
from wards.changes.checks import Problem, problems
from wards.changes.follow import Applied, Matter, end, follow, matters_of
from wards.changes.plan import Plan
from wards.lookup_index import refresh_lookup
from wards.models import (
    Action,
    ChangeLine,
    Decision,
    DecisionStatus,
    Kind,
    Level,
    Transfer,
    Unit,
    UnitVersion,
)
from wards.rules import checked, write_in_bulk

LOCK = 4_717_302  # one decision changes the territory at a time
WHOLE_REBUILD = 2000  # from so many units on, the look-up is rebuilt as a whole


Tell = Callable[[Any], None]


def print_nothing(_stage: Any) -> None:
    """For who does not watch."""


@dataclass
class Report:
    """What was done, or would be."""

    decision: Decision
    day: datetime.date
    lines: list[ChangeLine] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # of the eve
    founded: list[tuple[ChangeLine, Unit]] = field(default_factory=list)
    changed: list[ChangeLine] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)  # by a line, under another unit
    ended: set[int] = field(default_factory=set)
    along: list[tuple[UnitVersion, ChangeLine]] = field(default_factory=list)
    young: dict[int, int | None] = field(default_factory=dict)  # founded that day; their parent
    transfers: int = 0
    problems: list[Problem] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What stops the decision."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What a person should look at before applying."""
        return [problem for problem in self.problems if not problem.is_error]


def preview(
    *, decision: Decision, on: datetime.date | None = None, tell: Tell = print_nothing
) -> Report:
    """What applying a decision would do: it is done, and taken back before anybody sees it."""
    report = Report(decision, on or decision.effective_on)
    try:
        with transaction.atomic():
            with checked():
                report = _apply(decision, report.day, report, tell)
            transaction.set_rollback(True)
    except ValidationError as error:
        if not report.errors:
            report.problems = [Problem(0, "refused", text) for text in error.messages]
    return report


def apply(
    *,
    decision: Decision,
    on: datetime.date | None = None,
    by: Any = None,
    tell: Tell = print_nothing,
) -> Report:
    """Carry out a confirmed decision from a day on, its effective date unless told, all or nothing.

    `tell` hears in words what is being done.

    The day may lie in the past or the future: reading goes by date and waits for no job. Raises
    ValidationError with every error and its line; then nothing is written.
    """
    day = on or decision.effective_on
    with checked(by):
        return _apply(decision, day, Report(decision, day), tell, must_be_confirmed=True)


def _apply(
    decision: Decision,
    day: datetime.date,
    report: Report,
    tell: Tell,
    *,
    must_be_confirmed: bool = False,
) -> Report:
    tell(_("Đang kiểm tra các dòng thay đổi"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    write_in_bulk()
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if must_be_confirmed and decision.status != DecisionStatus.CONFIRMED:
        raise ValidationError(_("Chỉ áp dụng được văn bản đã xác nhận và chưa áp dụng."))
    if reform.is_reform(decision):
        reform.enter(decision, day)
    plan = Plan.read(decision, day)
    report.problems = problems(plan)
    report.lines = plan.lines
    report.names = {pk: version.name for pk, version in plan.eve.items()}
    if report.errors:
        raise ValidationError([str(problem) for problem in report.errors])
    ended = end(decision, day, plan.ending)
    tell(_("Đang ghi đơn vị và tên gọi"))
    _Writer(plan, report).write()
    tell(_("Đang chuyển chức danh, hồ sơ và phản ánh"))
    if decision.status == DecisionStatus.DRAFT:  # a preview of a draft
        decision = services.confirm_decision(decision=decision)
    report.decision = services.apply_decision(decision=decision, on=day)
    follow(_applied(report, plan), ended)
    if report.young:  # what a withdrawal hangs back
        report.decision.outcome["young"] = report.young
        report.decision.save(update_fields=["outcome"])
    report.matters = matters_of(report.decision)
    return report


def _applied(report: Report, plan: Plan) -> Applied:
    moved = report.moved | {child.unit_id for child, _line in report.along}
    return Applied(
        report.decision,
        plan.day,
        ended=frozenset(report.ended),
        moved=frozenset(moved),
        founded=frozenset(unit.pk for _line, unit in report.founded),
    )


class _Writer:
    """Writes one plan; what ends goes first, so that names and codes are free."""

    def __init__(self, plan: Plan, report: Report) -> None:
        self.plan, self.report = plan, report
        self.decision, self.day = plan.decision, plan.day
        self.units: dict[int, Unit] = {}  # of each line
        self.lines = {line.pk: line for line in plan.lines}

    def write(self) -> None:
        """All of it."""
        self._end()
        self._found()
        self._change()
        self._move_along()
        self._connect()
        touched = set(self.report.ended) | {unit.pk for unit in self.units.values()}
        touched |= {child.unit_id for child, _line in self.report.along}
        refresh_lookup(None if len(touched) > WHOLE_REBUILD else touched)

    def _end(self) -> None:
        for unit in Unit.objects.filter(pk__in=self.plan.ending).order_by("-level", "pk"):
            services.end_unit(unit=unit, on=self.day)
            self.report.ended.add(unit.pk)

    def _found(self) -> None:
        """Level by level, so that what another hangs under is there; a few statements for any number."""
        for level, lines in itertools.groupby(self._from_above(Action.FOUND), key=self._level):
            batch = list(lines)
            units = services.begin_units(
                level=level,
                wanted=[
                    services.Beginning(line.kind, line.name, self._parent(line), line.code)
                    for line in batch
                ],
                on=self.day,
                decision=self.decision,
                is_made_up=self.decision.is_made_up,
            )
            for line, unit in zip(batch, units, strict=True):
                line.founded, self.units[line.pk] = unit, unit
                self.report.founded.append((line, unit))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE wards_changeline SET founded_id = made.unit"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS made(line, unit) WHERE id = made.line",
                [list(self.units), [unit.pk for unit in self.units.values()]],
            )

    def _level(self, line: ChangeLine) -> Level:
        return Kind(line.kind).level

    def _change(self) -> None:
        for line in self._from_above(Action.CHANGE):
            if line.unit is None:
                continue
            self.units[line.pk] = line.unit
            changes: dict[str, Any] = {
                name: getattr(line, name)
                for name in ("name", "kind", "code")
                if getattr(line, name)
            }
            parent = self._parent(line)
            if parent and parent.pk != self.plan.eve[line.unit.pk].parent_id:
                changes["parent"] = parent
                self.report.moved.add(line.unit.pk)
            if changes:
                services.change_unit(unit=line.unit, on=self.day, decision=self.decision, **changes)
            self.report.changed.append(line)

    def _from_above(self, action: Action) -> list[ChangeLine]:
        """The lines of an action; what others hang under comes first."""
        lines = [line for line in self.plan.lines if line.action == action]
        return sorted(lines, key=lambda line: (Kind(self.plan.kind_of(line)).level, line.number))

    def _parent(self, line: ChangeLine) -> Unit | None:
        """The unit that the unit of a line hangs under from the day on."""
        if line.parent_line_id:
            above = self.lines[line.parent_line_id]
            return above.unit or self.units[above.pk]
        _side, key = self.plan.parent_key(line)
        target = self.plan.whole_line(key or 0)
        if target:  # what it hung under goes on as another
            return target.unit or self.units[target.pk]
        return line.parent

    def _move_along(self) -> None:
        """Hand what hung under an ending unit to the one that took it whole; in few statements."""
        self.report.along = list(self.plan.along)
        if not self.report.along:
            return
        # What began on this very day under its former parent never hung there for a whole day.
        fresh = [pair for pair in self.report.along if pair[0].valid.lower == self.day]
        older = [pair for pair in self.report.along if pair[0].valid.lower != self.day]
        for child, line in fresh:
            self.report.young[child.unit_id] = child.parent_id
            child.parent, child.decision = self.units[line.pk], self.decision
            child.save(update_fields=["parent", "decision"])
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE wards_unitversion SET valid = daterange(lower(valid), %s) WHERE id = ANY(%s)",
                [self.day, [child.pk for child, _line in older]],
            )
        UnitVersion.objects.bulk_create(
            UnitVersion(
                unit_id=child.unit_id,
                valid=DateRange(self.day, child.valid.upper),
                name=child.name,
                kind=child.kind,
                code=child.code,
                parent=self.units[line.pk],
                sort_key=child.sort_key,
                decision=self.decision,
            )
            for child, line in older
        )

    def _connect(self) -> None:
        edges = [
            Transfer(
                decision=self.decision,
                source_id=source.source_id,
                target=self.units[source.line_id],
                extent=source.extent,
                households=source.households,
                residents=source.residents,
                note=source.note,
            )
            for source in self.plan.sources
        ]
        Transfer.objects.bulk_create(edges)
        self.report.transfers = len(edges)
