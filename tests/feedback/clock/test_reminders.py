"""Reminders and escalation: at their time, to the right people, once, whatever happens in between."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import Channel, Notification, OutboxMessage
from feedback import deadlines, reminders
from feedback.models import Case, Clock, DeadlineRule, Measure
from feedback.tasks import remind
from feedback.workflow import MoveName, Status
from people.models import Term
from people.permissions import Permission
from tests.feedback.clock.conftest import at, rule


@pytest.fixture(autouse=True)
def rules(db):
    rule(Clock.REMIND, 1)
    rule(Clock.LEADER, 1)
    rule(Clock.ABOVE, 3)


def heard(kind: str = "") -> dict[str, set[str]]:
    """Who was told in the inbox, by kind of reminder."""
    found: dict[str, set[str]] = {}
    for row in Notification.objects.filter(channel=Channel.INBOX).select_related("user"):
        found.setdefault(row.kind.removeprefix("case."), set()).add(row.user.username)
    return found


def test_one_working_day_before_due_the_holder_is_reminded(make_case, cast):
    make_case(received="02/11/2026 09:00", assignee=cast.official)  # due Monday 16/11 17:00
    reminders.send_all(at("13/11/2026 07:29"))
    assert heard() == {}
    reminders.send_all(at("13/11/2026 07:30"))
    assert heard() == {"remind": {"phuong"}}


def test_over_a_holiday_the_reminder_comes_on_the_last_working_day_before(make_case, cast):
    make_case(received="30/01/2026 09:00", assignee=cast.official)  # due Friday 13/02
    case = make_case(received="02/02/2026 09:00", assignee=cast.official)  # due Monday 23/02
    assert case.due_at == at("23/02/2026 17:00")
    reminders.send_all(at("12/02/2026 17:00"))
    assert Notification.objects.filter(channel=Channel.INBOX, about=case.reference).count() == 0
    reminders.send_all(at("13/02/2026 08:00"))
    assert Notification.objects.filter(channel=Channel.INBOX, about=case.reference).count() == 1


def test_without_a_holder_the_officials_are_reminded(make_case):
    make_case()
    reminders.send_all(at("16/11/2026 08:00"))
    assert heard() == {"remind": {"phuong", "dong-nghiep", "lanh-dao"}}


def test_holder_who_has_left_is_replaced_by_the_officials(make_case, cast):
    term = Term.objects.get(person=cast.official.person)
    term.valid = (term.valid.lower, "2026-01-01")
    term.save()
    make_case(assignee=cast.official)
    reminders.send_all(at("16/11/2026 08:00"))
    assert heard() == {"remind": {"dong-nghiep", "lanh-dao"}}


def test_late_case_goes_up_step_by_step(make_case, cast):
    make_case(assignee=cast.official)  # due Monday 16/11 17:00
    officials = {"phuong", "dong-nghiep", "lanh-dao"}
    reminders.send_all(at("16/11/2026 17:05"))
    assert heard() == {"overdue": officials}
    reminders.send_all(at("17/11/2026 16:59"))
    assert heard() == {"overdue": officials}
    reminders.send_all(at("17/11/2026 17:00"))
    assert heard() == {"overdue": officials, "leader": {"lanh-dao"}}
    reminders.send_all(at("19/11/2026 17:00"))
    assert heard() == {"overdue": officials, "leader": {"lanh-dao"}, "above": {"quan"}}


def test_sealed_case_does_not_go_above_the_ward(make_case):
    make_case(is_sealed=True)
    reminders.send_all(at("01/12/2026 08:00"))
    assert "above" not in heard()


def test_without_a_rule_nothing_goes_up(make_case):
    DeadlineRule.objects.filter(clock__in=[Clock.LEADER, Clock.ABOVE, Clock.REMIND]).delete()
    make_case()
    make_case(received="16/11/2026 09:00")
    reminders.send_all(at("30/11/2026 08:00"))
    assert set(heard()) == {"overdue"}


@pytest.mark.parametrize(
    "fields",
    [
        {"paused_at": at("10/11/2026 09:00"), "status": Status.NEEDS_INFORMATION},
        {"status": Status.ANSWERED, "answered_at": at("10/11/2026 09:00")},
        {"status": Status.CLOSED},
        {"due_at": None, "rule": None},
    ],
    ids=["paused", "answered", "closed", "no deadline"],
)
def test_clock_that_does_not_run_reminds_nobody(make_case, fields):
    make_case(**fields)
    reminders.send_all(at("01/12/2026 08:00"))
    assert heard() == {}


def test_second_run_tells_nobody_twice(make_case, cast):
    make_case(assignee=cast.official)
    with time_machine.travel(at("17/11/2026 17:30"), tick=False):
        assert remind() == {
            "remind": 0, "overdue": 1, "leader": 1, "above": 0, "accept": 0, "waiting": 0,
        }  # fmt: skip
        before = (Notification.objects.count(), OutboxMessage.objects.count())
        assert set(remind().values()) == {0}
    assert (Notification.objects.count(), OutboxMessage.objects.count()) == before


def test_two_runs_at_once_tell_nobody_twice(make_case, cast):
    """Both have read their batch before either writes."""
    case = make_case(assignee=cast.official)
    case.ends = case.due_at
    late = reminders.REMINDERS[1]
    reminders._tell(late, [case])
    before = Notification.objects.count()
    reminders._tell(late, [case])
    assert Notification.objects.count() == before > 0


def test_killed_run_leaves_nothing_half_done_and_is_made_up_for(make_case, cast):
    make_case(assignee=cast.official)
    with transaction.atomic():
        reminders.send_all(at("17/11/2026 08:00"))
        transaction.set_rollback(True)
    assert (Notification.objects.count(), OutboxMessage.objects.count()) == (0, 0)
    reminders.send_all(at("17/11/2026 08:05"))
    assert set(heard()) == {"overdue"}


def test_moved_deadline_is_a_new_reason(make_case, cast):
    case = make_case(assignee=cast.official)
    reminders.send_all(at("16/11/2026 08:00"))
    case.due_at = at("18/11/2026 17:00")
    case.save(update_fields=["due_at"])
    reminders.send_all(at("17/11/2026 08:00"))
    rows = Notification.objects.filter(channel=Channel.INBOX, kind="case.remind")
    assert [row.user for row in rows] == [cast.official, cast.official]


def test_forwarded_case_that_nobody_accepts_is_called_up(make_case, cast):
    make_case(
        status=Status.FORWARDED,
        unit=cast.other,
        ward=cast.other,
        origin_ward=cast.ward,
        accept_due_at=at("03/11/2026 17:00"),
    )
    reminders.send_all(at("03/11/2026 17:00"))
    assert heard() == {}
    reminders.send_all(at("04/11/2026 08:00"))
    assert heard() == {"accept": {"phuong-khac"}}


def test_question_nobody_answered_comes_back_to_the_holder(make_case, cast):
    case = make_case(
        assignee=cast.official, paused_at=at("04/11/2026 09:00"), status=Status.NEEDS_INFORMATION
    )
    case.events.create(
        kind=MoveName.ASK, ward=case.ward, by=cast.official, status=case.status,
        at=at("04/11/2026 09:00"), due_at=at("11/11/2026 17:00"),
    )  # fmt: skip
    reminders.send_all(at("11/11/2026 16:00"))
    assert heard() == {}
    reminders.send_all(at("12/11/2026 08:00"))
    assert heard() == {"waiting": {"phuong"}}


def test_many_late_cases_are_told_in_batches(make_case, cast, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 3)
    start = at("02/11/2026 09:00")
    for number in range(8):  # some share one deadline, so that the key decides
        received = start + datetime.timedelta(days=number // 3)
        make_case(received=received.strftime("%d/%m/%Y %H:%M"), assignee=cast.official, email="")
    assert reminders.send_all(at("19/11/2026 08:00"))["overdue"] == 8
    rows = Notification.objects.filter(
        channel=Channel.INBOX, kind="case.overdue", user=cast.official
    )
    assert len({row.about for row in rows}) == rows.count() == 8


def queries_of(run) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        run()
    return len(captured)


def test_reminders_cost_the_same_for_one_case_and_for_many(make_case, cast):
    make_case(assignee=cast.official)
    deadlines.RuleBook(on=at("16/11/2026 18:00").date())  # kept from here on
    one = queries_of(lambda: reminders.send_all(at("16/11/2026 18:00")))
    for _number in range(6):
        make_case(assignee=cast.official)
        make_case(ward=cast.other, unit=cast.other)
    assert queries_of(lambda: reminders.send_all(at("16/11/2026 19:00"))) == one


def test_link_of_a_reminder_opens_for_who_gets_it(make_case, cast):
    """Nobody is sent to a case that is out of their reach."""
    make_case(assignee=cast.official)
    make_case(assigned_unit=cast.khu_pho)
    reminders.send_all(at("01/12/2026 08:00"))
    for row in Notification.objects.filter(channel=Channel.INBOX).select_related("user"):
        mine = Case.objects.visible_to(row.user, Permission.CASE_VIEW)
        assert mine.filter(reference=row.about).exists()


def test_reminder_days_follow_the_rule(make_case, cast):
    DeadlineRule.objects.filter(clock=Clock.REMIND).delete()
    rule(Clock.REMIND, 4, Measure.WORKING_HOURS)
    make_case(assignee=cast.official)
    reminders.send_all(at("16/11/2026 11:00"))
    assert heard() == {}
    reminders.send_all(at("16/11/2026 11:30"))
    assert heard() == {"remind": {"phuong"}}
    assert deadlines.is_near(
        rule(Clock.ACCEPT, 2, Measure.CALENDAR_DAYS), at("16/11/2026 17:00"), at("14/11/2026 17:00")
    )
