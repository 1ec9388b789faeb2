"""The demonstration city, loaded once for all tests here: it takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from wards import demo


@pytest.fixture(scope="package")
def said(django_db_setup, django_db_blocker) -> Iterator[list[str]]:
    """The city; what was said while loading. What a test or a module adds, it takes back."""
    lines: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(lines.append)
        connection.check_constraints()  # now, and not again at the end of each test
        yield lines
        transaction.set_rollback(True)
