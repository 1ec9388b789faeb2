"""Figures of indicators, each held against the rows it says it is made of."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from core import indicators
from core.indicators import Window


def figures_of(
    codes: Collection[str], window: Window, wards: Collection[int]
) -> dict[int, dict[str, Decimal | None]]:
    """As `indicators.count`; fails where the rows behind a figure are others than those counted."""
    found = indicators.count(codes, window, wards)
    for ward, figures in found.items():
        for code in figures:
            members = indicators.indicator(code).members
            if members:
                assert sum(members(window, ward).values()) == figures[code], code
    return found


def rows_behind(code: str, window: Window, ward: int) -> dict[int, int]:
    """The rows of a figure: id → how much of it each of them is."""
    members = indicators.indicator(code).members
    assert members is not None
    return dict(members(window, ward))
