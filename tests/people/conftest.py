"""Fixtures of the tests of `people`."""

from __future__ import annotations

import pytest
from django.core import mail

from core import outbox


@pytest.fixture
def mailed():
    """Have the outbox work until nothing is due, and return the letters that went out."""

    def letters():
        while outbox.run_due():
            pass
        return mail.outbox

    return letters
