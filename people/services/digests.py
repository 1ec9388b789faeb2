"""How often somebody gets the daily letter."""

from __future__ import annotations

from django.db import transaction

from people.models import DigestChoice, Rhythm, User


@transaction.atomic
def choose_rhythm(*, by: User, rhythm: str) -> DigestChoice:
    """Keep one's own choice; the audit trail keeps the one before. Raises ValueError for no rhythm."""
    choice, _new = DigestChoice.objects.update_or_create(
        user=by, defaults={"rhythm": Rhythm(rhythm)}
    )
    return choice
