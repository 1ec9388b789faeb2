"""Ids in forms, filters and bulk actions: a foreign one is answered as one that does not exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import reference
from feedback.models import Case, CaseEvent
from people.models import Person, Term
from tests.world import MISSING, World
from wards.models import Unit

pytestmark = pytest.mark.django_db
NOBODY = 987_654_321
LITERAL = re.compile(r"'[^']*'|\b\d+\b|s\d+_x\d+")
ONE_TIME = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
INBOX = "/can-bo/phan-anh/"


@dataclass
class Ids:
    """What is typed or forged: of another ward, or of nothing."""

    reference: str
    unit: int
    user: int
    person: int
    person_uuid: str

    def hidden(self, text: str) -> str:
        """A page with what was typed taken out, so that two can be compared."""
        for value in (self.reference, self.person_uuid):
            text = text.replace(value, "X")
        return re.sub(r"\d+", "#", ONE_TIME.sub("", text))


@pytest.fixture
def ids(world) -> dict[str, Ids]:
    """The foreign ones and those of nothing, and where the own case is."""
    unit = Unit.objects.get(uuid=world.things["unit"]["foreign"]["uuid"])
    person = Person.objects.get(uuid=world.things["account"]["foreign"]["uuid"])
    foreign = Ids(
        world.things["case"]["foreign"]["reference"],
        unit.pk,
        person.user.pk,
        person.pk,
        str(person.uuid),
    )
    return {
        "foreign": foreign,
        "missing": Ids(reference.generate(), NOBODY, NOBODY + 1, NOBODY + 2, str(MISSING)),
    }


def own(world: World) -> Case:
    return Case.objects.get(reference=world.things["case"]["own"]["reference"])


def move(slug: str, **fields: Callable[[Ids], Any]) -> Callable[[World, Ids], tuple[str, dict]]:
    def ask(world: World, ids: Ids) -> tuple[str, dict]:
        case = own(world)
        data = {name: value(ids) for name, value in fields.items()}
        return f"{INBOX}{case.reference}/{slug}/", {"version": case.version, **data}

    return ask


def bulk(world: World, ids: Ids) -> tuple[str, dict]:
    target = f"n{world.users['phuong'].pk}"
    return f"{INBOX}phan-cong/", {"case": f"{ids.reference}:1", "target": target, "confirmed": "1"}


def bulk_target(world: World, ids: Ids) -> tuple[str, dict]:
    case = own(world)
    return f"{INBOX}phan-cong/", {
        "case": f"{case.reference}:{case.version}",
        "target": f"k{ids.unit}",
        "confirmed": "1",
    }


POSTS = {
    "assign to a user": move("phan-cong", target=lambda ids: f"n{ids.user}"),
    "assign to a khu phố": move("phan-cong", target=lambda ids: f"k{ids.unit}"),
    "triage into a khu phố": move("phan-loai", unit=lambda ids: ids.unit),
    "merge into": move("gop", into=lambda ids: ids.reference),
    "bulk": bulk,
    "bulk target": bulk_target,
    "appoint a person": lambda _world, ids: (
        "/can-bo/nhan-su/bo-nhiem/",
        {"person": ids.person, "unit": ids.unit},
    ),
    "take in for a khu phố": lambda _world, ids: (
        f"{INBOX}tiep-nhan/",
        {"unit": ids.unit, "body": "Đèn hư"},
    ),
}
GETS = {
    "filter by khu phố": lambda ids: f"{INBOX}?status=all&unit={ids.unit}",
    "filter by official": lambda ids: f"{INBOX}?status=all&assignee={ids.user}",
    "search by reference": lambda ids: f"{INBOX}?status=all&q={ids.reference}",
    "fragment": lambda ids: f"{INBOX}?status=all&unit={ids.unit}",
    "register of a unit": lambda ids: f"/can-bo/nhan-su/?unit={ids.unit}",
    "appoint by link": lambda ids: (
        f"/can-bo/nhan-su/bo-nhiem/?person={ids.person_uuid}&unit={ids.unit}"
    ),
    "api by unit": lambda ids: f"/api/v1/cases/?status=all&unit={ids.unit}",
    "api by official": lambda ids: f"/api/v1/cases/?status=all&assignee={ids.user}",
}


@pytest.mark.parametrize("what", POSTS)
def test_a_forged_id_in_a_form_is_answered_as_one_of_nothing(client, world, ids, what):
    world.enter(client, "phuong")
    before = Case.objects.count(), CaseEvent.objects.count(), Term.objects.count()
    answers, work = [], []
    for whose in ("foreign", "missing", "foreign"):
        path, data = POSTS[what](world, ids[whose])
        with CaptureQueriesContext(connection) as asked:
            response = client.post(path, data)
        assert response.status_code in {200, 302, 400, 404, 422}
        answers.append((response.status_code, ids[whose].hidden(response.content.decode())))
        work.append([LITERAL.sub("?", query["sql"]) for query in asked])
    assert answers[0] == answers[1]
    assert work[1] == work[2]
    assert (Case.objects.count(), CaseEvent.objects.count(), Term.objects.count()) == before


@pytest.mark.parametrize("what", GETS)
def test_a_forged_id_in_an_address_is_answered_as_one_of_nothing(client, world, ids, what):
    world.enter(client, "phuong", with_key=what.startswith("api"))
    headers = {"HTTP_HX_REQUEST": "true"} if what == "fragment" else {}
    answers = []
    for whose in ("foreign", "missing"):
        response = client.get(GETS[what](ids[whose]), **headers)
        answers.append((response.status_code, ids[whose].hidden(response.content.decode())))
    assert answers[0] == answers[1]
