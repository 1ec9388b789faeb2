"""Loading what feedback is about, the deadline rules and the ready answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from feedback.models import AnswerTemplate, Category, DeadlineRule, ObstacleKind

ORDER_STEP = 10


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were added; what was there already is left as officials have made it."""

    categories: int
    rules: int
    answers: int
    kinds: int = 0


@transaction.atomic
def load_catalogue(*, data: Mapping[str, Any]) -> Loaded:
    """Add the categories, rules, answers and kinds of obstacles of a file that are not there yet; all or nothing.

    Idempotent. A rule counts as there when its clock, kind and category have one that overlaps.
    Raises KeyError for a missing column, ValidationError for a value that does not fit.
    """
    return Loaded(
        categories=_load_named(Category, data["categories"]),
        rules=_load_rules(data["rules"]),
        answers=_load_answers(data["answers"]),
        kinds=_load_named(ObstacleKind, data.get("obstacle_kinds", ())),
    )


def _load_named(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Rows of a list with codes, in the order of the file."""
    known = set(model.objects.values_list("code", flat=True))  # type: ignore[attr-defined]
    added = 0
    for position, row in enumerate(rows, start=1):
        if row["code"] not in known:
            added_row = model(order=position * ORDER_STEP, **row)
            added_row.full_clean()
            added_row.save()
            added += 1
    return added


def _load_rules(rows: Iterable[Mapping[str, Any]]) -> int:
    added = 0
    for row in rows:
        values = dict(row)
        starts: datetime.date = values.pop("valid_from")
        code = values.pop("category", None)
        rule = DeadlineRule(
            category=Category.objects.get(code=code) if code else None,
            valid=DateRange(starts, values.pop("valid_until", None)),
            **values,
        )
        if not _has_rule(rule):
            rule.full_clean()
            rule.save()
            added += 1
    return added


def _has_rule(rule: DeadlineRule) -> bool:
    return DeadlineRule.objects.filter(
        clock=rule.clock, kind=rule.kind, category=rule.category, valid__overlap=rule.valid
    ).exists()


def _load_answers(rows: Iterable[Mapping[str, Any]]) -> int:
    added = 0
    for row in rows:
        values = dict(row)
        code = values.pop("category", None)
        values["category"] = Category.objects.get(code=code) if code else None
        if not AnswerTemplate.objects.filter(unit=None, title=values["title"]).exists():
            answer = AnswerTemplate(**values)
            answer.full_clean()
            answer.save()
            added += 1
    return added
