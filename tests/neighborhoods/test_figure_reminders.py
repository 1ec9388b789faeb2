"""Once a year, in December, who serves a khu phố is asked to count; nobody is told twice."""

from __future__ import annotations

import datetime

import pytest

from config.celery import app
from core.models import Channel, Notification
from core.timetable import Entry
from neighborhoods.figures.reminders import ask_for_figures
from people.permissions import Profile
from tests.factories import FigureFactory, NeighborhoodFactory, UserFactory

pytestmark = pytest.mark.django_db
DECEMBER = datetime.date(2026, 12, 1)


def told() -> list[tuple[str, str, str]]:
    inbox = Notification.objects.filter(channel=Channel.INBOX).order_by("pk")
    return [(row.user.username, row.key, row.subject) for row in inbox]


def test_the_officers_of_a_khu_pho_hear(khu_pho, neighborhood, officer):
    assert ask_for_figures(DECEMBER) == 1
    assert told() == [
        ("khu-pho", f"figures:{neighborhood.pk}:2026", "Cập nhật số liệu Khu phố 1 năm 2026")
    ]


def test_where_there_are_none_who_enters_figures_in_the_ward_hears_of_all_in_one(
    ward, neighborhood, officer, leader, khu_pho
):
    for number in (2, 3):
        NeighborhoodFactory(parent=ward, name=f"Khu phố {number}")
    assert ask_for_figures(DECEMBER) == 3
    assert told() == [
        ("khu-pho", f"figures:{neighborhood.pk}:2026", "Cập nhật số liệu Khu phố 1 năm 2026"),
        ("phuong", f"figures:{ward.pk}:2026", "Cập nhật số liệu 2 khu phố, ấp năm 2026"),
        ("lanh-dao", f"figures:{ward.pk}:2026", "Cập nhật số liệu 2 khu phố, ấp năm 2026"),
    ]
    assert "Khu phố 2, Khu phố 3." in Notification.objects.filter(user=officer).first().body


def test_a_leader_who_is_the_only_one_to_sign_in_is_asked(neighborhood, leader):
    assert ask_for_figures(DECEMBER) == 1
    assert [name for name, *_rest in told()] == ["lanh-dao"]


def test_asked_again_nobody_is_told_twice_but_next_year_is_another_matter(khu_pho):
    for day in (DECEMBER, DECEMBER + datetime.timedelta(days=1)):
        ask_for_figures(day)
    assert len(told()) == 1
    ask_for_figures(DECEMBER.replace(year=2027))
    assert len(told()) == 2


def test_somebody_who_takes_office_meanwhile_hears_too(khu_pho, neighborhood):
    ask_for_figures(DECEMBER)
    UserFactory.of(Profile.NEIGHBORHOOD_OFFICER, neighborhood, username="moi")
    ask_for_figures(DECEMBER)
    assert [name for name, *_rest in told()] == ["khu-pho", "moi"]


@pytest.mark.parametrize(("day", "asked"), [(datetime.date(2026, 7, 1), 0), (datetime.date(2026, 6, 30), 1)])  # fmt: skip
def test_who_has_counted_since_july_is_left_alone(khu_pho, neighborhood, day, asked):
    FigureFactory(unit=neighborhood, day=day)
    assert ask_for_figures(DECEMBER) == asked


def test_nobody_hears_of_a_unit_that_has_ended(ward, officer):
    NeighborhoodFactory(parent=ward, ends=datetime.date(2024, 4, 1))
    assert ask_for_figures(DECEMBER) == 0


def test_asking_costs_the_same_for_any_number(ward, officer, django_assert_max_num_queries):
    for _ in range(30):
        NeighborhoodFactory(parent=ward)
    with django_assert_max_num_queries(9):
        ask_for_figures(DECEMBER)


def test_it_is_december_when_the_clock_asks():
    entry = Entry("asks", **app.conf.beat_schedule["ask for the figures of the year"])
    assert entry.is_due_at(datetime.datetime(2026, 12, 14, 7, 40))  # noqa: DTZ001 - the city's time
    assert not entry.is_due_at(datetime.datetime(2026, 12, 15, 7, 40))  # noqa: DTZ001
    assert not entry.is_due_at(datetime.datetime(2026, 11, 14, 7, 40))  # noqa: DTZ001
