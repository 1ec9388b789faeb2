"""Attempts to sign in, kept for whoever looks into an incident. Names only as a keyed hash."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from people.models import LoginAttempt


def name_hash(username: str) -> str:
    """What stands for a sign-in name: equal names give equal hashes, and nothing leads back."""
    return salted_hmac("people.attempts", username.strip().lower()).hexdigest()[:32]


def record(username: str, *, succeeded: bool) -> None:
    """Keep one attempt. The address it came from is not kept."""
    LoginAttempt.objects.create(name_hash=name_hash(username), succeeded=succeeded)
