"""The base of every queryset of private rows."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class TerritoryQuerySet(models.QuerySet):
    """Rows that lie in a unit, reached through `unit_path`.

    Asks `user.reach(permission)` for an object with `everywhere` and `units`; what a unit is, and
    why somebody reaches it, is none of its business. Whatever is missing means: nothing is seen.
    """

    unit_path = "unit"

    def visible_to(self, user: Any, permission: str) -> Self:
        """The rows that a user reaches with a permission today; none for anonymous visitors."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        reach = user.reach(permission)
        if reach.everywhere:
            return self.all()
        if not reach.units:
            return self.none()
        return self.filter(**{f"{self.unit_path}__in": reach.units})
