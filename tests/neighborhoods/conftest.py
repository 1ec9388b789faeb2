"""A ward with three khu phố, and the rules of schemes."""

from __future__ import annotations

import pytest

from neighborhoods.catalogue import load_rules
from tests.factories import NeighborhoodFactory


@pytest.fixture(autouse=True)
def procedures(db):
    load_rules()


@pytest.fixture
def places(ward):
    """Khu phố 1, 2 and 3."""
    return [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2, 3)]
