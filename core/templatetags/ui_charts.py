"""The charts among the portal's components: always with the same numbers as a table (builtins too)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from core import charts

register = template.Library()


@register.inclusion_tag("ui/_chart_bar.svg")
def bar_chart(
    title: Any, rows: Iterable[Sequence[Any]], unit: Any = "", tone: str = "a"
) -> dict[str, Any]:
    """Horizontal bars; a row is (label, number) or (label, number, url)."""
    return {"title": title, "unit": unit, "bars": charts.bars(rows, tone=tone)}


@register.inclusion_tag("ui/_chart_stacked.svg")
def stacked_chart(title: Any, rows: Iterable[Sequence[Any]], unit: Any = "") -> dict[str, Any]:
    """Shares of one whole; a row is (label, number) or (label, number, tone)."""
    parts = charts.shares(rows)
    return {"title": title, "unit": unit, "parts": parts, "total": sum(p.value for p in parts)}


@register.inclusion_tag("ui/_chart_line.svg")
def line_chart(title: Any, rows: Iterable[Sequence[Any]], unit: Any = "") -> dict[str, Any]:
    """A course over equal steps of time; a row is (label, number)."""
    return {"title": title, "unit": unit, "line": charts.line(rows)}


@register.inclusion_tag("ui/_chart_columns.svg")
def column_chart(
    title: Any, rows: Iterable[Sequence[Any]], first: Any, second: Any = "", step: Any = ""
) -> dict[str, Any]:
    """One or two series over equal steps of time; a row is (label, number) or (label, number, number).

    `step` names what a label stands for, above its column of the table.
    """
    labels = [label for label in (first, second) if label]
    return {"title": title, "chart": charts.columns(rows, labels), "step": step}


@register.inclusion_tag("ui/_chart_spark.svg")
def spark(values: Sequence[float], label: Any) -> dict[str, Any]:
    """A word-sized course beside a number; the label says what it shows."""
    return {"points": charts.spark(values), "label": label, "values": values}
