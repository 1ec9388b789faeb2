"""The pages of figures: the list by ward, one unit with its history and form, and the public panel."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from neighborhoods.figures.bands import load_bands
from neighborhoods.models import Figure
from tests.factories import FigureFactory, NeighborhoodFactory, WardFactory
from wards.models import HouseholdStandard, Kind

pytestmark = pytest.mark.django_db

LIST = reverse("neighborhoods:figures")
TYPED = {
    "day": "31/12/2024",
    "households": "1.250",
    "residents": "4 810",
    "area": "",
    "source": "Rà soát",
}


def page_of(unit) -> str:
    return reverse("neighborhoods:figure_unit", args=[unit.uuid])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def lately(days: int = 30) -> datetime.date:
    return clock.today() - datetime.timedelta(days=days)


@pytest.fixture
def standard(db):
    return HouseholdStandard.objects.create(
        kind=Kind.NEIGHBORHOOD,
        valid=DateRange(datetime.date(2018, 1, 1), None),
        households=450,
        legal_source="TT 14/2018/TT-BNV",
    )


def test_a_ward_sees_its_khu_pho_with_newest_figures_and_what_to_heed(
    client, officer, ward, standard
):
    load_bands()
    one, two, three = (NeighborhoodFactory(parent=ward, name=f"Khu phố {n}") for n in (1, 2, 10))
    FigureFactory(unit=one, day=lately(400), households=900)
    FigureFactory(unit=one, day=lately(), households=449, residents=1_000)
    FigureFactory(unit=two, day=lately(366), households=500)
    client.force_login(officer)
    rows = client.get(LIST).context["list"].rows
    assert [
        (row.place.name, row.figure and row.figure.households, row.needs_update) for row in rows
    ] == [("Khu phố 1", 449, False), ("Khu phố 2", 500, True), ("Khu phố 10", None, True)]
    assert [row.standard for row in rows] == [standard, None, None]
    assert [row.band and row.band.label for row in rows] == ["Dưới 500 hộ", "Từ 500 hộ", None]
    shown = text(client.get(LIST))
    for words in ("Dưới tiêu chuẩn 450 hộ", "Cần cập nhật", "Chưa có số liệu", "Từ 500 hộ"):
        assert words in shown
    assert page_of(three) in shown


@pytest.mark.parametrize(("state", "names"), [("old", ["B", "C"]), ("below", ["A"]), ("", ["A", "B", "C"])])  # fmt: skip
def test_a_number_above_the_list_shows_its_rows(client, officer, ward, standard, state, names):
    one, two, _three = (NeighborhoodFactory(parent=ward, name=name) for name in "ABC")
    FigureFactory(unit=one, day=lately(), households=100)
    FigureFactory(unit=two, day=lately(500), households=500)
    client.force_login(officer)
    shown = client.get(LIST, {"state": state}).context["list"].shown
    assert [row.place.name for row in shown] == names


def test_an_officer_of_a_khu_pho_sees_just_that_one(client, khu_pho, ward, neighborhood):
    NeighborhoodFactory(parent=ward)
    client.force_login(khu_pho)
    assert [row.place.unit for row in client.get(LIST).context["list"].rows] == [neighborhood]


def test_from_above_wards_come_first_with_their_sums(client, reviewer, district, ward):
    other = WardFactory(parent=district, name="Phường Cầu")
    for parent, households in ((ward, 300), (ward, 400), (other, 200)):
        unit = NeighborhoodFactory(parent=parent)
        FigureFactory(unit=unit, day=lately(), households=households, residents=1_000)
    NeighborhoodFactory(parent=other)
    client.force_login(reviewer)
    listed = client.get(LIST).context["list"]
    assert [
        (row.ward_id, len(row.rows), row.counted, row.households, row.residents)
        for row in listed.ward_rows
    ] == [(ward.pk, 2, 2, 700, 2_000), (other.pk, 2, 1, 200, 1_000)]
    chosen = client.get(LIST, {"ward": other.pk}).context["list"]
    assert len(chosen.rows) == 2


def test_a_ward_out_of_reach_is_not_shown(client, reviewer, district, ward, foreign_neighborhood):
    WardFactory(parent=district)
    client.force_login(reviewer)
    foreign = foreign_neighborhood.versions.get().parent
    listed = client.get(LIST, {"ward": foreign.pk}).context["list"]
    assert (listed.rows, listed.is_by_ward) == ([], True)


@pytest.mark.parametrize("who", ["officer", "reviewer", "city_official", "khu_pho"])
def test_the_list_costs_the_same_for_few_and_for_many(
    client, request, ward, neighborhood, who, django_assert_num_queries
):
    load_bands()
    client.force_login(request.getfixturevalue(who))
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    assert len(few) <= 10, [query["sql"][:80] for query in few]
    for _ in range(12):
        FigureFactory(unit=NeighborhoodFactory(parent=ward))
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_figures_are_entered_on_the_page_of_the_unit(client, khu_pho, neighborhood):
    client.force_login(khu_pho)
    answer = client.post(page_of(neighborhood), TYPED)
    assert (answer.status_code, answer["Location"]) == (302, page_of(neighborhood))
    figure = Figure.objects.get()
    assert (figure.households, figure.residents, figure.area) == (1_250, 4_810, None)
    assert "Đã lưu số liệu ngày 31/12/2024." in text(client.get(page_of(neighborhood)))


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"day": "31/02/2024"}, "day", "Hãy nhập ngày có thật theo mẫu 31/12/2023."),
        ({"households": "12,5"}, "households", "Hãy nhập số nguyên, ví dụ 1.250."),
        ({"households": "-3"}, "households", "Hãy nhập số nguyên, ví dụ 1.250."),
        ({"source": ""}, "source", "Hãy ghi nguồn số liệu."),
        ({"residents": "3"}, "residents", "có thể hai số đã đổi chỗ cho nhau"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client, khu_pho, neighborhood, wrong, field, words
):
    client.force_login(khu_pho)
    page = client.post(page_of(neighborhood), TYPED | wrong)
    assert page.status_code == 200
    assert [words in error for error in page.context["form"].errors[field]] == [True]
    assert 'value="31/12/2024"' in text(page) or field == "day"
    assert 'value="Rà soát"' in text(page) or field == "source"
    assert not Figure.objects.exists()


def test_a_day_is_corrected_by_the_link_beside_it(client, officer, neighborhood):
    figure = FigureFactory(unit=neighborhood, households=500)
    client.force_login(officer)
    page = client.get(page_of(neighborhood), {"ngay": "31/12/2024"})
    assert page.context["form"].initial["households"] == 500
    assert "Sửa số liệu ngày 31/12/2024" in text(page)
    client.post(page_of(neighborhood), TYPED)
    figure.refresh_from_db()
    assert figure.households == 1_250


def test_the_course_is_drawn_from_two_days_on(client, officer, neighborhood):
    client.force_login(officer)
    FigureFactory(unit=neighborhood, day=datetime.date(2023, 12, 31), households=480)
    assert client.get(page_of(neighborhood)).context["page"].charts == []
    FigureFactory(unit=neighborhood, day=YEAR, households=500, residents=None)
    charts = client.get(page_of(neighborhood)).context["page"].charts
    assert [points for _title, points, _unit in charts] == [
        [("31/12/2023", 480), ("31/12/2024", 500)]
    ]


YEAR = datetime.date(2024, 12, 31)


@pytest.mark.parametrize("who", ["reviewer", "city_official"])
def test_who_only_looks_finds_no_form_and_cannot_send_one(client, request, who, neighborhood):
    client.force_login(request.getfixturevalue(who))
    assert "nhap-so-lieu" not in text(client.get(page_of(neighborhood)))
    assert client.post(page_of(neighborhood), TYPED).status_code == 404
    assert not Figure.objects.exists()


def test_the_stranger_finds_nothing(client, stranger, neighborhood):
    client.force_login(stranger)
    assert client.get(page_of(neighborhood)).status_code == 404
    assert client.post(page_of(neighborhood), TYPED).status_code == 404


def test_the_page_of_a_unit_costs_the_same_for_any_history(
    client, officer, neighborhood, django_assert_num_queries
):
    client.force_login(officer)
    FigureFactory(unit=neighborhood, day=datetime.date(2022, 6, 1), entered_by=officer)
    client.get(page_of(neighborhood))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(neighborhood))
    assert len(few) <= 11
    for month in range(1, 13):
        FigureFactory(unit=neighborhood, day=datetime.date(2023, month, 1), entered_by=officer)
    with django_assert_num_queries(len(few)):
        client.get(page_of(neighborhood))


def test_the_public_page_says_what_was_known_on_the_day(
    client, neighborhood, django_assert_max_num_queries
):
    FigureFactory(unit=neighborhood, day=datetime.date(2022, 12, 31), households=1_480)
    FigureFactory(unit=neighborhood, day=YEAR, households=1_520, area=84_000)
    with django_assert_max_num_queries(10):
        now = text(client.get(neighborhood.get_absolute_url()))
    assert "1.520" in now
    assert "84.000 m²" in now
    assert "Nguồn: Rà soát của khu phố" in now
    then = text(client.get(neighborhood.get_absolute_url(), {"ngay": "01/06/2023"}))
    assert "1.480" in then
    assert "1.520" not in then
    before = text(client.get(neighborhood.get_absolute_url(), {"ngay": "01/06/2021"}))
    assert "Quy mô" not in before
