"""Reminders of obstacles: at their time, to the right people, once for each due date."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.models import Channel, Notification
from feedback.models import ObstacleKind
from feedback.obstacles import reminders
from feedback.obstacles.workflow import State
from feedback.tasks import remind_of_obstacles
from people.models import Term

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 11, 16)  # a Monday


def heard() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in Notification.objects.filter(channel=Channel.INBOX).select_related("user"):
        found.setdefault(row.kind.removeprefix("obstacle."), set()).add(row.user.username)
    return found


def test_so_many_working_days_before_the_owner_is_reminded(cast, make):
    make(due_on=DUE, owner=cast.official)
    reminders.send_all(datetime.date(2026, 11, 10))
    assert heard() == {}
    assert reminders.send_all(datetime.date(2026, 11, 11)) == {"soon": 1, "late": 0}
    assert heard() == {"soon": {"official"}}
    assert reminders.send_all(datetime.date(2026, 11, 12)) == {"soon": 0, "late": 0}


def test_each_kind_has_its_own_time(cast, make, kind):
    ObstacleKind.objects.create(
        code="long", name="Dài", name_en="Long", days=40, remind_days=8, legal_source="x"
    )
    make(due_on=DUE)
    assert reminders.send_all(datetime.date(2026, 11, 10)) == {"soon": 0, "late": 0}


def test_nobodys_and_those_of_a_former_owner_are_the_officials(cast, make):
    Term.objects.filter(person=cast.colleague.person).update(
        valid=(datetime.date(2021, 1, 1), datetime.date(2026, 1, 1))
    )
    make(due_on=DUE, owner=cast.colleague)
    reminders.send_all(DUE)
    assert heard() == {"soon": {"official", "leader"}}


def test_a_late_one_goes_to_owner_and_leaders_once(cast, make):
    obstacle = make(due_on=DUE, owner=cast.official)
    day = DUE + datetime.timedelta(days=1)
    assert reminders.send_all(day)["late"] == 1
    assert heard() == {"late": {"official", "leader"}}
    before = Notification.objects.count()
    assert reminders.send_all(day + datetime.timedelta(days=9))["late"] == 0
    assert Notification.objects.count() == before
    obstacle.due_on = day
    obstacle.save()
    assert reminders.send_all(day + datetime.timedelta(days=9))["late"] == 1


def test_a_late_one_that_waits_for_the_level_above_is_told_there(cast, make):
    make(due_on=DUE, owner=cast.official, state=State.WAITING_ABOVE)
    reminders.send_all(DUE + datetime.timedelta(days=1))
    assert heard() == {"late": {"official", "leader", "reviewer"}}


def test_settled_ones_remind_nobody(make):
    make(due_on=DUE, state=State.RESOLVED)
    assert reminders.send_all(DUE + datetime.timedelta(days=1)) == {"soon": 0, "late": 0}


def test_the_task_of_the_timetable_does_it(make):
    make(due_on=clock.today() - datetime.timedelta(days=1))
    assert remind_of_obstacles()["late"] == 1
    assert "Quá hạn: vướng mắc số 1" in set(Notification.objects.values_list("subject", flat=True))


def test_many_cost_as_many_queries_as_one(make, django_assert_max_num_queries):
    for _number in range(20):
        make(due_on=DUE)
    with django_assert_max_num_queries(20):
        reminders.send_all(DUE + datetime.timedelta(days=1))
