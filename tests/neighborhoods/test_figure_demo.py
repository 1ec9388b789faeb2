"""The made-up figures of the demonstration: quickly loaded, and each says that it is made up."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from neighborhoods.figures import demo
from neighborhoods.models import Figure
from people.demo import DISTRICT
from tests.factories import DistrictFactory, NeighborhoodFactory, WardFactory

pytestmark = pytest.mark.django_db


def test_the_khu_pho_of_one_district_are_counted_and_their_ward_is_their_sum(
    city, django_assert_max_num_queries
):
    ward = WardFactory(parent=DistrictFactory(parent=city, name=DISTRICT))
    places = [NeighborhoodFactory(parent=ward) for _ in range(30)]
    NeighborhoodFactory()
    with django_assert_max_num_queries(3):
        demo.load(lambda _text: None)
    figures = Figure.objects.exclude(unit=ward)
    assert set(figures.values_list("source", "ward")) == {(demo.SOURCE, ward.pk)}
    assert len(set(figures.values_list("unit", flat=True))) == len(places) - 1
    first = figures.filter(day=demo.BEGAN)
    assert Figure.objects.get(unit=ward, day=demo.BEGAN).households == sum(
        first.values_list("households", flat=True)
    )


def test_most_are_of_the_last_year_and_some_are_not(city):
    ward = WardFactory(parent=DistrictFactory(parent=city, name=DISTRICT))
    places = [NeighborhoodFactory(parent=ward) for _ in range(30)]
    demo.load(lambda _text: None)
    newest = Figure.objects.latest_on(places, clock.today())
    year_end = datetime.date(clock.today().year - 1, 12, 31)
    counts = [figure.day == year_end for figure in newest]
    assert (counts.count(True), counts.count(False)) == (25, 4)
