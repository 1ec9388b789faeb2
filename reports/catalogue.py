"""Loading the kinds of reports; the city changes them afterwards in the administration."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from reports.models import ReportSection, ReportType

DATA = Path(__file__).parent / "data" / "report_types.yaml"


@transaction.atomic
def load_report_types(path: Path = DATA) -> int:
    """Add the types that are not there yet; what the city has changed stays. How many were added.

    Raises KeyError for a missing column, ValidationError for a value that does not fit (an indicator
    that no room counts among them).
    """
    known = set(ReportType.objects.values_list("code", flat=True))
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    missing = [(order, row) for order, row in enumerate(rows) if row["code"] not in known]
    for order, row in missing:
        _add(order, row)
    return len(missing)


def _add(order: int, row: dict[str, Any]) -> None:
    time = row.get("cutoff_time")
    kind = ReportType(
        code=row["code"],
        name=row["name"],
        subject=row["subject"],
        rhythm=row["rhythm"],
        cutoff_day=row.get("cutoff_day", 14),
        cutoff_time=time and datetime.time.fromisoformat(time),
        due_days=row["due"],
        due_days_above=row["due_above"],
        recipients=row.get("recipients", "").strip(),
        legal_source=row["legal_source"],
        order=order,
    )
    kind.full_clean()
    kind.save()
    for number, part in enumerate(row["sections"], start=1):
        section = ReportSection(
            type=kind,
            number=number,
            heading=part["heading"],
            prompt=part.get("prompt", ""),
            is_required=part.get("required", False),
            indicators=part.get("indicators", []),
        )
        section.full_clean()
        section.save()
