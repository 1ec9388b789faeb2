"""`manage.py load_calendar`: public holidays and swapped days into the working calendar."""

from __future__ import annotations

import argparse
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock, holidays

FIRST = 2024  # the year of the oldest cases a new deployment takes over


class Command(BaseCommand):
    """Safe to repeat; rows entered by hand are left as they are."""

    help = "Load Vietnamese public holidays (rows entered by hand are kept)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--years 2024-2028` or a single year; 2024 to the year after next unless told."""
        parser.add_argument("--years", type=years, help="e.g. 2024-2028")

    def handle(self, *, years: range | None, **options: Any) -> None:
        """Load and report."""
        years = years or range(FIRST, clock.today().year + 3)
        done = holidays.load(years)
        self.stdout.write(
            f"{years.start}–{years.stop - 1}: {done.added} added, {done.changed} changed, "
            f"{done.removed} removed, {done.kept_by_hand} entered by hand and kept"
        )


def years(text: str) -> range:
    """ "2024-2028" or "2026" as a range of years. Raises ArgumentTypeError for anything else."""
    match = re.fullmatch(r"(20\d\d)(?:-(20\d\d))?", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"not years: {text}")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise argparse.ArgumentTypeError(f"ends before it begins: {text}")
    return range(first, last + 1)
