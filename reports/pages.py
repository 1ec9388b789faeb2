"""What the pages of reports show: one report with everything on it, and a period of many."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import indicators, wall
from core.numbers import number
from people.permissions import Permission
from reports import figure_rows
from reports.figure_rows import shown
from reports.models import (
    Report,
    ReportComment,
    ReportFigure,
    ReportPeriod,
    ReportSection,
    ReportText,
    ReportVersion,
)
from reports.numbering import roman
from reports.querysets import own_units
from reports.services import rolling
from reports.workflow import OWN_MOVES, ReportStatus
from wards.models import Level

if TYPE_CHECKING:
    from people.models import User

MOST_EVENTS = 60


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as it is shown: words, and the address of what was counted where there is one."""

    code: str
    label: str
    measure: str
    value: str
    previous: str
    change: str
    year_ago: str
    is_odd: bool
    raw: Decimal | None
    raw_previous: Decimal | None
    raw_year_ago: Decimal | None
    definition: str = ""
    url: str = ""


@dataclass(slots=True)
class Part:
    """A section with its figures, its words, what was written last time, and what was said about it."""

    section: ReportSection
    figures: list[FigureRow] = field(default_factory=list)
    text: str = ""
    former: str = ""
    comments: list[ReportComment] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)

    @property
    def number(self) -> str:
        """Its number as headings of reports have it: I, II, III."""
        return roman(self.section.number)


class ReportPage:
    """One report; each part is asked for once, when the page draws it."""

    def __init__(
        self, report: Report, user: User | None = None, *, with_members: bool = False
    ) -> None:
        self.report, self.user = report, user
        self.period: ReportPeriod = report.period
        self.with_members = with_members

    @cached_property
    def is_own(self) -> bool:
        """Whether the reader is of the unit that keeps it; others read what was sent, as it was sent."""
        if self.user is None:
            return True
        return self.report.keeper_id in own_units(self.user, Permission.REPORT_WRITE)

    @property
    def shows_version(self) -> bool:
        """Whether the words are those of the last sending, since the unit is writing at them again."""
        return not self.is_own and not self.report.is_sent and bool(self.versions)

    @cached_property
    def sections(self) -> list[ReportSection]:
        """Its sections in their order."""
        return self.period.sections()

    @cached_property
    def parts(self) -> list[Part]:
        """Everything section by section."""
        comments: dict[int | None, list[ReportComment]] = {}
        for one in self.comments:
            comments.setdefault(one.section_id, []).append(one)
        return [
            Part(
                section,
                [
                    self._row(code)
                    for code in self.period.codes_of(section)
                    if code in self._figures
                ],
                self._text_of(section),
                self._former.get(section.pk, ""),
                comments.get(section.pk, []),
                self._members.get(section.pk, []),
            )
            for section in self.sections
        ]

    @cached_property
    def comments(self) -> list[ReportComment]:
        """What the level above has said, oldest first."""
        return list(self.report.comments.select_related("by__person", "resolved_by__person"))

    @property
    def general_comments(self) -> list[ReportComment]:
        """What was said about the whole."""
        return [one for one in self.comments if one.section_id is None]

    @property
    def open_comments(self) -> int:
        """How many have not been dealt with."""
        return sum(one.resolved_at is None for one in self.comments)

    @cached_property
    def events(self) -> list[Any]:
        """What happened to it, newest first; what a unit says to itself is not for others."""
        rows = self.report.events.for_timeline()
        if not self.is_own:
            rows = rows.exclude(kind__in=sorted(OWN_MOVES))
        return list(rows[:MOST_EVENTS])

    @cached_property
    def versions(self) -> list[ReportVersion]:
        """What was sent, the last first."""
        return list(self.report.versions.select_related("by__person").order_by("-number"))

    @cached_property
    def missing(self) -> list[rolling.Missing]:
        """Of a sum: whose report is not in it; of one that was sent, as it was then."""
        if not self.report.is_roll_up:
            return []
        if self.report.is_sent and self.versions:
            known = self.versions[0].facts.get("missing", [])
            return [rolling.Missing(name, status) for name, status in known]
        return rolling.missing(self.period, self.report.keeper)

    @cached_property
    def members(self) -> list[Report]:
        """Of a sum: the reports that are in it."""
        if not self.report.is_roll_up:
            return []
        return list(self.report.members.order_by("unit_name", "pk"))

    @cached_property
    def former(self) -> Report | None:
        """The report of the same unit for the period before, if the reader may read it."""
        if self.period.is_ad_hoc or self.user is None:
            return None
        end = self.period.start
        found = Report.objects.readable_by(self.user).filter(
            unit=self.report.unit_id,
            period__type=self.period.type_id,
            period__end=end,
            period__asked_by__isnull=True,
        )
        return found.first()

    @cached_property
    def has_odd(self) -> bool:
        """Whether a figure that is shown moved a lot."""
        return any(row.is_odd for part in self.parts for row in part.figures)

    @cached_property
    def _figures(self) -> dict[str, ReportFigure]:
        rows = self.report.figures.filter(edition=self.report.edition)
        return {row.code: row for row in rows}

    @cached_property
    def _texts(self) -> dict[tuple[int, int], str]:
        reports = [self.report.pk] + ([self.former.pk] if self.former else [])
        rows = ReportText.objects.filter(report__in=reports)
        return {(row.report_id, row.section_id): row.text for row in rows}

    def _text_of(self, section: ReportSection) -> str:
        if self.shows_version:
            return str(self.versions[0].texts.get(str(section.pk), ""))
        return self._texts.get((self.report.pk, section.pk), "")

    @cached_property
    def _former(self) -> dict[int, str]:
        return {
            section: text
            for (report, section), text in self._texts.items()
            if report != self.report.pk and text
        }

    @cached_property
    def _members(self) -> dict[int, list[tuple[str, str]]]:
        """Of a sum: what each unit below wrote, by section; only where it is asked for."""
        found: dict[int, list[tuple[str, str]]] = {}
        if not (self.with_members and self.report.is_roll_up):
            return found
        rows = ReportText.objects.filter(report__rolled_into=self.report).exclude(text="")
        for row in rows.select_related("report").order_by("report__unit_name"):
            found.setdefault(row.section_id, []).append((row.report.unit_name, row.text))
        return found

    def _row(self, code: str) -> FigureRow:
        found = self._figures[code]
        known = indicators.indicator(code) if code in indicators.codes() else None
        is_share = bool(known and known.share)
        return FigureRow(
            code,
            found.label,
            found.measure,
            shown(found.value, is_share=is_share),
            shown(found.previous, is_share=is_share),
            change(found.value, found.previous, is_share=is_share),
            shown(found.year_ago, is_share=is_share),
            found.is_odd,
            found.value,
            found.previous,
            found.year_ago,
            str(known.definition) if known else "",
            figure_rows.address(self.report, code),
        )


def change(value: Decimal | None, previous: Decimal | None, *, is_share: bool) -> str:
    """How far a figure moved: "+12", "−3,5 điểm"; a dash where nobody can know it."""
    if value is None or previous is None:
        return "—"
    moved = value - previous
    sign = "+" if moved > 0 else "−" if moved < 0 else ""
    words = number(float(abs(moved)))
    return _("%s điểm %%") % f"{sign}{words}" if is_share and moved else f"{sign}{words}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a text: kept, added or gone since the version before."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Stretch]:
    """What changed between two texts, word by word."""
    old, new = _pieces(before, after)
    found: list[Stretch] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            found.append(Stretch("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            found.append(Stretch("gone", "".join(old[i1:i2])))
        if j2 > j1:
            found.append(Stretch("new", "".join(new[j1:j2])))
    return found


MOST_PAIRS = 250_000  # of words or lines; what compares more of them would take seconds


def _pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    """Both texts in words; in lines, or as wholes, where they are too long to be compared that way."""
    for split in (_words, _lines):
        old, new = split(before), split(after)
        if len(old) * len(new) <= MOST_PAIRS:
            return old, new
    return [before], [after]


def _words(text: str) -> list[str]:
    return [word + " " for word in text.split(" ")]


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


class VersionPage:
    """One version that was sent, beside the one before it."""

    def __init__(self, report: Report, version: ReportVersion) -> None:
        self.report, self.version = report, version
        self.before = report.versions.filter(number=version.number - 1).first()

    @cached_property
    def parts(self) -> list[tuple[ReportSection, list[Stretch]]]:
        """Section by section what was said, and what of it is new."""
        former = self.before.texts if self.before else {}
        found = []
        for section in self.report.period.sections():
            key = str(section.pk)
            text = self.version.texts.get(key, "")
            old = former.get(key, "") if self.before else text
            found.append((section, differences(old, text)))
        return found


class PeriodPage:
    """One period as somebody sees it: how many stand where, and what their own unit makes of it."""

    def __init__(self, period: ReportPeriod, user: User) -> None:
        self.period, self.user = period, user

    @cached_property
    def reports(self) -> Any:
        """Those that the user may know of."""
        return self.period.reports.visible_to(self.user, Permission.REPORT_VIEW)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Reports of wards by where they stand."""
        return self.reports.filter(level=Level.WARD).by_status()

    @property
    def shares(self) -> list[tuple[str, int]]:
        """For the picture: every state that a ward's report may have, in the order of the work."""
        found = [status for status in ReportStatus if status != ReportStatus.CLOSED]
        return [(str(status.label), self.counts.get(status, 0)) for status in found]

    @cached_property
    def built(self) -> int:
        """How many drafts there are."""
        with wall.lifted():  # a number, beside that of the whole city
            return self.period.reports.filter(level=Level.WARD).count()

    @property
    def is_building(self) -> bool:
        """Whether drafts are still being made."""
        return self.period.built_at is None

    @cached_property
    def late(self) -> int:
        """How many were sent too late or should have been sent."""
        return self.reports.filter(level=Level.WARD).late().count()


def table_of(
    period: ReportPeriod, reports: Iterable[Report]
) -> tuple[list[str], Iterator[list[Any]]]:
    """The figures of many reports as a table for a spreadsheet: the codes shown, then a row each."""
    codes = period.codes()
    reports = list(reports)
    rows = ReportFigure.objects.current().filter(report__in=reports, code__in=codes)
    found: dict[int, dict[str, ReportFigure]] = {}
    labels: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.report_id, {})[row.code] = row
        labels.setdefault(row.code, f"{row.label} ({row.measure})" if row.measure else row.label)
    known = [code for code in codes if code in labels]
    header = [labels[code] for code in known]

    def cells() -> Iterator[list[Any]]:
        for report in reports:
            own = found.get(report.pk, {})
            yield [report, *(own[code].value if code in own else None for code in known)]

    return header, cells()
