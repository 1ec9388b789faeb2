"""The figures of a bench as a picture."""

from __future__ import annotations

from html import escape
from typing import Any

BAR, GAP, LEFT, WIDE = 14, 6, 230, 560
COLOURS = ("#5b8a72", "#1f4e3d")


def chart(cells: list[Any]) -> str:
    """Answers a second with eight clients, small size above large; an SVG document."""
    shown = [cell for cell in cells if cell.clients == max(c.clients for c in cells)]
    sizes = sorted({cell.cases for cell in shown})
    names = list(dict.fromkeys(cell.what for cell in shown))
    most = max(cell.per_second for cell in shown) or 1
    rows, y = [], 40
    for name in names:
        for colour, size in zip(COLOURS, sizes, strict=False):
            cell = next(c for c in shown if (c.what, c.cases) == (name, size))
            width = round(WIDE * cell.per_second / most, 1)
            label = escape(f"{name}, {size:,}")
            rows.append(
                f'<text x="{LEFT - 8}" y="{y + 11}" text-anchor="end">{label}</text>'
                f'<rect x="{LEFT}" y="{y}" width="{width}" height="{BAR}" fill="{colour}"/>'
                f'<text x="{LEFT + width + 6}" y="{y + 11}">{cell.per_second}/s</text>'
            )
            y += BAR + 2
        y += GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 90}" height="{y + 10}" '
        'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{LEFT}" y="24" font-size="14">Answers a second, 8 clients</text>{"".join(rows)}</svg>\n'
    )
