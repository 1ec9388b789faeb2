"""The true dates of Ho Chi Minh City's wards since 2024, for a real deployment.

Sources, counts and what is not known are in wards/data/README.md.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wards import services
from wards.lists import UNCHANGED, Edge, Row, read_edges, read_units
from wards.load import Change, Say, bring_to, connect
from wards.models import Decision, DecisionStatus, Level
from wards.rules import checked, write_in_bulk

DATA = Path(__file__).parent / "data"
HCMC, NEIGHBOURS = "79", ("74", "77")  # Bình Dương, Bà Rịa - Vũng Tàu

FIRST_KNOWN = datetime.date(2024, 1, 1)
WARDS_MERGED = datetime.date(2025, 1, 1)
NEIGHBOURS_KNOWN = datetime.date(2025, 3, 1)
TWO_TIERS = datetime.date(2025, 7, 1)

STANDING_COMMITTEE = "Ủy ban Thường vụ Quốc hội"
RESOLUTION_1278: dict[str, Any] = {
    "issuer": STANDING_COMMITTEE,
    "number": "1278/NQ-UBTVQH15",
    "signed_on": datetime.date(2024, 11, 14),
    "effective_on": WARDS_MERGED,
    "title": "Về việc sắp xếp đơn vị hành chính cấp xã của Thành phố Hồ Chí Minh giai đoạn 2023 - 2025",
    "link": "https://vanban.chinhphu.vn/?pageid=27160&docid=211796",
}
RESOLUTION_1685: dict[str, Any] = {
    "issuer": STANDING_COMMITTEE,
    "number": "1685/NQ-UBTVQH15",
    "signed_on": datetime.date(2025, 6, 16),
    "effective_on": TWO_TIERS,
    "title": "Về việc sắp xếp các đơn vị hành chính cấp xã của Thành phố Hồ Chí Minh năm 2025",
}
RESOLUTION_202: dict[str, Any] = {
    "issuer": "Quốc hội",
    "number": "202/2025/QH15",
    "signed_on": datetime.date(2025, 6, 12),
    "effective_on": TWO_TIERS,
    "title": "Về việc sắp xếp đơn vị hành chính cấp tỉnh",
    "note": "Chính quyền của đơn vị mới hoạt động từ ngày 01/07/2025.",
}


@dataclass(frozen=True)
class Lists:
    """All files, read and found right before anything is written."""

    year_2024: list[Row]
    early_2025: list[Row]
    late_2025: list[Row]
    edges: list[Edge]

    @classmethod
    def read(cls, folder: Path = DATA) -> Lists:
        """Read the four files. Raises BadListError."""
        early = read_units(folder / "hcmc-units-2025h1.csv")
        late = read_units(folder / "hcmc-units-2025.csv")
        edges = read_edges(folder / "hcmc-ward-succession-2025.csv", early, late)
        return cls(read_units(folder / "hcmc-units-2024.csv"), early, late, edges)

    def early_of(self, *tops: str) -> list[Row]:
        """The rows of early 2025 that lie in the given provinces."""
        inside = set(tops)
        for row in self.early_2025:
            if row.parent_code in inside:
                inside.add(row.code)
        return [row for row in self.early_2025 if row.code in inside]


def load(lists: Lists, say: Say) -> bool:
    """Load the states one after another, in one transaction; whether anything changed."""
    with checked():
        write_in_bulk()
        changes = [
            _told(say, FIRST_KNOWN, bring_to(lists.year_2024, on=FIRST_KNOWN)),
            _told(say, WARDS_MERGED, _merge_wards(lists)),
            _told(
                say,
                NEIGHBOURS_KNOWN,
                bring_to(lists.early_of(*NEIGHBOURS), on=NEIGHBOURS_KNOWN),
            ),
            _told(say, TWO_TIERS, _end_districts(lists)),
        ]
        if any(changes):
            services.refresh_lookup()
    return any(changes)


def applied(fields: dict[str, Any]) -> Decision:
    """A decision that has long been applied, entered if it is not there yet."""
    named = {key: fields[key] for key in ("issuer", "number", "effective_on")}
    decision = Decision.objects.filter(**named).first() or services.draft_decision(**fields)
    if decision.status == DecisionStatus.DRAFT:
        decision = services.confirm_decision(decision=decision)
    if decision.status == DecisionStatus.CONFIRMED:
        decision = services.apply_decision(decision=decision)
    return decision


def _merge_wards(lists: Lists) -> Change:
    rows = lists.early_of(HCMC)
    return bring_to(rows, on=WARDS_MERGED, decision=applied(RESOLUTION_1278))


def _end_districts(lists: Lists) -> Change:
    wards, provinces = applied(RESOLUTION_1685), applied(RESOLUTION_202)
    unchanged = {edge.old_code for edge in lists.edges if edge.extent == UNCHANGED}
    change = bring_to(
        lists.late_2025,
        on=TWO_TIERS,
        decision=wards,
        continuing={HCMC, *unchanged},
        replaced=(HCMC, *NEIGHBOURS),
    )
    joining = [Edge(0, code, HCMC, "whole", False, "") for code in NEIGHBOURS]
    change.transfers = connect(lists.edges, decision=wards, on=TWO_TIERS)
    change.transfers += connect(joining, decision=provinces, on=TWO_TIERS)
    return change


def _told(say: Say, day: datetime.date, change: Change) -> Change:
    ended = sum(unit.level == Level.WARD for unit in change.ended)
    begun = sum(unit.level == Level.WARD for unit in change.begun)
    say(
        f"{day:%d/%m/%Y}: {len(change.begun)} đơn vị lập ({begun} cấp xã), "
        f"{len(change.ended)} kết thúc ({ended} cấp xã), {len(change.moved)} đổi đơn vị cấp trên, "
        f"{change.kept} giữ nguyên, {change.transfers} dòng chuyển đổi."
    )
    return change
