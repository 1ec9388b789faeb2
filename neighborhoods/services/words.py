"""The words by which schemes and consultations are found: a title, and where it lies."""

from __future__ import annotations

from core.search.words import searchable

LONGEST = 400  # characters that `search_text` holds


def found_by(title: str, place: str) -> str:
    """The `search_text` of something with a title in a place, which says the names it has there."""
    return searchable(title, place)[:LONGEST]
