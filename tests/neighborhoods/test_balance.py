"""Where the households go: none is lost, and what does not add up is said."""

from __future__ import annotations

import datetime

import pytest

from neighborhoods.balance import NONE, Size
from neighborhoods.checks import Draft
from neighborhoods.models import Figure, Scheme
from neighborhoods.services import schemes
from neighborhoods.services.schemes import Source, Wanted
from tests.neighborhoods.plans import drafted, three_into_two
from wards.models import Action, Extent, Kind
from wards.standards import load_standards

pytestmark = pytest.mark.django_db


def test_parts_wholes_and_rests_come_to_what_there_was(ward, places, officer):
    scheme = three_into_two(ward, places, officer)
    draft = Draft.read(scheme)
    totals = [draft.balance.totals[line.pk] for line in draft.lines]
    assert totals == [Size(520, 1900), Size(530, 1900)]
    assert sum(totals, NONE) == sum(draft.sizes.values(), NONE)
    assert [line.households for line in scheme.decision.lines.all()] == [520, 530]
    edges = scheme.decision.lines.values_list("sources__source", "sources__households")
    assert set(edges) == {(places[0].pk, 400), (places[1].pk, 120), (places[1].pk, 180)}
    assert not draft.errors


def test_a_part_larger_than_the_whole_is_an_error(ward, places, officer):
    scheme = three_into_two(ward, places, officer)
    schemes.set_sizes(scheme=scheme, sizes={places[1].pk: Size(100, 300)}, by=officer)
    texts = [str(problem) for problem in Draft.read(Scheme.objects.get(pk=scheme.pk)).errors]
    assert texts == ["Dòng 1: Các phần chuyển đi của Khu phố 2 nhiều hơn số hộ hiện có (100 hộ)."]


def test_a_missing_figure_is_an_error_of_its_unit(ward, places, officer):
    scheme = drafted(ward, officer)
    wanted = Wanted(
        Action.FOUND,
        name="Khu phố 9",
        kind=Kind.NEIGHBORHOOD,
        sources=[Source(places[0].pk), Source(places[1].pk, Extent.PART)],
    )
    schemes.save_line(scheme=scheme, wanted=wanted, by=officer)
    texts = [str(problem) for problem in Draft.read(scheme).errors]
    assert texts == [
        "Dòng 1: Chưa có số hộ hiện trạng của Khu phố 1.",
        "Dòng 1: Hãy ghi số hộ mà Khu phố 2 chuyển sang.",
        "Dòng 1: Chưa có số hộ hiện trạng của Khu phố 2.",
    ]


def test_a_unit_below_the_standard_and_a_part_without_rest_are_warnings(ward, places, officer):
    load_standards()
    scheme = drafted(ward, officer)
    wanted = Wanted(
        Action.FOUND,
        name="Khu phố 9",
        kind=Kind.NEIGHBORHOOD,
        sources=[Source(places[1].pk, Extent.PART, 20, 70)],
    )
    schemes.save_line(scheme=scheme, wanted=wanted, by=officer)
    schemes.set_sizes(scheme=scheme, sizes={places[1].pk: Size(300, 1000)}, by=officer)
    draft = Draft.read(scheme)
    assert not draft.errors
    assert [problem.code for problem in draft.warnings] == ["part_without_rest", "small"]


def test_another_scheme_about_the_same_unit_is_pointed_at(ward, places, officer):
    three_into_two(ward, places, officer, title="Đề án cũ")
    scheme = three_into_two(ward, places, officer)
    assert "Đề án “Đề án cũ” đang thực hiện cũng có đơn vị trong đề án này." in [
        str(problem) for problem in Draft.read(scheme).warnings
    ]


def test_a_unit_begins_with_its_newest_figures(ward, places, officer):
    for day, households in ((datetime.date(2024, 12, 31), 300), (datetime.date(2025, 12, 31), 320)):
        Figure.objects.create(
            unit=places[0], ward=ward, day=day, households=households, residents=1000, source="Sổ"
        )
    scheme = drafted(ward, officer)
    wanted = Wanted(Action.FOUND, None, "Khu phố 9", Kind.NEIGHBORHOOD, [Source(places[0].pk)])
    schemes.save_line(scheme=scheme, wanted=wanted, by=officer)
    assert scheme.units.get().households == 320
    assert scheme.decision.lines.get().households == 320
