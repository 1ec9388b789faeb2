"""JSON from outside is bounded before it can do harm."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError

from core.json import MAX_BYTES, MAX_DEPTH, BadJsonError, bounded_loads, check
from core.validators import bounded_json


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        ('{"a": [1, 2.5, null, true, "ạ"]}', {"a": [1, 2.5, None, True, "ạ"]}),
        ('"[[[[[[[[[[[[[[[[[[[[[[[[[["', "[" * 26),
        ('"\\"[[[[[[[[[[[[[[[[[[[[[[["', '"' + "[" * 23),
        (nested(MAX_DEPTH), json.loads(nested(MAX_DEPTH))),
    ],
)
def test_bounded_loads(text, value):
    assert bounded_loads(text) == value
    assert bounded_loads(text.encode()) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"a": "\x00"}',
        b'"\\u0000"',
        b'"\\ud800"',
        b'{"\\ud800": 1}',
        b'{"\\u0000": 1}',
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"[1e999]",
        b"1" * 5000,
        nested(MAX_DEPTH + 1).encode(),
        nested(20_000).encode(),
        b'{"a":' * 200 + b"1" + b"}" * 200,
        b'"' + b"a" * MAX_BYTES + b'"',
        "\ud800",
    ],
)
def test_bounded_loads_refuses(body):
    with pytest.raises(BadJsonError):
        bounded_loads(body)


def test_check_counts_bytes_as_stored():
    check("ạ" * 20_000)
    with pytest.raises(BadJsonError):
        check("ạ" * 30_000)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), object()])
def test_check_refuses_what_is_not_json(value):
    with pytest.raises(BadJsonError):
        check(value)


def test_check_refuses_a_deep_value_without_recursing_over_it_all():
    value: list = []
    for _level in range(5000):
        value = [value]
    with pytest.raises(BadJsonError):
        check(value)


def test_validator_speaks_to_people():
    bounded_json({"a": ("b", 1)})
    with pytest.raises(ValidationError) as refusal:
        bounded_json({"a": "\x00"})
    assert refusal.value.code == "bounded_json"
