"""Lists to take away: the figures, the register, the inbox and the open data as workbooks."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import inbox_file
from feedback.models import Case, Category, Contact
from people.permissions import Profile
from tests import sheets
from tests.factories import FigureFactory, NeighborhoodFactory, PersonFactory, TermFactory

pytestmark = pytest.mark.django_db


def taken(client, name: str, suffix: str = "xlsx", **query):
    return client.get(reverse(name, args=[suffix]), query)


@pytest.fixture
def figures(ward):
    place = NeighborhoodFactory(parent=ward, name="Khu phố 2")
    return FigureFactory(unit=place, households=480, residents=1_800, source="=1+1")


def test_figures_leave_as_numbers_and_dates(client, officer, figures, ward):
    client.force_login(officer)
    data = taken(client, "neighborhoods:figure_file").content
    header, *rows = sheets.cells(data)
    assert header[:3] == ["Mã đơn vị", "Phường, xã", "Đơn vị"]
    assert rows == [
        [str(figures.unit.uuid), "Phường Bến Nghé, Quận Nhất", "Khu phố 2",
         datetime.date(2024, 12, 31), 480.0, 1800.0, "", "=1+1", "", "", "có"]
    ]  # fmt: skip
    assert sheets.formulas(data) == 0
    assert "'=1+1" in taken(client, "neighborhoods:figure_file", "csv").content.decode()


def test_figures_of_others_do_not_leave(client, stranger, figures, foreign_neighborhood):
    client.force_login(stranger)
    rows = sheets.cells(taken(client, "neighborhoods:figure_file").content)[1:]
    assert [row[2] for row in rows] == ["Khu phố 9"]


def test_from_above_all_wards_leave_in_one_file(client, reviewer, figures, district):
    client.force_login(reviewer)
    rows = sheets.cells(taken(client, "neighborhoods:figure_file").content)[1:]
    assert [row[2] for row in rows] == ["Khu phố 2"]


@pytest.mark.parametrize("name", ["neighborhoods:figure_file", "people:register_file", "feedback:inbox_file"])  # fmt: skip
def test_an_unknown_kind_of_file_is_not_there(client, officer, name):
    client.force_login(officer)
    assert taken(client, name, "exe").status_code == 404


def test_the_register_leaves_without_telephone_and_mail(client, officer, ward, neighborhood):
    person = PersonFactory(
        name="Trần Thị Ánh", unit=ward, phone="+84901234567", email="anh@vi-du.invalid"
    )
    TermFactory(unit=neighborhood, person=person, role__profile=Profile.NEIGHBORHOOD_OFFICER)
    client.force_login(officer)
    csv = taken(client, "people:register_file", "csv").content.decode()
    assert "Trần Thị Ánh" in csv
    assert "901234567" not in csv
    assert "anh@vi-du.invalid" not in csv
    rows = sheets.cells(taken(client, "people:register_file").content)
    assert [row[2] for row in rows if row[0] == "Khu phố 1"] == ["Trần Thị Ánh"]


@pytest.fixture
def case(ward, neighborhood):
    category = Category.objects.create(code="den", name="Đèn đường", name_en="Lights")
    case = Case.objects.create(
        reference="KP-2222-2222", unit=neighborhood, ward=ward, category=category,
        body="Nhà bà Tư ở hẻm 12 mất đèn.", place="Hẻm 12",
    )  # fmt: skip
    Contact.objects.create(case=case, ward=ward, name="Nguyễn Thị Tư", phone="+84901234567")
    return case


def test_the_inbox_leaves_by_its_filter_without_a_word_of_the_sender(client, officer, case):
    client.force_login(officer)
    csv = taken(client, "feedback:inbox_file", "csv").content.decode()
    assert case.reference in csv
    for private in ("bà Tư", "Hẻm 12", "hẻm 12", "Thị Tư", "901234567"):
        assert private not in csv
    (_header, row) = sheets.cells(taken(client, "feedback:inbox_file").content)
    assert row[2] == "Đèn đường"
    assert isinstance(row[1], datetime.datetime)
    assert len(sheets.cells(taken(client, "feedback:inbox_file", status="done").content)) == 1
    assert len(sheets.cells(taken(client, "feedback:inbox_file", q="den").content)) == 2


def test_no_more_cases_leave_than_a_file_should_hold(client, officer, case, monkeypatch):
    monkeypatch.setattr(inbox_file, "MOST_ROWS", 0)
    client.force_login(officer)
    assert len(sheets.cells(taken(client, "feedback:inbox_file").content)) == 1


def test_the_stranger_takes_away_nothing_of_ours(client, stranger, case):
    client.force_login(stranger)
    assert case.reference not in taken(client, "feedback:inbox_file", "csv").content.decode()


@pytest.mark.parametrize("name", ["neighborhoods:figure_file", "people:register_file", "feedback:inbox_file"])  # fmt: skip
def test_a_file_costs_the_same_for_few_and_for_many(
    client, officer, ward, case, name, django_assert_num_queries
):
    client.force_login(officer)
    taken(client, name)
    with CaptureQueriesContext(connection) as few:
        taken(client, name)
    assert len(few) <= 10
    for _ in range(5):
        FigureFactory(unit=NeighborhoodFactory(parent=ward))
    with django_assert_num_queries(len(few)):
        taken(client, name)


def test_open_data_leave_as_a_workbook_too(client, neighborhood):
    data = client.get("/du-lieu/don-vi.xlsx").content
    header, *rows = sheets.cells(data)
    assert header[:4] == ["uuid", "level", "kind", "name"]
    assert rows[-1][3] == "Khu phố 1"
    assert "don-vi.xlsx" in client.get("/du-lieu/").content.decode()
