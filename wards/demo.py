"""The made-up khu phố, ấp and former tổ of the demonstration, on real wards and to real counts.

The districts and wards are those of early 2025 (wards/data); they are given lives from
`STRUCTURE_FROM` on, so that the khu phố of April 2024 have a parent. Nobody publishes a list of khu
phố, so those here are made: numbered within each ward, as the real ones are, to the counts that were
published for districts and wards (design notes and wards/data/README.md name the sources).

How an old khu phố was divided is made up as well, by one rule: its former tổ lie in a row in the
order of their numbers; the new khu phố cut the row into equal pieces. A tổ goes to the piece in
which most of it lies; one cut near its middle is divided (`part`, `rest`). Where there are fewer new
khu phố than old ones, neighbours are joined as a `whole`.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.db.backends.postgresql.psycopg_any import DateRange

from core.bulk import Cells, copy, reserve
from core.text import natural_key
from wards import history, services
from wards.lists import Row, read_units
from wards.load import Say
from wards.lookup_index import renew_statistics
from wards.models import Decision, Extent, Kind, Level, Transfer, Unit, UnitVersion
from wards.rules import checked, write_in_bulk
from wards.standards import load_standards

STRUCTURE_FROM = datetime.date(2021, 1, 1)  # made up for all but Thủ Đức, founded on that day
REARRANGED = datetime.date(2024, 4, 1)
NEW_TOTAL = 4_861
OLD_TOTAL = 25_377  # old khu phố and ấp with the tổ below them

# District → (khu phố before, after), as published in March and April 2024.
PUBLISHED = {
    "760": (66, 98), "761": (80, 339), "764": (186, 306), "765": (89, 271), "767": (68, 237),
    "769": (199, 644), "770": (63, 112), "771": (79, 116), "772": (63, 115), "773": (51, 78),
    "774": (99, 85), "775": (74, 106), "776": (97, 202), "777": (130, 366), "778": (53, 212),
}  # fmt: skip
PUBLISHED_CELLS = {"767": 1_168}
# Ward → (before, after): Tân Hưng Thuận, Hiệp Bình Chánh.
PUBLISHED_WARDS = {"26787": (7, 19), "26812": (9, 44)}
# Hiệp Bình Chánh: into how many each old khu phố was divided; its khu phố 6 became eight. Six of its
# tổ lie in each of them, so that tổ 41 leads to khu phố 23.
DIVIDED = {"26812": (3, 3, 3, 3, 4, 8, 7, 7, 6)}
CELLS = {("26812", 6): 48}

RESOLUTION_2024 = {
    "issuer": "Hội đồng nhân dân Thành phố Hồ Chí Minh",
    "signed_on": datetime.date(2024, 3, 14),
    "effective_on": REARRANGED,
    "title": "Về thành lập, chia tách, sáp nhập, đổi tên khu phố, ấp trên địa bàn Thành phố",
    "note": (
        "Nghị quyết có thật, được thông qua ngày 14/03/2024; số nghị quyết chưa rõ. Danh sách khu "
        "phố, ấp, tổ và việc chuyển đổi giữa chúng là dữ liệu dựng cho trình diễn, theo số lượng đã "
        "công bố của quận, huyện."
    ),
    "is_made_up": True,
}
NOTE_1685 = (
    "Trong bản trình diễn, nghị quyết này đã được xác nhận nhưng chưa áp dụng, để các quận, huyện và "
    "phường, xã của đầu năm 2025 còn hoạt động. Ngày có hiệu lực thật là 01/07/2025."
)

_NAMESPACE = uuid.UUID("6a1f3c52-9d0e-4f57-8f0b-2f1f5f6c0d79")


@dataclass
class Part:
    """A unit to be made, with the unit that it becomes."""

    key: str
    name: str
    kind: Kind
    life: DateRange
    parent: Part | None = None
    code: str = ""
    is_made_up: bool = True
    unit_id: int | None = None


@dataclass
class Ward:
    """A ward with the numbers of its old and new khu phố, and of tổ in each old one."""

    part: Part
    code: str
    new: int = 0
    old: int = 0
    cells: list[int] = field(default_factory=list)


@dataclass
class Plan:
    """Everything to be made, level by level, and who went where."""

    parts: list[list[Part]] = field(default_factory=lambda: [[] for _ in range(5)])
    edges: list[tuple[Part, Part, Extent]] = field(default_factory=list)

    def add(self, part: Part) -> Part:
        """Put a part on its level."""
        self.parts[part.kind.level - 1].append(part)
        return part


def load(progress: Say) -> None:
    """Fill an empty territory with the demonstration city; the same rows at every load."""
    if Unit.objects.exists():
        progress("Đã có đơn vị trong cơ sở dữ liệu, không nạp địa giới trình diễn.")
        return
    load_standards()
    plan = planned()
    with checked():
        write_in_bulk()
        decision = services.draft_decision(**RESOLUTION_2024)
        for level, parts in enumerate(plan.parts, 1):
            _make(parts, decision)
            progress(f"{Level(level).label}: {len(parts)} đơn vị")
        _connect(plan, services.confirm_decision(decision=decision))
        renew_statistics()  # for the checks at the end
        services.apply_decision(decision=decision)
        progress(f"chuyển đổi từ đơn vị cũ sang mới: {len(plan.edges)} dòng")
        reform = services.draft_decision(
            **history.RESOLUTION_1685, note=NOTE_1685, keeps_staff=True
        )
        services.confirm_decision(decision=reform)
    progress(f"mục tra cứu: {services.refresh_lookup()}")


def planned() -> Plan:
    """What the city is made of."""
    plan = Plan()
    wards: dict[str, list[Ward]] = {}
    parts: dict[str, Part] = {}
    for row in _rows():
        part = plan.add(_listed(row, parts.get(row.parent_code)))
        parts[row.code] = part
        if row.level == Level.WARD:
            wards.setdefault(row.parent_code, []).append(Ward(part, row.code))
    _count_neighborhoods(wards)
    _count_cells(wards)
    for district in wards.values():
        for ward in district:
            _rearrange(plan, ward)
    return plan


def _rows() -> list[Row]:
    rows = read_units(history.DATA / "hcmc-units-2025h1.csv")
    inside = {history.HCMC}
    inside |= {row.code for row in rows if row.parent_code in inside}
    return [row for row in rows if row.code in inside or row.parent_code in inside]


def _listed(row: Row, parent: Part | None) -> Part:
    life = DateRange(STRUCTURE_FROM, None)
    return Part(row.code, row.name, row.kind, life, parent, row.code, is_made_up=False)


# Counting


def apportion(total: int, weights: list[int], *, least: int = 0) -> list[int]:
    """A number in whole shares by weight, the remainders going to the largest fractions."""
    free = total - least * len(weights)
    whole = sum(weights)
    shares = [least + free * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(free * weights[i] % whole), i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _count_neighborhoods(wards: dict[str, list[Ward]]) -> None:
    """Published counts where there are any; the rest by the number of wards."""
    others = [code for code in wards if code not in PUBLISHED]
    rest = NEW_TOTAL - sum(new for _, new in PUBLISHED.values())
    after = apportion(rest, [len(wards[code]) for code in others])
    old, new = (sum(counts) for counts in zip(*PUBLISHED.values(), strict=True))
    counts = PUBLISHED | {
        code: (round(count * old / new), count) for code, count in zip(others, after, strict=True)
    }
    for code, district in wards.items():
        for ward in district:
            ward.old, ward.new = PUBLISHED_WARDS.get(ward.code, (0, 0))
        unknown = [ward for ward in district if not ward.new]
        for name, count in zip(("old", "new"), counts[code], strict=True):
            left = count - sum(getattr(ward, name) for ward in district)
            shares = apportion(left, [_weight(ward) for ward in unknown], least=1)
            for ward, share in zip(unknown, shares, strict=True):
                setattr(ward, name, share)


def _count_cells(wards: dict[str, list[Ward]]) -> None:
    """The tổ that make up the old total, by the number of new khu phố; at least one to each old one."""
    everywhere = [ward for district in wards.values() for ward in district]
    total = OLD_TOTAL - sum(ward.old for ward in everywhere)
    others = [code for code in wards if code not in PUBLISHED_CELLS]
    left = total - sum(PUBLISHED_CELLS.values())
    sizes = [sum(ward.new for ward in wards[code]) for code in others]
    counts = PUBLISHED_CELLS | dict(zip(others, apportion(left, sizes), strict=True))
    for code, district in wards.items():
        shares = apportion(counts[code], [ward.new for ward in district])
        for ward, share in zip(district, shares, strict=True):
            ward.cells = _cells_of(ward, share)


def _cells_of(ward: Ward, count: int) -> list[int]:
    fixed = {number - 1: cells for (code, number), cells in CELLS.items() if code == ward.code}
    free = [i for i in range(ward.old) if i not in fixed]
    shares = apportion(count - sum(fixed.values()), [4 + i * 7 % 5 for i in free], least=1)
    return [(fixed | dict(zip(free, shares, strict=True)))[i] for i in range(ward.old)]


def _weight(ward: Ward) -> int:
    """Wards are not all of one size; the same ones are always the large ones."""
    return 4 + int(ward.code) % 5


# Rearranging


def _rearrange(plan: Plan, ward: Ward) -> None:
    """The old khu phố and tổ of a ward, its new khu phố, and who went where."""
    before, after = DateRange(STRUCTURE_FROM, REARRANGED), DateRange(REARRANGED, None)
    new = [plan.add(_numbered(ward.part, i, after)) for i in range(ward.new)]
    old = [plan.add(_numbered(ward.part, i, before)) for i in range(ward.old)]
    for i, targets in enumerate(_targets(ward, new)):
        plan.edges += _divided(old[i], targets)
        cells = [plan.add(_cell(old[i], k, before)) for k in range(ward.cells[i])]
        for k, cell in enumerate(cells):
            plan.edges += _divided(cell, _pieces(k, len(cells), targets))


def _targets(ward: Ward, new: list[Part]) -> Iterator[list[Part]]:
    """For each old khu phố the new ones that it became."""
    if ward.new < ward.old:
        for i in range(ward.old):
            yield [new[i * ward.new // ward.old]]
        return
    sizes = DIVIDED.get(ward.code) or apportion(ward.new, [1] * ward.old)
    start = 0
    for size in sizes:
        yield new[start : start + size]
        start += size


def _pieces(k: int, cells: int, targets: list[Part]) -> list[Part]:
    """The new khu phố in which the k-th of some tổ in a row lies."""
    count = len(targets)
    # In units in which a tổ is `count` long and a piece `cells`: from k * count on.
    first, last = k * count // cells, ((k + 1) * count - 1) // cells
    if last == first + 1 and count <= cells:
        in_first = (first + 1) * cells - k * count
        if 3 * in_first < count:
            first = last
        elif 3 * in_first > 2 * count:
            last = first
    return targets[first : last + 1]


def _divided(source: Part, targets: list[Part]) -> list[tuple[Part, Part, Extent]]:
    if len(targets) == 1:
        return [(source, targets[0], Extent.WHOLE)]
    extents = [Extent.PART] * (len(targets) - 1) + [Extent.REST]
    return [(source, target, extent) for target, extent in zip(targets, extents, strict=True)]


def _numbered(ward: Part, i: int, life: DateRange) -> Part:
    rural = ward.kind == Kind.COMMUNE
    kind, word = (Kind.HAMLET, "Ấp") if rural else (Kind.NEIGHBORHOOD, "Khu phố")
    return Part(f"{ward.key}/{life.lower}/{i + 1}", f"{word} {i + 1}", kind, life, ward)


def _cell(parent: Part, k: int, life: DateRange) -> Part:
    kind = Kind.PEOPLE_GROUP if parent.kind == Kind.HAMLET else Kind.RESIDENT_GROUP
    return Part(f"{parent.key}/{k + 1}", f"Tổ {k + 1}", kind, life, parent)


# Writing: by COPY, through the same triggers as everything else


def _make(parts: list[Part], decision: Decision) -> None:
    for part, key in zip(parts, reserve(Unit, len(parts)), strict=True):
        part.unit_id = key
    units = ("id", "uuid", "level", "valid", "is_made_up")
    versions = ("unit_id", "valid", "name", "kind", "code", "parent_id", "sort_key", "decision_id")
    copy(Unit, units, map(_unit_row, parts))
    copy(UnitVersion, versions, (_version_row(part, decision) for part in parts))


def _unit_row(part: Part) -> Cells:
    key = uuid.uuid5(_NAMESPACE, part.key)
    return part.unit_id, key, part.kind.level.value, _range(part.life), part.is_made_up


def _version_row(part: Part, decision: Decision) -> Cells:
    return (
        part.unit_id,
        _range(part.life),
        part.name,
        part.kind.value,
        part.code,
        part.parent and part.parent.unit_id,
        _key(part.name),
        decision.pk if part.life.lower == REARRANGED else None,
    )


def _connect(plan: Plan, decision: Decision) -> None:
    columns = ("decision_id", "source_id", "target_id", "extent", "note")
    rows = (
        (decision.pk, source.unit_id, target.unit_id, extent.value, "")
        for source, target, extent in plan.edges
    )
    copy(Transfer, columns, rows)


def _range(life: DateRange) -> str:
    return f"[{life.lower},{life.upper or ''})"


_key = cache(natural_key)
