"""The catalogue of roles: a file of our own, since posts change by law and every city adds some."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from people.models import Role

FILE = Path(__file__).parent / "data" / "roles.csv"


def _row(row: dict[str, str]) -> dict:
    return {
        "name": row["name"],
        "level": int(row["level"]),
        "seats": int(row["seats"]) if row["seats"] else None,
        "paid_band": row["paid_band"],
        "is_elected": row["is_elected"] == "1",
        "max_term_months": int(row["max_term_months"]) if row["max_term_months"] else None,
        "profile": row["profile"],
        "is_public": row["is_public"] == "1",
        "order": int(row["order"]),
        "legal_source": row["legal_source"],
    }


@transaction.atomic
def load_roles(path: Path = FILE) -> int:
    """Add the roles that are not there yet; those that are stay as the city has set them.

    Returns how many were added. Raises ValidationError for a row that is not a valid role.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = set(Role.objects.values_list("code", flat=True))
    new = [Role(code=row["code"], **_row(row)) for row in rows if row["code"] not in known]
    for role in new:
        role.full_clean()
    Role.objects.bulk_create(new)
    return len(new)
