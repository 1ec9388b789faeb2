"""From a move to the letter that arrives: rows, relay, worker; at whatever point something dies."""

from __future__ import annotations

import pytest
import time_machine

from core import outbox
from core.models import Channel, DeliveryState, Notification, OutboxMessage
from feedback import receipt, reminders
from feedback.models import Clock
from feedback.services.locking import write_event
from feedback.workflow import MoveName
from tests.feedback.clock.conftest import at, rule

SENDER = "dan@example.vn"


def hand_over() -> list[int]:
    """One turn of the relay; returns what it gave to the broker."""
    given: list[int] = []
    outbox.relay_once(lambda message: given.append(message.pk))
    return given


@pytest.fixture
def submitted(make_case):
    case = make_case()
    write_event(case, MoveName.SUBMIT, by=None, contact=case.contact)
    assert outbox.run_due() == 1  # whom it concerns is found by the worker
    return case


def test_letter_arrives_with_its_private_link_and_is_wiped(submitted, mailoutbox):
    assert mailoutbox == []
    for pk in hand_over():
        outbox.handle(pk)
    (letter,) = [mail for mail in mailoutbox if mail.to == [SENDER]]
    assert receipt.link(submitted) in letter.body
    row = Notification.objects.get(address=SENDER)
    assert (row.state, row.body) == (DeliveryState.DELIVERED, "")
    assert not OutboxMessage.objects.pending().exists()


def test_copy_of_a_message_sends_nothing_twice(submitted, mailoutbox):
    given = hand_over()
    for pk in [*given, *given]:
        outbox.handle(pk)
    assert (
        len(mailoutbox) == len(given) == Notification.objects.filter(channel=Channel.EMAIL).count()
    )


def test_what_the_broker_lost_is_handed_over_again(submitted, mailoutbox):
    with time_machine.travel(at("02/12/2026 09:00"), tick=False):
        OutboxMessage.objects.update(available_at=at("02/12/2026 09:00"))
        lost = hand_over()  # wiped before any worker saw it
        assert hand_over() == []
    with time_machine.travel(at("02/12/2026 09:30"), tick=False):
        again = hand_over()
        for pk in again:
            outbox.handle(pk)
    assert sorted(again) == sorted(lost)
    assert len(mailoutbox) == len(lost)


def test_what_goes_up_is_mailed_and_what_the_daily_letter_says_is_not(make_case, cast, mailoutbox):
    rule(Clock.REMIND, 1)
    rule(Clock.LEADER, 1)
    make_case(assignee=cast.official)
    reminders.send_all(at("16/11/2026 08:00"))
    reminders.send_all(at("17/11/2026 17:00"))
    for pk in hand_over():
        outbox.handle(pk)
    assert [mail.to for mail in mailoutbox] == [[cast.leader.email]]
    told = Notification.objects.filter(channel=Channel.INBOX).values_list("kind", flat=True)
    assert set(told) == {"case.remind", "case.overdue", "case.leader"}
