"""Whatever row of decisions comes: no gap, no overlap, no lost household, no end without a trace."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import NeighborhoodFactory, WardFactory
from tests.wards.orders import Order
from wards import changes, lineage
from wards.models import Extent, Unit, UnitVersion

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2021, 6, 1)
HOUSEHOLDS = 400

waves = st.lists(
    st.tuples(
        st.sampled_from(["merge", "join", "split", "shift", "rename", "n_to_m"]),
        st.integers(min_value=0, max_value=1000),
        st.integers(min_value=1, max_value=3),
    ),
    min_size=1,
    max_size=6,
)


class Model:
    """The same territory kept in a dict, to compare with."""

    def __init__(self) -> None:
        self.ward = WardFactory()
        self.counts = {
            NeighborhoodFactory(parent=self.ward, name=f"Khu phố {number}"): HOUSEHOLDS
            for number in range(1, 6)
        }
        self.made = 5
        self.everybody = set(self.counts)

    def run(self, plan: list[tuple[str, int, int]]) -> list[datetime.date]:
        days = []
        for wave, (what, seed, size) in enumerate(plan):
            day = FIRST + datetime.timedelta(days=30 * wave)
            order = Order(day)
            units = sorted(self.counts, key=lambda unit: unit.pk)
            start = seed % len(units)
            chosen = (units[start:] + units[:start])[: size + 1]
            getattr(self, what)(order, chosen, seed)
            changes.apply(decision=order.confirmed())
            self._settle(order)
            days.append(day)
        return days

    def merge(self, order: Order, chosen: list[Unit], _seed: int) -> None:
        order.found(self._name(), self.ward, *chosen)

    def join(self, order: Order, chosen: list[Unit], _seed: int) -> None:
        order.keep(chosen[0], *chosen[1:])

    def split(self, order: Order, chosen: list[Unit], seed: int) -> None:
        part = self.counts[chosen[0]] * (seed % 9) // 10
        order.found(self._name(), self.ward, (chosen[0], Extent.PART, part))
        order.found(self._name(), self.ward, (chosen[0], Extent.REST))

    def shift(self, order: Order, chosen: list[Unit], seed: int) -> None:
        part = self.counts[chosen[0]] * (seed % 9) // 10
        target = chosen[-1]
        if target == chosen[0]:
            return self.rename(order, chosen, seed)
        order.keep(target, (chosen[0], Extent.PART, part))
        return order.keep(chosen[0])

    def rename(self, order: Order, chosen: list[Unit], _seed: int) -> None:
        order.keep(chosen[0], name=self._name())

    def n_to_m(self, order: Order, chosen: list[Unit], seed: int) -> None:
        part = self.counts[chosen[0]] * (seed % 9) // 10
        order.found(self._name(), self.ward, (chosen[0], Extent.PART, part), *chosen[1:])
        order.found(self._name(), self.ward, (chosen[0], Extent.REST))

    def _name(self) -> str:
        self.made += 1
        return f"Khu phố {self.made}"

    def _settle(self, order: Order) -> None:
        """Carry the households over by the transfers that were written."""
        for edge in order.decision.transfers.order_by("extent"):  # part, rest, whole
            count = edge.households if edge.extent == Extent.PART else self.counts[edge.source]
            self.counts[edge.source] -= count
            self.counts[edge.target] = self.counts.get(edge.target, 0) + count
        self.everybody |= set(self.counts)
        living = Unit.objects.on(order.decision.effective_on)
        self.counts = {unit: self.counts[unit] for unit in living if unit in self.counts}


@settings(max_examples=12, deadline=None)
@given(waves)
def test_any_row_of_decisions_keeps_every_household_and_every_trace(plan):
    model = Model()
    days = model.run(plan)
    assert sum(model.counts.values()) == 5 * HOUSEHOLDS
    pks = [unit.pk for unit in model.everybody]
    for day in [FIRST - datetime.timedelta(days=1), *days]:
        alive = set(Unit.objects.on(day).filter(pk__in=pks).values_list("pk", flat=True))
        named = list(
            UnitVersion.objects.on(day).filter(parent=model.ward).values_list("unit", flat=True)
        )
        assert len(named) == len(set(named))
        assert set(named) == alive
    for fate in lineage.fates(pks).values():
        assert not fate.is_unknown
        assert not fate.is_incomplete
