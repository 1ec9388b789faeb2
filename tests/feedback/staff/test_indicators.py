"""The figures of cases: each against rows made by hand, at the edges of its window, early and late."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
import time_machine

from core import indicators, wall
from core.indicators import Window
from feedback.models import Case, CaseEvent, CaseKind, Clock
from feedback.services import answers, citizen, handling, routing, triage
from feedback.workflow import MoveName, Status
from tests.behind import figures_of, rows_behind
from tests.factories import WardFactory
from tests.feedback.staff.conftest import at, rule
from tests.wards.orders import Order
from tests.wards.settle import settle
from wards import changes
from wards.models import Unit

pytestmark = pytest.mark.django_db
M = MoveName
MONTH = Window(at("15/10/2026 00:00"), at("15/11/2026 00:00"))
NOON = Window(at("25/10/2026 12:00"), at("25/11/2026 12:00"))
MOMENT = datetime.timedelta(microseconds=1)
CODES = [code for code in indicators.codes() if code.startswith("feedback.")]


def figures(window: Window, *wards: Unit) -> list[dict[str, int]]:
    """The figures of some wards that are not 0, without the room's name."""
    found = figures_of(CODES, window, [ward.pk for ward in wards])
    return [
        {code.partition(".")[2]: value for code, value in found[ward.pk].items() if value}
        for ward in wards
    ]


def seen(code: str, window: Window, ward: Unit) -> int:
    return int(figures_of([code], window, [ward.pk])[ward.pk][code] or 0)


@pytest.fixture
def when():
    """Do something at a moment: `when("20/10/2026 09:00", service, case=…, by=…)`."""

    def do(moment: str, service, *, case: Case, **values):
        with time_machine.travel(at(moment), tick=False), wall.lifted():
            return service(case=Case.objects.get(pk=case.pk), **values)

    return do


@pytest.mark.parametrize(
    ("window", "moment", "belongs"),
    [
        (MONTH, MONTH.start, True),
        (MONTH, MONTH.start - MOMENT, False),
        (MONTH, MONTH.end - MOMENT, True),
        (MONTH, MONTH.end, False),
        # Midnight in the city is 17:00 of the day before in UTC.
        (MONTH, datetime.datetime(2026, 10, 14, 17, 0, tzinfo=datetime.UTC), True),
        (MONTH, datetime.datetime(2026, 11, 14, 17, 0, tzinfo=datetime.UTC), False),
        (NOON, at("25/10/2026 12:00"), True),
        (NOON, at("25/10/2026 11:59"), False),
        (NOON, at("25/11/2026 12:00") - MOMENT, True),
        (NOON, at("25/11/2026 12:00"), False),
    ],
)
def test_the_start_belongs_to_a_window_and_its_end_to_the_next(
    cast, make_case, window, moment, belongs
):
    case = make_case(received_at=moment, answered_at=moment, answered_in_time=True, rating=4)
    Case.objects.filter(pk=case.pk).update(rated_at=moment, status=Status.CLOSED)
    for kind, status in ((M.ANSWER, Status.ANSWERED), (M.REOPEN, Status.REOPENED)):
        CaseEvent.objects.create(case=case, ward=cast.ward, kind=kind, at=moment, status=status)
    counted = figures(window, cast.ward)[0]
    names = {"received", "answered", "dated", "in_time", "rated", "satisfied", "reopened"}
    assert {name for name in names if counted.get(name)} == (names if belongs else set())


def test_what_was_done_with_cases_is_counted_by_its_moment(cast, make_case, when):
    by = cast.official
    in_time, late, undated, referred, merged = (
        make_case(received_at=at("16/10/2026 09:00")) for _n in range(5)
    )
    make_case(received_at=at("01/09/2026 09:00"), due_at=at("15/09/2026 09:00"))
    Case.objects.filter(pk=undated.pk).update(due_at=None)
    Case.objects.filter(pk=late.pk).update(due_at=at("20/10/2026 16:00"))
    when("17/10/2026 10:00", routing.merge_case, case=merged, into=in_time, by=by)
    when("20/10/2026 10:00", answers.answer_case, case=in_time, by=by, text="Đã thu gom.")
    when("20/10/2026 17:00", answers.answer_case, case=late, by=by, text="Đã sửa.")
    when("21/10/2026 10:00", triage.reject_case, case=undated, by=by, reason="other", text="…")
    when("21/10/2026 11:00", triage.refer_case, case=referred, by=by, kind=CaseKind.DENUNCIATION, text="…")  # fmt: skip
    when("22/10/2026 10:00", citizen.rate_case, case=in_time, rating=4)
    when("22/10/2026 10:00", citizen.rate_case, case=late, rating=3)
    assert figures(MONTH, cast.ward, cast.other) == [
        {
            "received": 5,
            "answered": 4,  # the merged one has its answer with the other
            "dated": 3,
            "in_time": 2,
            "in_time_share": Decimal("66.7"),
            "open": 1,
            "late": 1,
            "rated": 2,
            "satisfied": 1,
            "satisfied_share": Decimal("50.0"),
        },
        {},
    ]


def test_a_share_of_nothing_is_none(cast):
    found = figures_of(CODES, MONTH, [cast.ward.pk])[cast.ward.pk]
    assert found["feedback.in_time_share"] is found["feedback.satisfied_share"] is None
    assert found["feedback.received"] == 0


def test_a_late_count_gives_what_one_at_the_cut_off_gave(cast, make_case, when):
    rule(Clock.REOPEN, 30)
    by = cast.official
    answered, waiting, forwarded, merged, open_late, closed = (
        make_case(received_at=at("16/10/2026 09:00"), due_at=at("30/10/2026 09:00"))
        for _n in range(6)
    )
    when("19/10/2026 09:00", answers.answer_case, case=answered, by=by, text="Đã thu gom.")
    when("20/10/2026 09:00", citizen.rate_case, case=answered, rating=5)
    when("20/10/2026 09:00", handling.ask_information, case=waiting, by=by, question="Ở đâu?")
    when("21/10/2026 09:00", answers.answer_case, case=closed, by=by, text="Đã sửa.")
    when("22/10/2026 09:00", answers.reopen_case, case=closed, by=by, reason="Chưa xong.")
    with time_machine.travel(MONTH.end, tick=False):
        at_cut_off = figures(MONTH, cast.ward, cast.other)
    assert at_cut_off[0] == {
        "received": 6,
        "answered": 2,  # also the one that was taken up again: the ward had its word
        "dated": 2,
        "in_time": 2,
        "in_time_share": Decimal("100.0"),
        "open": 5,
        "late": 4,  # the one that waits for its sender is not
        "reopened": 1,
        "rated": 1,
        "satisfied": 1,
        "satisfied_share": Decimal("100.0"),
    }
    when("15/11/2026 00:00", citizen.reopen_by_citizen, case=answered, reason="Lại có rác.")
    when("16/11/2026 09:00", handling.resume_case, case=waiting, by=by)
    when("16/11/2026 09:00", routing.forward_case, case=forwarded, by=by, ward=cast.other, reason="…")  # fmt: skip
    when("16/11/2026 10:00", routing.merge_case, case=merged, into=open_late, by=by)
    when("17/11/2026 09:00", answers.answer_case, case=open_late, by=by, text="Đã xong.")
    when("17/11/2026 09:00", answers.answer_case, case=closed, by=by, text="Đã xong.")
    when("18/11/2026 09:00", answers.close_case, case=closed, by=by)
    when("18/11/2026 09:00", answers.answer_case, case=forwarded, by=cast.neighbour, text="Xong.")
    assert figures(MONTH, cast.ward, cast.other) == at_cut_off
    after = Window(MONTH.end, at("15/12/2026 00:00"))
    both = figures(after, cast.ward, cast.other)
    assert (both[0]["answered"], both[0]["reopened"], both[0]["open"]) == (2, 1, 2)
    assert both[1] == {
        "answered": 1,
        "dated": 1,
        "in_time": 1,
        "in_time_share": Decimal("100.0"),
    }


def test_an_answer_given_while_the_clock_stood_is_in_time(cast, make_case, when):
    case = make_case(received_at=at("16/10/2026 09:00"), due_at=at("21/10/2026 09:00"))
    when("20/10/2026 09:00", handling.ask_information, case=case, by=cast.official, question="?")
    when("10/11/2026 09:00", answers.answer_case, case=case, by=cast.official, text="Đã xong.")
    assert seen("feedback.in_time", MONTH, cast.ward) == 1
    when("20/11/2026 09:00", answers.reopen_case, case=case, by=cast.official, reason="…")
    assert seen("feedback.in_time", MONTH, cast.ward) == 1


def test_sealed_cases_are_numbers_too(cast, make_case):
    make_case(received_at=at("16/10/2026 09:00"), kind=CaseKind.DENUNCIATION, is_sealed=True)
    assert seen("feedback.received", MONTH, cast.ward) == 1
    assert seen("feedback.open", MONTH, cast.ward) == 1
    texts = [
        str(found.definition)
        for code in CODES
        if not (found := indicators.indicator(code)).share
    ]  # fmt: skip
    assert all("bảo mật" in text for text in texts)


def test_what_a_ward_held_that_ended_is_counted_for_its_heir(cast, make_case, when):
    day = at("01/11/2026 00:00").date()
    answered, waiting = (make_case(received_at=at("16/10/2026 09:00")) for _n in range(2))
    when("19/10/2026 09:00", answers.answer_case, case=answered, by=cast.official, text="Xong.")
    earlier = Window(at("15/09/2026 00:00"), at("15/10/2026 00:00"))
    before = Window(at("15/10/2026 00:00"), at("01/11/2026 00:00"))
    with time_machine.travel(at("31/10/2026 20:00")):
        order = Order(day)
        new = order.found("Phường Mới", cast.district, cast.ward, cast.other)
        order.keep(cast.khu_pho, parent_line=new)
        order.keep(cast.khu_pho_8, parent_line=new)
        order.keep(cast.elsewhere, parent_line=new)
        order.confirmed()
        settle()
    with time_machine.travel(at("01/11/2026 00:05")), wall.lifted():
        changes.apply(decision=order.decision)
    new.refresh_from_db()
    assert Case.objects.get(pk=waiting.pk).ward == new.founded
    assert figures(MONTH, new.founded)[0]["received"] == 2
    assert figures(MONTH, new.founded)[0]["answered"] == 1
    assert figures(MONTH, new.founded)[0]["open"] == 1
    # A window that ended before is the old ward's, whenever it is counted.
    assert figures(before, cast.ward)[0]["received"] == 2
    assert figures(before, cast.ward)[0]["open"] == 1
    assert figures(earlier, cast.ward) == [{}]


def test_one_ward_and_twenty_cost_the_same(cast, make_case, django_assert_num_queries):
    make_case(received_at=at("16/10/2026 09:00"))
    wards = [cast.ward, *(WardFactory(parent=cast.district) for _n in range(19))]
    counted = [code for code in CODES if indicators.indicator(code).count]
    for some in (wards[:1], wards):
        for code in counted:
            with django_assert_num_queries(1):
                indicators.indicator(code).count(MONTH, [ward.pk for ward in some])


def test_the_rows_behind_are_those_that_were_counted(cast, make_case, when):
    """By name, not only by their number: window edges, cases that went on, one reopened twice."""
    by, ward, other = cast.official, cast.ward.pk, cast.other.pk
    make_case(received_at=MONTH.start - MOMENT, due_at=at("01/12/2026 09:00"))
    first, last = (make_case(received_at=moment) for moment in (MONTH.start, MONTH.end - MOMENT))
    make_case(received_at=MONTH.end)
    foreign = make_case(received_at=MONTH.start, ward=cast.other, unit=cast.other)
    late, gone = (
        make_case(received_at=at("16/10/2026 09:00"), due_at=at("30/10/2026 09:00"))
        for _n in range(2)
    )
    for day, case in ((20, first), (24, first), (27, gone)):
        when(f"{day}/10/2026 09:00", answers.answer_case, case=case, by=by, text="Xong.")
        when(f"{day + 1}/10/2026 09:00", answers.reopen_case, case=case, by=by, reason="…")
    for moment, case in (("29/10/2026 09:00", gone), ("16/11/2026 09:00", late)):
        when(moment, routing.forward_case, case=case, by=by, ward=cast.other, reason="…")

    def behind(name: str, of: int = ward, window: Window = MONTH) -> dict[int, int]:
        return rows_behind(f"feedback.{name}", window, of)

    assert behind("received") == dict.fromkeys([first.pk, last.pk, late.pk], 1)
    assert behind("received", other) == dict.fromkeys([foreign.pk, gone.pk], 1)
    assert behind("late") == dict.fromkeys([first.pk, late.pk], 1)
    assert behind("answered") == dict.fromkeys([first.pk, gone.pk], 1)  # the ward had its word
    assert behind("reopened") == {first.pk: 2, gone.pk: 1}
    assert first.pk not in behind("received", window=NOON)
    for of in (ward, other):
        figures_of(CODES, MONTH, [of])
