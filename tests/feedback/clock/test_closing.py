"""What ends by itself: quiet cases and old drafts."""

from __future__ import annotations

import time_machine

from core.models import Notification
from feedback.models import Clock, Draft, Measure
from feedback.services import closing
from feedback.services.closing import close_quiet_cases
from feedback.tasks import close_quiet, erase_drafts
from feedback.workflow import MoveName, Status
from tests.feedback.clock.conftest import at, rule

ANSWERED = {
    "status": Status.ANSWERED,
    "answered_at": at("02/11/2026 10:00"),
    "answered_in_time": True,
}


def quiet_rule():
    return rule(Clock.CLOSE, 15, Measure.CALENDAR_DAYS)


def test_answered_case_ends_when_its_time_is_over(make_case):
    quiet_rule()
    case = make_case(**ANSWERED)
    with time_machine.travel(at("17/11/2026 16:59"), tick=False):
        assert close_quiet() == 0
    with time_machine.travel(at("17/11/2026 17:00"), tick=False):
        assert (close_quiet(), close_quiet()) == (1, 0)
    case.refresh_from_db()
    (event,) = case.events.all()
    assert (case.status, case.closed_at) == (Status.CLOSED, at("17/11/2026 17:00"))
    assert (event.kind, event.by, event.status) == (MoveName.CLOSE, None, Status.CLOSED)
    assert Notification.objects.filter(address="dan@example.vn").count() == 1


def test_without_a_rule_nothing_ends(make_case):
    make_case(**ANSWERED)
    assert close_quiet_cases(now=at("01/12/2026 09:00")) == 0


def test_sealed_open_and_ended_cases_are_left_alone(make_case):
    quiet_rule()
    make_case(**ANSWERED, is_sealed=True)
    make_case(status=Status.IN_PROGRESS)
    make_case(**ANSWERED | {"status": Status.CLOSED})
    assert close_quiet_cases(now=at("01/12/2026 09:00")) == 0


def test_case_that_moves_meanwhile_is_left_to_who_moves_it(make_case):
    quiet_rule()
    case = make_case(**ANSWERED)
    stale = type(case).objects.get(pk=case.pk)
    case.status, case.version = Status.REOPENED, 2
    case.save(update_fields=["status", "version"])
    assert closing._close(stale) is False
    case.refresh_from_db()
    assert case.status == Status.REOPENED


def test_many_quiet_cases_end_in_batches(make_case, monkeypatch):
    quiet_rule()
    monkeypatch.setattr(closing, "BATCH", 2)
    for _number in range(5):
        make_case(**ANSWERED)
    assert close_quiet_cases(now=at("01/12/2026 09:00")) == 5


def test_drafts_of_yesterday_are_erased(cast):
    with time_machine.travel(at("16/11/2026 09:00"), tick=False):
        old = Draft.objects.create(unit=cast.ward, body="cũ")
    with time_machine.travel(at("16/11/2026 12:00"), tick=False):
        young = Draft.objects.create(unit=cast.ward, body="mới")
    with time_machine.travel(at("17/11/2026 09:01"), tick=False):
        assert erase_drafts() == 1
    assert list(Draft.objects.all()) == [young] != [old]
