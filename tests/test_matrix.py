"""Every address × every profile × own and foreign: nobody gets a row of another area, anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from tests.matrix import PROFILES, ROWS, Row

pytestmark = pytest.mark.django_db


def names(patterns=None, namespace: str = "") -> set[str]:
    """The name of every address of the portal; the administration site counts as one."""
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            found.add(f"{namespace}{pattern.name}")
        elif pattern.namespace == "admin":
            found.add("admin")
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= names(pattern.url_patterns, inner)
    return found


LITERAL = re.compile(r"'[^']*'|\b\d+\b")


@dataclass
class Asked:
    """One question put to the portal, and the letter its answer gets."""

    profile: str
    row: Row
    path: str

    def letter(self, client) -> str:
        response = ask(client, self.row, self.path)
        if response.streaming:
            response.close()
        if response.status_code == 302 and response.url.startswith("/dang-nhap/?"):
            return "L"
        return {200: "o", 302: "o", 303: "o", 400: "o", 401: "L", 404: "."}.get(
            response.status_code, str(response.status_code)
        )


def ask(client, row: Row, path: str):
    """As a browser, or as a system with a key."""
    if not row.is_api:
        return getattr(client, row.method)(path)
    more = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "thu"}
    return client.post(path, {}, **more) if row.method == "post" else client.get(path)


def test_every_address_has_its_row_and_every_row_an_address():
    written = [row.name for row in ROWS]
    assert len(written) == len(set(written))
    assert set(written) | {"admin"} == names()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("whose", ["own", "foreign"])
def test_every_profile_gets_exactly_this(client, world, row, whose):
    expected = getattr(row, whose)
    if not expected:
        assert whose == "foreign"
        return
    answers = {}
    for profile in PROFILES:
        world.enter(client, profile, with_key=row.is_api)
        path = reverse(row.name, kwargs=world.kwargs(row.kwargs, whose, row=row))
        answers[profile] = Asked(profile, row, path).letter(client)
    assert answers == dict(zip(PROFILES, expected, strict=True))


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "." in row.foreign], ids=lambda row: row.name
)
def test_a_foreign_thing_and_a_missing_one_get_the_same_answer(client, world, row):
    """The same words after the same work: neither the answer nor its time tells which one it was."""
    world.enter(client, "phuong", with_key=row.is_api)
    answers, work = [], []
    for whose in ("foreign", "missing", "foreign"):  # the first one also fills the caches
        path = reverse(row.name, kwargs=world.kwargs(row.kwargs, whose, row=row))
        with CaptureQueriesContext(connection) as asked:
            response = ask(client, row, path)
        answers.append((response.status_code, response.content))
        work.append([LITERAL.sub("?", query["sql"]) for query in asked])
    assert answers[0] == answers[1]
    assert work[1] == work[2]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_administration_site_is_for_system_administrators_only(client, world, profile):
    world.enter(client, profile)
    response = client.get("/quan-tri/")
    assert response.status_code == 302
    assert response.url.startswith(("/dang-nhap/", "/quan-tri/login/"))
