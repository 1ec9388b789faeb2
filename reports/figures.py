"""Figures by place over cases that somebody may see."""

from __future__ import annotations

import datetime

from django.db.models import Count, Q

from feedback.querysets import CaseQuerySet, past_due


def open_by_ward(
    cases: CaseQuerySet, *, now: datetime.datetime, place: str = "ward"
) -> dict[int, dict[str, int]]:
    """How many are open, and how many of them late, in each ward that has any; one query.

    With `place="unit"` by khu phố.
    """
    rows = cases.open().order_by().values(place)
    counted = rows.annotate(open=Count("pk"), late=Count("pk", filter=past_due(now)))
    return {row.pop(place): row for row in counted}


def on_time_by_ward(
    cases: CaseQuerySet, *, start: datetime.datetime, end: datetime.datetime
) -> dict[int, dict[str, int]]:
    """How many with a deadline were answered in [start, end), and how many in time; one query."""
    rows = cases.answered_between(start, end).filter(answered_in_time__isnull=False)
    counted = (
        rows.order_by()
        .values("ward")
        .annotate(dated=Count("pk"), in_time=Count("pk", filter=Q(answered_in_time=True)))
    )
    return {row.pop("ward"): row for row in counted}


def share(part: int, whole: int) -> float | None:
    """A part in percent; None of nothing."""
    return 100 * part / whole if whole else None
