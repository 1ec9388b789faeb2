"""The counts are what the cases say, whatever happened and whenever the counting was cut off."""

from __future__ import annotations

import datetime
import random
import threading
from collections import Counter
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from core import clock, wall
from feedback.models import Case, CaseEvent
from feedback.workflow import REOPENING, Status
from people.permissions import Permission, Profile
from people.reach import area_of
from reports.boards import counting
from reports.models import CasePlace, PlaceDay, StaleDay, TallyState, WardDay
from reports.models.tally import SPEEDS
from tests.reports.boards.conftest import Town
from tests.wards.orders import Order
from wards import changes

pytestmark = pytest.mark.django_db


def day(moment):
    return clock.local(moment).date()


def speed(days: int) -> str:
    return next((f"within_{most}" for most in SPEEDS if days <= most), "longer")


def told() -> Counter:
    """Every count by place and day, told from the rows in Python."""
    found: Counter = Counter()
    events = CaseEvent.objects.filter(kind__in=sorted(REOPENING)).values_list("case", "at")
    moved = list(CasePlace.objects.order_by("until"))

    def add(case, at, *names, by=1):
        then = next(((p.ward_id, p.unit_id) for p in moved if p.case_id == case.pk and p.until > at),
                    (case.ward_id, case.unit_id))  # fmt: skip
        for name in names:
            found[day(at), case.ward_id, case.unit_id, *then, case.is_sealed, name] += by

    cases = {case.pk: case for case in Case.objects.all()}
    for case in cases.values():
        add(case, case.received_at, "received")
        if case.answered_at:
            add(case, case.answered_at, *answer_names(case))
        if case.rated_at:
            add(case, case.rated_at, "rated")
            add(case, case.rated_at, "stars", by=case.rating)
    for pk, at in events:
        add(cases[pk], at, "reopened")
    return found


def answer_names(case) -> list[str]:
    took = (day(case.answered_at) - day(case.received_at)).days
    dated = [] if case.answered_in_time is None else ["dated"]
    return [
        "answered",
        speed(max(0, took)),
        *dated,
        *(["in_time"] if case.answered_in_time else []),
    ]


def kept() -> Counter:
    names = ["received", "answered", "dated", "in_time", "reopened", "rated", "stars", "longer",
             *(f"within_{most}" for most in SPEEDS)]  # fmt: skip
    found: Counter = Counter()
    for row in PlaceDay.objects.all():
        for name in names:
            if value := getattr(row, name):
                key = (row.day, row.ward_id, row.unit_id, row.then_ward_id, row.then_unit_id)
                found[*key, row.is_sealed, name] += value
    return found


def days_of(table):
    return table.objects.between(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


def by_ward(rows) -> dict:
    return {row.pop("ward"): row for row in rows.summed("ward")}


def one_step(town, chance, places) -> None:
    """Something that happens to a case."""
    case = chance.choice(list(Case.objects.order_by("pk")) or [town.case()])
    step = chance.randrange(8)
    if step <= 2:
        town.case(chance.choice(places), days_ago=chance.uniform(0, 40))
    elif step == 3:
        case.status, case.answered_at = Status.ANSWERED, town.ago(chance.uniform(0, 5))
        case.answered_in_time = chance.choice([True, False, None])
        case.save()
    elif step == 4 and case.answered_at:
        case.rating, case.rated_at = chance.randrange(1, 6), clock.now()
        case.save()
    elif step == 5 and case.answered_at:
        town.reopen(case)
    elif step == 6:
        case.unit = chance.choice(places)
        case.ward = town.ward if case.unit in (town.khu_pho, town.next_door) else case.unit
        case.save()
    else:
        Case.objects.filter(pk=case.pk).update(is_sealed=chance.random() < 0.5)


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_the_cases_after_any_history(town, seed):
    chance = random.Random(seed)
    places = [town.khu_pho, town.next_door, town.ward, town.sister, town.far]
    for _step in range(60):
        one_step(town, chance, places)
        if chance.random() < 0.15:
            counting.count()
    counting.count()
    assert kept() == told()
    assert counting.check() == 0
    assert by_ward(days_of(WardDay)) == by_ward(days_of(PlaceDay))
    today = clock.today()
    for first, last in ((45, 0), (70, 3), (10, 1)):
        span = (today - first * counting.DAY, today - last * counting.DAY)
        days = WardDay.objects.all().between(*span)
        assert by_ward(WardDay.objects.all().between_by_months(*span)) == by_ward(days)
    counting.rebuild()
    assert kept() == told()


def test_a_count_that_is_cut_off_leaves_everything_as_it_was(town):
    counting.count()
    town.answered()
    before, noted = kept(), StaleDay.objects.count()

    with transaction.atomic():
        counting.count()
        transaction.set_rollback(True)
    assert (kept(), StaleDay.objects.count()) == (before, noted)
    assert noted
    assert counting.count()
    assert counting.count() == 0, "the second run finds nothing to do"
    assert kept() == told()


def test_two_counts_at_once_are_one(town):
    town.case()
    name = connection.settings_dict["NAME"]
    url = urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}"))
    with closing(psycopg2.connect(url)) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [counting.LOCK])
        assert counting.count() is None
        other.rollback()
        assert counting.count()


@pytest.mark.django_db(transaction=True)
def test_a_check_beside_a_running_count_finds_nothing_wrong():
    town = Town()
    counting.count()
    town.answered()
    compared, committed, found = threading.Event(), threading.Event(), []

    def slowly(execute, sql, params, many, context):
        """What the count commits, it commits right after the comparison, if that does not wait."""
        result = execute(sql, params, many, context)
        if "EXCEPT ALL" in sql:
            compared.set()
            committed.wait(20)
        return result

    def check():
        try:
            with connection.execute_wrapper(slowly):
                found.append(counting.check())
        finally:
            compared.set()
            connection.close()

    thread = threading.Thread(target=check)
    with transaction.atomic():
        assert counting.count()
        thread.start()
        while not (somebody_waits_for_a_lock() or compared.wait(0.02)):
            pass
    committed.set()
    thread.join()
    assert found == [0]
    assert TallyState.now().differences == 0
    assert kept() == told()


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND"
            " database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return cursor.fetchone()[0]


def test_many_noted_days_are_counted_as_one_span(town, monkeypatch):
    counting.count()
    monkeypatch.setattr(counting, "MOST_NOTES", 2)
    for days in (1, 5, 9, 30):
        town.case(days_ago=days)
    counting.count()
    assert kept() == told()


@pytest.mark.parametrize("table", [PlaceDay, WardDay], ids=["khu phố", "ward"])
def test_what_nobody_noted_the_check_finds_and_puts_right(town, table):
    town.answered()
    counting.count()
    table.objects.filter(answered=1).update(in_time=0)
    assert counting.check() == 1
    assert TallyState.now().differences == 1
    assert by_ward(days_of(table))[town.ward.pk]["sum_in_time"] == 1
    assert counting.check() == 0


def test_a_database_that_was_there_before_is_counted_whole_at_the_first_run(town):
    town.answered(days_ago=400)
    StaleDay.objects.all().delete()  # as cases that came before the triggers
    counting.count()
    assert kept() == told()
    call_command("count_cases", verbosity=0)
    assert kept() == told()


def test_what_does_not_count_is_not_noted(town):
    case = town.case()
    counting.count()
    case.place = "Hẻm 12"
    case.save()
    Case.objects.filter(pk=case.pk).update(status=Status.TRIAGED)
    assert not StaleDay.objects.exists()


# --- Rearrangement --------------------------------------------------------------------------------


def test_history_stays_with_the_unit_of_its_day_and_is_read_under_the_heir(town):
    town.answered()
    town.case(town.sister)
    counting.count()
    order = Order(clock.today(), number="99/NQ-HĐND")
    order.keep(town.sister, town.ward)
    changes.apply(decision=order.confirmed())
    town.case(town.sister, days_ago=0)
    counting.count()
    assert kept() == told()
    by_now = days_of(WardDay).summed("ward").values_list("ward", "sum_received")
    by_then = days_of(WardDay).summed("then_ward").values_list("then_ward", "sum_received")
    assert dict(by_now) == {town.sister.pk: 3}
    assert dict(by_then) == {town.ward.pk: 1, town.sister.pk: 2}


def test_a_corrected_place_is_corrected_for_the_past_too(town):
    case = town.case(town.ward)
    case.unit = town.khu_pho
    case.save()
    counting.count()
    assert not CasePlace.objects.exists()
    assert PlaceDay.objects.get().then_unit == town.khu_pho


def test_a_forwarded_case_was_received_where_it_came_in(town):
    case = town.case()
    case.ward = case.unit = town.far
    case.save()
    counting.count()
    row = PlaceDay.objects.get()
    assert (row.ward, row.then_ward, row.then_unit) == (town.far, town.ward, town.khu_pho)


# --- Who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "places", "wards"),
    [
        (Profile.NEIGHBORHOOD_OFFICER, 1, 0),
        (Profile.WARD_OFFICIAL, 3, 3),
        (Profile.REVIEWER, 3, 3),
        (Profile.CITY, 4, 4),
        (Profile.BEAT_OFFICER, 0, 0),
    ],
)
def test_counts_are_seen_by_who_sees_the_cases(town, profile, places, wards):
    town.case()
    town.case(town.next_door)
    town.case(is_sealed=True)
    town.case(town.sister)
    town.case(town.far)
    counting.count()
    user = town.user(profile, town.khu_pho if profile == Profile.BEAT_OFFICER else None)
    for table, seen in ((PlaceDay, places), (WardDay, wards)):
        rows = days_of(table).visible_to(user)
        assert (rows.whole()["sum_received"] or 0) == seen
    assert Case.objects.visible_to(user, Permission.CASE_VIEW).count() == places


def test_the_database_shows_no_count_of_another_area(town):
    town.case()
    town.case(is_sealed=True)
    town.case(town.next_door)
    town.case(town.far)
    counting.count()
    for profile, places in ((Profile.NEIGHBORHOOD_OFFICER, 1), (Profile.WARD_OFFICIAL, 3)):
        with wall.narrowed(lambda profile=profile: area_of(town.user(profile))):
            assert PlaceDay.objects.all().whole()["sum_received"] == places
            wards = set(WardDay.objects.values_list("ward", flat=True))
        assert wards == ({town.ward.pk} if profile == Profile.WARD_OFFICIAL else set())
