"""What the pages of schemes show: one scheme with everything on it, and the progress of all wards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from core import clock
from core.numbers import number
from core.text import natural_key
from neighborhoods.balance import Size, touched
from neighborhoods.checks import Draft
from neighborhoods.flow import Picture, picture
from neighborhoods.models import Consultation, ProcedureStep, Scheme, SchemePaper, SchemeStage
from neighborhoods.workflow import StepKind
from people.reach import Reach
from wards.models import Action, Extent, Level, UnitVersion


@dataclass(frozen=True)
class LineRow:
    """A line of a scheme in words."""

    number: int
    action: str
    name: str
    before: str
    sources: list[str]
    total: Size
    note: str
    may_be_named: bool


@dataclass(frozen=True)
class StageRow:
    """A step of the procedure and how far the scheme has come with it."""

    step: ProcedureStep
    stage: SchemeStage | None
    state: str  # "done", "now" or "later"


@dataclass
class SchemePage:
    """One scheme: plan, picture, steps, papers."""

    scheme: Scheme

    @cached_property
    def draft(self) -> Draft:
        """The plan as it stands."""
        return Draft.read(self.scheme)

    @cached_property
    def picture(self) -> Picture | None:
        """The drawing."""
        return picture(self.draft)

    @cached_property
    def lines(self) -> list[LineRow]:
        """The plan as a table."""
        return [_line_row(self.draft, line) for line in self.draft.lines]

    @cached_property
    def stages(self) -> list[StageRow]:
        """Every step of the procedure with its last passage; two queries."""
        passages = {stage.step_id: stage for stage in self.scheme.stages.all()}
        present = self.scheme.step
        rows = []
        for step in self.scheme.procedure.steps.all():
            if step.number < present.number:
                state = "done"
            elif step.pk == present.pk:
                state = "now" if self.scheme.is_open else "done"
            else:
                state = "later"
            rows.append(StageRow(step, passages.get(step.pk) if state != "later" else None, state))
        return rows

    @property
    def step_labels(self) -> list[str]:
        """The names of the steps."""
        return [row.step.get_kind_display() for row in self.stages]

    @property
    def step_number(self) -> int:
        """Which of them is the present one, from 1."""
        return next(
            at for at, row in enumerate(self.stages, 1) if row.step.pk == self.scheme.step_id
        )

    @cached_property
    def papers(self) -> list[SchemePaper]:
        """What was put to the scheme."""
        return list(self.scheme.papers.select_related("by__person"))

    @cached_property
    def consultations(self) -> list[Consultation]:
        """What the units said, the last round of each."""
        latest = self.scheme.consultations.latest_of_units().values("pk")
        rows = self.scheme.consultations.filter(pk__in=latest).for_list()
        return sorted(rows, key=lambda row: natural_key(row.unit_name))  # type: ignore[attr-defined]

    @cached_property
    def total(self) -> Size:
        """What all the old units have together."""
        sizes = [self.draft.sizes.get(unit, Size()) for unit in touched(self.draft.lines)]
        return sum(sizes, Size(0, 0))


def _line_row(draft: Draft, line: Any) -> LineRow:
    former = draft.names.get(line.unit_id or 0, "")
    sources = []
    for source in line.sources.all():
        words = draft.names.get(source.source_id, "")
        if source.extent != Extent.WHOLE:
            words = f"{words} ({source.get_extent_display()})"
        if source.households is not None:
            words = _("%(unit)s: %(count)s hộ") % {
                "unit": words,
                "count": number(source.households),
            }
        sources.append(words)
    return LineRow(
        line.number,
        str(line.get_action_display()),
        line.name or former,
        former if line.name and former != line.name else "",
        sources,
        draft.balance.totals.get(line.pk, Size()) if line.action != Action.END else Size(0, 0),
        line.note,
        line.action != Action.END,
    )


@dataclass(frozen=True)
class WardRow:
    """How far a ward has come."""

    unit_id: int
    name: str
    open: int
    late: int
    done: int
    step: str


def wards_within(reach: Reach) -> Any:
    """The wards of today that somebody reaches, as versions."""
    wards = UnitVersion.objects.today().filter(unit__level=Level.WARD)
    return wards if reach.everywhere else wards.filter(unit__in=reach.wards)


def with_progress(versions: list[UnitVersion]) -> list[WardRow]:
    """The schemes of some wards, counted; two queries."""
    wards = [version.unit_id for version in versions]
    late = Q(ended_at__isnull=True, due_on__lt=clock.today())
    counts = (
        Scheme.objects.filter(ward__in=wards)
        .values("ward")
        .annotate(
            open=Count("pk", filter=Q(ended_at__isnull=True)),
            late=Count("pk", filter=late),
            done=Count("pk", filter=Q(ended_at__isnull=False, stopped_at__isnull=True)),
        )
    )
    known = {row["ward"]: row for row in counts}
    under_way = Scheme.objects.open().filter(ward__in=wards).order_by("step__number")
    furthest = dict(under_way.values_list("ward", "step__kind"))  # the last of a ward counts
    rows = []
    for version in versions:
        row = known.get(version.unit_id, {"open": 0, "late": 0, "done": 0})
        kind = furthest.get(version.unit_id)
        step = str(StepKind(kind).label) if kind else ""
        rows.append(
            WardRow(version.unit_id, version.name, row["open"], row["late"], row["done"], step)
        )
    return rows


def by_step(reach: Reach) -> list[tuple[str, int]]:
    """How many wards stand where: without a scheme, in each step (their furthest), done; three queries."""
    wards = wards_within(reach).values("unit")
    schemes = Scheme.objects.filter(ward__in=wards)
    rows = schemes.open().order_by("step__number").values_list("ward", "step__kind")
    furthest = dict(rows)  # the last of a ward counts
    done = (
        set(
            schemes.filter(ended_at__isnull=False, stopped_at__isnull=True).values_list(
                "ward", flat=True
            )
        )
        - furthest.keys()
    )
    none = wards.count() - len(furthest) - len(done)
    counts = [
        (str(kind.label), sum(found == kind for found in furthest.values())) for kind in StepKind
    ]
    return [(str(_("Chưa có đề án")), none), *counts, (str(_("Đã áp dụng")), len(done))]
