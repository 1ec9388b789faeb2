"""Written, sent, returned, accepted, summed up: each by whose turn it is."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from core.models import Notification
from people.models import User
from people.permissions import Profile
from reports import notices
from reports.models import Report, ReportFigure, ReportPeriod
from reports.services import building, moves, rolling, writing
from reports.workflow import ReportStatus
from tests.factories import UserFactory, WardFactory
from tests.reports.conftest import texts
from tests.wards.orders import Order
from wards import changes

pytestmark = pytest.mark.django_db
S = ReportStatus


def written(report, by):
    writing.write(report=report, texts=texts(report), by=by)
    return report


def sent(report, officer, leader):
    written(report, officer)
    return moves.submit(report=report, number="05/BC-UBND", by=leader)


def test_it_goes_up_comes_back_and_is_accepted(report, officer, leader, reviewer, district):
    written(report, officer)
    moves.make_ready(report=report, by=officer)
    report = moves.submit(report=report, number="05/BC-UBND", by=leader)
    assert (report.status, report.reviewer, report.sendings) == (S.SUBMITTED, district, 1)
    section = report.period.type.sections.get(number=2)
    writing.comment(report=report, section=section, text="Nêu rõ hơn.", by=reviewer)
    report = moves.return_report(report=report, text="Thiếu nguyên nhân.", by=reviewer)
    assert (report.status, report.returns) == (S.RETURNED, 1)
    writing.write(report=report, texts={section.pk: "Ổn định, do mưa."}, by=officer)
    writing.resolve(comment=report.comments.get(), by=officer)
    report = moves.submit(report=report, number="05/BC-UBND", by=leader)
    report = moves.accept(report=report, by=reviewer)
    assert report.status == S.ACCEPTED
    kept = [version.texts[str(section.pk)] for version in report.versions.all()]
    assert kept == ["Ổn định.", "Ổn định, do mưa."]
    kinds = [event.kind for event in report.events.all()]
    assert kinds == [
        "build", "write", "ready", "submit", "comment", "return", "write", "resolve", "submit", "accept",
    ]  # fmt: skip


def test_each_hears_when_it_is_their_turn(report, officer, leader, reviewer):
    written(report, officer)
    moves.make_ready(report=report, by=officer)
    report = moves.submit(report=report, number="5/BC-UBND", by=leader)
    report = moves.return_report(report=report, text="Sửa.", by=reviewer)
    heard = {
        (user.username, kind)
        for user in (officer, leader, reviewer)
        for kind in Notification.objects.filter(user=user).values_list("kind", flat=True)
    }
    assert {
        ("lanh-dao", "report.ready"),
        ("quan", "report.submit"),
        ("phuong", "report.return"),
    } <= heard
    assert ("phuong", "report.submit") not in heard


def test_what_must_be_written_is_missed_by_name(report, leader, officer):
    with pytest.raises(ValidationError, match="Đánh giá"):
        moves.submit(report=report, number="5/BC-UBND", by=leader)
    written(report, officer)
    with pytest.raises(ValidationError) as caught:
        moves.submit(report=report, number=" ", by=leader)
    assert "number" in caught.value.message_dict


@pytest.mark.parametrize("who", ["officer", "khu_pho", "stranger", "reviewer", "auditor"])
def test_nobody_else_signs(report, officer, who, request):
    written(report, officer)
    with pytest.raises(PermissionDenied):
        moves.submit(report=report, number="5/BC-UBND", by=request.getfixturevalue(who))


def test_only_the_unit_above_reviews(report, officer, leader, city_official, stranger):
    report = sent(report, officer, leader)
    other = UserFactory.of(
        Profile.REVIEWER, stranger.person.terms.get().unit.version_on(clock.today()).parent
    )
    for by in (officer, leader, city_official, other):
        with pytest.raises(PermissionDenied):
            moves.accept(report=report, by=by)


def test_what_was_sent_is_not_written_any_more(report, officer, leader):
    report = sent(report, officer, leader)
    with pytest.raises(PermissionDenied):
        written(report, officer)
    moves.recall(report=report, text="Nhầm số.", by=leader)
    assert written(report, officer)


def test_the_second_of_two_who_write_hears_of_the_first(report, officer, leader):
    before = report.version
    writing.write(report=report, texts=texts(report), by=leader, version=before)
    with pytest.raises(ValidationError, match="vừa được"):
        writing.write(report=report, texts=texts(report, "Khác."), by=officer, version=before)


def test_late_is_by_the_first_sending(report, officer, leader, reviewer):
    Report.objects.filter(pk=report.pk).update(due_on=clock.today() - datetime.timedelta(days=2))
    report.refresh_from_db()
    assert report.is_overdue
    report = sent(report, officer, leader)
    assert (report.days_late, report.is_overdue) == (2, False)
    assert report in Report.objects.late()
    assert report not in Report.objects.overdue()


def test_reminders_come_once_before_and_once_after(report, officer, leader):
    Report.objects.exclude(pk=report.pk).update(due_on=datetime.date(2999, 1, 4))
    Report.objects.filter(pk=report.pk).update(due_on=datetime.date(2026, 5, 20))  # a Wednesday

    def heard():
        return Notification.objects.filter(user=officer, kind="report.due", channel="inbox").count()

    for day, expected in ((18, 0), (19, 1), (20, 1), (21, 2), (22, 2)):
        notices.remind(datetime.date(2026, 5, day))
        assert heard() == expected, day
    assert notices.remind(datetime.date(2026, 5, 23)) == 0, "nobody is reminded on a Saturday"
    assert Notification.objects.filter(user=leader, kind="report.due").exists()


@pytest.fixture
def sister(district):
    """Another ward of the district, with somebody who may send."""
    ward = WardFactory(name="Phường Đa Kao", parent=district)
    UserFactory.of(Profile.WARD_LEADER, ward, username="lanh-dao-2")
    return ward


@pytest.fixture
def above(district, city, city_official):
    """What stands above the ward, and who sits at its top."""
    return district, city, city_official


def test_the_sum_adds_up_what_was_accepted_and_names_what_is_missing(
    kind, ward, sister, officer, leader, reviewer, above
):
    district, city, city_official = above
    building.open_due()
    period = ReportPeriod.objects.get()
    building.build(period.pk)
    with pytest.raises(ValidationError, match="Chưa có báo cáo nào"):
        rolling.roll_up(period=period, unit=district, by=reviewer)
    own = sent(period.reports.get(unit=ward), officer, leader)
    moves.accept(report=own, by=reviewer)
    total = rolling.roll_up(period=period, unit=district, by=reviewer)
    assert [row.name for row in rolling.missing(period, district)] == ["Phường Đa Kao"]
    other = period.reports.get(unit=sister)
    their = UserFactory.of(Profile.WARD_OFFICIAL, sister)
    other = sent(other, their, sister_leader(sister))
    moves.accept(report=other, by=reviewer)
    total.refresh_from_db()
    assert total.is_stale
    writing.write(report=total, texts=texts(total), by=reviewer)
    total.refresh_from_db()
    with pytest.raises(ValidationError, match="tính lại"):
        moves.submit(report=total, number="9/BC-UBND", by=reviewer)
    total = rolling.roll_up(period=period, unit=district, by=reviewer)
    assert (total.edition, rolling.missing(period, district)) == (2, [])
    total = moves.submit(report=total, number="9/BC-UBND", by=reviewer)
    assert total.reviewer == city
    own.refresh_from_db()
    assert (own.status, own.rolled_into) == (S.ROLLED_UP, total)
    moves.accept(report=total, by=city_official)
    top = rolling.roll_up(period=period, unit=city, by=city_official)
    writing.write(report=top, texts=texts(top), by=city_official)
    top.refresh_from_db()
    top = moves.submit(report=top, number="1/BC-UBND", by=city_official)
    assert (top.status, top.reviewer) == (S.ACCEPTED, None)


def sister_leader(ward):
    return User.objects.leaders_of(ward).get()


def test_shares_of_sums_are_not_sums_of_shares(period, report, ward):
    rows = []
    for unit, dated, in_time in (
        (report, 10, 10),
        (period.reports.exclude(pk=report.pk).get(), 30, 6),
    ):
        Report.objects.filter(pk=unit.pk).update(edition=9)
        for code, number in (
            ("feedback.dated", dated),
            ("feedback.in_time", in_time),
            ("feedback.received", 1),
        ):
            rows.append(
                ReportFigure(
                    report=unit,
                    edition=9,
                    code=code,
                    label="x",
                    value=number,
                    previous=number if unit == report else None,
                )
            )
    ReportFigure.objects.bulk_create(rows)
    found = {row.code: row for row in rolling.sums(period, period.reports.all())}
    assert found["feedback.in_time_share"].value == Decimal("40.0")
    assert found["feedback.received"].value == 2
    assert found["feedback.received"].previous is None, "nobody knows the whole"


def test_a_returned_sum_lets_go_of_what_is_in_it(
    period, report, officer, leader, reviewer, district, city_official
):
    moves.accept(report=sent(report, officer, leader), by=reviewer)
    total = rolling.roll_up(period=period, unit=district, by=reviewer)
    writing.write(report=total, texts=texts(total), by=reviewer)
    total.refresh_from_db()
    total = moves.submit(report=total, number="9/BC-UBND", by=reviewer)
    moves.return_report(report=total, text="Thiếu.", by=city_official)
    report.refresh_from_db()
    assert report.status == S.ACCEPTED
    moves.reopen(report=report, text="Sai số.", by=reviewer)
    total.refresh_from_db()
    report.refresh_from_db()
    assert (total.is_stale, report.status, report.rolled_into) == (True, S.RETURNED, None)


def test_after_the_reform_the_unit_above_is_another(
    report, officer, leader, reviewer, ward, district, city, city_official
):
    report = sent(report, officer, leader)
    order = Order(clock.today())
    order.keep(ward, parent=city)
    order.end(district)
    changes.apply(decision=order.confirmed(), on=clock.today(), by=city_official)
    report.refresh_from_db()
    assert report.reviewer == city
    assert report.unit_name.endswith("Quận Nhất"), "the names of its day"
    moves.accept(report=report, by=city_official)
    total = rolling.roll_up(period=report.period, unit=city, by=city_official)
    assert list(total.members.all()) == [report]


def test_who_takes_over_from_a_ward_finishes_its_report(
    report, ward, district, city_official, officer
):
    heir = WardFactory(parent=district)
    theirs = UserFactory.of(Profile.WARD_OFFICIAL, heir)
    order = Order(clock.today())
    order.keep(heir, ward)
    changes.apply(decision=order.confirmed(), on=clock.today(), by=city_official)
    report.refresh_from_db()
    assert (report.unit, report.keeper) == (ward, heir)
    assert written(report, theirs)
