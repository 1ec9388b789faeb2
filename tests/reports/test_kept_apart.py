"""What is whose: a ward's own words stay its own, what was sent stays as it was, nothing is lost in a reform."""

from __future__ import annotations

import datetime
import time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core import clock
from people.permissions import Profile
from reports import pages, paper, periods
from reports.models import Report, ReportPeriod, ReportSection
from reports.pages import ReportPage
from reports.services import building, moves, rolling, writing
from reports.workflow import ReportStatus
from tests.factories import UserFactory, WardFactory
from tests.reports.conftest import texts
from tests.reports.test_building import asked
from tests.reports.test_review import sent, written
from tests.wards.orders import Order
from wards import changes

pytestmark = pytest.mark.django_db


def fresh(report):
    return Report.objects.select_related("period__type", "keeper").get(pk=report.pk)


def page_for(client, user, report):
    client.force_login(user)
    return client.get(report.get_absolute_url()).content.decode()


def test_a_draft_of_last_time_is_not_read_above_this_time(
    client, kind, period, report, officer, leader, reviewer
):
    writing.write(report=report, texts=texts(report, "Bí mật của kỳ trước."), by=officer)
    span = periods.last_ended(kind, period.end + datetime.timedelta(days=32))
    building._open(kind, span)
    following = ReportPeriod.objects.exclude(pk=period.pk).get()
    building.build(following.pk)
    second = sent(following.reports.get(unit=report.unit), officer, leader)
    assert "Bí mật của kỳ trước." in page_for(client, officer, second)
    assert "Bí mật của kỳ trước." not in page_for(client, reviewer, second)


def test_while_a_returned_report_is_rewritten_the_level_above_reads_what_was_sent(
    client, report, officer, leader, reviewer
):
    report = sent(report, officer, leader)
    moves.return_report(report=report, text="Thiếu.", by=reviewer)
    writing.write(report=fresh(report), texts=texts(report, "Nửa câu đang viết"), by=officer)
    for act in (
        lambda: None,
        lambda: moves.make_ready(report=fresh(report), by=officer, text="Ghi chú nội bộ."),
    ):
        act()
        page = page_for(client, reviewer, report)
        assert "Ổn định." in page
        assert "Nửa câu đang viết" not in page
        assert "Ghi chú nội bộ." not in page
        made = paper.of_report(ReportPage(fresh(report), reviewer))
        assert "Nửa câu" not in str(made.body)
    back = moves.send_back(report=fresh(report), text="Sửa nữa.", by=leader)
    assert back.status == ReportStatus.RETURNED, "it is still one that came back"


def reform(ward, district, city, by, *more):
    order = Order(clock.today())
    for one in (ward, *more):
        order.keep(one, parent=city)
    order.end(district)
    changes.apply(decision=order.confirmed(), on=clock.today(), by=by)


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_sum_of_a_district_that_ends_lets_its_wards_go_to_the_city(
    report, officer, leader, reviewer, district, city, city_official, is_sent
):  # fmt: skip
    moves.accept(report=sent(report, officer, leader), by=reviewer)
    total = rolling.roll_up(period=report.period, unit=district, by=reviewer)
    if is_sent:
        writing.write(report=total, texts=texts(total), by=reviewer)
        moves.submit(report=fresh(total), number="9/BC-UBND", by=reviewer)
    reform(report.unit, district, city, city_official)
    assert fresh(total).status == ReportStatus.CLOSED
    assert fresh(report).reviewer == city
    top = rolling.roll_up(period=report.period, unit=city, by=city_official)
    assert list(top.members.all()) == [report]
    assert total not in Report.objects.waiting_for(city_official)


def test_what_a_sent_sum_misses_stays_as_it_was_sent(
    period, report, officer, leader, reviewer, district
):
    late = WardFactory(name="Phường Đa Kao", parent=district)
    building.build(period.pk)
    moves.accept(report=sent(report, officer, leader), by=reviewer)
    total = rolling.roll_up(period=period, unit=district, by=reviewer)
    writing.write(report=total, texts=texts(total), by=reviewer)
    total = moves.submit(report=fresh(total), number="9/BC-UBND", by=reviewer)
    period.reports.filter(unit=late).update(
        status="accepted", reviewer=district, sent_at=clock.now()
    )
    assert rolling.missing(period, district) == []
    assert [row.name for row in ReportPage(fresh(total), reviewer).missing] == ["Phường Đa Kao"]
    assert "Phường Đa Kao" in str(paper.of_report(ReportPage(fresh(total))).annexes)


def test_an_urgent_request_of_the_city_names_whose_district_is_missing(
    kind, ward, city, district, city_official
):
    kind.rhythm = "ad_hoc"
    kind.save()
    period = building.ask_out_of_turn(kind=kind, asker=city, asked=asked(ward), by=city_official)
    building.build(period.pk)
    assert [row.name for row in rolling.missing(period, city)] == [district.name_on(clock.today())]
    assert [row.name for row in rolling.missing(period, district)] == ["Phường Bến Nghé"]
    with pytest.raises(ValidationError, match="Ngày đầu quá xa"):
        asked(ward, first=datetime.date(206, 1, 1)).check()


def test_figures_and_events_are_kept_in_vietnamese_whoever_presses(
    report, officer, leader, reviewer, district
):
    moves.accept(report=sent(report, officer, leader), by=reviewer)
    with translation.override("en"):
        total = rolling.roll_up(period=report.period, unit=district, by=reviewer)
    assert total.figures.get(code="feedback.received").label == "Phản ánh tiếp nhận"
    assert total.events.get(kind="count").text.startswith("Tổng hợp từ 1")


def test_a_later_cutoff_day_opens_no_period_that_lies_behind(kind, period):
    kind.cutoff_day = 20 if period.end.day != 21 else 10
    kind.save()
    moment = period.end + datetime.timedelta(days=2)
    building.open_due(moment)
    assert ReportPeriod.objects.count() == 1
    building.open_due(period.end + datetime.timedelta(days=20))
    following = ReportPeriod.objects.exclude(pk=period.pk).get()
    assert following.start == period.end, "no day twice, none left out"


def test_a_figure_taken_out_of_a_kind_stays_in_what_was_reported(client, report, officer):
    ReportSection.objects.filter(number=1).update(indicators=[])
    ReportSection.objects.create(type=report.period.type, number=9, heading="Phần mới", prompt="x")
    page = page_for(client, officer, report)
    assert "Phản ánh tiếp nhận" in page
    assert "Phần mới" not in page


def test_a_number_that_is_too_long_is_refused_at_its_field(client, report, officer, leader):
    written(report, officer)
    client.force_login(leader)
    page = client.post(f"{report.get_absolute_url()}viec/gui/", {"number": "5/" + "B" * 58})
    assert list(page.context["form"].errors) == ["number"]


def test_long_texts_are_compared_in_bounded_time():
    started = time.process_time()
    found = pages.differences("a b " * 2500, "a c " * 2500)
    assert (
        "".join(one.text for one in found if one.kind != "new").strip() == ("a b " * 2500).strip()
    )
    assert time.process_time() - started < 2


def test_who_signs_by_order_is_no_deputy(report, officer, leader, reviewer, district):
    moves.accept(report=sent(report, officer, leader), by=reviewer)
    total = rolling.roll_up(period=report.period, unit=district, by=reviewer)
    writing.write(report=total, texts=texts(total), by=reviewer)
    moves.submit(report=fresh(total), number="9/BC-UBND", by=reviewer)
    signer = paper.of_report(ReportPage(fresh(total))).signers[0]
    assert signer.lead == ("TL. Chủ tịch",)
    deputy = UserFactory.of(Profile.WARD_LEADER, report.unit)
    role = deputy.person.terms.get().role
    role.name = "Phó Chủ tịch UBND phường, xã"
    role.save()
    facts = moves.facts_of(fresh(report), deputy)
    assert paper._signer(facts).lead == ("TM. Ủy ban nhân dân", "KT. Chủ tịch")
