"""The rules of the obstacle log: who may do what, what is refused, what is told to whom."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core import clock, wall
from core.models import Channel, Notification
from feedback.models import Obstacle
from feedback.obstacles import services
from feedback.obstacles.workflow import MoveName, State
from people.permissions import Permission
from people.reach import area_of
from tests.feedback.obstacles.conftest import DAY, fresh

pytestmark = pytest.mark.django_db


def report(cast, kind, **fields) -> Obstacle:
    values = {
        "unit": cast.khu_pho,
        "kind": kind,
        "title": "Chưa có nơi họp",
        "description": "Trụ sở cũ đã bàn giao.",
        "by": cast.officer,
    }
    return services.report_obstacle(**values | fields)


def heard() -> dict[str, set[str]]:
    """Who was told in the inbox, by what."""
    found: dict[str, set[str]] = {}
    for row in Notification.objects.filter(channel=Channel.INBOX).select_related("user"):
        found.setdefault(row.kind.removeprefix("obstacle."), set()).add(row.user.username)
    return found


def test_a_new_one_is_due_by_the_working_days_of_its_kind_and_says_so(cast, kind):
    with time_machine.travel(datetime.datetime(2026, 2, 2, 9, 0, tzinfo=clock.CITY)):
        new = report(cast, kind)
    # Twenty working days from Monday 2 February, with Tết between them.
    assert new.due_on == datetime.date(2026, 3, 9)
    assert new.due_source == "20 ngày làm việc; quy định thử"
    assert (new.ward, new.state, new.number) == (cast.ward, State.OPEN, 1)
    assert [event.kind for event in new.events.all()] == [MoveName.REPORT]
    assert heard() == {"report": {"official", "colleague", "leader"}}


def test_numbers_count_within_the_ward_whatever_one_sees_of_it(cast, kind):
    report(cast, kind, unit=cast.ward, by=cast.official)
    with wall.narrowed(lambda: area_of(cast.officer)):
        assert report(cast, kind).number == 2
    assert report(cast, kind, unit=cast.other, by=cast.neighbour).number == 1


def test_a_number_stands_once_in_a_ward(make):
    make(number=7)
    with (
        pytest.raises(IntegrityError, match="obstacle_number_once_in_a_ward"),
        transaction.atomic(),
    ):
        make(number=7)


@pytest.mark.parametrize("who", ["neighbour", "reviewer", "city", "beat"])
def test_nobody_of_elsewhere_or_above_enters_one(cast, kind, who):
    with pytest.raises(PermissionDenied):
        report(cast, kind, by=getattr(cast, who))


def test_an_officer_enters_one_of_the_own_khu_pho_and_gives_it_to_nobody(cast, kind):
    for fields in (
        {"unit": cast.next_one},
        {"unit": cast.ward},
        {"owner": cast.official},
        {"due_on": clock.today()},
    ):
        with pytest.raises(PermissionDenied):
            report(cast, kind, **fields)


def test_an_official_can_give_it_away_at_once(cast, kind):
    day = clock.today() + 3 * DAY
    new = report(cast, kind, by=cast.official, owner=cast.colleague, due_on=day)
    assert (new.owner, new.due_on, new.due_source) == (cast.colleague, day, "")


@pytest.mark.parametrize("who", ["neighbour", "reviewer", "officer"])
def test_an_owner_serves_in_the_ward(cast, make, who):
    with pytest.raises(ValidationError) as refused:
        services.assign_obstacle(
            obstacle=make(), owner=getattr(cast, who), due_on=clock.today(), by=cast.leader
        )
    assert set(refused.value.message_dict) == {"owner"}


def test_a_date_that_is_past_is_refused_unless_it_stays(cast, make):
    late = make(due_on=clock.today() - 5 * DAY)
    with pytest.raises(ValidationError) as refused:
        services.assign_obstacle(
            obstacle=late, owner=cast.official, due_on=clock.today() - DAY, by=cast.leader
        )
    assert set(refused.value.message_dict) == {"due_on"}
    services.assign_obstacle(obstacle=late, owner=cast.official, due_on=late.due_on, by=cast.leader)
    late = fresh(late)
    assert (late.state, late.owner) == (State.IN_PROGRESS, cast.official)
    assert late.due_source == "20 ngày làm việc; quy định thử"


def test_the_way_through_all_states(cast, make):
    obstacle = make()
    services.start_obstacle(obstacle=obstacle, by=cast.official)
    services.ask_above(obstacle=obstacle, text="Xin hướng dẫn", by=cast.official)
    assert fresh(obstacle).state == State.WAITING_ABOVE
    services.answer_above(obstacle=obstacle, text="Giấy cũ vẫn dùng", by=cast.reviewer)
    services.resolve_obstacle(obstacle=obstacle, resolution="Đã niêm yết", by=cast.official)
    services.close_obstacle(obstacle=obstacle, by=cast.leader)
    closed = fresh(obstacle)
    assert (closed.state, closed.owner, closed.resolution) == (
        State.CLOSED,
        cast.official,
        "Đã niêm yết",
    )
    day = clock.today() + DAY
    services.reopen_obstacle(obstacle=obstacle, reason="Lại vướng", due_on=day, by=cast.leader)
    again = fresh(obstacle)
    assert (again.state, again.resolution, again.resolved_at) == (State.OPEN, "", None)
    assert (again.due_on, again.version) == (day, 7)
    assert [event.kind for event in again.events.order_by("pk")] == [
        "report", "start", "ask_above", "answer_above", "resolve", "close", "reopen",
    ]  # fmt: skip
    assert heard() == {
        "ask_above": {"reviewer"},
        "answer_above": {"official"},
        "resolve": {"officer"},
        "reopen": {"official"},
    }


def test_what_somebody_changed_meanwhile_is_not_overwritten(cast, make):
    obstacle = make()
    services.start_obstacle(obstacle=obstacle, by=cast.official, version=1)
    with pytest.raises(ValidationError, match="vừa được"):
        services.comment_obstacle(obstacle=obstacle, text="x", by=cast.colleague, version=1)
    with pytest.raises(ValidationError, match="không thể thực hiện"):
        services.start_obstacle(obstacle=obstacle, by=cast.colleague)
    assert obstacle.events.count() == 2


def test_every_move_needs_its_permission(cast, make):
    obstacle = make(state=State.WAITING_ABOVE)
    text = {"obstacle": obstacle, "text": "x"}
    refused = [
        (services.answer_above, text, "official"),
        (services.remark_obstacle, text, "leader"),
        (services.comment_obstacle, text, "reviewer"),
        (services.resume_obstacle, {"obstacle": obstacle}, "reviewer"),
        (services.resolve_obstacle, {"obstacle": obstacle, "resolution": "x"}, "officer"),
        (services.publish_obstacle, {"obstacle": obstacle, "public_text": "x"}, "officer"),
        (services.answer_above, text, "far_reviewer"),
        (services.comment_obstacle, text, "neighbour"),
    ]
    for service, values, who in refused:
        with pytest.raises(PermissionDenied):
            service(by=getattr(cast, who), **values)
    assert fresh(obstacle).version == 1


def test_it_is_corrected_within_its_ward(cast, make, kind):
    obstacle = make()
    values = {"kind": kind, "title": "Khác", "description": "Khác", "decision": None}
    services.correct_obstacle(obstacle=obstacle, by=cast.official, unit=cast.ward, **values)
    assert (fresh(obstacle).unit, fresh(obstacle).title) == (cast.ward, "Khác")
    with pytest.raises(ValidationError):
        services.correct_obstacle(obstacle=obstacle, by=cast.official, unit=cast.other, **values)


def test_settled_without_a_result_and_public_without_words_cannot_be(make):
    for fields in ({"state": State.RESOLVED, "resolution": ""}, {"is_public": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make(**fields)


def test_everybody_sees_what_lies_in_their_area(cast, make):
    own, ward, next_one = make(), make(unit=cast.ward), make(unit=cast.next_one)
    foreign = make(ward=cast.other, unit=cast.other, reported_by=cast.neighbour)
    sees = {
        "officer": {own},
        "official": {own, ward, next_one},
        "leader": {own, ward, next_one},
        "reviewer": {own, ward, next_one, foreign},
        "city": {own, ward, next_one, foreign},
        "neighbour": {foreign},
        "far_reviewer": set(),
        "beat": set(),
    }
    for who, expected in sees.items():
        found = Obstacle.objects.visible_to(getattr(cast, who), Permission.OBSTACLE_VIEW)
        assert set(found) == expected, who


def test_what_waits_for_whom(cast, make):
    nobodys, own = make(), make(owner=cast.official, state=State.IN_PROGRESS)
    make(owner=cast.colleague, state=State.IN_PROGRESS)
    above = make(owner=cast.official, state=State.WAITING_ABOVE)
    make(owner=cast.official, state=State.RESOLVED)
    for who, expected in (
        ("official", {nobodys, own}),
        ("leader", {nobodys}),
        ("reviewer", {above}),
        ("far_reviewer", set()),
        ("officer", set()),
    ):
        assert set(Obstacle.objects.waiting_for(getattr(cast, who))) == expected, who
