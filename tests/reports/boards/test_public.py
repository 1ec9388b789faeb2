"""The figures that are for everybody: nothing sealed, nothing small, nothing to work out."""

from __future__ import annotations

import datetime
import gzip
import json

import pytest
from django.test import RequestFactory

from core import clock, throttle
from reports.boards import counting
from reports.boards.hidden import COVER, SMALL, Cell
from reports.boards.public import Row
from reports.views.public import LOOKS

pytestmark = pytest.mark.django_db
PAGE = "/thong-ke/"


@pytest.fixture
def last_month() -> tuple[datetime.date, float]:
    """The last whole month and how many days ago its 15th was."""
    today = clock.today()
    last = today.replace(day=1) - datetime.timedelta(days=1)
    return last.replace(day=1), (today - last.replace(day=15)).days


def fill(town, days, *, own=12, sister=9, far=3):
    for unit, count in ((town.khu_pho, own), (town.sister, sister), (town.far, far)):
        for _number in range(count):
            town.answered(unit, days_ago=days, took=0)
    for _number in range(7):
        town.case(is_sealed=True, days_ago=days)
    counting.count()


def test_a_small_count_and_what_would_betray_it_are_hidden(client, town, last_month):
    fill(town, last_month[1])
    page = client.get(PAGE)
    rows = {row.name: [cell.value for cell in row.cells] for row in page.context["rows"]}
    assert rows == {
        "Phường Bến Nghé": [None, None, None],
        "Phường Linh Đông": [None, None, None],
        "Phường Hiệp Bình Chánh": [12, 12, None],
    }
    (whole,) = page.context["whole"]
    assert whole.cells[0].value == 24, "without the sealed ones"
    text = page.content.decode()
    assert "dưới 5" in text
    assert "ẩn" in text
    assert "Số liệu tính đến" in text


def test_this_month_is_not_over_and_not_shown(client, town):
    fill(town, 0)
    page = client.get(PAGE)
    assert {cell for row in page.context["rows"] for cell in row.cells} == {SMALL}
    assert f"{clock.today():%Y-%m}" not in page.content.decode()


def test_another_month_can_be_chosen_and_a_wrong_one_is_said(client, town, last_month):
    fill(town, last_month[1])
    month = page_month = client.get(PAGE).context["figures"].months[0]
    assert client.get(f"{PAGE}?thang={month:%Y-%m}").context["month"] == page_month
    page = client.get(f"{PAGE}?thang=1999-01")
    assert (page.status_code, page.context["month"]) == (200, last_month[0])
    assert "Hãy chọn một tháng trong danh sách." in page.content.decode()


@pytest.mark.parametrize(
    ("answered", "late", "share"),
    [
        (Cell(40), Cell(10), "75%"),
        (Cell(40), SMALL, "từ 90%"),
        (Cell(40), COVER, "—"),
        (SMALL, SMALL, "—"),
    ],
)
def test_a_share_betrays_no_small_number(answered, late, share):
    assert Row("", "", "", (Cell(50), answered, late)).share == share


def test_the_files_hold_what_the_page_shows(client, town, last_month):
    fill(town, last_month[1])
    found = json.loads(client.get(f"{PAGE}phan-anh.json").content)
    rows = {row["ward"]: row for row in found["rows"] if row["month"] == f"{last_month[0]:%Y-%m}"}
    assert rows["Phường Hiệp Bình Chánh"]["received"] == 12
    assert rows["Phường Bến Nghé"]["received"] == "<5"
    assert rows["Phường Linh Đông"]["received"] == "*"
    assert found["as_of"]
    assert "Phường Bến Nghé" in client.get(f"{PAGE}phan-anh.csv").content.decode()
    assert client.get(f"{PAGE}phan-anh.xlsx").status_code == 200
    assert client.get(f"{PAGE}phan-anh.pdf").status_code == 404


def test_nobody_has_the_page_made_all_day_long(client, town):
    request = RequestFactory().get(PAGE, REMOTE_ADDR="203.0.113.7")
    assert client.get(PAGE, REMOTE_ADDR="203.0.113.7").status_code == 200
    while throttle.hit("reports.public_page", throttle.client_key(request), LOOKS):
        pass
    assert client.get(PAGE, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert client.get(PAGE, REMOTE_ADDR="203.0.113.8").status_code == 200


def test_the_page_costs_little_and_is_linked(
    client, town, last_month, django_assert_max_num_queries
):
    fill(town, last_month[1])
    with django_assert_max_num_queries(4):
        first = client.get(PAGE)
    with django_assert_max_num_queries(0):  # names and hidden numbers are kept for some minutes
        page = client.get(PAGE, headers={"accept-encoding": "gzip"})
    for shown in ("rows", "whole"):
        assert page.context[shown] == first.context[shown]
    assert len(gzip.decompress(page.content)) < 60_000
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    assert f'href="{PAGE}"' in client.get("/du-lieu/").content.decode()
