"""Indexes of one kind that several tables have."""

from __future__ import annotations

from django.db.models import Index, Q


def filled(table: str, *columns: str) -> list[Index]:
    """For each column an index over the rows that have a value in it, for columns that most leave empty.

    Foreign keys of that kind need no more (`db_index=False`): a row written without a value costs nothing.
    """
    return [
        Index(fields=[name], name=f"{table}_{name}", condition=Q(**{f"{name}__isnull": False}))
        for name in columns
    ]
