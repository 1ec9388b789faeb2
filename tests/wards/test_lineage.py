"""What became of units, and what they came from."""

import datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import CityFactory, DecisionFactory, TransferFactory, WardFactory
from wards import lineage
from wards.drawing import MOST_ROWS
from wards.drawing import lineage as draw
from wards.models import Extent

pytestmark = pytest.mark.django_db

WAVES = [datetime.date(2022, 1, 1) + datetime.timedelta(days=30 * wave) for wave in range(24)]


@pytest.fixture
def city():
    return CityFactory()


@pytest.fixture
def decided():
    """The applied decision of each wave."""
    made = {}

    def on(wave):
        if wave not in made:
            made[wave] = DecisionFactory(applied_on=WAVES[wave], effective_on=WAVES[wave])
        return made[wave]

    return on


@pytest.fixture
def ward(city):
    """A ward that lives from one wave to another, named by a letter."""

    def make(name, begins=None, ends=None):
        dates = {"begins": WAVES[begins]} if begins is not None else {}
        return WardFactory(
            parent=city, name=f"Phường {name}", ends=None if ends is None else WAVES[ends], **dates
        )

    return make


def edge(decision, source, target, extent="whole"):
    return TransferFactory(decision=decision, source=source, target=target, extent=extent)


def told(unit, on=None):
    fate = lineage.fate(unit, on)
    return {successor.label: successor.extent for successor in fate.successors}


def test_unit_that_lives_on_has_no_successor(ward):
    fate = lineage.fate(ward("A"))
    assert (fate.has_ended, fate.is_unknown, fate.is_single, fate.successors) == (
        False,
        False,
        False,
        [],
    )


def test_whole_went_to_one(ward, decided):
    old, new = ward("A", ends=0), ward("B", begins=0)
    edge(decided(0), old, new)
    fate = lineage.fate(old)
    assert told(old) == {"Phường B": Extent.WHOLE}
    assert (fate.is_single, fate.decisions, fate.ended_on) == (True, [decided(0)], WAVES[0])


def test_successor_nobody_entered_is_unknown(ward):
    fate = lineage.fate(ward("A", ends=0))
    assert (fate.is_unknown, fate.is_single) == (True, False)


def test_divided_unit_has_parts_and_a_rest(ward, decided):
    old, first, second = ward("A", ends=0), ward("B", begins=0), ward("C", begins=0)
    edge(decided(0), old, first, "part")
    edge(decided(0), old, second, "rest")
    assert told(old) == {"Phường B": Extent.PART, "Phường C": Extent.REST}
    assert not lineage.fate(old).is_single


def test_chain_of_wholes_is_followed_to_today(ward, decided):
    first, second, third = ward("A", ends=0), ward("B", 0, 1), ward("C", begins=1)
    edge(decided(0), first, second)
    edge(decided(1), second, third)
    assert told(first) == {"Phường C": Extent.WHOLE}
    assert lineage.fate(first).decisions == [decided(0), decided(1)]


def test_part_of_a_whole_is_a_part(ward, decided):
    first, second, third, fourth = (
        ward("A", ends=0),
        ward("B", 0, 1),
        ward("C", begins=1),
        ward("D", begins=1),
    )
    edge(decided(0), first, second, "whole")
    edge(decided(1), second, third, "part")
    edge(decided(1), second, fourth, "rest")
    assert set(told(first)) == {"Phường C", "Phường D"}


def test_divided_and_together_again_is_whole(ward, decided):
    old, left, right, new = ward("A", ends=0), ward("B", 0, 1), ward("C", 0, 1), ward("D", begins=1)
    edge(decided(0), old, left, "part")
    edge(decided(0), old, right, "rest")
    edge(decided(1), left, new)
    edge(decided(1), right, new)
    assert told(old) == {"Phường D": Extent.WHOLE}
    assert lineage.fate(old).is_single


def test_lost_part_is_said(ward, decided):
    old, kept, lost = ward("A", ends=0), ward("B", begins=0), ward("C", 0, 1)
    edge(decided(0), old, kept, "part")
    edge(decided(0), old, lost, "rest")
    fate = lineage.fate(old)
    assert (fate.is_incomplete, fate.is_single, told(old)) == (
        True,
        False,
        {"Phường B": Extent.PART},
    )


def test_part_of_a_living_unit_went_elsewhere(ward, decided):
    giver, taker = ward("A"), ward("B")
    edge(decided(0), giver, taker, "part")
    fate = lineage.fate(giver)
    assert (fate.has_ended, fate.is_single, told(giver)) == (
        False,
        False,
        {"Phường B": Extent.PART},
    )


def test_exchange_of_areas_does_not_lead_in_circles(ward, decided):
    left, right = ward("A"), ward("B")
    edge(decided(0), left, right, "part")
    edge(decided(0), right, left, "part")
    assert told(left) == {"Phường B": Extent.PART}


def test_edge_before_the_unit_took_over_does_not_count(ward, decided):
    """B gave a part to C before it took in A: nothing of A went to C."""
    taken, taker, other = ward("A", ends=1), ward("B"), ward("C")
    edge(decided(0), taker, other, "part")
    edge(decided(1), taken, taker)
    assert told(taken) == {"Phường B": Extent.WHOLE}


def test_plan_that_is_not_applied_does_not_count(ward):
    unit = ward("A")
    edge(DecisionFactory(), unit, ward("B"), "part")
    assert told(unit) == {}


def test_fate_of_an_earlier_day(ward, decided):
    first, second, third = ward("A", ends=0), ward("B", 0, 1), ward("C", begins=1)
    edge(decided(0), first, second)
    edge(decided(1), second, third)
    assert told(first, WAVES[0]) == {"Phường B": Extent.WHOLE}


def test_shared_label_is_what_all_successors_hang_under(ward, decided, city):
    old, first, second = ward("A", ends=0), ward("B", begins=0), ward("C", begins=0)
    edge(decided(0), old, first, "part")
    edge(decided(0), old, second, "rest")
    assert lineage.fate(old).shared_label == city.name_on(WAVES[0])


def test_family_holds_both_directions(ward, decided):
    first, second, third = ward("A", ends=0), ward("B", 0, 1), ward("C", begins=1)
    before, after = edge(decided(0), first, second), edge(decided(1), second, third)
    kin = lineage.family(second)
    assert (kin.before, kin.after, kin.decisions) == ([before], [after], [decided(0), decided(1)])
    assert kin.fate() == lineage.fate(second)


def test_family_of_a_loner_is_nothing(ward):
    assert not lineage.family(ward("A"))


@pytest.fixture
def twenty_waves(ward, decided):
    """A ward divided and merged twenty times over."""
    units = [ward("0-0", ends=0), ward("0-1", ends=0)]
    for wave in range(20):
        last = wave == 19
        new = [ward(f"{wave + 1}-{i}", wave, None if last else wave + 1) for i in range(2)]
        for unit in units:
            edge(decided(wave), unit, new[0], "part")
            edge(decided(wave), unit, new[1], "rest")
        units = new
    return units


def test_twenty_waves_cost_no_more_than_one(twenty_waves, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        kin = lineage.family(twenty_waves[0])
    assert len(kin.before) == 78
    with django_assert_max_num_queries(4):
        fates = lineage.fates(kin.units)
    assert len(fates) == len(kin.units)


def test_drawing_is_of_bounded_size(twenty_waves):
    drawing = draw(lineage.family(twenty_waves[0]))
    assert (len(drawing.nodes), drawing.hidden) == (MOST_ROWS, 41 - MOST_ROWS)


def test_drawing_says_who_went_where(ward, decided):
    old, first, second = ward("A", ends=0), ward("B", begins=0), ward("C", begins=0)
    edge(decided(0), old, first, "part")
    edge(decided(0), old, second, "rest")
    drawing = draw(lineage.family(old))
    assert [(node.label, node.state) for node in drawing.nodes] == [
        ("Phường A", "here"),
        ("Phường B", "alive"),
        ("Phường C", "alive"),
    ]
    assert [wave.label for wave in drawing.waves] == ["từ 01/01/2021", "từ 01/01/2022"]
    assert [arc.is_whole for arc in drawing.arcs] == [False, False]


def test_drawing_writes_no_number_in_the_readers_language(twenty_waves):

    drawing = draw(lineage.family(twenty_waves[0]))
    with translation.override("vi"):
        svg = render_to_string("wards/_lineage.svg", {"drawing": drawing})
    assert f'viewBox="0 0 360 {drawing.height}"' in svg
    assert int(drawing.height) > 1000


# Whatever is decided

SPLITS = st.lists(
    st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True), min_size=1, max_size=6
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=st.lists(SPLITS, min_size=1, max_size=4))
def test_nobody_is_lost_whatever_is_decided(db, plan):
    """In every wave all wards are divided among four new ones: each ends in living units, or in one."""
    city = CityFactory()
    living = [WardFactory(parent=city, ends=WAVES[0]) for _ in range(4)]
    everyone = list(living)
    for wave, splits in enumerate(plan):
        decision = DecisionFactory(applied_on=WAVES[wave], effective_on=WAVES[wave])
        ends = WAVES[wave + 1] if wave + 1 < len(plan) else None
        new = [WardFactory(parent=city, begins=WAVES[wave], ends=ends) for _ in range(4)]
        for place, unit in enumerate(living):
            targets = splits[place % len(splits)]
            extents = ["whole"] if len(targets) == 1 else ["part"] * (len(targets) - 1) + ["rest"]
            for target, extent in zip(targets, extents, strict=True):
                edge(decision, unit, new[target], extent)
        living = new
        everyone += new
    fates = lineage.fates(unit.pk for unit in everyone)
    alive = {unit.pk for unit in living}
    for unit in everyone:
        found = {successor.unit_id for successor in fates[unit.pk].successors}
        assert found <= alive
        assert bool(found) == (unit.pk not in alive)
        assert fates[unit.pk].is_single == (len(found) == 1)
        kin = lineage.family(unit)
        assert {edge.target_id for edge in kin.after} & alive == found
