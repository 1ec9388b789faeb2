"""The boards: what each level sees, how one gets closer, what a wrong filter does, what can be taken."""

from __future__ import annotations

import io
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from core import clock
from people import boards
from people.boards import Panel, Table
from people.permissions import Profile
from reports.boards import counting
from tests.factories import RoleFactory, TermFactory
from tests.wards.orders import Order
from wards import changes
from wards.models import Level

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/thong-ke/"
LEVELS = [
    Profile.NEIGHBORHOOD_OFFICER, Profile.WARD_OFFICIAL, Profile.WARD_LEADER, Profile.REVIEWER, Profile.CITY,
]  # fmt: skip


def page_of(client, user, **asked):
    client.force_login(user)
    return client.get(f"{PAGE}?{urlencode(asked)}")


def panel_of(page, slug):
    return next(panel for panel in page.context["board"].panels if panel.slug == slug)


def links(page) -> set[str]:
    found = re.findall(r'href="((?:/can-bo/|\?)[^"#]*)"', page.content.decode())
    return {link.replace("&amp;", "&") for link in found}


@pytest.mark.parametrize("profile", LEVELS, ids=str)
def test_a_board_costs_the_same_for_few_and_for_many(client, town, profile):
    user = town.user(profile)
    town.answered()
    counting.count()
    page_of(client, user)
    costs = []
    for many in (0, 12):
        for number in range(many):
            for place in (town.khu_pho, town.next_door, town.sister, town.far):
                town.answered(place, days_ago=number * 2)
                town.case(place, days_ago=number)
        counting.count()
        with CaptureQueriesContext(connection) as asked:
            assert page_of(client, user).status_code == 200
        costs.append(len(asked))
    # A board is several panels: three for who asks, four for the unit, the rest two a panel.
    assert costs[0] <= 26
    assert costs[1] <= costs[0]


@pytest.mark.parametrize("profile", LEVELS, ids=str)
def test_every_link_of_a_board_answers(client, town, profile):
    for place in (town.khu_pho, town.next_door, town.sister, town.far):
        town.answered(place)
        town.case(place)
    counting.count()
    page = page_of(client, town.user(profile))
    asked = [link if link.startswith("/") else f"{PAGE}{link}" for link in links(page)]
    assert {link: status for link in asked if (status := client.get(link).status_code) != 200} == {}
    for link in asked:
        text = client.get(link).content
        assert b"error-summary" not in text, link


def test_one_comes_closer_from_the_city_to_the_inbox(client, town):
    own = town.case()
    town.case(town.far)
    counting.count()
    page = page_of(client, town.user(Profile.CITY))
    rows = panel_of(page, "theo-don-vi").context["rows"]
    assert [(row.name, row.received) for row in rows] == [
        ("Quận 1", 1),
        ("Thành phố Thủ Đức", 1),
    ]
    page = client.get(PAGE + rows[1].url)
    assert panel_of(page, "phan-anh").context["stats"][0]["url"] == "", "no inbox of one district"
    (row,) = panel_of(page, "theo-don-vi").context["rows"]
    assert row.name == "Phường Hiệp Bình Chánh"
    page = client.get(PAGE + row.url)
    (row,) = panel_of(page, "theo-don-vi").context["rows"]
    assert row.name == "Khu phố 2"
    page = client.get(PAGE + row.url)
    town.case(town.next_door)
    stat = panel_of(page, "phan-anh").context["stats"][0]
    assert (stat["value"], panel_of(page, "phan-anh").context["cases"].total.open) == (1, 1)
    inbox = client.get(stat["url"])
    assert [case.pk for case in inbox.context["page"].rows] == [own.pk]


def test_figures_of_the_period_and_those_before(client, town):
    town.answered(took=2, rating=4, rated_at=clock.now())
    town.answered(in_time=False, took=4)
    town.answered(days_ago=100)
    town.reopen(town.answered())
    counting.count()
    cases = panel_of(page_of(client, town.user(Profile.WARD_OFFICIAL)), "phan-anh").context["cases"]
    total = cases.total
    assert (total.received, total.answered, total.share, total.late) == (3, 2, 50.0, 1)
    assert (total.reopened, total.rated, total.open, total.median) == (1, 1, 1, 4)
    assert cases.before.answered == 1
    assert sum(row.received for row in cases.course) == 3
    page = page_of(client, town.user(Profile.WARD_OFFICIAL), since="01/01/2020", until="02/01/2020")
    assert panel_of(page, "phan-anh").context["cases"].total.received == 0


def test_a_foreign_unit_is_no_choice(client, town):
    town.case(town.far, place="xa")
    counting.count()
    page = page_of(client, town.user(Profile.REVIEWER), unit=town.far.pk)
    board = page.context["board"]
    assert board.title == "Thành phố Thủ Đức"
    assert "unit" in board.form.errors
    assert panel_of(page, "phan-anh").context["cases"].total.received == 0
    assert "Bến Nghé" not in page.content.decode()
    address = f"{PAGE}don-vi.csv?unit={town.far.pk}"
    assert client.get(address).status_code == 302, "a file of another unit than the one asked for"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"unit": "abc"}, "unit"),
        ({"unit": "9" * 30}, "unit"),
        ({"period": "x"}, "period"),
        ({"since": "31/02/2026"}, "since"),
        ({"since": "02/01/2026", "until": "01/01/2026"}, "until"),
        ({"since": "01/01/1900"}, "since"),
        ({"until": "01/01/0001"}, "until"),
        ({"since": "31/12/9999"}, "since"),
        ({"names": "x"}, "names"),
    ],
    ids=str,
)
def test_a_wrong_filter_is_said_at_its_field_and_nothing_breaks(client, town, asked, field):
    town.case()
    counting.count()
    page = page_of(client, town.user(Profile.WARD_OFFICIAL), **asked)
    assert page.status_code == 200
    assert list(page.context["board"].form.errors) == [field]
    assert "error-summary" in page.content.decode()
    answer = client.get(f"{PAGE}dien-bien.xlsx?{urlencode(asked)}")
    assert answer.url == f"{PAGE}?{urlencode(asked)}"


@pytest.mark.parametrize(
    "asked",
    [{"since": "31/02/2026", "until": "05/03/2026"}, {"since": "01/01/2000", "until": "01/01/2026"},
     {"since": "02/01/2026", "until": "01/01/2026"}],
    ids=str,
)  # fmt: skip
def test_half_of_a_wrong_period_is_no_other_period(client, town, asked):
    user = town.user(Profile.WARD_OFFICIAL)
    shown = page_of(client, user, **asked).context["board"].form.span
    assert shown == page_of(client, user).context["board"].form.span


@pytest.mark.parametrize("asked", [{"until": "01/01/2001"}, {"since": "31/12/2099"},
                                   {"period": "own"}, {"unit": ""}], ids=str)  # fmt: skip
def test_odd_but_right_filters_are_shown(client, town, asked):
    assert page_of(client, town.user(Profile.CITY), **asked).status_code == 200


def test_the_past_under_the_units_of_its_day(client, town):
    town.case()
    counting.count()
    order = Order(clock.today(), number="99/NQ-HĐND")
    order.keep(town.sister, town.ward)
    changes.apply(decision=order.confirmed())
    counting.count()
    user = town.user(Profile.REVIEWER)
    now = page_of(client, user)
    assert [(r.name, r.received) for r in panel_of(now, "theo-don-vi").context["rows"]] == [
        ("Phường Linh Đông", 1)
    ]
    assert f"Tên gọi ngày {clock.today():%d/%m/%Y}" in now.content.decode()
    then = page_of(client, user, names="then")
    rows = {r.name: r.received for r in panel_of(then, "theo-don-vi").context["rows"]}
    assert rows["Phường Hiệp Bình Chánh"] == 1
    assert "Số liệu theo đơn vị của ngày đó" in then.content.decode()


def test_tables_leave_as_files(client, town):
    for number in range(11):
        town.answered(days_ago=number, in_time=number != 3)
    town.case(town.sister)
    counting.count()
    client.force_login(town.user(Profile.REVIEWER))
    book = client.get(f"{PAGE}xep-hang.xlsx")
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    )
    assert rows[0] == ["Hạng", "Phường, xã", "Đúng hạn (%)", "Đã trả lời, có hạn", "Trễ hạn"]
    assert rows[1] == [1, "Phường Hiệp Bình Chánh", 90.9, 11, 1]
    assert rows[2][:2] == ["", "Phường Linh Đông"]
    text = client.get(f"{PAGE}don-vi.csv").content.decode()
    assert "Phường Hiệp Bình Chánh,11,11,11,10,1,90.9" in text
    for address in ("khac.csv", "don-vi.pdf"):
        assert client.get(f"{PAGE}{address}").status_code == 404


def test_a_khu_pho_officer_reads_of_no_sealed_case(client, town):
    town.case()
    town.case(is_sealed=True)
    counting.count()
    officer = page_of(client, town.user(Profile.NEIGHBORHOOD_OFFICER))
    total = panel_of(officer, "phan-anh").context["cases"].total
    assert (total.received, total.open) == (1, 1)
    ward = page_of(client, town.user(Profile.WARD_LEADER))
    total = panel_of(ward, "phan-anh").context["cases"].total
    assert (total.received, total.open) == (2, 2)


def test_before_the_first_count_the_page_says_so(client, town):
    town.case()
    text = page_of(client, town.user(Profile.WARD_OFFICIAL)).content.decode()
    assert "Chưa có số liệu" in text
    counting.count()
    text = page_of(client, town.user(Profile.WARD_OFFICIAL)).content.decode()
    assert f"Số liệu tính đến {clock.local(clock.now()):%H:%M}" in text


@pytest.mark.parametrize("profile", [Profile.WARD_OFFICIAL, Profile.CITY], ids=str)
def test_one_too_many_in_a_unit_fills_no_seat_of_another(client, town, profile):
    head = RoleFactory(level=Level.NEIGHBORHOOD, profile=Profile.NEIGHBORHOOD_OFFICER, seats=2)
    for seat in (1, 2):
        TermFactory(unit=town.khu_pho, role=head, seat=seat)
    connection.check_constraints()  # now, while there are two seats
    head.seats = 1
    head.save()
    panel = panel_of(page_of(client, town.user(profile)), "nhan-su")
    assert [head.name, 2, 1, 1, 0] in panel.context["rows"]


def test_another_room_adds_its_panel_without_a_change_here(client, town, monkeypatch):
    def incidents(scope):
        table = Table("an-ninh", ["Đơn vị", "Trễ"], [[scope.place.name, 2]])
        context = {"bars": [], "today": scope.today, "url": "/", "total": 0}
        return Panel("an-ninh", "An ninh", "feedback/obstacles/_board.html", context, 25, [table])

    monkeypatch.setattr(boards, "panels", [*boards.panels, incidents])
    page = page_of(client, town.user(Profile.REVIEWER))
    slugs = [panel.slug for panel in page.context["board"].panels]
    assert slugs == [
        "phan-anh", "theo-don-vi", "an-ninh", "xep-hang", "sap-xep", "so-lieu", "bao-cao", "vuong-mac",
    ]  # fmt: skip
    assert "Thành phố Thủ Đức,2" in client.get(f"{PAGE}an-ninh.csv").content.decode()


@pytest.mark.parametrize("profile", [Profile.REVIEWER, Profile.CITY], ids=str)
def test_the_start_page_the_inbox_and_the_board_say_the_same(client, town, profile):
    for number, in_time in enumerate((True, True, False, None)):
        town.answered(days_ago=0, in_time=in_time, took=number)
    town.case(due_at=town.ago(1))
    town.case(due_at=town.ago(1), paused_at=town.ago(2), status="needs_information")
    town.case(town.sister, due_at=town.ago(-1))
    counting.count()
    board = panel_of(page_of(client, town.user(profile), period="month"), "phan-anh")
    total = board.context["cases"].total
    start = client.get("/can-bo/").context["board"].total
    inbox = client.get("/can-bo/phan-anh/").context["box"].counts
    assert (total.open, total.overdue) == (start.open, start.late) == (3, 1)
    assert total.share == start.share == 100 * inbox["in_time"] / inbox["dated"]
    assert (total.answered, total.dated) == (inbox["answered"], inbox["dated"]) == (4, 3)
