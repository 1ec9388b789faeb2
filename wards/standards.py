"""How many households a new unit should have: dated rows, since the law changes them."""

from __future__ import annotations

import csv
import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from wards.history import DATA
from wards.models import HouseholdStandard
from wards.registry import standards

FILE = DATA / "standards.csv"
DAY = datetime.timedelta(days=1)


@transaction.atomic
def load_standards() -> int:
    """Add the standards that are not there yet; what the city has entered stays. How many were added.

    A standard counts as there when its kind has one that overlaps. Numbers of the law that other
    rooms keep are loaded with them.
    """
    added = sum(load() for load in standards)
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            last = datetime.date.fromisoformat(row["until"]) if row["until"] else None
            valid = DateRange(datetime.date.fromisoformat(row["from"]), last and last + DAY)
            known = HouseholdStandard.objects.filter(kind=row["kind"], valid__overlap=valid)
            if not known.exists():
                HouseholdStandard.objects.create(
                    kind=row["kind"],
                    valid=valid,
                    households=int(row["households"]),
                    legal_source=row["legal_source"],
                )
                added += 1
    return added
