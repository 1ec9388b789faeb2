"""Requests that nobody would think of, made from the API's own schema: never a 500, never slow."""

from __future__ import annotations

import json
import os
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from config import api
from core import clock, throttle
from people.services import api_tokens
from tests import pace

pytestmark = pytest.mark.django_db
# For each of the 27 operations, good and bad: FUZZ=200 makes more than ten thousand requests.
EXAMPLES = int(os.environ.get("FUZZ", "12"))
SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.schema(), default=str)))
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_nothing_breaks_it(client, cast, make_case, monkeypatch, operation, mode):
    monkeypatch.setattr(throttle, "hit", lambda *_args: True)  # here many requests are the point
    case = make_case()
    _token, secret = api_tokens.give(
        name="x", user=cast.leader, may_write=True, expires_on=clock.today(), by=None
    )
    seen: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(made=operation.as_strategy(generation_mode=mode))
    def ask(made):
        path = operation.path.replace("{reference}", case.reference)
        for name, value in (made.path_parameters or {}).items():
            path = path.replace(f"{{{name}}}", str(value))
        headers = {
            name: str(value).encode("latin-1", "replace").decode("latin-1")
            for name, value in (made.headers or {}).items()
        }
        headers["authorization"] = f"Bearer {secret}"
        watch = pace.Watch()
        if operation.method == "get":
            answer = client.get(path, made.query or {}, headers=headers)
        else:
            body = made.body if isinstance(made.body, bytes) else json.dumps(made.body, default=str)
            answer = client.post(path, body, content_type="application/json", headers=headers)
        assert not watch.is_over
        assert answer.status_code < 500
        assert "json" in answer["Content-Type"] or answer["Content-Type"] == "image/jpeg"
        seen[answer.status_code] += 1

    ask()
    assert seen.total() >= 1
