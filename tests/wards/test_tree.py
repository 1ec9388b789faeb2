"""Where units stand, on any day; and that it holds whatever is founded, moved and ended."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    CellFactory,
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    WardFactory,
)
from wards import services, tree
from wards.models import Kind, Level, Unit
from wards.rules import checked

pytestmark = pytest.mark.django_db

START = datetime.date(2021, 1, 1)
APRIL = datetime.date(2024, 4, 1)
LATER = datetime.date(2025, 1, 1)


@pytest.fixture
def city():
    return CityFactory(name="Thành phố Hồ Chí Minh")


@pytest.fixture
def thu_duc(city):
    return DistrictFactory(parent=city, name="Thành phố Thủ Đức", kind=Kind.DISTRICT_CITY)


@pytest.fixture
def ward(thu_duc):
    return WardFactory(parent=thu_duc, name="Phường Hiệp Bình Chánh")


@pytest.fixture
def khu_pho(ward):
    return NeighborhoodFactory(parent=ward, name="Khu phố 23", begins=APRIL)


def test_below_holds_itself_and_everything_under_it_with_levels(city, thu_duc, ward, khu_pho):
    NeighborhoodFactory()
    assert tree.below([thu_duc.pk], LATER) == {
        thu_duc.pk: Level.DISTRICT,
        ward.pk: Level.WARD,
        khu_pho.pk: Level.NEIGHBORHOOD,
    }


def test_below_is_of_the_day(ward, khu_pho):
    assert tree.below([ward.pk], START) == {ward.pk: Level.WARD}


def test_below_follows_a_move(ward, khu_pho):
    other = WardFactory()
    services.change_unit(unit=khu_pho, on=LATER, parent=other)
    assert set(tree.below([ward.pk], APRIL)) == {ward.pk, khu_pho.pk}
    assert set(tree.below([ward.pk], LATER)) == {ward.pk}
    assert set(tree.below([other.pk], LATER)) == {other.pk, khu_pho.pk}


def test_below_of_a_unit_that_has_ended_is_empty():
    ward = WardFactory(ends=APRIL)
    assert tree.below([ward.pk], APRIL) == {}


def test_below_of_nothing_is_nothing():
    assert tree.below([], APRIL) == {}


def test_below_costs_one_query_however_deep(city, khu_pho, django_assert_num_queries):
    with django_assert_num_queries(1):
        tree.below([city.pk], LATER)


def test_path_label_reads_like_an_address(khu_pho):
    assert tree.path_label(khu_pho) == "Khu phố 23, Phường Hiệp Bình Chánh, Thành phố Thủ Đức"


def test_path_label_of_the_city_is_its_name(city):
    assert tree.path_label(city) == "Thành phố Hồ Chí Minh"


def test_path_label_names_a_province():
    province = CityFactory(name="Tỉnh Bình Dương", kind=Kind.PROVINCE)
    assert tree.path_label(WardFactory(parent=province, name="Xã A")) == "Xã A, Tỉnh Bình Dương"


def test_path_label_of_a_unit_that_has_ended_is_that_of_its_last_day(ward):
    cell = CellFactory(parent=NeighborhoodFactory(parent=ward, name="Khu phố 6"), name="Tổ 41")
    with checked():
        services.end_unit(unit=cell, on=APRIL)
        services.rename_unit(unit=ward, name="Phường Khác", on=APRIL)
    assert tree.path_label(cell) == "Tổ 41, Khu phố 6, Phường Hiệp Bình Chánh, Thành phố Thủ Đức"


def test_path_label_before_a_unit_began_is_that_of_its_first_day(khu_pho):
    assert tree.path_label(khu_pho, START).startswith("Khu phố 23, ")


def test_path_labels_cost_one_query_for_many(ward, django_assert_num_queries):
    units = [NeighborhoodFactory(parent=ward).pk for _ in range(5)]
    with django_assert_num_queries(1):
        assert len(tree.path_labels([*units, units[0]])) == 5


def test_nothing_asked_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tree.chains([]) == {}


def test_ward_of_each_level(city, ward, khu_pho):
    cell = CellFactory(parent=khu_pho, begins=APRIL)
    found = tree.wards_of([city.pk, ward.pk, khu_pho.pk, cell.pk])
    assert {unit: place and place.unit_id for unit, place in found.items()} == {
        city.pk: None,
        ward.pk: ward.pk,
        khu_pho.pk: ward.pk,
        cell.pk: ward.pk,
    }
    assert tree.ward_of(khu_pho).name == "Phường Hiệp Bình Chánh"


def test_place_knows_its_page(khu_pho):
    assert tree.chain(khu_pho)[0].get_absolute_url() == f"/don-vi/{khu_pho.uuid}/"


def test_neighborhoods_come_in_natural_order(ward):
    for number in (10, 9, 1):
        NeighborhoodFactory(parent=ward, name=f"Khu phố {number}")
    NeighborhoodFactory(parent=ward, name="Khu phố 2", ends=APRIL)
    names = [version.name for version in tree.neighborhoods_of(ward, LATER)]
    assert names == ["Khu phố 1", "Khu phố 9", "Khu phố 10"]


# Whatever happens

DAYS = [datetime.date(2022, month, 1) for month in range(1, 7)]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["found", "move", "rename", "end"]), st.integers(0, 99), st.integers(0, 99)
    ),
    max_size=8,
)


def change(kind, wards, neighborhoods, pick, place, day):
    ward = wards[place % len(wards)]
    living = [unit for unit in neighborhoods if unit.is_alive_on(day)]
    if kind == "found" or not living:
        name = f"Khu phố {len(neighborhoods) + 1}"
        neighborhoods.append(
            services.begin_unit(kind=Kind.NEIGHBORHOOD, name=name, on=day, parent=ward)
        )
        return
    unit = living[pick % len(living)]
    if kind == "end":
        neighborhoods[neighborhoods.index(unit)] = services.end_unit(unit=unit, on=day)
    elif kind == "move":
        services.change_unit(unit=unit, on=day, parent=ward)
    else:
        services.rename_unit(unit=unit, name=f"Khu phố {place + 100}", on=day)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES)
def test_tree_holds_after_any_changes(db, changes):
    """Every living unit stands below the city, once, and in the ward its chain says."""
    city = CityFactory()
    wards = [WardFactory(parent=city) for _ in range(3)]
    neighborhoods: list[Unit] = []
    for step, (kind, pick, place) in enumerate(changes):
        change(
            kind, wards, neighborhoods, pick, place, DAYS[min(step, 4)] + datetime.timedelta(step)
        )
    for day in DAYS:
        reached = tree.below([city.pk], day)
        living = {unit.pk for unit in [city, *wards, *neighborhoods] if unit.is_alive_on(day)}
        assert set(reached) == living
        chains = tree.chains(reached, day)
        assert all(chains[unit][-1].unit_id == city.pk for unit in reached)
        by_ward = [tree.below([ward.pk], day) for ward in wards]
        for unit, level in reached.items():
            if level == Level.NEIGHBORHOOD:
                holders = [
                    ward.pk for ward, inside in zip(wards, by_ward, strict=True) if unit in inside
                ]
                assert holders == [chains[unit][1].unit_id]
