"""Numbers as they are read in Vietnam and in English."""

import pytest
from django.utils import translation

from core.numbers import number, percent


@pytest.mark.parametrize(
    ("value", "places", "vietnamese", "english"),
    [
        (0, None, "0", "0"),
        (999, None, "999", "999"),
        (1000000, None, "1.000.000", "1,000,000"),
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234.0, None, "1.234", "1,234"),
        (0.126, 2, "0,13", "0.13"),
        (-4200, None, "-4.200", "-4,200"),
        (None, None, "—", "—"),
    ],
)
def test_number_follows_the_language(value, places, vietnamese, english):
    with translation.override("vi"):
        assert number(value, places) == vietnamese
    with translation.override("en"):
        assert number(value, places) == english


@pytest.mark.parametrize(
    ("value", "shown"), [(94.2, "94,2%"), (94.0, "94%"), (100, "100%"), (93.96, "94%"), (None, "—")]
)
def test_percent_has_at_most_one_digit(value, shown):
    with translation.override("vi"):
        assert percent(value) == shown
