"""Reports and directives in the daily letter, and in the search across everything."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from people.digests.readers import Readers
from people.digests.registry import FIRST, Section
from people.models import Term
from people.permissions import Profile
from reports import digest
from reports.directives import services
from reports.directives.workflow import TaskState
from reports.models import Directive, DirectiveTask, Report, ReportPeriod
from reports.services import moves
from reports.workflow import ReportStatus
from tests.factories import UserFactory
from tests.reports.directives import answered, issued, make_late, task_of
from tests.reports.test_review import sent, written

pytestmark = pytest.mark.django_db
SEARCH = "/can-bo/tim/"


def said(source, *users):
    """Who is told of what, in which part of the letter."""
    readers = Readers.of(users, clock.now())
    return {(user, entry.section) for user, entry in source(readers)}


def letters(source, *users):
    """What each is told, by user and part of the letter."""
    readers = Readers.of(users, clock.now())
    return {(user, entry.section): entry for user, entry in source(readers)}


def cost(source, *users) -> int:
    """How many statements a batch takes."""
    readers = Readers.of(users, clock.now())
    with CaptureQueriesContext(connection) as found:
        list(source(readers))
    return len(found)


def copies(row, count, **fields):
    """More of a row, not saved; `fields` are functions of their number."""
    same = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "uuid")
    }
    for number in range(count):
        new = {name: make(number) for name, make in fields.items()}
        yield type(row)(**same | new, uuid=uuid.uuid4())


def test_the_letter_names_whose_turn_a_report_is(report, officer, leader, reviewer):
    Report.objects.exclude(pk=report.pk).update(due_on="2999-01-04")
    everybody = (officer, leader, reviewer)
    part = Section.LATE if report.is_overdue else Section.WAITING
    told = said(digest.reports, *everybody)
    assert {user for user, _section in told} == {officer.pk, leader.pk}
    assert part in {section for _user, section in told}
    written(report, officer)
    moves.make_ready(report=report, by=officer)
    assert {user for user, _section in said(digest.reports, *everybody)} == {leader.pk}
    report.refresh_from_db()
    moves.submit(report=report, number="5/BC-UBND", by=leader)
    assert said(digest.reports, *everybody) == {(reviewer.pk, Section.WAITING)}


def test_a_report_is_found_by_who_may_read_it(client, report, officer, leader, reviewer, stranger):
    address, words = report.get_absolute_url(), {"q": "tinh hinh ben nghe"}

    def finds(user):
        client.force_login(user)
        return address in client.get(SEARCH, words).content.decode()

    assert finds(officer)
    assert not finds(reviewer), "a draft is not read above"
    sent(report, officer, leader)
    assert finds(reviewer)
    assert not finds(stranger)


def test_a_directive_is_found_by_issuer_and_ward(
    client, city_official, officer, stranger, ward, city
):
    directive = issued(city, city_official, ward, subject="Ra quân dọn vệ sinh")
    task = directive.tasks.get()
    readers = {city_official: directive.get_absolute_url(), officer: task.get_absolute_url()}
    for user, address in readers.items():
        client.force_login(user)
        assert address in client.get(SEARCH, {"q": "ra quan don"}).content.decode()
    client.force_login(stranger)
    page = client.get(SEARCH, {"q": "ra quan don"}).content.decode()
    assert reverse("reports:directive_task", args=[task.uuid]) not in page
    assert {user for user, _section in said(digest.directives, officer, stranger)} == {officer.pk}


def test_answers_nobody_accepted_hide_no_directive_that_is_late(
    city_official, officer, stranger, ward, foreign_ward, city
):
    late = issued(city, city_official, ward)
    make_late(late, 1)
    model = issued(city, city_official, foreign_ward, number="1/UBND")
    answered(task_of(model, foreign_ward), stranger)
    make_late(model, 9)
    users = (city_official, officer, stranger)
    few = cost(digest.directives, *users)
    many = Directive.objects.bulk_create(
        copies(model, 2000, number=lambda number: f"{number + 100}/UBND")
    )
    task = task_of(model, foreign_ward)
    DirectiveTask.objects.bulk_create(
        copies(task, 2000, directive_id=lambda number: many[number].pk)
    )
    found = letters(digest.directives, *users)
    assert set(found) == {(officer.pk, Section.LATE), (city_official.pk, Section.WAITING)}
    mine, waiting = found[officer.pk, Section.LATE], found[city_official.pk, Section.WAITING]
    assert (mine.count, mine.lines[0].url) == (1, task_of(late, ward).get_absolute_url())
    assert (waiting.count, len(waiting.lines)) == (2001, FIRST)
    assert cost(digest.directives, *users) == few


def test_what_one_ward_owes_hides_nothing_of_another(
    city_official, officer, stranger, ward, foreign_ward, city
):
    make_late(issued(city, city_official, ward), 1)
    model = issued(city, city_official, foreign_ward, number="1/UBND")
    make_late(model, 9)
    many = Directive.objects.bulk_create(
        copies(model, 2000, number=lambda number: f"{number + 100}/UBND")
    )
    task = task_of(model, foreign_ward)
    assert task.state == TaskState.WAITING
    DirectiveTask.objects.bulk_create(
        copies(task, 2000, directive_id=lambda number: many[number].pk)
    )
    found = letters(digest.directives, officer, stranger)
    counts = {user: entry.count for (user, _section), entry in found.items()}
    assert counts == {officer.pk: 1, stranger.pk: 2001}


def test_who_has_a_directive_does_not_depend_on_who_reads_with_them(
    city_official, officer, ward, city
):
    colleague = UserFactory.of(Profile.WARD_OFFICIAL, ward, username="dong-nghiep")
    task = task_of(issued(city, city_official, ward), ward)
    assert {user for user, _part in said(digest.directives, colleague)} == {colleague.pk}
    services.acknowledge(task=task, by=officer)
    services.assign(task=task, assignee=officer, by=officer)
    told = {user for user, _part in said(digest.directives, officer, colleague)}
    assert told == {officer.pk}
    assert not said(digest.directives, colleague), "the assignee reads in another batch, or nothing"
    Term.objects.filter(person=officer.person).update(valid=("2021-01-01", "2026-01-01"))
    assert {user for user, _part in said(digest.directives, colleague)} == {colleague.pk}


def test_reports_that_wait_above_hide_none_that_is_late(
    report, officer, leader, reviewer, foreign_ward
):
    others = Report.objects.exclude(pk=report.pk)
    others.update(status=ReportStatus.ROLLED_UP, sent_at=clock.now())
    yesterday = clock.today() - datetime.timedelta(days=1)
    Report.objects.filter(pk=report.pk).update(due_on=yesterday)
    report.refresh_from_db()
    users = (officer, leader, reviewer)
    few = cost(digest.reports, *users)
    long_ago = clock.at(datetime.date(2001, 1, 1), datetime.time.min)
    day = datetime.timedelta(days=1)
    model = ReportPeriod.objects.get(pk=report.period_id)
    fields = {
        field.attname: getattr(model, field.attname)
        for field in model._meta.concrete_fields
        if field.name not in ("id", "start", "end")
    }
    periods = ReportPeriod.objects.bulk_create(
        ReportPeriod(**fields, start=long_ago, end=long_ago + (number + 1) * day)
        for number in range(2001)
    )
    waiting = copies(
        report,
        2001,
        period_id=lambda number: periods[number].pk,
        unit_id=lambda _number: foreign_ward.pk,
        keeper_id=lambda _number: foreign_ward.pk,
        reviewer_id=lambda _number: reviewer.person.unit_id,
        status=lambda _number: ReportStatus.SUBMITTED,
        sent_at=lambda _number: clock.now(),
        due_on=lambda _number: yesterday - 9 * day,
    )
    Report.objects.bulk_create(waiting)
    found = letters(digest.reports, *users)
    counts = {key: (entry.count, len(entry.lines)) for key, entry in found.items()}
    assert counts == {
        (officer.pk, Section.LATE): (1, 1),
        (leader.pk, Section.LATE): (1, 1),
        (reviewer.pk, Section.WAITING): (2001, FIRST),
    }
    assert cost(digest.reports, *users) == few
