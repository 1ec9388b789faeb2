"""What the daily letter says of obstacles, to whom."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.models import Notification
from feedback.models import Obstacle
from feedback.obstacles import digest
from feedback.obstacles.workflow import State
from people.digests import sending
from people.digests.readers import Readers
from people.digests.registry import FIRST, Section

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 17, 7, tzinfo=clock.CITY)  # a Tuesday
TODAY = MORNING.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def copies():
    """More of an obstacle, in its ward."""

    def make_copies(obstacle: Obstacle, count: int) -> None:
        fields = {
            field.attname: getattr(obstacle, field.attname)
            for field in Obstacle._meta.concrete_fields
            if field.name not in ("id", "uuid", "number", "search_vector")
        }
        numbers = range(100, 100 + count)
        Obstacle.objects.bulk_create(Obstacle(**fields, number=number) for number in numbers)

    return make_copies


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


def test_the_many_of_one_ward_hide_nothing_of_another(
    cast, make, copies, django_assert_num_queries
):
    mine = make(due_on=TODAY - DAY)
    copies(make(ward=cast.other, unit=cast.other, due_on=TODAY - 9 * DAY), 2000)
    readers = Readers.of([cast.official, cast.neighbour, cast.reviewer], MORNING)
    assert readers.soon
    with django_assert_num_queries(4):
        found = dict(digest.entries(readers))
    late, many = found[cast.official.pk], found[cast.neighbour.pk]
    assert (late.section, late.count, late.hidden) == (Section.LATE, 1, 0)
    assert late.lines[0].url == mine.get_absolute_url()
    assert (many.count, len(many.lines)) == (2001, FIRST)


def test_questions_from_below_hide_nothing_that_is_late(cast, make, copies):
    make(due_on=TODAY - DAY, owner=cast.official)
    copies(make(due_on=TODAY - 9 * DAY, state=State.WAITING_ABOVE, owner=cast.colleague), 2000)
    readers = Readers.of([cast.official, cast.colleague, cast.reviewer], MORNING)
    counts = {(user, entry.section): entry.count for user, entry in digest.entries(readers)}
    assert counts == {
        (cast.official.pk, Section.LATE): 1,
        (cast.colleague.pk, Section.LATE): 2001,
        (cast.reviewer.pk, Section.WAITING): 2001,
    }
