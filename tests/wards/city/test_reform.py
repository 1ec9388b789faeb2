"""The reform of 1 July 2025 on the demonstration city: applied as a decision like any other."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.db import connection, transaction

from core import clock
from wards import changes, lineage, lookup, tree
from wards.models import Decision, Level, Transfer, Unit, UnitVersion
from wards.reform import MADE_UP, NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def report(said, django_db_blocker):
    """What carrying it out today did to the city; once for all tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        decision = Decision.objects.get(number=NUMBER)
        report = changes.apply(decision=decision, on=clock.today())
        connection.check_constraints()
        yield report
        transaction.set_rollback(True)


@pytest.fixture
def day(report) -> datetime.date:
    return report.day


def counts(day):
    levels = UnitVersion.objects.on(day).values_list("unit__level", flat=True)
    return dict(Counter(levels))


def test_the_counts_are_those_of_the_resolution(report, day):
    eve = day - datetime.timedelta(days=1)
    assert counts(eve) == {1: 3, 2: 38, 3: 441, 4: 4861}
    assert counts(day) == {1: 1, 3: 168, 4: 4861}
    edges = Transfer.objects.filter(decision=report.decision)
    assert Counter(edges.values_list("extent", flat=True)) == {"whole": 392, "part": 51, "rest": 47}
    assert (len(report.founded), len(report.ended)) == (163, 436 + 38 + 2)
    kinds = Counter(
        UnitVersion.objects.on(day).filter(unit__level=3).values_list("kind", flat=True)
    )
    assert kinds == {"ward": 113, "commune": 54, "special_zone": 1}


def test_nothing_hangs_in_the_air_and_every_old_ward_leads_to_a_new_one(report, day):
    assert (
        not UnitVersion.objects.on(day)
        .exclude(parent__valid__contains=day)
        .exclude(parent__isnull=True)
        .exists()
    )
    old = Unit.objects.filter(level=Level.WARD, valid__endswith=day)
    assert old.count() == 436
    assert all(fate.successors for fate in lineage.fates(old.values_list("pk", flat=True)).values())
    missing = Unit.objects.without_successor().filter(valid__endswith=day)
    assert not missing.filter(level__gte=Level.WARD).exists()


def test_a_khu_pho_keeps_its_identity_and_hangs_under_the_new_ward(report, day):
    found = lookup.search("khu pho 23 hiep binh chanh")
    fate = lineage.fate(Unit.objects.get(pk=found.hits[0].unit_id))
    assert not fate.has_ended
    assert tree.path_label(Unit.objects.get(pk=fate.unit_id)) == "Khu phố 23, Phường Hiệp Bình"


def test_places_in_divided_wards_say_that_they_are_made_up(report):
    placed = report.decision.lines.filter(parent_line__isnull=False)
    assert placed.exists()
    assert set(placed.values_list("note", flat=True)) == {MADE_UP}


def test_only_names_that_are_there_twice_are_warned_of(report):
    assert not report.errors
    assert {problem.code for problem in report.warnings} <= {"same_name"}
