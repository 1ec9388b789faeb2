"""What is wrong with the lines of a decision, and what a person should look at before signing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.text import fold, natural_key
from wards.changes.plan import Plan, units_named
from wards.models import (
    Action,
    ChangeLine,
    Extent,
    HouseholdStandard,
    Kind,
    Level,
    LineSource,
    Unit,
    UnitVersion,
)

NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a line (0: about the decision as a whole); an error stops the decision."""

    number: int
    code: str
    text: Any
    is_error: bool = True

    def __str__(self) -> str:
        if not self.number:
            return str(self.text)
        return _("Dòng %(number)d: %(text)s") % {"number": self.number, "text": self.text}


def problems(plan: Plan) -> list[Problem]:
    """Everything there is to say, errors first, in the order of the lines; three queries."""
    found = [*_of_decision(plan), *_of_lines(plan), *_of_sources(plan), *_orphans(plan)]
    if not any(problem.is_error for problem in found):
        found += [*_names(plan), *_households(plan)]
    return sorted(found, key=lambda problem: (not problem.is_error, problem.number))


def _of_decision(plan: Plan) -> Iterator[Problem]:
    if not plan.lines:
        yield Problem(0, "empty", _("Văn bản chưa có dòng thay đổi nào."))
    later = UnitVersion.objects.filter(
        unit__in=units_named(plan), valid__startswith__gt=plan.day
    ).order_by("valid")
    if version := later.first():
        text = _(
            "%(name)s đã có thay đổi từ ngày %(day)s, muộn hơn ngày áp dụng. Hãy áp dụng theo thứ tự ngày."
        )
        day = version.valid.lower.strftime("%d/%m/%Y")
        yield Problem(0, "later", text % {"name": version.name, "day": day})


def _of_lines(plan: Plan) -> Iterator[Problem]:
    lines = {line.pk: line for line in plan.lines}
    for line in plan.lines:
        if line.unit_id and line.unit_id not in plan.eve:
            yield Problem(line.number, "not_alive", _not_alive(plan, line.unit))
            continue
        if line.action == Action.END:
            if line.unit_id in plan.edges:
                text = _("Đơn vị giải thể không thể đồng thời chuyển sang đơn vị khác.")
                yield Problem(line.number, "end_and_transfer", text)
            continue
        if line.unit_id in plan.ending:
            text = _("Đơn vị này kết thúc theo dòng khác nên không thể giữ lại.")
            yield Problem(line.number, "ends_and_stays", text)
        yield from _parent(plan, line, lines)


def _parent(plan: Plan, line: ChangeLine, lines: dict[int, ChangeLine]) -> Iterator[Problem]:
    level = Kind(plan.kind_of(line)).level
    if line.unit and level != line.unit.level:
        yield Problem(line.number, "level", _("Loại mới không cùng cấp với đơn vị."))
    side, key = plan.parent_key(line)
    text = (
        _beside(plan, lines.get(key or 0), level) if side == "line" else _above(plan, line, level)
    )
    if text:
        yield Problem(line.number, "parent", text)


def _beside(plan: Plan, above: ChangeLine | None, level: Level) -> str:
    """What is wrong with a parent that is a line of the same decision; empty if nothing is."""
    if above is None or above.action == Action.END:
        return _("Dòng của đơn vị cấp trên không còn.")
    if Kind(plan.kind_of(above)).level >= level:
        return _("Đơn vị cấp trên phải ở cấp cao hơn.")
    return ""


def _above(plan: Plan, line: ChangeLine, level: Level) -> str:
    """What is wrong with a parent that is there already; empty if nothing is."""
    _side, key = plan.parent_key(line)
    if key is None:
        return _("Đơn vị này phải trực thuộc một đơn vị cấp trên.") if level > Level.CITY else ""
    if key in plan.ending and not plan.whole_line(key):
        return _("Đơn vị cấp trên kết thúc cùng ngày; hãy chọn đơn vị cấp trên mới.")
    if line.parent_id and line.parent_id not in plan.eve:
        return _not_alive(plan, line.parent)
    return ""


def _of_sources(plan: Plan) -> Iterator[Problem]:
    number = {line.pk: line.number for line in plan.lines}
    for source_id, edges in plan.edges.items():
        line = number[edges[0].line_id]
        if source_id not in plan.eve:
            yield Problem(line, "not_alive", _not_alive(plan, edges[0].source))
            continue
        name = {"name": plan.eve[source_id].name}
        for code, text in _divided(source_id, edges):
            yield Problem(line, code, text % name)
        if {edge.extent for edge in edges} == {Extent.PART} and source_id not in plan.line_of:
            text = _(
                "%(name)s chuyển đi một phần mà không có dòng nào nói về phần còn lại; phần đó vẫn là %(name)s."
            )
            yield Problem(line, "part_without_rest", text % name, is_error=False)
    for found in plan.lines:
        if found.action == Action.FOUND and not found.sources.all():
            text = _("Đơn vị mới không có đơn vị cũ nào chuyển sang.")
            yield Problem(found.number, "from_nothing", text, is_error=False)


def _divided(source_id: int, edges: list[LineSource]) -> Iterator[tuple[str, str]]:
    """What the extents of one source contradict each other in."""
    extents = [edge.extent for edge in edges]
    if Extent.WHOLE in extents and len(edges) > 1:
        yield "whole_and_more", _("%(name)s đã chuyển toàn bộ nên không thể chuyển thêm một phần.")
    if extents.count(Extent.REST) > 1:
        yield "two_rests", _("%(name)s có hơn một dòng “phần còn lại”.")
    if any(edge.line.unit_id == source_id for edge in edges):
        yield "itself", _("%(name)s không thể chuyển sang chính nó.")


def _orphans(plan: Plan) -> Iterator[Problem]:
    number = {edge.source_id: edge.line.number for edge in plan.sources}
    number |= {line.unit_id: line.number for line in plan.lines if line.unit_id}
    for child in plan.orphans:
        text = _("%(name)s còn trực thuộc %(parent)s, đơn vị kết thúc; hãy thêm dòng cho %(name)s.")
        parent = plan.eve[child.parent_id or 0].name
        line = number.get(child.unit_id) or number.get(child.parent_id or 0, 0)
        yield Problem(line, "orphan", text % {"name": child.name, "parent": parent})


def _names(plan: Plan) -> Iterator[Problem]:
    """The same name twice under one parent; it happened in July 2025, so it is no error."""
    names: dict[tuple[str, int | None], list[str]] = {}
    numbers: dict[tuple[str, int | None], int] = {}
    for parent, name, number in _named(plan):
        names.setdefault(parent, []).append(name)
        numbers.setdefault(parent, number)
    parents = [key for side, key in names if side == "unit"]
    kept = UnitVersion.objects.on(plan.day).filter(parent__in=parents)
    for version in kept.exclude(unit__in=plan.ending | set(plan.line_of)):
        names["unit", version.parent_id].append(version.name)
    for parent, found in names.items():
        counts = Counter(map(fold, found))
        twice = sorted({name for name in found if counts[fold(name)] > 1}, key=natural_key)
        if twice:
            text = _("Trùng tên dưới cùng một đơn vị cấp trên: %(names)s.")
            shown = ", ".join(twice[:NAMES_SHOWN]) + ("…" if len(twice) > NAMES_SHOWN else "")
            yield Problem(numbers[parent], "same_name", text % {"names": shown}, is_error=False)


def _named(plan: Plan) -> Iterator[tuple[tuple[str, int | None], str, int]]:
    """Under what each unit that the decision touches will hang, its name, and the line that says so."""
    lines = {line.pk: line for line in plan.lines}

    def parent(side: str, key: int | None) -> tuple[str, int | None]:
        line = lines.get(key or 0) if side == "line" else None
        return ("unit", line.unit_id) if line and line.unit_id else (side, key)

    for line in plan.lines:
        if line.action != Action.END:
            yield parent(*plan.parent_key(line)), plan.name_of(line), line.number
    for child, target in plan.along:
        yield parent("line", target.pk), child.name, target.number


def _households(plan: Plan) -> Iterator[Problem]:
    standards = {
        standard.kind: standard
        for standard in HouseholdStandard.objects.filter(valid__contains=plan.day)
    }
    for line in plan.lines:
        standard = standards.get(plan.kind_of(line))
        count = households(line)
        if line.action == Action.END or standard is None or count is None:
            continue
        if count < standard.households:
            text = _("%(name)s có %(count)d hộ, dưới tiêu chuẩn %(standard)d hộ (%(source)s).") % {
                "name": plan.name_of(line),
                "count": count,
                "standard": standard.households,
                "source": standard.legal_source,
            }
            yield Problem(line.number, "small", text, is_error=False)


def households(line: ChangeLine) -> int | None:
    """The households of the unit of a line: as stated, else what a new one gets; None if unknown."""
    if line.households is not None or line.action != Action.FOUND:
        return line.households
    counts = [source.households for source in line.sources.all()]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _not_alive(plan: Plan, unit: Unit | None) -> str:
    words = {
        "name": unit.name_on(plan.day) if unit else "",
        "day": plan.day.strftime("%d/%m/%Y"),
    }
    if unit and unit.has_ended_by(plan.day):
        return _("%(name)s đã kết thúc, không còn vào ngày áp dụng (%(day)s).") % words
    return _("%(name)s không tồn tại vào ngày trước ngày áp dụng (%(day)s).") % words
