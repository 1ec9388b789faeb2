"""What the daily letter says of schemes and consultations, to whom."""

from __future__ import annotations

import datetime

import pytest

from core import clock, holidays
from core.models import Notification
from neighborhoods import digest
from neighborhoods.models import Consultation, ConsultationStatus, Matter
from neighborhoods.services import consultations
from neighborhoods.services.consultations import Plan
from people.digests import sending
from people.digests.readers import Readers
from people.digests.registry import FIRST, Section
from tests.neighborhoods.plans import advance, three_into_two

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 17, 7, tzinfo=clock.CITY)  # a Tuesday
TODAY = MORNING.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def working_time(db):
    holidays.load([2026])


def told() -> dict[str, str]:
    rows = Notification.objects.filter(kind="digest").select_related("user")
    return {row.user.username: row.body for row in rows}


def test_a_step_waits_for_those_whose_turn_it_is(ward, places, officer, leader, reviewer, stranger):
    scheme = three_into_two(ward, places, officer)
    scheme.due_on = TODAY - DAY
    scheme.save(update_fields=["due_on"])
    sending.send_all(MORNING)
    assert set(told()) == {"phuong", "lanh-dao"}
    assert "Trễ hạn" in told()["phuong"]
    assert f"Phường Bến Nghé · {scheme.step.name}" in told()["phuong"]
    Notification.objects.all().delete()
    scheme = advance(scheme, officer)
    scheme.due_on = TODAY + 9 * DAY
    scheme.save(update_fields=["due_on"])
    sending.send_all(MORNING)
    assert set(told()) == {"lanh-dao"}
    assert "Đang chờ ông/bà" in told()["lanh-dao"]


def test_a_consultation_without_a_result_is_told_to_khu_pho_and_ward(
    neighborhood, officer, khu_pho, stranger
):
    matter = Matter.objects.get(code="convention")
    plan = Plan("Quy ước", total=300, starts_on=clock.today(), ends_on=clock.today() + DAY)
    one = consultations.plan_consultation(unit=neighborhood, matter=matter, plan=plan, by=officer)
    Consultation.objects.filter(pk=one.pk).update(
        status=ConsultationStatus.OPEN,
        announced_on=TODAY - 5 * DAY,
        starts_on=TODAY - 3 * DAY,
        ends_on=TODAY - DAY,
    )
    sending.send_all(MORNING)
    assert set(told()) == {"phuong", "khu-pho"}
    assert "Lấy ý kiến chưa ghi kết quả: 1" in told()["khu-pho"]
    assert "- Khu phố 1 · hạn 16/11/2026" in told()["khu-pho"]


def open_one(unit, ward, by, ends_on) -> Consultation:
    """A consultation as the database has it while it runs, not saved."""
    return Consultation(
        ward=ward,
        unit=unit,
        matter=Matter.objects.get(code="convention"),
        title="Quy ước",
        total=300,
        status=ConsultationStatus.OPEN,
        announced_on=ends_on - 5 * DAY,
        starts_on=ends_on - 3 * DAY,
        ends_on=ends_on,
        created_by=by,
    )


def test_the_many_of_one_ward_hide_nothing_of_another(
    neighborhood,
    foreign_neighborhood,
    ward,
    foreign_ward,
    officer,
    stranger,
    django_assert_num_queries,
):
    one = open_one(neighborhood, ward, officer, TODAY - DAY)
    one.save()
    many = [
        open_one(foreign_neighborhood, foreign_ward, stranger, TODAY - 9 * DAY)
        for _number in range(2001)
    ]
    Consultation.objects.bulk_create(many)
    readers = Readers.of([officer, stranger], MORNING)
    assert readers.soon
    with django_assert_num_queries(1):
        found = dict(digest.consultations(readers))
    mine, theirs = found[officer.pk], found[stranger.pk]
    assert (mine.section, mine.count, mine.lines[0].url) == (
        Section.LATE,
        1,
        one.get_absolute_url(),
    )
    assert (theirs.count, len(theirs.lines)) == (2001, FIRST)
