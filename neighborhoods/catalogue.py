"""Loading the rules of this room: steps of a rearrangement, thresholds of consultations."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from neighborhoods.models import ForbiddenWords, Matter, Procedure, ProcedureStep
from wards import tree
from wards.models import Unit

DATA = Path(__file__).parent / "data"
MATTERS_FROM = datetime.date(2023, 7, 1)  # the law on grassroots democracy took effect
DAY = datetime.timedelta(days=1)


@transaction.atomic
def load_procedures(path: Path = DATA / "procedures.yaml") -> int:
    """Add the procedures that are not there yet; what the city has changed stays. How many were added.

    Raises KeyError for a missing column, ValidationError for a value that does not fit.
    """
    known = set(Procedure.objects.values_list("code", flat=True))
    rows = [
        row for row in yaml.safe_load(path.read_text(encoding="utf-8")) if row["code"] not in known
    ]
    for row in rows:
        _add(row)
    return len(rows)


def _add(row: dict[str, Any]) -> None:
    last = row["until"]
    procedure = Procedure(
        code=row["code"],
        name=row["name"],
        legal_source=row["legal_source"],
        above=row["above"],
        valid=DateRange(row["from"], last and last + DAY),
    )
    procedure.full_clean()
    procedure.save()
    for number, step in enumerate(row["steps"], start=1):
        values = dict(step)
        values["is_planned"] = values.pop("planned", False)
        made = ProcedureStep(procedure=procedure, number=number, **values)
        made.full_clean()
        made.save()


@transaction.atomic
def load_matters(path: Path = DATA / "matters.yaml") -> int:
    """Add the matters that are not there yet; what the city has changed stays. How many were added.

    Raises KeyError for a missing column, ValidationError for a value that does not fit.
    """
    known = set(Matter.objects.values_list("code", flat=True))
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    missing = [row for row in rows if row["code"] not in known]
    for order, row in enumerate(rows):
        if row in missing:
            matter = Matter(
                code=row["code"],
                name=row["name"],
                share_of=row["share"][0],
                share_in=row["share"][1],
                is_strict=row["strict"],
                rounds=row.get("rounds", 1),
                allows_online=row.get("online", False),
                legal_source=row["legal_source"],
                valid=DateRange(MATTERS_FROM, None),
                order=order,
            )
            matter.full_clean()
            matter.save()
    return len(missing)


@transaction.atomic
def load_forbidden_words(path: Path = DATA / "naming.yaml") -> int:
    """Add the words that may not stand in names and are not there yet; how many were added."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = set(ForbiddenWords.objects.values_list("words", flat=True))
    missing = [ForbiddenWords(**row) for row in rows if row["words"] not in known]
    ForbiddenWords.objects.bulk_create(missing)
    return len(missing)


def load_rules() -> dict[str, int]:
    """Everything above, for `manage.py load_rules`; what was there already stays as it is."""
    return {
        "procedures": load_procedures(),
        "matters": load_matters(),
        "forbidden words": load_forbidden_words(),
    }


def procedure_for(ward: Unit, day: datetime.date) -> Procedure:
    """How a ward goes about a rearrangement begun on a day. Raises ValidationError if nothing says so."""
    above = tree.chain(ward, day)[1:2]
    found = Procedure.objects.for_ward_under(above[0].level, day) if above else None
    if found is None:
        raise ValidationError(_("Chưa có trình tự sắp xếp nào được nhập cho phường, xã này."))
    return found
