"""What the bench found: one line a cell, the ratios, and which goals were missed."""

from __future__ import annotations

from dataclasses import dataclass

BARE_LIST, BARE_INSERT = "bare list", "bare insert"
BARE_SIGNED_IN = "bare list, signed in"  # what any page behind the sign-in pays before it begins
GOALS = {
    "inbox": "≥ 0.40 × the bare list, ≤ 8 SQL, ≤ 1.3 × the time at the small size",
    "inbox, changed": "≤ 8 SQL, ≤ 1.3 ×",
    "case page": "≤ 1.3 ×",
    "tracking": "≤ 1.3 ×",
    "search": "≤ 2 ×, ≤ 200 ms p95",
    "search across": "≤ 200 ms p95, ≤ 10 SQL",
    "submit": "≥ 0.20 × the bare INSERT, ≤ 15 SQL",
    "look-up": "≤ 50 ms p95",
    "board": "≤ 300 ms p95",
}
BOARDS = {"board, ward": "phuong", "board, district": "quan", "board, city": "thanh-pho"}
PUBLIC_FIGURES = "public figures"


@dataclass
class Cell:
    """One line of the table: what was asked, of how many cases, by how many clients.

    `control` is the median of the bare list in the very same seconds. It knows nothing of cases: what
    it takes longer at the large size, the machine is slower.
    """

    what: str
    cases: int
    clients: int
    per_second: float
    p50: float
    p95: float
    p99: float
    sql: int
    control: float
    to_bare: float = 0.0
    to_small: float = 0.0
    machine: float = 0.0
    growth: float = 0.0


def compared(cells: list[Cell]) -> list[Cell]:
    """With the ratios: to the bare view of the same size and clients, to the same thing when small.

    `growth` is the latter without what the machine itself has slowed down or sped up meanwhile.
    """
    by_key = {(cell.what, cell.cases, cell.clients): cell for cell in cells}
    small = min(cell.cases for cell in cells)
    for cell in cells:
        bare = BARE_INSERT if cell.what.startswith("submit") else BARE_LIST
        beside = by_key[bare, cell.cases, cell.clients]
        cell.to_bare = round(cell.per_second / beside.per_second, 2)
        first = by_key[cell.what, small, cell.clients]
        cell.to_small = round(cell.p50 / first.p50, 2)
        cell.machine = round(cell.control / first.control, 2)
        cell.growth = round(cell.p50 / first.p50 * first.control / cell.control, 2)
    return cells


def table(cells: list[Cell]) -> str:
    """One line a cell; the last columns are throughput to the bare view, median to the small size, what the
    machine did meanwhile, and the one by the other."""
    head = f"{'':<20}{'cases':>11}{'clients':>9}{'per s':>9}{'p50 ms':>9}{'p95':>9}{'p99':>9}{'SQL':>5}{'× bare':>9}{'× small':>9}{'machine':>9}{'growth':>9}"
    lines = [
        f"{c.what:<20}{c.cases:>11,}{c.clients:>9}{c.per_second:>9}{c.p50:>9}{c.p95:>9}{c.p99:>9}"
        f"{c.sql or '':>5}{c.to_bare:>9}{c.to_small:>9}{c.machine:>9}{c.growth:>9}"
        for c in sorted(cells, key=lambda c: (c.what, c.clients, c.cases))
    ]
    return "\n".join(["", head, *lines])


def shortfalls(cells: list[Cell]) -> list[str]:
    """The goals that were missed, one line each."""
    large = max(cell.cases for cell in cells)
    return [
        f"MISSED {cell.what}, {cell.cases:,} cases, {cell.clients} clients: "
        f"{', '.join(problems)} (to reach: {GOALS[_goal(cell)]})"
        for cell in cells
        if (problems := [*_beside_others(cell), *_when_large(cell, large), *_too_slow(cell)])
    ]


def _goal(cell: Cell) -> str:
    return "board" if cell.what in {*BOARDS, PUBLIC_FIGURES} else cell.what


def _beside_others(cell: Cell) -> list[str]:
    problems = []
    if cell.what == "inbox":
        problems += [f"{cell.to_bare} × bare list"] if cell.to_bare < 0.40 else []
    if cell.what in {"inbox", "inbox, changed"}:
        problems += [f"{cell.sql} SQL"] if cell.sql > 8 else []
    if cell.what == "search across":
        problems += [f"{cell.sql} SQL"] if cell.sql > 10 else []
    if cell.what == "submit":
        problems += [f"{cell.to_bare} × bare INSERT"] if cell.to_bare < 0.20 else []
        problems += [f"{cell.sql} SQL"] if cell.sql > 15 else []
    return problems


def _when_large(cell: Cell, large: int) -> list[str]:
    most = {
        "inbox": 1.3,
        "inbox, changed": 1.3,
        "case page": 1.3,
        "tracking": 1.3,
        "search": 2,
    }.get(cell.what)
    if cell.cases == large and most is not None and max(cell.to_small, cell.growth) > most:
        return [f"{cell.to_small} × small ({cell.growth} without the machine)"]
    return []


def _too_slow(cell: Cell) -> list[str]:
    """Times are asked of one client: eight of them wait for each other on two cores."""
    most = {"search": 200, "search across": 200, "look-up": 50, "board": 300}.get(_goal(cell))
    if cell.clients == 1 and most is not None and cell.p95 > most:
        return [f"{cell.p95} ms p95"]
    return []
