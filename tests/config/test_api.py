"""The schema and its page: made from the code that answers, complete, readable without a script."""

from __future__ import annotations

import json

import pytest
from drf_spectacular.validation import validate_schema

from config import api

pytestmark = pytest.mark.django_db


def test_schema_is_valid_names_every_address_and_asks_no_database(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = client.get("/api/schema/")
    schema = json.loads(answer.content)
    validate_schema(schema)
    shown = len(schema["paths"])
    inside = [p for p in api.urlpatterns if str(p.pattern).startswith("v1/")]
    assert shown == len(inside)
    assert all(
        operation["security"] == [{"key": []}]
        for methods in schema["paths"].values()
        for operation in methods.values()
    )


def test_every_move_of_the_page_is_one_of_the_api():
    from feedback.actions import ACTIONS  # noqa: PLC0415

    names = {pattern.name for pattern in api.urlpatterns}
    assert {f"case_{action.move}" for action in ACTIONS.values()} <= names


def test_page_explains_every_operation_without_a_script(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        page = client.get("/api/docs/").content.decode()
    for path, methods in api.schema()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert "Idempotency-Key" in page


def test_nothing_under_the_api_is_answered_with_a_page_of_html(client):
    for path in ("/api/nowhere/", "/api/v1/", "/api/v1/units/%00/", "/api/v1/cases/x/nothing/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
