"""Cases made in bulk to measure with: as plausible as told ones, and as whole."""

from __future__ import annotations

import itertools

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count

from core import bulk, clock
from core.models import Notification
from core.owner import as_owner
from feedback import reference, volume
from feedback.demo.hands import Hands
from feedback.models import Case, CaseEvent, Contact, Photo
from feedback.workflow import MOVES, OPEN, MoveName, Status
from people.models import User

pytestmark = pytest.mark.django_db(transaction=True)
CASES = 300
# PostgreSQL writes the condition of a partial index anew, in other words, when it is made from its
# own text; that the planner still takes it is seen in test_query_plans and in the bench.
SHAPE = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indexname, split_part(indexdef, ' WHERE ', 1) FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
"""


@pytest.fixture
def loaded(city):
    call_command("load_catalogue", verbosity=0)
    load(CASES)
    return Case.objects.all()


def load(cases: int) -> None:
    """As the command does it: only the owner copies into a table behind the wall."""
    with as_owner():
        volume.load(cases, lambda _line: None)


def test_every_case_went_through_moves_that_the_workflow_allows(loaded):
    assert loaded.count() == CASES
    for case in loaded.prefetch_related("events"):
        events = sorted(case.events.all(), key=lambda event: (event.at, event.pk))
        assert events[0].kind == MoveName.SUBMIT
        status = Status.RECEIVED
        for event in events[1:]:
            assert status in MOVES[event.kind].sources, (case.reference, event.kind)
            status = MOVES[event.kind].after(status)
            assert event.status == status
        assert case.status == status
        assert case.version == len(events)
        assert events[-1].at <= clock.now()


def test_references_are_consistent_and_those_of_a_second_load_are_others(loaded):
    load(CASES)
    found = set(loaded.values_list("reference", flat=True))
    assert len(found) == 2 * CASES
    assert {reference.normalise(code) for code in found} == found


def test_a_page_of_open_cases_lies_in_the_ward_of_the_demonstration(loaded):
    ward = Hands.load().ward
    assert loaded.filter(ward=ward, status__in=sorted(OPEN)).count() >= volume.ALWAYS_OPEN


def test_what_belongs_to_a_case_lies_in_its_ward(loaded):
    wards = dict(loaded.values_list("pk", "ward"))
    for model in (CaseEvent, Contact, Photo):
        rows = list(model.objects.values_list("case", "ward"))
        assert rows
        assert {case: ward for case, ward in rows if wards[case] != ward} == {}
    assert set(Notification.objects.values_list("scope", flat=True)) <= set(wards.values())


def test_pages_open_on_them(loaded, client):
    client.force_login(User.objects.get(username="phuong"))
    assert client.get("/can-bo/phan-anh/").status_code == 200
    with_most = loaded.filter(ward=Hands.load().ward).annotate(n=Count("events")).order_by("-n")
    assert client.get(with_most[0].get_absolute_url()).status_code == 200


def test_only_a_demonstration_is_filled(settings):
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="trình diễn"):
        call_command("make_load", cases=5)


@pytest.mark.django_db(transaction=True)
def test_no_key_index_or_trigger_is_missing_after_a_load():
    def shape():
        with connection.cursor() as cursor:
            cursor.execute(SHAPE)
            return set(cursor.fetchall())

    before = shape()
    with as_owner(), transaction.atomic():
        with bulk.bare(volume.TABLES, lambda _line: None):
            within = shape()
        after = shape()
        transaction.set_rollback(True)
    assert within != before
    assert (before - after, after - before) == (set(), set())


def test_a_code_that_is_there_already_is_not_given_again(loaded):
    writer = volume.Writer(CASES)
    start = next(writer.code)
    writer.code = itertools.count(start)
    first = writer._code()
    assert set(loaded.values_list("reference", flat=True)) <= writer.taken
    writer.code, writer.taken = itertools.count(start), {first}
    assert writer._reference() != first
