"""Decisions with their lines, written short."""

from __future__ import annotations

import datetime
from typing import Any

from tests.factories import DecisionFactory
from wards import services
from wards.models import Action, ChangeLine, Decision, Extent, Kind, LineSource, Unit

KINDS = {"Khu phố": Kind.NEIGHBORHOOD, "Ấp": Kind.HAMLET, "Phường": Kind.WARD, "Xã": Kind.COMMUNE}


class Order:
    """A confirmed decision under construction; each call adds a line."""

    def __init__(self, on: datetime.date, **fields: Any) -> None:
        self.decision: Decision = DecisionFactory(effective_on=on, **fields)

    def found(self, name: str, parent: Unit | ChangeLine, *sources: Any, **fields: Any):
        """A new unit; sources are units (whole) or (unit, extent) or (unit, extent, households)."""
        kind = next(kind for word, kind in KINDS.items() if name.startswith(word))
        above = "parent_line" if isinstance(parent, ChangeLine) else "parent"
        fields |= {"name": name, "kind": kind, above: parent}
        return self._line(Action.FOUND, sources, **fields)

    def keep(self, unit: Unit, *sources: Any, **fields: Any):
        """A unit that stays, changed or enlarged."""
        return self._line(Action.CHANGE, sources, unit=unit, **fields)

    def end(self, unit: Unit):
        """A unit that ends without a successor."""
        return self._line(Action.END, (), unit=unit)

    def confirmed(self) -> Decision:
        """The decision, compared with the paper."""
        return services.confirm_decision(decision=self.decision)

    def _line(self, action: Action, sources: Any, **fields: Any) -> ChangeLine:
        number = self.decision.lines.count() + 1
        line = ChangeLine.objects.create(
            decision=self.decision, number=number, action=action, **fields
        )
        for source in sources:
            unit, extent, households = (
                (source, Extent.WHOLE, None) if isinstance(source, Unit) else (*source, None)[:3]
            )
            LineSource.objects.create(line=line, source=unit, extent=extent, households=households)
        return line
