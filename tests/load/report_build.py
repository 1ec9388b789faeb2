"""How long the drafts of all reports take: `python tests/load/report_build.py --cases 1000000`.

Starts a portal of its own in a folder that goes away, loads the cases, opens one more period of each
kind of report, and builds it for every ward as the worker does. Also run by `make bench`.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.load.stand import SETTINGS, stand

GOAL = 600  # seconds for all wards and kinds over a million cases, on two cores


@dataclass(frozen=True)
class Built:
    """One kind of report: how many drafts it came to, and what they took."""

    kind: str
    drafts: int
    seconds: float


def build_all() -> list[Built]:
    """One more period of each kind, an hour before the last one's end; needs Django set up."""
    from reports.models import Report, ReportPeriod, ReportType  # noqa: PLC0415 - after django.setup()
    from reports.services import building  # noqa: PLC0415 - likewise

    found = []
    for kind in ReportType.objects.prefetch_related("sections"):
        last = ReportPeriod.objects.filter(type=kind).first() or ReportPeriod.objects.first()
        if last is None:
            raise RuntimeError("the demonstration has no period of reports")
        hour = datetime.timedelta(hours=1)
        period = ReportPeriod.objects.create(
            type=kind, name="đo", subject="đo", start=last.start - hour, end=last.end - hour,
            due_on=last.due_on, due_above_on=last.due_above_on,
        )  # fmt: skip
        started = time.perf_counter()
        drafts = building.build(period.pk)
        found.append(Built(kind.code, drafts, time.perf_counter() - started))
        if Report.objects.filter(period=period).count() != drafts:
            raise AssertionError(kind.code)
    return found


def table(built: list[Built]) -> str:
    """What each kind took, and all of them."""
    lines = [f"{row.kind:20} {row.drafts:6,} {row.seconds:8.1f} s" for row in built]
    total, drafts = sum(row.seconds for row in built), sum(row.drafts for row in built)
    return "\n".join([*lines, f"{'all':20} {drafts:6,} {total:8.1f} s  (≤ {GOAL} s)"])


def shortfalls(built: list[Built]) -> list[str]:
    """The goal, where it was missed."""
    total = sum(row.seconds for row in built)
    return [f"MISSED report build: {total:.0f} s (to reach: ≤ {GOAL} s)"] if total > GOAL else []


def main() -> int:
    """Load, build, print; 0 where the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    cases = parser.parse_args().cases
    with stand() as found:
        found.manage("make_load", "--cases", str(cases))
        found.settle()
        os.environ.update(found.environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        import django  # noqa: PLC0415 - the settings are known only now

        django.setup()
        built = build_all()
        sys.stdout.write(f"{cases:,} cases\n{table(built)}\n")
    return bool(shortfalls(built))


if __name__ == "__main__":
    sys.exit(main())
