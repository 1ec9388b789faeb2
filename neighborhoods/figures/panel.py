"""What the public page of a unit says about its size, as it was known on the day asked for."""

from __future__ import annotations

import datetime
from typing import Any

from neighborhoods.models import Figure
from wards.models import Unit


def figures_panel(unit: Unit, on: datetime.date) -> tuple[str, dict[str, Any]] | None:
    """The newest figures of a day, with their own day and source; one query."""
    figure = Figure.objects.latest_on([unit.pk], on).first()
    if figure is None:
        return None
    return "neighborhoods/_figures_panel.html", {"figure": figure}
