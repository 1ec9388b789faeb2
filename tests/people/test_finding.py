"""People are found by the index of the words of their names."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from people.models import Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_names_are_found_by_beginnings_in_any_order(ward):
    PersonFactory(unit=ward, name="Nguyễn Thị Ánh Tuyết")
    PersonFactory(unit=ward, name="Trần Văn Tú")
    names = {
        words: [person.name for person in Person.objects.search(words)]
        for words in ("tuyet ngu", "ÁNH", "tu", "uyet", "")
    }
    assert names["tuyet ngu"] == names["ÁNH"] == ["Nguyễn Thị Ánh Tuyết"]
    assert sorted(names["tu"]) == ["Nguyễn Thị Ánh Tuyết", "Trần Văn Tú"]
    assert names["uyet"] == []
    assert len(names[""]) == Person.objects.count()


def test_names_are_found_by_their_index():
    sql, params = Person.objects.search("nguyen").values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    assert "person_words" in (plan if isinstance(plan, str) else json.dumps(plan))
