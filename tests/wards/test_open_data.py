"""Anybody may take the territory of any day away, and a spreadsheet runs nothing of it."""

from __future__ import annotations

import csv
import datetime
import io

import pytest

from core.export import safe_cell
from tests.factories import NeighborhoodFactory, WardFactory
from tests.wards.orders import Order
from wards import changes

pytestmark = pytest.mark.django_db
APRIL = datetime.date(2024, 4, 1)


@pytest.fixture
def ward():
    """A ward whose two khu phố became one in April."""
    ward = WardFactory(name="Phường Tân Định", code="26734")
    old = [NeighborhoodFactory(parent=ward, name=f"Khu phố {n}") for n in (1, 2)]
    order = Order(APRIL, number="3-B/NQ-HĐND")
    order.found("Khu phố Chợ", ward, *old)
    changes.apply(decision=order.confirmed())
    return ward


def table(client, address):
    text = client.get(address).content.decode()
    assert text.startswith("\ufeff"), "spreadsheets see that it is UTF-8"
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_units_of_a_day_have_the_names_of_that_day(client, ward):
    before = table(client, "/du-lieu/don-vi.csv?ngay=31/03/2024")
    after = table(client, "/du-lieu/don-vi.csv?ngay=01/04/2024")
    assert [row["name"] for row in before if row["level"] == "4"] == ["Khu phố 1", "Khu phố 2"]
    [new] = [row for row in after if row["level"] == "4"]
    assert (new["name"], new["kind"], new["parent_name"]) == (
        "Khu phố Chợ",
        "Khu phố",
        "Phường Tân Định",
    )
    assert (new["from"], new["until"], new["decision"]) == ("2024-04-01", "", "3-B/NQ-HĐND")
    assert new["parent_uuid"] == str(ward.uuid)


def test_who_came_from_whom_is_told_up_to_the_day(client, ward):
    assert table(client, "/du-lieu/chuyen-doi.csv?ngay=31/03/2024") == []
    rows = table(client, "/du-lieu/chuyen-doi.csv")
    assert [(row["source_name"], row["target_name"], row["extent"]) for row in rows] == [
        ("Khu phố 1", "Khu phố Chợ", "whole"),
        ("Khu phố 2", "Khu phố Chợ", "whole"),
    ]


def test_the_same_as_json(client, ward):
    answer = client.get("/du-lieu/chuyen-doi.json")
    assert answer["Content-Disposition"].endswith('.json"')
    found = answer.json()
    assert found["on"]
    assert found["rows"][0]["source_name"] == "Khu phố 1"
    empty = client.get("/du-lieu/chuyen-doi.json?ngay=01/01/2020")
    assert empty.json()["rows"] == []


def test_the_page_says_how_much_there_is(client, ward, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        page = client.get("/du-lieu/?ngay=31/03/2024").content.decode()
    assert "Tính đến ngày 31/03/2024" in page
    assert "5 dòng." in page
    assert "/du-lieu/don-vi.csv?ngay=31/03/2024" in page


def test_a_table_costs_as_many_queries_for_many_rows_as_for_few(
    client, ward, django_assert_max_num_queries
):
    for number in range(40):
        NeighborhoodFactory(parent=ward, name=f"Khu phố {number + 10}")
    with django_assert_max_num_queries(2):
        assert len(table(client, "/du-lieu/don-vi.csv")) > 40


def test_a_day_that_does_not_exist_is_said_at_its_field(client, ward):
    answer = client.get("/du-lieu/don-vi.csv?ngay=31/02/2024", follow=True)
    assert "Hãy nhập ngày có thật" in answer.content.decode()


@pytest.mark.parametrize("path", ["khac.csv", "don-vi.xml", "don-vi.exe"])
def test_what_there_is_not_is_404(client, path):
    assert client.get(f"/du-lieu/{path}").status_code == 404


def test_who_takes_too_much_has_to_wait(client, ward):
    answers = [client.get("/du-lieu/chuyen-doi.csv").status_code for _ in range(31)]
    assert set(answers[:30]) == {200}
    assert answers[30] == 429


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@x", "\tx", "\rx"])
def test_a_spreadsheet_runs_nothing(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"), [(None, ""), (-3, "-3"), ("Khu phố 1", "Khu phố 1"), (APRIL, "2024-04-01")]
)
def test_other_values_stay_what_they_are(value, cell):
    assert safe_cell(value) == cell
