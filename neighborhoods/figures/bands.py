"""The bands of size that the law knows: dated rows, loaded once and kept by the city afterwards."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from neighborhoods.models import SizeBand

FILE = Path(__file__).resolve().parent.parent / "data" / "size_bands.csv"
DAY = datetime.timedelta(days=1)


@transaction.atomic
def load_bands() -> int:
    """Add the bands that are not there yet; what the city has entered stays. How many were added.

    Bands count as there when their kind and measure have one that overlaps in time.
    """
    with FILE.open(encoding="utf-8", newline="") as lines:
        wanted = [_band(row) for row in csv.DictReader(lines)]
    new = [band for band in wanted if not _is_known(band)]
    SizeBand.objects.bulk_create(new)
    return len(new)


def _band(row: dict[str, str]) -> SizeBand:
    last = datetime.date.fromisoformat(row["until"]) if row["until"] else None
    return SizeBand(
        kind=row["kind"],
        measure=row["measure"],
        at_least=int(row["at_least"]),
        below=int(row["below"]) if row["below"] else None,
        label=row["label"],
        valid=DateRange(datetime.date.fromisoformat(row["from"]), last and last + DAY),
        legal_source=row["legal_source"],
    )


def _is_known(band: SizeBand) -> bool:
    same = SizeBand.objects.filter(kind=band.kind, measure=band.measure)
    return same.filter(valid__overlap=band.valid).exists()
