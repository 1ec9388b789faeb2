"""Start, ask, resume, note, extend, and giving cases to somebody."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from feedback.models import Case
from feedback.services.assignment import assign_case, assign_many
from feedback.services.handling import (
    ask_information,
    extend_case,
    note_case,
    resume_case,
    start_case,
)
from feedback.workflow import MoveName, Status
from tests.feedback.staff.conftest import at


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_assigning_to_a_person(case, cast):
    assign_case(case=case, by=cast.official, assignee=cast.colleague, note="Xin xem sớm.")
    event = case.events.get(kind=MoveName.ASSIGN)
    assert (fresh(case).status, fresh(case).assignee) == (Status.ASSIGNED, cast.colleague)
    assert (event.assignee, event.internal_note) == (cast.colleague, "Xin xem sớm.")


def test_assigning_to_a_khu_pho_takes_it_from_the_person(make_case, cast):
    case = make_case(status=Status.ASSIGNED, assignee=cast.colleague)
    assign_case(case=case, by=cast.official, unit=cast.khu_pho)
    assert (fresh(case).assignee, fresh(case).assigned_unit) == (None, cast.khu_pho)


def test_handing_over_a_waiting_case_does_not_start_its_clock(make_case, cast):
    paused = at("16/11/2026 09:00")
    case = make_case(status=Status.NEEDS_INFORMATION, assignee=cast.official, paused_at=paused)
    assign_case(case=case, by=cast.official, assignee=cast.colleague)
    assert (fresh(case).status, fresh(case).paused_at) == (Status.NEEDS_INFORMATION, paused)


@pytest.mark.parametrize("holder", ["neighbour", "reviewer", "beat", "auditor"])
def test_nobody_is_given_what_they_could_not_open(case, cast, holder):
    with pytest.raises(ValidationError, match="không có quyền"):
        assign_case(case=case, by=cast.official, assignee=getattr(cast, holder))


def test_a_sealed_case_goes_to_no_khu_pho_and_to_none_of_its_officers(make_case, cast):
    case = make_case(is_sealed=True)
    with pytest.raises(ValidationError, match="không giao cho khu phố"):
        assign_case(case=case, by=cast.official, unit=cast.khu_pho)
    with pytest.raises(ValidationError, match="không có quyền"):
        assign_case(case=case, by=cast.official, assignee=cast.officer)


@pytest.mark.parametrize("unit", ["khu_pho_8", "elsewhere", "other", "ward"])
def test_a_khu_pho_without_a_reader_is_given_nothing(case, cast, unit):
    with pytest.raises(ValidationError, match="chưa có cán bộ"):
        assign_case(case=case, by=cast.official, unit=getattr(cast, unit))


def test_somebody_whose_account_is_closed_is_given_nothing(case, cast):
    cast.colleague.is_active = False
    cast.colleague.save()
    with pytest.raises(ValidationError, match="không có quyền"):
        assign_case(case=case, by=cast.official, assignee=cast.colleague)


@pytest.mark.parametrize("both", [True, False])
def test_exactly_one_holder_is_named(case, cast, both):
    holders = {"assignee": cast.colleague, "unit": cast.khu_pho} if both else {}
    with pytest.raises(ValidationError, match="một người hoặc một khu phố"):
        assign_case(case=case, by=cast.official, **holders)


@pytest.mark.parametrize("stranger", ["neighbour", "officer", "reviewer", "city"])
def test_assigning_is_refused_to_who_may_not(case, cast, stranger):
    with pytest.raises(PermissionDenied):
        assign_case(case=case, by=getattr(cast, stranger), assignee=cast.colleague)


def test_many_are_given_each_by_itself(make_case, cast):
    good, closed, changed = make_case(), make_case(status=Status.CLOSED), make_case()
    foreign = make_case(ward=cast.other, unit=cast.elsewhere)
    chosen = [(good, 1), (closed, 1), (changed, 7), (foreign, 1)]
    outcomes = assign_many(chosen=chosen, by=cast.official, assignee=cast.colleague)
    assert [bool(outcome.error) for outcome in outcomes] == [False, True, True, True]
    assert fresh(good).assignee == cast.colleague
    assert {fresh(closed).assignee, fresh(changed).assignee, fresh(foreign).assignee} == {None}


def test_who_starts_an_unheld_case_holds_it(case, cast):
    start_case(case=case, by=cast.officer)
    assert (fresh(case).status, fresh(case).assignee) == (Status.IN_PROGRESS, cast.officer)


def test_who_starts_a_held_case_leaves_it_with_its_holder(make_case, cast):
    case = make_case(status=Status.ASSIGNED, assignee=cast.colleague)
    start_case(case=case, by=cast.official)
    assert fresh(case).assignee == cast.colleague


def test_asking_stops_the_clock_and_resuming_gives_the_time_back(make_case, cast):
    case = make_case(received_at=at("02/11/2026 09:00"))
    with time_machine.travel(at("04/11/2026 08:30"), tick=False):
        ask_information(case=case, by=cast.official, question="Số nhà bao nhiêu?")
    event = case.events.get(kind=MoveName.ASK)
    assert (fresh(case).status, fresh(case).paused_at) == (
        Status.NEEDS_INFORMATION,
        at("04/11/2026 08:30"),
    )
    assert (event.public_text, event.due_at) == ("Số nhà bao nhiêu?", at("18/11/2026 17:00"))
    with time_machine.travel(at("06/11/2026 08:30"), tick=False):
        resume_case(case=case, by=cast.official)
    assert (fresh(case).status, fresh(case).paused_at) == (Status.IN_PROGRESS, None)
    assert (case.due_at, fresh(case).due_at) == (at("16/11/2026 17:00"), at("18/11/2026 17:00"))


def test_resuming_what_does_not_wait_is_refused(case, cast):
    with pytest.raises(ValidationError, match="Tiếp tục xử lý"):
        resume_case(case=case, by=cast.official)


def test_a_note_is_for_colleagues_and_changes_no_state(make_case, cast):
    case = make_case(status=Status.CLOSED)
    note_case(case=case, by=cast.official, note="Đã gọi điện.")
    event = case.events.get(kind=MoveName.NOTE)
    assert (event.internal_note, event.public_text, event.is_public) == ("Đã gọi điện.", "", False)
    assert fresh(case).status == Status.CLOSED


def test_a_leader_extends_once(case, cast):
    extend_case(case=case, by=cast.leader, days=3, reason="Chờ đơn vị thi công.")
    assert fresh(case).due_at > case.due_at
    assert fresh(case).extended_at is not None
    with pytest.raises(ValidationError, match="một lần"):
        extend_case(case=case, by=cast.leader, days=1, reason="Lần nữa.")


def test_a_late_case_is_not_extended(make_case, cast):
    case = make_case(received_at=datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
    with pytest.raises(ValidationError, match="quá hạn"):
        extend_case(case=case, by=cast.leader, days=1, reason="Muộn.")


@pytest.mark.parametrize("stranger", ["official", "officer", "neighbour", "reviewer"])
def test_extending_is_a_leaders_business(case, cast, stranger):
    with pytest.raises(PermissionDenied):
        extend_case(case=case, by=getattr(cast, stranger), days=1, reason="…")


@pytest.mark.parametrize("stranger", ["neighbour", "reviewer", "city", "beat", "auditor"])
def test_the_daily_work_is_refused_to_who_may_not(case, cast, stranger):
    user = getattr(cast, stranger)
    for move in (
        lambda: start_case(case=case, by=user),
        lambda: ask_information(case=case, by=user, question="?"),
        lambda: note_case(case=case, by=user, note="…"),
    ):
        with pytest.raises(PermissionDenied):
            move()


def test_an_officer_of_another_khu_pho_reaches_nothing(make_case, cast):
    case = make_case(unit=cast.khu_pho_8)
    with pytest.raises(PermissionDenied):
        start_case(case=case, by=cast.officer)
