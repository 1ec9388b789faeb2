"""Deadlines: which rule holds, hand-worked dates, pausing, extension, changed categories."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from feedback import deadlines
from feedback.models import Case, CaseKind, Category, Clock, DeadlineRule, Measure
from feedback.workflow import MoveName, Status
from tests.feedback.clock.conftest import SINCE, at, rule

pytestmark = pytest.mark.usefixtures("working_time")


def shown(moment: datetime.datetime | None) -> str:
    return clock.local(moment).strftime("%d/%m/%Y %H:%M") if moment else "–"


# --- Which rule -----------------------------------------------------------------------------------


def test_rule_of_kind_and_category_comes_first(category):
    default = rule(Clock.ANSWER, 10)
    of_category = rule(Clock.ANSWER, 5, category=category)
    of_kind = rule(Clock.ANSWER, 7, kind=CaseKind.COMPLAINT)
    of_both = rule(Clock.ANSWER, 3, kind=CaseKind.COMPLAINT, category=category)
    other = Category.objects.create(code="noise", name="Tiếng ồn", name_en="Noise")
    day = datetime.date(2026, 11, 23)

    def found(kind, about):
        return deadlines.rule_for(Clock.ANSWER, kind=kind, category_id=about.pk, on=day)

    assert found(CaseKind.COMPLAINT, category) == of_both
    assert found(CaseKind.COMPLAINT, other) == of_kind
    assert found(CaseKind.FEEDBACK, category) == of_category
    assert found(CaseKind.FEEDBACK, other) == default
    book = deadlines.RuleBook(on=day)
    for kind in (CaseKind.COMPLAINT, CaseKind.FEEDBACK):
        for about in (category, other):
            assert book.rule(Clock.ANSWER, Case(kind=kind, category=about)) == found(kind, about)


def test_rule_of_the_day_of_receipt_holds(category):
    change = datetime.date(2026, 7, 1)
    before = rule(Clock.ANSWER, 10, valid=DateRange(SINCE, change))
    after = rule(Clock.ANSWER, 5, valid=DateRange(change, None))

    def found(text):
        return deadlines.due(
            Clock.ANSWER, kind=CaseKind.FEEDBACK, category_id=category.pk, start=at(text)
        )

    assert (shown(found("30/06/2026 23:59")[0]), found("30/06/2026 23:59")[1]) == (
        "14/07/2026 17:00",
        before,
    )
    assert (shown(found("01/07/2026 00:00")[0]), found("01/07/2026 00:00")[1]) == (
        "08/07/2026 17:00",
        after,
    )


def test_no_rule_no_deadline(category):
    found = deadlines.due(
        Clock.ANSWER, kind=CaseKind.FEEDBACK, category_id=category.pk, start=at("02/03/2026 09:00")
    )
    assert found == (None, None)


def test_rule_costs_one_query(category, django_assert_num_queries):
    rule(Clock.ANSWER, 10)
    with django_assert_num_queries(1):
        deadlines.due(
            Clock.ANSWER,
            kind=CaseKind.FEEDBACK,
            category_id=category.pk,
            start=at("02/03/2026 09:00"),
        )


# --- Hand-worked dates ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "amount", "measure", "due"),
    [
        # Counted from the day after, to the end of working time.
        ("16/11/2026 08:00", 5, Measure.WORKING_DAYS, "23/11/2026 17:00"),
        # At night and on Sunday: the day of receipt is that day, the count starts the next.
        ("15/11/2026 23:40", 5, Measure.WORKING_DAYS, "20/11/2026 17:00"),
        ("13/11/2026 21:33", 1, Measure.WORKING_DAYS, "16/11/2026 17:00"),
        # Tết 2026: 14–22 February off.
        ("13/02/2026 10:00", 1, Measure.WORKING_DAYS, "23/02/2026 17:00"),
        ("12/02/2026 16:00", 10, Measure.WORKING_DAYS, "05/03/2026 17:00"),
        # A swapped Saturday counts: 22 August is worked, 31 August off.
        ("21/08/2026 09:00", 1, Measure.WORKING_DAYS, "22/08/2026 17:00"),
        # Calendar days count holidays, but never end on one (Civil Code, Art. 148.5).
        ("05/02/2026 09:00", 10, Measure.CALENDAR_DAYS, "23/02/2026 17:00"),
        ("02/03/2026 09:00", 15, Measure.CALENDAR_DAYS, "17/03/2026 17:00"),
        ("05/03/2026 09:00", 2, Measure.CALENDAR_DAYS, "09/03/2026 17:00"),
        # Hours run on the clock of working time, over noon, night and weekend.
        ("20/11/2026 16:00", 2, Measure.WORKING_HOURS, "23/11/2026 08:30"),
        ("20/11/2026 10:30", 2, Measure.WORKING_HOURS, "20/11/2026 14:00"),
        ("13/02/2026 16:30", 1, Measure.WORKING_HOURS, "23/02/2026 08:00"),
    ],
)
def test_due_is_what_one_counts_by_hand(start, amount, measure, due):
    assert shown(deadlines.add(at(start), amount, measure)) == due


# --- Pausing --------------------------------------------------------------------------------------


def waiting(due: str, paused: str, measure: str = Measure.WORKING_DAYS) -> Case:
    held_by = rule(Clock.ANSWER, 10, measure)
    return Case(due_at=at(due), paused_at=at(paused), rule=held_by)


def test_pause_gives_the_working_time_back():
    case = waiting("20/11/2026 17:00", "16/11/2026 15:00")
    deadlines.resume(case, at("18/11/2026 09:00"))
    # 2 h on Monday, 8 h on Tuesday, 1.5 h on Wednesday: 11.5 h after Friday 17:00 (24 November is off).
    assert (shown(case.due_at), case.paused_at) == ("25/11/2026 11:00", None)


def test_pause_over_tet_gives_only_working_time_back():
    case = waiting("27/02/2026 17:00", "13/02/2026 16:00")
    deadlines.resume(case, at("23/02/2026 08:30"))
    assert shown(case.due_at) == "02/03/2026 09:30"


def test_pause_at_night_costs_nothing():
    case = waiting("20/11/2026 17:00", "16/11/2026 18:00")
    deadlines.resume(case, at("17/11/2026 07:00"))
    assert shown(case.due_at) == "20/11/2026 17:00"


def test_pause_in_calendar_days_gives_the_days_back():
    case = waiting("19/11/2026 17:00", "16/11/2026 15:00", Measure.CALENDAR_DAYS)
    deadlines.resume(case, at("18/11/2026 09:00"))
    # Saturday 21 November is no end: the next working day is.
    assert shown(case.due_at) == "23/11/2026 17:00"


def test_pausing_twice_keeps_the_first_moment():
    case = Case(due_at=at("20/11/2026 17:00"))
    deadlines.pause(case, at("16/11/2026 09:00"))
    deadlines.pause(case, at("17/11/2026 09:00"))
    assert case.paused_at == at("16/11/2026 09:00")


def test_resuming_a_running_clock_changes_nothing():
    case = Case(due_at=at("20/11/2026 17:00"))
    deadlines.resume(case, at("17/11/2026 09:00"))
    assert case.due_at == at("20/11/2026 17:00")


MOMENTS = st.integers(0, 350 * 24 * 60).map(
    lambda minutes: at("02/01/2026 00:00") + datetime.timedelta(minutes=minutes)
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=MOMENTS,
    pauses=st.lists(st.tuples(MOMENTS, st.integers(0, 40 * 24 * 60)), max_size=4),
    measure=st.sampled_from(Measure.values),
)
def test_pauses_never_shorten(working_time, start, pauses, measure):
    case = Case(rule=DeadlineRule(clock=Clock.ANSWER, amount=10, measure=measure))
    case.due_at = deadlines.add(start, 10, measure)
    for paused_at, minutes in sorted(pauses):
        before = case.due_at
        left = working_time.working_minutes_between(paused_at, before)
        resumed_at = paused_at + datetime.timedelta(minutes=minutes)
        deadlines.pause(case, paused_at)
        deadlines.resume(case, resumed_at)
        assert case.due_at >= before
        if measure != Measure.CALENDAR_DAYS:
            # What was left when the clock stopped is left when it runs again.
            assert working_time.working_minutes_between(resumed_at, case.due_at) in {
                left,
                left - 1,
                left + 1,
            }


# --- Extension ------------------------------------------------------------------------------------


@pytest.fixture
def extendable(make_case):
    rule(Clock.EXTENSION, 5)
    return make_case(received="02/11/2026 09:00")


def test_extension_adds_days_once(extendable):
    assert shown(extendable.due_at) == "16/11/2026 17:00"
    deadlines.extend(extendable, days=5, at=at("12/11/2026 09:00"))
    assert shown(extendable.due_at) == "23/11/2026 17:00"
    with pytest.raises(ValidationError) as error:
        deadlines.extend(extendable, days=1, at=at("12/11/2026 09:00"))
    assert error.value.code == "once"


@pytest.mark.parametrize("days", [0, 6, -1])
def test_extension_has_a_limit(extendable, days):
    with pytest.raises(ValidationError) as error:
        deadlines.extend(extendable, days=days, at=at("12/11/2026 09:00"))
    assert (error.value.code, shown(extendable.due_at)) == ("days", "16/11/2026 17:00")


def test_extension_does_not_hide_lateness(extendable):
    with pytest.raises(ValidationError) as error:
        deadlines.extend(extendable, days=1, at=at("16/11/2026 17:01"))
    assert error.value.code == "late"


def test_without_a_rule_nothing_is_extended(make_case):
    with pytest.raises(ValidationError) as error:
        deadlines.extend(make_case(), days=1, at=at("03/11/2026 09:00"))
    assert error.value.code == "no_deadline"


# --- A changed category ---------------------------------------------------------------------------


def test_changed_category_is_counted_from_receipt_and_keeps_pauses(make_case):
    quick = Category.objects.create(code="fire", name="PCCC", name_en="Fire")
    rule(Clock.ANSWER, 3, category=quick)
    case = make_case(received="02/11/2026 09:00")
    deadlines.pause(case, at("03/11/2026 13:00"))
    deadlines.resume(case, at("04/11/2026 13:00"))
    case.category = quick
    deadlines.retime(case)
    # Three working days from Monday: Thursday; one day was waited for the sender.
    assert (shown(case.due_at), case.rule.amount) == ("06/11/2026 17:00", 3)


def test_changed_category_after_reopening_is_counted_from_then(make_case):
    quick = Category.objects.create(code="fire", name="PCCC", name_en="Fire")
    rule(Clock.ANSWER, 3, category=quick)
    case = make_case(received="02/11/2026 09:00")
    case.events.create(
        kind=MoveName.REOPEN, ward=case.ward, at=at("16/11/2026 09:00"), status=Status.REOPENED
    )
    case.due_at = deadlines.ends(case.rule, at("16/11/2026 09:00"))
    case.category = quick
    deadlines.retime(case)
    assert shown(case.due_at) == "19/11/2026 17:00"


# --- How it stands --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "now", "words"),
    [
        ({}, "20/11/2026 16:30", ("Còn 2 ngày", "ok")),
        ({}, "22/11/2026 16:30", ("Hết hôm nay", "soon")),
        ({}, "24/11/2026 16:30", ("Trễ 2 ngày", "late")),
        ({"paused_at": at("20/11/2026 09:00")}, "24/11/2026 16:30", ("Tạm dừng tính hạn", "plain")),
        (
            {"status": Status.ANSWERED, "answered_in_time": True},
            "24/11/2026 16:30",
            ("Đúng hạn", "ok"),
        ),
        (
            {"status": Status.CLOSED, "answered_in_time": False},
            "24/11/2026 16:30",
            ("Trả lời trễ hạn", "late"),
        ),
        ({"due_at": None}, "24/11/2026 16:30", None),
        ({"status": Status.MERGED}, "24/11/2026 16:30", None),
    ],
)
def test_standing_says_the_same_to_everybody(fields, now, words):
    case = Case(**{"due_at": at("22/11/2026 22:00"), "status": Status.IN_PROGRESS} | fields)
    assert deadlines.standing(case, at(now)) == words
    (row,) = deadlines.with_standing([case], at(now))
    assert row.time_left == words


def test_answer_is_in_time_until_the_office_closes():
    case = Case(due_at=at("20/11/2026 17:00"))
    assert [
        deadlines.answered_in_time(case, at(t)) for t in ("20/11/2026 17:00", "20/11/2026 17:01")
    ] == [True, False]
    case.paused_at = at("19/11/2026 17:00")
    assert deadlines.answered_in_time(case, at("25/11/2026 09:00")) is True
    assert deadlines.answered_in_time(Case(), at("25/11/2026 09:00")) is None


def test_clocks_start_now_unless_told(make_case):
    case = make_case(received="16/11/2026 09:00")
    with time_machine.travel(at("18/11/2026 09:00"), tick=False):
        deadlines.pause(case)
    assert case.paused_at == at("18/11/2026 09:00")
    with time_machine.travel(at("19/11/2026 09:00"), tick=False):
        deadlines.resume(case)
    # Ten working days after the 16th, without 24 November, are 1 December; one was waited.
    assert shown(case.due_at) == "02/12/2026 17:00"
