"""When units end, obstacles go where their place went, with an event, and are numbered anew."""

from __future__ import annotations

import pytest

from core import clock
from feedback.obstacles.workflow import MoveName, State
from tests.feedback.obstacles.conftest import fresh
from tests.wards.orders import Order
from wards import changes
from wards.models import Extent

pytestmark = pytest.mark.django_db


def apply(order: Order) -> dict[str, int]:
    report = changes.apply(decision=order.confirmed())
    return {m.code: m.count for m in report.matters if m.code.startswith("obstacles")}


def test_a_khu_pho_that_goes_whole_hands_its_obstacles_over(cast, make):
    obstacle = make(owner=cast.official)
    settled = make(state=State.CLOSED)
    order = Order(clock.today(), number="99/NQ-HĐND")
    order.keep(cast.next_one, cast.khu_pho)
    assert apply(order) == {"obstacles.moved": 1}
    moved = fresh(obstacle)
    assert (moved.unit, moved.ward, moved.number) == (cast.next_one, cast.ward, 1)
    assert (moved.owner, moved.version) == (cast.official, 2)
    event = moved.events.get(kind=MoveName.RELOCATE)
    assert event.by is None
    assert "99/NQ-HĐND" in event.text
    assert "Khu phố 24, Phường Hiệp Bình Chánh" in event.text
    assert "Số cũ" not in event.text
    assert (fresh(settled).unit, settled.events.count()) == (cast.next_one, 1)


def test_a_divided_khu_pho_leaves_them_to_the_ward(cast, make):
    obstacle = make()
    order = Order(clock.today())
    order.found("Khu phố 50", cast.ward, (cast.khu_pho, Extent.PART))
    order.found("Khu phố 51", cast.ward, (cast.khu_pho, Extent.REST))
    assert apply(order) == {"obstacles.unplaced": 1}
    assert (fresh(obstacle).unit, fresh(obstacle).ward) == (cast.ward, cast.ward)
    assert "Chưa rõ" in obstacle.events.get(kind=MoveName.RELOCATE).text


def test_a_khu_pho_without_a_successor_leaves_them_to_the_ward(cast, make):
    obstacle = make()
    order = Order(clock.today())
    order.end(cast.khu_pho)
    assert apply(order) == {"obstacles.unplaced": 1}
    assert fresh(obstacle).unit == cast.ward


def test_in_another_ward_they_get_the_next_numbers_and_lose_their_owner(cast, make):
    make(ward=cast.other, unit=cast.other, reported_by=cast.neighbour)
    in_khu_pho, of_the_ward = make(owner=cast.official), make(unit=cast.ward)
    order = Order(clock.today())
    order.keep(cast.other, cast.ward)
    assert apply(order) == {"obstacles.moved": 2}
    first, second = fresh(in_khu_pho), fresh(of_the_ward)
    assert (first.unit, first.ward, first.number) == (cast.khu_pho, cast.other, 2)
    assert (second.unit, second.ward, second.number) == (cast.other, cast.other, 3)
    assert first.owner is None
    assert "Số cũ 1, số mới 2." in first.events.get(kind=MoveName.RELOCATE).text


def test_a_ward_that_is_gone_without_a_trace_is_named(cast, make):
    obstacle = make(unit=cast.ward)
    order = Order(clock.today())
    for unit in (cast.khu_pho, cast.next_one, cast.ward):
        order.end(unit)
    assert apply(order) == {"obstacles.stranded": 1}
    assert fresh(obstacle).ward == cast.ward
