"""What the daily letter says of obstacles, to whom."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.models import Notification
from feedback.obstacles.workflow import State
from people.digests import sending

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 17, 7, tzinfo=clock.CITY)  # a Tuesday
TODAY = MORNING.date()
DAY = datetime.timedelta(days=1)


def told() -> dict[str, str]:
    rows = Notification.objects.filter(kind="digest").select_related("user")
    return {row.user.username: row.body for row in rows}


def test_the_owner_is_told_and_where_there_is_none_the_officials(cast, make):
    mine = make(due_on=TODAY - DAY, owner=cast.official)
    nobodys = make(due_on=TODAY)
    make(due_on=TODAY + 5 * DAY)
    make(due_on=TODAY, state=State.RESOLVED)
    assert sending.send_all(MORNING) == 3
    found = told()
    assert set(found) == {"official", "colleague", "leader"}
    assert (
        f"- số {mine.number} · Giấy tờ của người dân · Phường Hiệp Bình Chánh" in found["official"]
    )
    assert f"- số {mine.number} " not in found["leader"]
    assert all(f"- số {nobodys.number} " in body for body in found.values())
    assert "Biển số nhà" not in "".join(found.values())


def test_a_question_from_below_waits_for_the_nearest_reviewer(cast, make):
    make(due_on=TODAY + 9 * DAY, state=State.WAITING_ABOVE, owner=cast.official)
    sending.send_all(MORNING)
    assert set(told()) == {"reviewer"}
    assert "Đang chờ ông/bà" in told()["reviewer"]
