"""Numbers as the reader's language writes them."""

from __future__ import annotations

import re

from django.utils.translation import get_language

_VIETNAMESE = str.maketrans(",.", ".,")


def number(value: float | None, places: int | None = None) -> str:
    """1000000 as 1.000.000 (Vietnamese) or 1,000,000 (English); None as a dash.

    Without `places`, a fraction is shown with one digit and a whole number with none.
    """
    if value is None:
        return "—"
    if places is None:
        places = 0 if float(value).is_integer() else 1
    shown = f"{value:,.{places}f}"
    return shown if (get_language() or "vi").startswith("en") else shown.translate(_VIETNAMESE)


def percent(value: float | None) -> str:
    """94.2 as 94,2% in Vietnamese; None as a dash."""
    return "—" if value is None else f"{number(round(float(value), 1))}%"


_COUNT = re.compile(r"\d+|\d{1,3}(?:[.\u00a0\u202f ]\d{3})+|\d{1,3}(?:,\d{3})+", re.ASCII)


def parse_count(text: str) -> int:
    """A whole number as people type it: 1234, 1.234, 1 234 or 1,234. Raises ValueError for others.

    "1.000" is a thousand here and never one: nobody counts households in decimals.
    """
    text = text.strip()
    if not _COUNT.fullmatch(text):
        raise ValueError(text)
    return int(re.sub(r"\D", "", text))
