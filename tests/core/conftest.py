"""Fixtures of the tests of `core`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from core.models import AccessRecord, Notification, OutboxMessage
from core.owner import as_owner


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A database in which everything is committed at once, as other processes must see it."""
    with django_db_blocker.unblock():
        yield
        Notification.objects.all().delete()
        OutboxMessage.objects.all().delete()
        get_user_model().objects.all().delete()
        with as_owner():  # the application itself cannot
            AccessRecord.objects.all().delete()
        connections.close_all()


@pytest.fixture
def make_user(db):
    """Makes users as the portal has them, whatever the room that owns them asks for."""

    def make(name: str = "ai", email: str = "", **fields):
        return get_user_model().objects.create(
            username=name, email=email or f"{name}@phuong.example", **fields
        )

    return make
