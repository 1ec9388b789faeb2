"""The made-up cases obey the workflow, the deadlines and the secrets like real ones."""

from __future__ import annotations

import pytest
import time_machine
import yaml

from core import clock
from core.calendar import WorkingCalendar
from core.models import Channel, Notification
from feedback import deadlines, demo, reference
from feedback.demo.hands import Hands
from feedback.demo.story import Story
from feedback.models import SEALED_KINDS, Case, CaseEvent, Clock, Contact, Obstacle, Photo
from feedback.obstacles.workflow import State
from feedback.services.catalogue import load_catalogue
from feedback.workflow import MOVES, OPEN, MoveName, Status
from people.models import User
from tests.feedback.clock.conftest import at

# A working day, a Sunday night, and the first minutes after a long holiday.
MOMENTS = ["18/11/2026 10:20", "22/11/2026 23:10", "23/02/2026 07:40"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_demo_loaded_at_any_moment_is_as_real_cases_are(city, monkeypatch, moment):
    monkeypatch.setattr(demo, "TOTAL", 130)
    with time_machine.travel(at(moment), tick=False):
        demo.load(lambda _line: None)
        cases_are_as_if_the_services_had_moved_them()
        deadlines_follow_the_rules()
        staff_work_in_working_hours()
        every_state_of_the_workflow_is_told(city)
        no_real_person_can_be_reached()
        some_cases_have_drawn_photos()
        everybody_finds_something_in_the_inbox()
        the_obstacle_log_says_it_is_made_up(city)


def chain_of(case: Case) -> list[CaseEvent]:
    return sorted(case.events.all(), key=lambda event: (event.at, event.pk))


def cases_are_as_if_the_services_had_moved_them():
    cases = Case.objects.prefetch_related("events").select_related("rule", "category", "contact")
    assert cases.count() == 130 + 2
    for case in cases:
        events = chain_of(case)
        assert events[0].kind == MoveName.SUBMIT
        status, ward = Status.RECEIVED, events[0].ward_id
        for event in events[1:]:
            move = MOVES[MoveName(event.kind)]
            assert status in move.sources, (case.reference, event.kind, status)
            status = move.after(status)
            ward = event.to_ward_id or ward
            assert (event.status, event.ward_id) == (status, ward)
            assert (event.by is None) == (move.needs is None)
        assert (case.status, case.ward_id) == (status, ward)
        assert all(event.at <= clock.now() for event in events)
        assert case.version == len(events)
        assert reference.normalise(case.reference) == case.reference
        assert case.is_sealed == (case.kind in SEALED_KINDS)


def deadlines_follow_the_rules():
    for case in Case.objects.select_related("rule"):
        starts = case.events.filter(kind__in=deadlines._STARTS_ANEW).order_by("-at")
        start = starts[0].at if starts else case.received_at
        asked = case.events.filter(kind=MoveName.ASK).exists()
        extended = case.events.filter(kind=MoveName.EXTEND).exists()
        if not (asked or extended or case.status == Status.REFERRED):
            assert case.due_at == deadlines.ends(case.rule, start)
        else:
            assert case.due_at >= deadlines.ends(case.rule, start)
        if case.answered_at:
            assert case.answered_in_time == (case.answered_at <= case.due_at)
        assert (case.paused_at is not None) == (case.status == Status.NEEDS_INFORMATION)


def staff_work_in_working_hours():
    for event in CaseEvent.objects.filter(by__isnull=False):
        moment = clock.local(event.at)
        spans = WorkingCalendar.load().spans(moment.date())
        assert any(starts <= moment <= ends for starts, ends in spans)


def every_state_of_the_workflow_is_told(ward):
    told = set(Case.objects.values_list("status", flat=True))
    assert told == set(Status)
    own = Case.objects.filter(ward=ward)
    assert own.overdue().exists()
    assert own.filter(published_at__isnull=False).exists()
    assert own.filter(rating__isnull=False).exists()
    assert own.filter(assigned_unit__isnull=False).exists()
    assert own.filter(status__in=sorted(OPEN)).count() > 30


def no_real_person_can_be_reached():
    for contact in Contact.objects.all():
        assert contact.email.endswith("@demo.invalid") or not contact.email
    assert Contact.objects.exclude(email="").exists()


def some_cases_have_drawn_photos():
    for photo in Photo.objects.all():
        assert photo.event.kind == MoveName.SUBMIT
        assert photo.file.read(3) == photo.thumbnail.read(3) == b"\xff\xd8\xff"
        photo.file.close()
        photo.thumbnail.close()
    assert Photo.objects.count() == 4


def everybody_finds_something_in_the_inbox():
    for user in User.objects.filter(is_demo=True).exclude(email=""):
        assert Notification.objects.filter(user=user, channel=Channel.INBOX).exists(), user
    official = Notification.objects.filter(user__username="phuong", channel=Channel.INBOX)
    assert official.unread().exists()


def the_obstacle_log_says_it_is_made_up(ward):
    own = Obstacle.objects.filter(ward=ward)
    assert set(own.values_list("state", flat=True)) == set(State)
    assert sorted(own.values_list("number", flat=True)) == list(range(1, own.count() + 1))
    for obstacle in Obstacle.objects.prefetch_related("events"):
        assert "dựng cho trình diễn" in obstacle.description
        assert "dựng cho trình diễn" in obstacle.public_text or not obstacle.is_public
        events = sorted(obstacle.events.all(), key=lambda event: event.pk)
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert (events[-1].state, obstacle.version) == (obstacle.state, len(events))
        assert all(event.at <= clock.now() for event in events)
    assert any(obstacle.is_late() for obstacle in own)


def test_same_moment_same_cases(city):
    with time_machine.travel(at(MOMENTS[0]), tick=False):
        load_catalogue_of_the_room()
        tellings = [demo.Loader(Hands.load()) for _time in range(2)]
        first, second = [
            [(story.case.reference, story.case.received_at, story.case.body) for story in stories]
            for stories in [[*teller.scenes(), *teller.elsewhere(40)] for teller in tellings]
        ]
    assert first == second
    assert first[0][0].startswith("KP-7QD4-M2X")


def load_catalogue_of_the_room() -> None:

    data = demo.STORIES.parent / "catalogue.yaml"
    load_catalogue(data=yaml.safe_load(data.read_text()))


def test_story_that_cannot_happen_cannot_be_told(city):
    load_catalogue_of_the_room()
    teller = demo.Loader(Hands.load())
    story: Story = teller.scenes()[1]
    with pytest.raises(ValueError, match="close after received"):
        story.move(MoveName.CLOSE, clock.now(), None)
    with pytest.raises(ValueError, match="triage after received"):
        story.move(MoveName.TRIAGE, story.case.received_at - demo.datetime.timedelta(1), None)


def test_rules_of_the_room_cover_every_clock(city):
    load_catalogue_of_the_room()
    book = deadlines.RuleBook(on=clock.today())
    assert {name for name in Clock.values if book.longest(name) == 0} == set()
