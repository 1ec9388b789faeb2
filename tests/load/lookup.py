"""How long a look-up takes at 35,000 units: `python tests/load/lookup.py [rounds]`.

Asks everything in tests/wards/corpus.py, and what finds most or nothing, of the demonstration city in
the database that the settings name. Units are added up to 35,000 in a transaction that is rolled
back. Prints the time of search and of the whole answer (with what became of each unit).
"""

from __future__ import annotations

import datetime
import os
import random
import statistics
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
django.setup()

from django.db import connection, transaction  # noqa: E402 - after django.setup()

from tests.wards.corpus import CORPUS  # noqa: E402
from wards import pages, services  # noqa: E402
from wards.lookup import search  # noqa: E402
from wards.models import Kind, Level, Unit, UnitVersion  # noqa: E402
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


def measured(ask, questions: list[str]) -> list[tuple[float, str]]:
    """Milliseconds of each question, the slowest first."""
    taken = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        taken.append(((time.perf_counter() - started) * 1000, question))
    return sorted(taken, reverse=True)


def tell(what: str, taken: list[tuple[float, str]]) -> float:
    """Print median, 95th percentile and the slowest; return the percentile."""
    times = sorted(milliseconds for milliseconds, _ in taken)
    p95 = times[int(len(times) * 0.95)]
    sys.stdout.write(
        f"{what}: {len(times)} câu, p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, "
        f"chậm nhất {taken[0][0]:.1f} ms ({taken[0][1]!r})\n"
    )
    return p95


def main(rounds: int) -> int:
    """Measure; 0 where the goal is met."""
    questions = ([typed for typed, _ in CORPUS] + HARD) * rounds
    random.Random(1).shuffle(questions)
    with transaction.atomic():
        sys.stdout.write(f"{top_up()} đơn vị, {connection.pg_version}\n")
        measured(search, questions[:50])
        p95 = tell("tìm", measured(search, questions))
        tell("trả lời", measured(pages.answers, questions))
        transaction.set_rollback(True)
    return int(p95 > GOAL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
