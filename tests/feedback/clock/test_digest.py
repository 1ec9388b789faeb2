"""The daily letter: who is told of which cases, when, once, and nothing that came from a citizen."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import kept, outbox
from core.models import CalendarDay, Channel, DayKind, Notification, OutboxMessage
from feedback.workflow import Status
from people.digests import sending
from people.models import Rhythm, Term
from people.permissions import Profile
from people.services.digests import choose_rhythm
from tests.feedback.clock.conftest import at, sign_in_of
from tests.feedback.clock.test_pipeline import hand_over

FRIDAY, MONDAY, TUESDAY = (at(f"{day}/11/2026 07:00") for day in (13, 16, 17))  # due Monday 17:00


def letters() -> dict[str, Notification]:
    rows = Notification.objects.filter(kind="digest").select_related("user")
    return {row.user.username: row for row in rows}


def parts(row: Notification) -> list[str]:
    """The headings of a letter."""
    known = [
        "Trễ hạn",
        "Đến hạn hôm nay",
        "Sắp đến hạn",
        "Đang chờ ông/bà",
        "Trong phạm vi theo dõi",
    ]
    return [line for line in row.body.splitlines() if line in known]


def mark(day: datetime.date, kind: DayKind) -> None:
    CalendarDay.objects.update_or_create(date=day, defaults={"kind": kind, "name": "Ngày thử"})
    kept.forget_all()


@pytest.mark.parametrize(
    ("morning", "part"),
    [(FRIDAY, "Sắp đến hạn"), (MONDAY, "Đến hạn hôm nay"), (TUESDAY, "Trễ hạn")],
)
def test_the_holder_reads_what_is_due_and_nothing_of_the_sender(make_case, cast, morning, part):
    case = make_case(assignee=cast.official, status=Status.ASSIGNED)
    sending.send_all(morning)
    letter = letters()["phuong"]
    assert parts(letter) == [part]
    assert f"- {case.reference} · Vệ sinh, rác · hạn 16/11/2026" in letter.body
    assert f"{case.get_absolute_url()}\n" in letter.body
    assert "/can-bo/tai-khoan/thu-hang-ngay/" in letter.body
    for private in ("Bí mật", "Nguyễn Thị Dân", "901234567", "dan@example.vn"):
        assert private not in letter.body + letter.subject
    assert letter.channel == Channel.EMAIL


def test_what_nobody_holds_is_told_to_the_officials_and_counted_for_who_watches(make_case, cast):
    make_case()
    assert sending.send_all(TUESDAY) == 4
    found = {name: parts(row) for name, row in letters().items()}
    mine = ["Trễ hạn", "Đang chờ ông/bà"]
    assert found == {
        "phuong": mine,
        "dong-nghiep": mine,
        "lanh-dao": [*mine, "Trong phạm vi theo dõi"],
        "quan": ["Trong phạm vi theo dõi"],
    }
    assert letters()["phuong"].subject == "Việc ngày 17/11/2026: 1 trễ hạn"


def test_a_khu_pho_is_told_of_what_it_was_given_and_of_nothing_sealed(make_case, cast):
    given = {"assigned_unit": cast.khu_pho, "status": Status.ASSIGNED}
    case = make_case(**given)
    sealed = make_case(**given, is_sealed=True)
    sending.send_all(TUESDAY)
    body = letters()["khu-pho"].body
    assert case.reference in body
    assert sealed.reference not in body
    official = letters()["phuong"].body
    assert f"- {sealed.reference} · Phản ánh được bảo mật · hạn" in official
    assert case.reference in official, "what is late the officials hear as well"
    Notification.objects.all().delete()
    sending.send_all(MONDAY)
    assert case.reference not in letters()["phuong"].body, "it is not late and somebody has it"


def test_a_case_held_without_an_address_is_told_to_the_officials(make_case, cast):
    cast.officer.email = ""
    cast.officer.save()
    case = make_case(assigned_unit=cast.khu_pho, status=Status.ASSIGNED)
    officials = {"phuong", "dong-nghiep", "lanh-dao"}
    for morning in (FRIDAY, MONDAY, TUESDAY):
        Notification.objects.all().delete()
        sending.send_all(morning)
        told = {name for name, row in letters().items() if case.reference in row.body}
        assert told == officials


def test_what_is_late_is_told_to_holder_and_officials_once_each(make_case, cast):
    case = make_case(assignee=cast.official, status=Status.ASSIGNED)
    sending.send_all(TUESDAY)
    found = {name: row.body.count(f"- {case.reference}") for name, row in letters().items()}
    assert found == {"phuong": 1, "dong-nghiep": 1, "lanh-dao": 1, "quan": 0}
    assert letters()["dong-nghiep"].subject == "Việc ngày 17/11/2026: 1 trễ hạn"


def test_a_holder_who_has_left_hears_nothing_and_the_officials_do(make_case, cast):
    case = make_case(assignee=cast.official, status=Status.ASSIGNED)
    Term.objects.filter(person=cast.official.person).update(valid=("2021-01-01", "2026-01-01"))
    sending.send_all(TUESDAY)
    assert "phuong" not in letters()
    assert case.reference in letters()["dong-nghiep"].body


def test_who_has_nothing_waiting_gets_no_letter(make_case, cast):
    assert sending.send_all(TUESDAY) == 0
    make_case(assignee=cast.official, status=Status.IN_PROGRESS, received="16/11/2026 09:00")
    make_case(status=Status.CLOSED)
    make_case(assignee=cast.official, status=Status.NEEDS_INFORMATION, paused_at=FRIDAY)
    assert sending.send_all(TUESDAY) == 0


def test_many_are_counted_and_five_are_named(make_case, cast):
    for _number in range(12):
        make_case(assignee=cast.official, status=Status.ASSIGNED)
    sending.send_all(TUESDAY)
    body = letters()["phuong"].body
    assert "Phản ánh: 12" in body
    assert body.count("KP-TEST-") == 10  # five, each with its address
    assert "- và 7 việc khác: http" in body
    assert "/can-bo/phan-anh/?due=late" in body


def test_once_a_day_however_often_it_runs(make_case, cast, monkeypatch):
    make_case()
    monkeypatch.setattr(sending, "BATCH", 1)
    batches = sending._batches(TUESDAY.date())
    first = [next(batches) for _number in range(2)]
    for users in first:  # then the worker was killed
        sending._send(users, TUESDAY, is_first_of_week=False)
    before = Notification.objects.count()
    assert sending.send_all(TUESDAY) + before == 4
    for users in first:  # and another one had read the same batch
        sending._send(users, TUESDAY, is_first_of_week=False)
    assert sending.send_all(TUESDAY.replace(hour=15)) == 0
    assert Notification.objects.filter(kind="digest").count() == 4
    assert OutboxMessage.objects.filter(key__startswith="deliver:").count() == 4
    assert sending.send_all(TUESDAY + datetime.timedelta(days=1)) == 4


def test_what_the_broker_lost_arrives_once(make_case, cast, mailoutbox):
    make_case(assignee=cast.official, status=Status.ASSIGNED)
    with time_machine.travel(MONDAY, tick=False) as clock:
        sending.send_all(MONDAY)
        lost = hand_over()  # and the broker was wiped
        clock.shift(datetime.timedelta(seconds=200))
        again = hand_over()
        for pk in again * 2:
            outbox.handle(pk)
    assert again == lost
    assert [mail.to for mail in mailoutbox] == [[cast.official.email]]


@pytest.mark.parametrize(
    ("day", "kind", "sent"),
    [
        ("14/11/2026", None, False),  # a Saturday
        ("14/11/2026", DayKind.WORKING, True),  # one that is worked
        ("17/11/2026", DayKind.OFF, False),
        ("02/09/2026", None, False),  # National Day
    ],
)
def test_no_letter_on_days_off(make_case, cast, day, kind, sent):
    make_case(received="03/08/2026 09:00")
    if kind:
        mark(at(f"{day} 07:00").date(), kind)
    assert bool(sending.send_all(at(f"{day} 07:00"))) is sent


def test_no_letter_in_the_night(make_case, cast):
    make_case()
    assert sending.send_all(at("17/11/2026 02:10")) == 0


def test_weekly_and_off_still_tell_what_is_late(make_case, cast):
    late = {"assignee": cast.official, "status": Status.ASSIGNED}
    make_case(**late)
    make_case(**late, received="03/11/2026 09:00")  # due Tuesday
    choose_rhythm(by=cast.official, rhythm=Rhythm.OFF)
    assert sending.send_all(MONDAY) == 0
    sending.send_all(TUESDAY)
    assert parts(letters()["phuong"]) == ["Trễ hạn"]
    Notification.objects.all().delete()
    choose_rhythm(by=cast.official, rhythm=Rhythm.WEEKLY)
    assert sending.send_all(FRIDAY) == 0
    sending.send_all(MONDAY)
    assert parts(letters()["phuong"]) == ["Đến hạn hôm nay", "Sắp đến hạn"]
    Notification.objects.all().delete()
    sending.send_all(TUESDAY)
    assert parts(letters()["phuong"]) == ["Trễ hạn"]


def test_the_week_begins_on_its_first_working_day(make_case, cast):
    make_case(assignee=cast.official, status=Status.ASSIGNED, due_at=at("17/11/2026 17:00"))
    choose_rhythm(by=cast.official, rhythm=Rhythm.WEEKLY)
    mark(MONDAY.date(), DayKind.OFF)
    assert sending.send_all(TUESDAY) == 1


def test_letters_are_written_in_the_readers_language(make_case, cast):
    cast.official.language = "en"
    cast.official.save()
    make_case(assignee=cast.official, status=Status.ASSIGNED)
    sending.send_all(TUESDAY)
    assert "· Waste ·" in letters()["phuong"].body


def test_a_batch_costs_the_same_for_three_and_for_sixty(make_case, cast):
    make_case(assignee=cast.official, status=Status.ASSIGNED)

    def cost() -> int:
        Notification.objects.all().delete()
        with CaptureQueriesContext(connection) as found:
            sending.send_all(TUESDAY)
        return len(found)

    few = cost()
    for number in range(60):
        user = sign_in_of(cast.ward, Profile.WARD_OFFICIAL, f"nguoi-{number}")
        make_case(assignee=user, status=Status.ASSIGNED)
    assert cost() == few
    assert len(letters()) == 64  # with the colleague, the leader and the reviewer
