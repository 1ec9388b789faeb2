"""What other rooms add to pages and tables of the territory; `wards` itself knows none of them.

In `AppConfig.ready` of another room:

    from wards.registry import unit_panels
    unit_panels.append(officers_panel)

where `officers_panel(unit, on)` returns the name of a template and its context, or None where there
is nothing to show. Panels are drawn in the order in which the rooms are installed; each may cost
three queries at most and must hold nothing that the public may not see.

`standards` are loaders of further numbers of the law, called wherever those of this room are loaded
(`wards.standards.load_standards`); each returns how many rows it added, and may run again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from wards.models import Unit

Panel = tuple[str, dict[str, Any]]
unit_panels: list[Callable[[Unit, datetime.date], Panel | None]] = []
standards: list[Callable[[], int]] = []


def panels_of(unit: Unit, on: datetime.date) -> list[Panel]:
    """The panels that have something to say about a unit on a day."""
    return [panel for draw in unit_panels if (panel := draw(unit, on))]
