"""The search across everything finds schemes and consultations where one may see them."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from core.search import asking, registry
from core.search.words import Words
from neighborhoods.models import Consultation, Matter, Scheme
from neighborhoods.services import consultations
from neighborhoods.services.consultations import Plan
from tests.neighborhoods.plans import three_into_two

pytestmark = pytest.mark.django_db


def found(user, typed: str) -> dict[str, list[str]]:
    results = asking.ask(user, Words(typed), registry.open_to(user))
    kept = [group for group in results.groups if group.source.name in {"de-an", "lay-y-kien"}]
    return {
        group.source.name: ["".join(piece.text for piece in hit.title) for hit in group.hits]
        for group in kept
    }


def test_schemes_and_consultations_by_title_and_place(
    ward, places, neighborhood, officer, khu_pho, reviewer, stranger
):
    scheme = three_into_two(ward, places, officer)
    matter = Matter.objects.get(code="convention")
    plan = Plan("Quy ước hẻm 12")
    consultations.plan_consultation(unit=neighborhood, matter=matter, plan=plan, by=officer)
    for user in (officer, reviewer):
        assert found(user, "quy uoc 12 ben nghe") == {"lay-y-kien": ["Quy ước hẻm 12"]}
        assert found(user, scheme.title) == {"de-an": [scheme.title]}
    assert found(khu_pho, "uoc quy") == {"lay-y-kien": ["Quy ước hẻm 12"]}
    assert found(khu_pho, scheme.title) == {}
    assert (found(stranger, "quy uoc"), found(stranger, scheme.title)) == ({}, {})


@pytest.mark.parametrize(
    ("model", "index"), [(Scheme, "scheme_words"), (Consultation, "consultation_words")]
)
def test_words_are_found_by_their_index(model, index):
    """Where the table is long; a short one PostgreSQL rightly reads whole."""
    sql, params = model.objects.search("quy uoc").values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    assert index in (plan if isinstance(plan, str) else json.dumps(plan))
