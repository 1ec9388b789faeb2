"""Figures of a unit: what may be entered, by whom, and what is known on which day."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from core import clock, wall
from core.numbers import parse_count
from neighborhoods.figures.bands import load_bands
from neighborhoods.figures.overview import Yardstick
from neighborhoods.figures.services import record_figures
from neighborhoods.models import Figure, SizeBand
from people.reach import area_of
from tests.factories import CellFactory, FigureFactory, NeighborhoodFactory, WardFactory
from tests.wards.orders import Order
from wards import changes, standards
from wards.models import Extent, HouseholdStandard, Kind

pytestmark = pytest.mark.django_db

YEAR_END = datetime.date(2024, 12, 31)
DAY = datetime.timedelta(days=1)
COUNTED = {
    "day": YEAR_END,
    "households": 512,
    "residents": 1_980,
    "area": 120_000,
    "source": "Rà soát của khu phố",
}


def record(unit, by, **changed):
    return record_figures(unit=unit, by=by, **COUNTED | changed)


def refused(unit, by, **changed) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        record(unit, by, **changed)
    return error.value.message_dict


def test_what_was_counted_is_a_row_of_its_unit_and_day(neighborhood, ward, khu_pho):
    figure = record(neighborhood, khu_pho, source="  Rà  soát ")
    assert (figure.unit, figure.ward, figure.day) == (neighborhood, ward, YEAR_END)
    assert (figure.households, figure.residents, figure.area) == (512, 1_980, 120_000)
    assert (figure.source, figure.entered_by) == ("Rà soát", khu_pho)


def test_a_day_is_corrected_in_place_and_the_trail_keeps_what_it_said(
    neighborhood, khu_pho, officer
):
    record(neighborhood, khu_pho)
    record(neighborhood, officer, households=530)
    figure = Figure.objects.get()
    assert (figure.households, figure.entered_by) == (530, officer)
    kept = figure.audit_events.order_by("pgh_id").values_list("pgh_label", "households")
    assert list(kept) == [("insert", 512), ("update", 530)]


def test_saying_the_same_again_changes_nothing(neighborhood, khu_pho, officer):
    first = record(neighborhood, khu_pho)
    assert record(neighborhood, officer) == first
    assert Figure.objects.get().entered_by == khu_pho
    assert first.audit_events.count() == 1


def test_one_number_is_enough_and_none_is_too_few(neighborhood, khu_pho):
    record(neighborhood, khu_pho, residents=None, area=None)
    assert refused(neighborhood, khu_pho, households=None, residents=None, area=None) == {
        "households": ["Hãy nhập ít nhất một trong ba số: số hộ, số nhân khẩu, diện tích."]
    }


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"day": datetime.date(2020, 12, 31)}, "day", "Đơn vị không tồn tại vào ngày này."),
        ({"source": " "}, "source", "Hãy ghi nguồn số liệu."),
        ({"source": "x" * 201}, "source", "Nguồn số liệu dài hơn 200 ký tự."),
        ({"households": -1}, "households", "Số phải từ 0 trở lên."),
        ({"area": 0}, "area", "Số phải từ 1 trở lên."),
        (
            {"residents": 3_000_000},
            "residents",
            "Số này lớn quá mức có thể có; hãy kiểm tra lại.",
        ),
        (
            {"households": 1_980, "residents": 512},
            "residents",
            "Số nhân khẩu không thể nhỏ hơn số hộ; có thể hai số đã đổi chỗ cho nhau.",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(neighborhood, khu_pho, changed, field, words):
    assert refused(neighborhood, khu_pho, **changed) == {field: [words]}


def test_nobody_counts_tomorrow(neighborhood, khu_pho):
    tomorrow = clock.today() + DAY
    assert refused(neighborhood, khu_pho, day=tomorrow) == {
        "day": ["Ngày tính số liệu không thể ở tương lai."]
    }


@pytest.mark.parametrize("who", ["stranger", "reviewer", "city_official", "beat", "auditor"])
def test_only_who_serves_there_enters_figures(neighborhood, who, request):
    assert "__all__" in refused_for(neighborhood, request.getfixturevalue(who))


def refused_for(unit, by):
    with pytest.raises(ValidationError) as error:
        record(unit, by)
    return {"__all__": error.value.messages}


def test_an_officer_of_a_khu_pho_counts_neither_its_neighbour_nor_the_ward(ward, khu_pho):
    for unit in (ward, NeighborhoodFactory(parent=ward)):
        assert refused_for(unit, khu_pho) == {
            "__all__": ["Ông/bà không quản lý số liệu của đơn vị này."]
        }


def test_a_ward_counts_itself_but_no_cell(ward, neighborhood, leader):
    assert record(ward, leader).ward == ward
    refused_for(CellFactory(parent=neighborhood), leader)


@pytest.mark.parametrize(
    "wrong",
    [
        {"households": None, "residents": None},
        {"households": 5, "residents": 4},
        {"source": ""},
    ],
)
def test_the_database_refuses_the_same(neighborhood, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureFactory(unit=neighborhood, **wrong)


def test_a_unit_has_one_row_a_day(neighborhood):
    FigureFactory(unit=neighborhood)
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureFactory(unit=neighborhood)


def test_the_newest_of_a_day_is_what_was_known_then(ward):
    one, two, three = (NeighborhoodFactory(parent=ward) for _ in range(3))
    for year, households in ((2022, 400), (2023, 450), (2024, 500)):
        FigureFactory(unit=one, day=datetime.date(year, 12, 31), households=households)
    FigureFactory(unit=two, day=datetime.date(2022, 12, 31), households=300)
    known = Figure.objects.latest_on([one, two, three], datetime.date(2023, 12, 31))
    assert {figure.unit_id: figure.households for figure in known} == {one.pk: 450, two.pk: 300}
    assert not Figure.objects.latest_on([one], datetime.date(2021, 1, 1)).exists()


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("1250", 1250), ("1.250", 1250), ("1 250 000", 1_250_000), ("1,250", 1250), (" 7 ", 7)]
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text, value):
    assert parse_count(text) == value


@pytest.mark.parametrize("text", ["", "-5", "1.5", "12,5", "1.25", "1.2500", "1,250.000", "1e3", "năm", "٣"])  # fmt: skip
def test_what_is_no_whole_number_is_not_guessed_at(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_count(text)


# --- Bands of the law -----------------------------------------------------------------------------


def test_bands_are_loaded_with_the_standards_and_only_once():
    standards.load_standards()
    assert SizeBand.objects.count() == 8
    assert load_bands() == 0


def test_what_the_city_has_entered_stays():
    SizeBand.objects.create(
        kind=Kind.HAMLET, measure="households", at_least=0, label="Mọi ấp",
        valid=DateRange(datetime.date(2025, 1, 1), None), legal_source="Nghị quyết riêng",
    )  # fmt: skip
    load_bands()
    hamlets = SizeBand.objects.filter(kind=Kind.HAMLET, measure="households")
    assert [band.label for band in hamlets] == ["Mọi ấp"]


@pytest.mark.parametrize(
    ("kind", "measure", "value", "label"),
    [
        ("neighborhood", "households", 499, "Dưới 500 hộ"),
        ("neighborhood", "households", 500, "Từ 500 hộ"),
        ("hamlet", "households", 349, "Dưới 350 hộ"),
        ("hamlet", "households", 350, "Từ 350 hộ"),
        ("neighborhood", "residents", 2_700, "Đến 2.700 người"),
        ("neighborhood", "residents", 2_701, "Trên 2.700 người"),
    ],
)
def test_a_number_falls_into_the_band_of_the_law(kind, measure, value, label):
    load_bands()
    assert Yardstick(datetime.date(2025, 9, 1)).band(kind, measure, value).label == label


def test_before_the_law_and_for_other_kinds_there_is_no_band():
    load_bands()
    assert Yardstick(datetime.date(2020, 1, 1)).band("hamlet", "households", 400) is None
    assert Yardstick(clock.today()).band("ward", "households", 400) is None


def test_two_bands_of_one_kind_do_not_overlap():
    load_bands()
    with pytest.raises(IntegrityError), transaction.atomic():
        SizeBand.objects.create(
            kind=Kind.HAMLET, measure="households", at_least=340, below=360, label="Giữa",
            valid=DateRange(datetime.date(2025, 1, 1), None), legal_source="Không có",
        )  # fmt: skip


def test_a_household_standard_of_another_day_does_not_count():
    HouseholdStandard.objects.create(
        kind=Kind.NEIGHBORHOOD,
        valid=DateRange(datetime.date(2018, 1, 1), datetime.date(2024, 1, 1)),
        households=450,
        legal_source="TT 14/2018",
    )
    assert Yardstick(YEAR_END).standards == {}


# --- When the territory changes -------------------------------------------------------------------


def test_a_merged_unit_inherits_no_figures_and_the_old_ones_stay_where_they_were(ward):
    one, two = (NeighborhoodFactory(parent=ward) for _ in range(2))
    before = [FigureFactory(unit=unit, day=datetime.date(2024, 1, 1)) for unit in (one, two)]
    order = Order(datetime.date(2024, 4, 1))
    line = order.found("Khu phố Mới", ward, one, two)
    changes.apply(decision=order.confirmed())
    line.refresh_from_db()
    assert not line.founded.figures.exists()
    assert [unit.figures.get() for unit in (one, two)] == before
    known = Figure.objects.latest_on([one], clock.today()).get()
    assert (known, known.ward) == (before[0], ward)


def test_figures_are_seen_by_who_serves_their_khu_pho_now(ward, officer, district):
    place = NeighborhoodFactory(parent=ward)
    gone = NeighborhoodFactory(parent=ward)
    other = WardFactory(parent=district)
    for unit in (place, gone):
        FigureFactory(unit=unit)
    order = Order(datetime.date(2025, 7, 1))
    order.keep(place, parent=other)
    changes.apply(decision=order.confirmed())
    assert Figure.objects.get(unit=place).ward == other
    assert Figure.objects.get(unit=gone).ward == ward
    with wall.narrowed(lambda: area_of(officer)):
        assert [figure.unit for figure in Figure.objects.all()] == [gone]


def test_a_divided_unit_leaves_no_half_of_its_figures(ward):
    old = NeighborhoodFactory(parent=ward)
    FigureFactory(unit=old, day=datetime.date(2024, 1, 1))
    order = Order(datetime.date(2024, 4, 1))
    order.found("Khu phố Đông", ward, (old, Extent.PART))
    order.found("Khu phố Tây", ward, (old, Extent.REST))
    changes.apply(decision=order.confirmed())
    assert [figure.unit for figure in Figure.objects.all()] == [old]
