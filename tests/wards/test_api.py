"""Units over the API: on any day, with what they came from and what became of them."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from people.services import api_tokens
from tests.factories import DecisionFactory, NeighborhoodFactory, TransferFactory
from wards import services

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 4, 1)


@pytest.fixture
def get(client, officer):
    """Ask as a system of the ward."""
    _token, secret = api_tokens.give(
        name="x", user=officer, may_write=False, expires_on=clock.today(), by=None
    )

    def ask(path: str, **query):
        answer = client.get(path, query, headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


@pytest.fixture
def merged(ward):
    """Two khu phố that became one on 1 April 2024."""
    old = [NeighborhoodFactory(name=f"Khu phố {n}", parent=ward, ends=DAY) for n in (2, 3)]
    new = NeighborhoodFactory(name="Khu phố 23", parent=ward, begins=DAY)
    decision = DecisionFactory(number="11/NQ-HĐND", effective_on=DAY)
    for unit in old:
        TransferFactory(decision=decision, source=unit, target=new)
    decision.status = "confirmed"
    decision.save()
    decision.status, decision.applied_on = "applied", DAY
    decision.save()
    services.refresh_lookup()
    return old, new


def test_units_are_those_of_the_day_asked_for(get, ward, merged):
    query = {"parent": str(ward.uuid), "level": 4}
    for day, names in (
        ("2024-03-31", ["Khu phố 2", "Khu phố 3"]),
        ("2024-04-01", ["Khu phố 23"]),
    ):
        found = get("/api/v1/units/", on=day, **query)["results"]
        assert [row["name"] for row in found] == names


def test_unit_tells_its_history(get, ward, merged):
    (first, _second), new = merged
    old = get(f"/api/v1/units/{first.uuid}/")
    assert old["until"] == "2024-04-01"
    assert old["on_day"] is None
    assert [(edge["target"], edge["decision"]) for edge in old["went_to"]] == [
        (str(new.uuid), "11/NQ-HĐND")
    ]
    assert old["went_to"][0]["target_name"].startswith("Khu phố 23, Phường Bến Nghé")
    today = get(f"/api/v1/units/{new.uuid}/")
    assert today["on_day"]["parent"] == str(ward.uuid)
    assert len(today["came_from"]) == 2
    then = get(f"/api/v1/units/{first.uuid}/", on="2024-03-31")
    assert then["on_day"]["name"] == "Khu phố 2"


def test_find_takes_old_names_without_accents(get, merged):
    found = get("/api/v1/units/find/", q="khu pho 3 ben nghe")["results"]
    assert (found[0]["unit"], found[0]["lives_today"]) == (str(merged[0][1].uuid), False)


def test_units_cost_the_same_queries_for_any_number(
    client, officer, ward, django_assert_max_num_queries, get
):
    for number in range(60):
        NeighborhoodFactory(name=f"Khu phố {number}", parent=ward)
    get("/api/v1/units/")
    with django_assert_max_num_queries(3):
        page = get("/api/v1/units/", level=4)
    assert len(page["results"]) == 50
    assert page["next"]
