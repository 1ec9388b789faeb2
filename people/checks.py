"""What a real deployment must not hold."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from people.models import User


@register(Tags.database)
def no_demo_accounts(*, databases: Any = None, **kwargs: Any) -> list[Error]:
    """Outside the demonstration no account with the published password may be left active."""
    if settings.PORTAL_DEMO or not databases:
        return []
    try:
        found = list(
            User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True)
        )
    except DatabaseError:
        return []  # not migrated yet; the check for migrations says so
    if not found:
        return []
    hint = "Load real units into an empty database; never turn a demonstration into production."
    return [Error(f"{len(found)} demo accounts are active.", hint=hint, id="people.E001")]
