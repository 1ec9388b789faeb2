"""How long a look-up takes at 35,000 units: `python tests/load/lookup.py [rounds] [--waves N] [--best-of N]`.

Asks everything in tests/wards/corpus.py, and what finds most or nothing, of the demonstration city in
the database that the settings name. Units are added up to 35,000 in a transaction that is rolled
back. With `--waves` so many rearrangements come first, one after the other: in each of some wards two khu
phố are divided between two new ones, so that lineages are as long as the waves are many. Prints the time
of search, of the whole answer (with what became of each unit) and of the pages of units, with their
queries, and the load of the machine.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import statistics
import sys
import time
from functools import partial
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
django.setup()

from django.db import connection, transaction  # noqa: E402 - after django.setup()
from django.test import Client  # noqa: E402 - likewise
from django.test.utils import CaptureQueriesContext  # noqa: E402 - likewise

from tests.wards.corpus import CORPUS  # noqa: E402
from wards import changes, pages, services  # noqa: E402
from wards.lookup import search  # noqa: E402
from wards.models import (  # noqa: E402
    Action,
    ChangeLine,
    Decision,
    Extent,
    Kind,
    Level,
    LineSource,
    Unit,
    UnitVersion,
)
from wards.rules import write_in_bulk  # noqa: E402

UNITS = 35_000
HARD = [
    "khu pho 6",
    "to 1",
    "to 5",
    "1",
    "tan",
    "binh",
    "phuong 1",
    "qqq zzz 7",
    "abc 1 def 2 ghi 3",
]
GOAL = 50  # milliseconds at the 95th percentile
MOST_QUERIES = 10  # of a page of a unit
FIRST_WAVE, MONTH = datetime.date(2025, 2, 1), datetime.timedelta(days=30)
MOVED_WARDS = 20
PARTS = 100  # households that change over


def top_up() -> int:
    """Found further khu phố until there are enough units to measure at."""
    write_in_bulk()
    wards = list(UnitVersion.objects.today().filter(unit__level=Level.WARD).select_related("unit"))
    missing = UNITS - Unit.objects.count()
    for number in range(max(missing, 0)):
        services.begin_unit(
            kind=Kind.NEIGHBORHOOD,
            name=f"Khu phố {100 + number // len(wards)}",
            on=datetime.date(2025, 1, 1),
            parent=wards[number % len(wards)].unit,
        )
    services.refresh_lookup()
    return Unit.objects.count()


def rearrange(waves: int) -> list[Unit]:
    """So many decisions, a month apart; the first and the last khu phố of each ward that moved."""
    wards = UnitVersion.objects.today().filter(unit__level=Level.WARD).select_related("unit")
    pairs = {}
    for ward in wards.order_by("sort_key")[:MOVED_WARDS]:
        below = ward.unit.child_versions.on(FIRST_WAVE).select_related("unit")
        found = [version.unit for version in below.order_by("sort_key")[:2]]
        if len(found) == 2:
            pairs[ward.unit] = found
    first = [unit for pair in pairs.values() for unit in pair]
    for wave in range(waves):
        pairs = _wave(wave, pairs)
    return first + [unit for pair in pairs.values() for unit in pair]


def _wave(wave: int, pairs: dict[Unit, list[Unit]]) -> dict[Unit, list[Unit]]:
    decision = Decision.objects.create(
        issuer="Đo tốc độ", number=f"{wave}/ĐO", effective_on=FIRST_WAVE + wave * MONTH,
        title="Đo tốc độ", is_made_up=True,
    )  # fmt: skip
    lines: dict[Unit, list[ChangeLine]] = {}
    for ward, (one, two) in pairs.items():
        for letter, whole, part in (("A", two, one), ("B", one, two)):
            line = ChangeLine.objects.create(
                decision=decision, number=decision.lines.count() + 1, action=Action.FOUND,
                name=f"Khu phố {wave}{letter}", kind=Kind.NEIGHBORHOOD, parent=ward,
            )  # fmt: skip
            LineSource.objects.create(line=line, source=whole, extent=Extent.REST)
            LineSource.objects.create(line=line, source=part, extent=Extent.PART, households=PARTS)
            lines.setdefault(ward, []).append(line)
    changes.apply(decision=services.confirm_decision(decision=decision))
    for found in lines.values():
        for line in found:
            line.refresh_from_db()
    return {ward: [line.founded for line in found] for ward, found in lines.items()}


def visited(units: list[Unit], tries: int) -> tuple[list[tuple[float, str]], int]:
    """Milliseconds of the page of each unit, and the most queries that one of them took."""
    client, taken, most = Client(HTTP_HOST="127.0.0.1"), [], 0
    for unit in units:
        path = unit.get_absolute_url()
        if client.get(path).status_code != 200:  # found
            raise RuntimeError(path)
        taken.append((best_of(tries, partial(client.get, path)), path))
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        most = max(most, len(asked))
    return sorted(taken, reverse=True), most


def best_of(tries: int, act) -> float:
    """Milliseconds of the quickest of some tries: on a machine that others use, the least disturbed one."""
    best = float("inf")
    for _ in range(tries):
        started = time.perf_counter()
        act()
        best = min(best, (time.perf_counter() - started) * 1000)
    return best


def measured(ask, questions: list[str], tries: int = 1) -> list[tuple[float, str]]:
    """Milliseconds of each question, the slowest first."""
    taken = [(best_of(tries, partial(ask, question)), question) for question in questions]
    return sorted(taken, reverse=True)


def tell(what: str, taken: list[tuple[float, str]]) -> float:
    """Print median, 95th percentile and the slowest; return the percentile."""
    times = sorted(milliseconds for milliseconds, _ in taken)
    p95 = times[int(len(times) * 0.95)]
    sys.stdout.write(
        f"{what}: {len(times)} lượt, p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, "
        f"chậm nhất {taken[0][0]:.1f} ms ({taken[0][1]!r})\n"
    )
    return p95


def main(rounds: int, waves: int, tries: int) -> int:
    """Measure; 0 where the goals are met."""
    questions = ([typed for typed, _ in CORPUS] + HARD) * rounds
    random.Random(1).shuffle(questions)
    with transaction.atomic():
        units = top_up()
        moved = rearrange(waves) if waves else list(Unit.objects.today()[: MOVED_WARDS * 2])
        services.refresh_lookup()
        load = " ".join(f"{value:.1f}" for value in os.getloadavg())
        sys.stdout.write(f"{units} đơn vị, {waves} đợt sắp xếp, tải máy {load}\n")
        measured(search, questions[:50])
        p95 = tell("tìm", measured(search, questions, tries))
        tell("trả lời", measured(pages.answers, questions, tries))
        taken, queries = visited(moved, tries)
        tell("trang đơn vị", taken)
        sys.stdout.write(f"trang đơn vị: nhiều nhất {queries} câu SQL\n")
        transaction.set_rollback(True)
    return int(p95 > GOAL or queries > MOST_QUERIES)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=10)
    parser.add_argument("--waves", type=int, default=0)
    parser.add_argument("--best-of", type=int, default=1, help="tries, of which the best counts")
    given = parser.parse_args()
    sys.exit(main(given.rounds, given.waves, given.best_of))
