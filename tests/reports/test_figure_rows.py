"""What stands behind a figure of a report: the rows counted, who sees them, what is said of the rest."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from core import clock, indicators
from feedback.models import Case
from reports import figure_rows, periods
from reports.models import ReportFigure
from reports.services import rolling
from reports.services.moves import accept
from tests.factories import RoleFactory
from tests.reports.test_building import receive
from tests.reports.test_review import sent
from tests.sheets import cells
from wards.models import Level

pytestmark = pytest.mark.django_db
RECEIVED, SHARE = "feedback.received", "feedback.in_time_share"
WORDS = "Nhà bà Tám"  # what the senders wrote


@pytest.fixture
def cases(kind, ward, foreign_ward):
    """Of the last ended month: two of the ward, the later one sealed; one before it, one of another ward."""
    window = periods.last_ended(kind, clock.now()).window
    moments = (window.start, window.end - datetime.timedelta(microseconds=1))
    plain, sealed = (receive(ward, moment)[0] for moment in moments)
    Case.objects.filter(pk=sealed.pk).update(is_sealed=True)
    Case.objects.update(body=WORDS)
    early = receive(ward, window.start - datetime.timedelta(microseconds=1))[0]
    foreign = receive(foreign_ward, window.start)[0]
    return {"plain": plain, "sealed": sealed, "early": early, "foreign": foreign}


@pytest.fixture
def counted(cases, report):
    """The ward's draft, counted when these cases were there."""
    return report


def address(report, code=RECEIVED, suffix=""):
    name = "reports:figure_rows_file" if suffix else "reports:figure_rows"
    return reverse(name, args=[report.uuid, code, *([suffix] if suffix else [])])


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def read(client, user, target) -> str:
    client.force_login(user)
    return text(client.get(target))


def test_the_list_has_the_rows_of_the_figure_and_no_citizen_s_words(
    client, counted, cases, officer
):
    page = read(client, officer, address(counted))
    for name, is_there in (("plain", True), ("sealed", True), ("early", False), ("foreign", False)):
        assert (cases[name].get_absolute_url() in page) is is_there
    assert WORDS not in page
    assert "dựng lại hôm nay" not in page
    assert "hiện được với quyền" not in page


def test_who_may_not_see_sealed_cases_hears_how_many_rows_are_not_shown(
    client, counted, cases, officer, leader, reviewer
):
    sent(counted, officer, leader)
    page = read(client, reviewer, address(counted))
    assert "2 phản ánh trong số liệu, 1 hiện được với quyền của ông/bà." in page
    assert cases["sealed"].reference not in page
    assert cases["plain"].reference in page
    assert cases["sealed"].reference not in read(client, reviewer, address(counted, suffix="csv"))
    Case.objects.filter(pk=cases["plain"].pk).update(is_sealed=True)
    page = read(client, reviewer, address(counted))
    assert "Không có dòng nào hiện được với quyền của ông/bà" in page
    assert address(counted, suffix="csv") not in page


def test_the_figure_stays_and_the_list_says_that_it_has_moved(client, counted, ward, officer):
    receive(ward, counted.period.end - datetime.timedelta(days=1))
    page = read(client, officer, address(counted))
    assert "Số liệu đã chốt: 2; danh sách dựng lại hôm nay: 3." in page
    assert counted.figures.current().get(code=RECEIVED).value == 2


def test_a_figure_is_read_by_whoever_reads_its_report(
    client, counted, officer, leader, reviewer, stranger
):
    targets = [address(counted), address(counted, suffix="xlsx")]
    for user, status in ((reviewer, 404), (stranger, 404), (officer, 200)):  # a draft is the ward's
        client.force_login(user)
        assert [client.get(target).status_code for target in targets] == [status] * 2
    for code, suffix in (
        ("feedback.rated", ""),  # not in this report
        ("nothing", ""),
        (RECEIVED, "pdf"),
        (SHARE, "csv"),
    ):
        assert client.get(address(counted, code, suffix)).status_code == 404


def test_a_share_leads_to_its_parts_and_the_report_to_all_of_them(client, counted, officer):
    page = read(client, officer, counted.get_absolute_url())
    for code in (RECEIVED, SHARE, "feedback.open"):
        assert f'href="{address(counted, code)}"' in page
    page = read(client, officer, address(counted, SHARE))
    for code in ("feedback.in_time", "feedback.dated"):
        assert f'href="{address(counted, code)}"' in page
        assert "Không có dòng nào trong số liệu này" in read(
            client, officer, address(counted, code)
        )


def test_a_sum_leads_to_no_rows(client, counted, officer, leader, reviewer, district):
    accept(report=sent(counted, officer, leader), by=reviewer)
    made = rolling.roll_up(period=counted.period, unit=district, by=reviewer)
    page = read(client, reviewer, made.get_absolute_url())
    assert f"{made.get_absolute_url()}so-lieu/" not in page
    assert client.get(address(made)).status_code == 404


def test_the_rows_go_along_as_a_table(client, counted, cases, officer):
    client.force_login(officer)
    header, *rows = cells(client.get(address(counted, suffix="xlsx")).content)
    assert header[:2] == ["Phản ánh", "Loại việc"]
    assert [row[0] for row in rows] == [cases["sealed"].reference, cases["plain"].reference]
    assert not any(cell == WORDS for row in rows for cell in row)


def test_a_long_list_has_pages_an_order_and_the_same_cost(
    client, counted, ward, officer, monkeypatch, django_assert_max_num_queries
):
    client.force_login(officer)
    for count, pages in ((0, 1), (5, 4)):
        receive(ward, counted.period.end - datetime.timedelta(days=2), count)
        monkeypatch.setattr(figure_rows, "PER_PAGE", 2)
        seen, target, turned = [], f"{address(counted)}?order=oldest", 0
        while target:
            with django_assert_max_num_queries(10):
                response = client.get(target)
            seen += [row.received_at for row in response.context["page"]]
            following = response.context["next"]
            target, turned = following and f"{address(counted)}{following}", turned + 1
        assert seen == sorted(seen)
        assert (len(seen), turned) == (2 + count, pages)
    assert client.get(f"{address(counted)}?order=x&after=%00&before=1").status_code == 200


def test_a_list_of_seats_names_the_posts_and_how_many(
    client, kind, ward, neighborhood, officer, request, django_assert_max_num_queries
):
    kind.sections.filter(number=1).update(indicators=["people.vacant"])
    for name, seats in (("Trưởng khu phố", 1), ("Phó trưởng khu phố", 2)):
        RoleFactory(name=name, level=Level.NEIGHBORHOOD, seats=seats)
    report = request.getfixturevalue("report")
    client.force_login(officer)
    with django_assert_max_num_queries(11):  # ten, and which posts they are
        page = text(client.get(address(report, "people.vacant")))
    assert neighborhood.version_on(clock.today()).name in page
    assert "Phó trưởng khu phố (2); Trưởng khu phố" in page
    assert "dựng lại hôm nay" not in page
    header, *rows = cells(client.get(address(report, "people.vacant", "xlsx")).content)
    assert header == ["Đơn vị", "Chức danh", "Vị trí"]
    assert [row[2] for row in rows] == [3]


def test_every_figure_has_rows_that_can_be_shown(client, counted, officer):
    """Each kind of row is drawn, sorted in each way and written, though there be none of it."""
    client.force_login(officer)
    for code in indicators.codes():
        known = indicators.indicator(code)
        assert known.share or known.listing
        ReportFigure.objects.get_or_create(
            report=counted, edition=counted.edition, code=code, defaults={"value": 0, "label": code}
        )
        for order in known.listing.orders if known.listing else ("",):
            assert client.get(address(counted, code), {"order": order}).status_code == 200
