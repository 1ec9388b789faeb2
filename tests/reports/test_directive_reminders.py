"""Who is reminded of a directive, when, and never twice."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.models import Notification
from reports.directives import reminders, services
from tests.factories import WardFactory
from tests.reports.directives import answered, issued, make_late, task_of, working_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("working_time")]


def kinds(user) -> list[str]:
    found = Notification.objects.inbox_of(user).filter(kind__in=KINDS)
    return sorted(found.values_list("kind", flat=True))


KINDS = ["directive.soon", "directive.due", "directive.late", "directive.escalate"]


def test_before_on_and_after_the_day_once_for_each_reason_and_day(
    district, ward, reviewer, officer, leader
):
    directive = issued(district, reviewer, ward, due_on=working_day(10))
    services.assign(task=task_of(directive, ward), assignee=officer, by=leader)
    due = directive.due_on
    assert reminders.send_all(working_day(7)) == {}
    told = []
    for days in (8, 8, 9, 10, 11, 11, 12):
        reminders.send_all(working_day(days))
        told.append(kinds(officer))
    late, soon = "directive.late", "directive.soon"
    assert told[0] == told[1] == [soon]
    assert told[2] == [soon]  # the same reason for the same date
    assert told[3] == ["directive.due", soon]
    assert told[4] == told[5] == ["directive.due", late, soon]
    assert told[6] == ["directive.due", late, late, soon]
    assert kinds(leader) == kinds(reviewer) == []
    assert due == task_of(directive, ward).due_on


def test_days_late_it_goes_to_leaders_and_to_who_issued_once(
    district, ward, reviewer, officer, leader
):
    sister = WardFactory(parent=district)
    directive = issued(district, reviewer, ward, sister)
    services.assign(task=task_of(directive, ward), assignee=officer, by=leader)
    make_late(directive, 3)
    day = working_day(1)
    reminders.send_all(day)
    reminders.send_all(day)
    assert kinds(leader) == kinds(reviewer) == ["directive.escalate"]
    note = Notification.objects.inbox_of(reviewer).get(kind="directive.escalate")
    assert "2 đơn vị" in note.body
    assert note.url == directive.get_absolute_url()
    reminders.send_all(working_day(2))
    assert kinds(reviewer) == ["directive.escalate"]


def test_who_has_answered_and_days_off_hear_nothing(district, ward, reviewer, officer):
    directive = issued(district, reviewer, ward)
    make_late(directive, 4)
    sunday = clock.today() + datetime.timedelta(days=(6 - clock.today().weekday()) % 7)
    assert reminders.send_all(sunday) == {}
    answered(task_of(directive, ward), officer)
    assert reminders.send_all(working_day(1)) == {}


def test_a_whole_city_is_told_in_few_queries(
    city, district, city_official, django_assert_max_num_queries
):
    wards = [WardFactory(parent=district) for _ in range(12)]
    directive = issued(city, city_official, *wards)
    make_late(directive, 1)
    with django_assert_max_num_queries(10):
        reminders.send_all(working_day(1))
