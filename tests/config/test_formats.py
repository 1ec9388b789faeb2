"""Dates and numbers as people in Vietnam type them, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone, translation

LANGUAGES = ["vi", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03/04/2026", date(2026, 4, 3)),
        ("3/4/2026", date(2026, 4, 3)),
        ("25/12/2026", date(2026, 12, 25)),
        ("25-12-2026", date(2026, 12, 25)),
        ("25.12.2026", date(2026, 12, 25)),
        ("01/02/26", date(2026, 2, 1)),
        ("2026-04-03", date(2026, 4, 3)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_date_is_read_day_first(language, typed, meant):
    with translation.override(language):
        assert forms.DateField().clean(typed) == meant


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["12/25/2026", "29/02/2026", "32/01/2026", "hôm nay"])
def test_date_that_does_not_exist_is_refused(language, typed):
    with translation.override(language), pytest.raises(ValidationError):
        forms.DateField().clean(typed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_moment_is_read_in_local_time(language):
    with translation.override(language):
        moment = forms.DateTimeField().clean("03/04/2026 14:30")
    assert moment == datetime(2026, 4, 3, 7, 30, tzinfo=UTC)
    assert moment.utcoffset().total_seconds() == 7 * 3600


@pytest.mark.parametrize("language", LANGUAGES)
def test_date_is_written_day_first(language):
    with translation.override(language):
        assert formats.date_format(date(2026, 4, 3)) == "03/04/2026"
        morning = timezone.localtime(datetime(2026, 4, 3, 0, 5, tzinfo=UTC))
        assert formats.date_format(morning, "DATETIME_FORMAT") == "07:05 03/04/2026"


@pytest.mark.parametrize(
    ("language", "typed", "written"), [("vi", "1.234,5", "1.234,5"), ("en", "1,234.5", "1,234.5")]
)
def test_number_is_read_and_written_as_in_the_language(language, typed, written):
    with translation.override(language):
        number = forms.DecimalField(localize=True).clean(typed)
        assert number == Decimal("1234.5")
        assert formats.number_format(number, force_grouping=True) == written
