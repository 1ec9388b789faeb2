"""Reports and directives in the daily letter, and in the search across everything."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core import clock
from people.digests.readers import Readers
from people.digests.registry import Section
from reports import digest
from reports.models import Report
from reports.services import moves
from tests.reports.directives import issued
from tests.reports.test_review import sent, written

pytestmark = pytest.mark.django_db
SEARCH = "/can-bo/tim/"


def said(source, *users):
    """Who is told of what, in which part of the letter."""
    readers = Readers.of(users, clock.now())
    return {(user, entry.section) for user, entry in source(readers)}


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
