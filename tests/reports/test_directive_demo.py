"""The made-up directives say so, and stand as the services would have left them."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core import clock
from core.models import Notification
from people.demo import DISTRICT, WARD
from people.permissions import Profile
from reports.directives import demo
from reports.directives.workflow import DirectiveState, TaskState
from reports.models import Directive, DirectiveEvent, DirectiveTask
from tests.factories import CityFactory, DistrictFactory, UserFactory, WardFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("working_time")]
# A working day, a Sunday night, the first minutes after a long holiday.
MOMENTS = [(2026, 11, 18, 10, 20), (2026, 11, 22, 23, 10), (2026, 2, 23, 0, 10)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_demo_loaded_at_any_moment_is_as_real_directives_are(moment):
    with time_machine.travel(datetime.datetime(*moment, tzinfo=clock.CITY), tick=False):
        city = CityFactory()
        district = DistrictFactory(parent=city, name=DISTRICT)
        ward = WardFactory(parent=district, name=WARD)
        for _number in range(12):
            other = WardFactory(parent=district)
            UserFactory.of(Profile.WARD_OFFICIAL, other)
        people = {
            "thanh-pho": (Profile.CITY, city),
            "quan": (Profile.REVIEWER, district),
            "phuong": (Profile.WARD_OFFICIAL, ward),
        }
        users = {n: UserFactory.of(*post, username=n, is_demo=True) for n, post in people.items()}
        demo.load(lambda _line: None)
        connection.check_constraints()
        assert all("trình diễn" in directive.text for directive in Directive.objects.all())
        assert set(Directive.objects.values_list("state", flat=True)) == set(DirectiveState)
        own = DirectiveTask.objects.filter(ward=ward)
        urgent = own.waiting_for(users["phuong"]).filter(state=TaskState.WAITING)
        assert urgent.get().directive.is_urgent
        assert own.late().exists()
        told = Notification.objects.inbox_of(users["phuong"]).values_list("kind", flat=True)
        assert {"directive.issue", "directive.soon", "directive.late"} <= set(told)
        assert own.filter(state=TaskState.ACCEPTED).exists()
        assert DirectiveTask.objects.waiting_for(users["quan"]).exists()
        assert not DirectiveEvent.objects.filter(at__gt=timezone.now()).exists()
        for task in DirectiveTask.objects.all():
            times = [t for t in (task.acknowledged_at, task.answered_at, task.ended_at) if t]
            assert times == sorted(times)
            assert not times or times[0] >= task.directive.issued_at
