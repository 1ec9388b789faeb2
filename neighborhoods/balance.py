"""Where the households of a scheme go: what each unit has, gives and gets. No household is lost.

Pure: computed from the figures of the old units (`Size`) and the lines of the decision. A whole unit
takes all of its own along, a part what is stated, the rest what the parts have left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from wards.models import Action, ChangeLine, Extent, LineSource


@dataclass(frozen=True, slots=True)
class Size:
    """Households and residents; None where nobody has said."""

    households: int | None = None
    residents: int | None = None

    def __add__(self, other: Size) -> Size:
        return Size(
            _plus(self.households, other.households), _plus(self.residents, other.residents)
        )

    def __sub__(self, other: Size) -> Size:
        return Size(
            _minus(self.households, other.households), _minus(self.residents, other.residents)
        )


NONE = Size(0, 0)


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from an old unit to the unit of a line; `stays` if it is the part that remains itself."""

    unit_id: int
    line: ChangeLine
    size: Size
    extent: str
    stays: bool = False


@dataclass
class Balance:
    """Every flow, what each line comes to, and what does not add up (line number, words)."""

    flows: list[Flow] = field(default_factory=list)
    totals: dict[int, Size] = field(default_factory=dict)  # by the key of the line
    faults: list[tuple[int, str]] = field(default_factory=list)


def touched(lines: Iterable[ChangeLine]) -> list[int]:
    """The units that a scheme takes from, changes or ends, in the order of the lines, each once."""
    units: dict[int, None] = {}
    for line in lines:
        for source in line.sources.all():
            units[source.source_id] = None
        if line.unit_id:
            units[line.unit_id] = None
    return list(units)


def balance(
    lines: list[ChangeLine], sizes: Mapping[int, Size], names: Mapping[int, str]
) -> Balance:
    """Follow the households of every old unit; `names` for the words of the faults."""
    found = Balance()
    leaving: dict[int, list[tuple[ChangeLine, LineSource]]] = {}
    for line in lines:
        for source in line.sources.all():
            leaving.setdefault(source.source_id, []).append((line, source))
    staying = {line.unit_id: line for line in lines if line.action == Action.CHANGE}
    for unit_id in touched(lines):
        _follow(found, unit_id, leaving.get(unit_id, []), sizes.get(unit_id, Size()))
        if kept := staying.get(unit_id):
            _remain(found, kept, leaving.get(unit_id, []), sizes.get(unit_id, Size()))
        _weigh(found, unit_id, leaving.get(unit_id, []), sizes.get(unit_id, Size()), names)
    for line in lines:
        if line.action != Action.END:
            own = [flow.size for flow in found.flows if flow.line.pk == line.pk]
            found.totals[line.pk] = sum(own, NONE) if own else Size()
    return found


def _parts(edges: list[tuple[ChangeLine, LineSource]]) -> Size:
    return sum((_stated(source) for _line, source in edges if source.extent == Extent.PART), NONE)


def _stated(source: LineSource) -> Size:
    return Size(source.households, source.residents)


def _follow(
    found: Balance, unit_id: int, edges: list[tuple[ChangeLine, LineSource]], size: Size
) -> None:
    for line, source in edges:
        goes = {
            Extent.WHOLE: size,
            Extent.PART: _stated(source),
            Extent.REST: size - _parts(edges),
        }[Extent(source.extent)]
        found.flows.append(Flow(unit_id, line, goes, source.extent))


def _remain(
    found: Balance, line: ChangeLine, edges: list[tuple[ChangeLine, LineSource]], size: Size
) -> None:
    found.flows.append(Flow(line.unit_id or 0, line, size - _parts(edges), Extent.REST, stays=True))


def _weigh(
    found: Balance,
    unit_id: int,
    edges: list[tuple[ChangeLine, LineSource]],
    size: Size,
    names: Mapping[int, str],
) -> None:
    """Say what is missing or too much of one unit."""
    name = {"name": names.get(unit_id, "")}
    for line, source in edges:
        if source.extent == Extent.PART and source.households is None:
            found.faults.append((line.number, _("Hãy ghi số hộ mà %(name)s chuyển sang.") % name))
    number = edges[0][0].number if edges else 0
    if size.households is None:
        found.faults.append((number, _("Chưa có số hộ hiện trạng của %(name)s.") % name))
        return
    left = (size - _parts(edges)).households
    if left is not None and left < 0:
        text = _("Các phần chuyển đi của %(name)s nhiều hơn số hộ hiện có (%(count)d hộ).")
        found.faults.append((number, text % {**name, "count": size.households}))


def _plus(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one + other


def _minus(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one - other
