"""Drafts at the cut-off: once, for every ward, with figures that stay as they were counted."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock, outbox
from core.models import Notification
from feedback import reference
from feedback.models import Case, Category
from reports import counting
from reports.catalogue import load_report_types
from reports.models import Report, ReportFigure, ReportPeriod, ReportSection, ReportType
from reports.services import building
from reports.services.building import Request
from tests.factories import WardFactory
from tests.wards.orders import Order
from wards import changes

pytestmark = pytest.mark.django_db


def receive(ward, at, count=1):
    """Cases of a ward that came in at a moment."""
    category, _made = Category.objects.get_or_create(code="waste", name="Rác", name_en="Waste")
    return [
        Case.objects.create(
            reference=reference.generate(),
            ward=ward,
            unit=ward,
            category=category,
            body="Rác",
            received_at=at,
        )
        for _number in range(count)
    ]


def value(report, code):
    return report.figures.current().get(code=code).value


def test_each_type_is_opened_once_and_each_ward_gets_its_draft(kind, ward, foreign_ward, officer):
    assert building.open_due() == 1
    assert building.open_due() == 0
    period = ReportPeriod.objects.get()
    assert (period.expected, period.built_at) == (2, None)
    assert outbox.run_due() >= 1
    period.refresh_from_db()
    assert period.built_at is not None
    assert set(period.reports.values_list("unit", flat=True)) == {ward.pk, foreign_ward.pk}
    report = period.reports.get(unit=ward)
    assert report.unit_name == "Phường Bến Nghé, Quận Nhất"
    assert report.due_on == period.due_on
    assert (
        Notification.objects.filter(user=officer, kind="report.draft", channel="inbox").count() == 1
    )


def test_a_second_build_adds_nothing_and_changes_nothing(period, report):
    before = list(ReportFigure.objects.values_list("pk", "value"))
    receive(report.unit, period.end - datetime.timedelta(days=2))
    assert building.build(period.pk) == 2
    assert list(ReportFigure.objects.values_list("pk", "value")) == before
    assert report.events.count() == 1


def test_a_build_that_was_cut_off_goes_on_where_it_stopped(kind, ward, foreign_ward, monkeypatch):
    monkeypatch.setattr(building, "CHUNK", 1)
    wards = [WardFactory(parent=ward.version_on(clock.today()).parent) for _number in range(3)]
    building.open_due()
    period = ReportPeriod.objects.get()
    names, window = building.wards_of(period), counting.of_wards(period, [ward.pk])
    building._write(period, [ward.pk], names, window, clock.now())  # what a killed run had done
    kept = period.reports.get().pk
    assert building.build(period.pk) == len(wards) + 2
    assert period.reports.filter(pk=kept).exists()
    assert ReportFigure.objects.filter(report=kept).count() == len(window[ward.pk])


def test_figures_are_of_the_window_and_stand_beside_earlier_ones(kind, ward):
    period_end = building.periods.last_ended(kind, clock.now()).window.end
    receive(ward, period_end - datetime.timedelta(days=3), 3)
    receive(ward, period_end, 1)  # just too late
    receive(ward, period_end - datetime.timedelta(days=40), 2)  # the period before
    building.open_due()
    period = ReportPeriod.objects.get()
    building.build(period.pk)
    row = period.reports.get().figures.get(code="feedback.received")
    assert (row.value, row.previous, row.year_ago) == (3, 2, 0)
    assert value(period.reports.get(), "feedback.in_time_share") is None
    assert period.reports.get().figures.filter(code="feedback.dated").exists(), "parts of a share"


def test_the_former_report_is_believed_not_counted_again(period, report, kind):
    ReportFigure.objects.filter(report=report).first()
    kept = value(report, "feedback.received")
    receive(report.unit, period.end - datetime.timedelta(days=2), 5)  # entered late
    end = building.periods.last_ended(kind, period.end + datetime.timedelta(days=32))
    building._open(kind, end)
    following = ReportPeriod.objects.exclude(pk=period.pk).get()
    building.build(following.pk)
    figure = following.reports.get(unit=report.unit).figures.get(code="feedback.received")
    assert figure.previous == kept


def test_a_figure_can_be_neither_changed_nor_deleted(report):
    figure = report.figures.first()
    for act in (
        lambda: ReportFigure.objects.filter(pk=figure.pk).update(value=99),
        lambda: ReportFigure.objects.filter(pk=figure.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert ReportFigure.objects.get(pk=figure.pk).value == figure.value


@pytest.mark.parametrize(
    ("code", "now", "before", "odd"),
    [
        ("feedback.received", 16, 10, True),
        ("feedback.received", 15, 10, False),
        ("feedback.received", 0, 10, True),
        ("feedback.received", 9, 1, False),
        ("feedback.received", 12, 0, True),
        ("feedback.received", 12, None, False),
        ("feedback.in_time_share", 60, 81, True),
        ("feedback.in_time_share", 60, 80, False),
    ],
)
def test_what_moved_much_is_marked(code, now, before, odd):
    assert counting.is_odd(code, Decimal(now), None if before is None else Decimal(before)) is odd


def test_a_build_costs_the_same_queries_for_many_wards(kind, ward, district):
    def cost():
        period = ReportPeriod.objects.create(
            type=kind, name="x", subject="x", start=clock.now() - datetime.timedelta(days=30 + n),
            end=clock.now() - datetime.timedelta(hours=n), due_on=clock.today(), due_above_on=clock.today(),
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            building.build(period.pk)
        return len(queries)

    n = 1
    few = cost()
    for _number in range(10):
        WardFactory(parent=district)
    n = 2
    assert cost() == few


def test_the_kinds_of_reports_are_loaded_once_and_name_known_figures():
    assert load_report_types() == 7
    assert load_report_types() == 0
    counted = ReportSection.objects.exclude(indicators=[]).values("type").distinct().count()
    assert counted == ReportType.objects.count()


def asked(ward, **values):
    today = clock.today()
    start = today - datetime.timedelta(days=3)
    return Request(
        **{
            "subject": "Ngập nước",
            "first": start,
            "last": today,
            "due_on": today + datetime.timedelta(days=1),
            "wards": [ward.pk],
            **values,
        }
    )


@pytest.fixture
def urgent(kind):
    kind.rhythm = "ad_hoc"
    kind.save()
    return kind


def test_an_urgent_report_is_asked_of_some_wards(urgent, ward, foreign_ward, district, reviewer):
    period = building.ask_out_of_turn(kind=urgent, asker=district, asked=asked(ward), by=reviewer)
    outbox.run_due()
    assert [report.unit for report in period.reports.all()] == [ward]
    assert building.open_due() == 0, "an ad hoc type has no clock"


def test_drafts_made_after_a_ward_ended_lie_with_who_took_over(kind, ward, district, city_official):
    heir = WardFactory(parent=district)
    order = Order(clock.today())
    order.keep(heir, ward)
    changes.apply(decision=order.confirmed(), on=clock.today(), by=city_official)
    building.open_due()
    period = ReportPeriod.objects.get()
    building.build(period.pk)
    report = period.reports.get(unit=ward)
    assert (report.keeper, report.unit_name) == (heir, "Phường Bến Nghé, Quận Nhất")


def test_a_ward_founded_today_can_be_asked_about_yesterday(urgent, district, reviewer):
    fresh = WardFactory(parent=district, begins=clock.today())
    past = {"first": datetime.date(2026, 1, 1), "last": clock.today() - datetime.timedelta(days=5)}
    asked_for = asked(fresh, **past)
    period = building.ask_out_of_turn(kind=urgent, asker=district, asked=asked_for, by=reviewer)
    assert period.expected == 1
    building.build(period.pk)
    assert period.reports.get().unit == fresh


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"last": datetime.date(2020, 1, 1)}, "last"),
        ({"last": datetime.date(2999, 1, 1)}, "last"),
        ({"due_on": datetime.date(2020, 1, 1)}, "due_on"),
        ({"wards": []}, "wards"),
    ],
)
def test_days_that_make_no_sense_are_refused(urgent, ward, district, reviewer, values, field):
    with pytest.raises(ValidationError) as caught:
        building.ask_out_of_turn(
            kind=urgent, asker=district, asked=asked(ward, **values), by=reviewer
        )
    assert list(caught.value.message_dict) == [field]


def test_nobody_asks_wards_of_others(urgent, ward, foreign_ward, district, reviewer, officer):
    for by, wards in ((reviewer, [foreign_ward.pk]), (officer, [ward.pk])):
        with pytest.raises(PermissionDenied):
            building.ask_out_of_turn(
                kind=urgent, asker=district, asked=asked(ward, wards=wards), by=by
            )
    assert not Report.objects.exists()
