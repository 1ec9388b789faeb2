"""Every form × texts that nobody would think of: never a 500, never slow, and nothing foreign touched."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import throttle
from tests import pace
from tests.test_bad_input import WHO, Form, answers, questions

pytestmark = [pytest.mark.django_db, pytest.mark.long]
# Requests for each form; FUZZ=80 makes more than ten thousand of them all.
EXAMPLES = int(os.environ.get("FUZZ", "3"))

TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn"]), max_size=60),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.uuids().map(str),
    st.from_regex(r"\A[knKN]?-?[0-9]{1,20}\Z"),
    st.sampled_from(["on", "all", "me", "none", "send", "preview", "insert", "edit", "late"]),
    st.sampled_from(["' OR 1=1--", "${7*7}", "{{7*7}}", "../../etc/passwd", "=cmd|' /C calc'!A0"]),
    st.integers(1, 40).map(lambda times: "Ẫ\u0301" * 50 * times),
)


class Fuzz:
    """What was asked, and what should not have been."""

    def __init__(self, client) -> None:
        self.client = client
        self.seen: Counter[int] = Counter()
        self.bad: list[tuple[int, str, dict[str, str]]] = []

    def run(self, form: Form) -> None:
        """All fields of a form at random, or one of them among good ones."""

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.fixed_dictionaries(dict.fromkeys(form.values, TEXTS)), st.booleans())
        def ask(typed, alone):
            data = typed
            if alone and typed:
                name = sorted(typed)[self.seen.total() % len(typed)]
                data = form.values | {name: typed[name]}
            self.ask(form, data)

        ask()

    def ask(self, form: Form, data: dict[str, str]) -> None:
        watch = pace.Watch()
        status = answers(self.client, form.method, form.action, data)
        self.seen[status] += 1
        if status >= 500 or watch.is_over:
            self.bad.append((status, form.action, data))


@pytest.mark.parametrize("profile", WHO)
def test_nothing_typed_breaks_a_form(client, world, monkeypatch, profile):
    monkeypatch.setattr(throttle, "hit", lambda *_args: True)  # here many requests are the point
    client.raise_request_exception = False
    world.enter(client, profile)
    fuzz = Fuzz(client)
    for form in list(questions(client, world, profile)):
        cache.clear()
        fuzz.run(form)
    print(f"{profile}: {fuzz.seen.total()} requests, {dict(fuzz.seen)}")  # noqa: T201 - shown by -s
    assert fuzz.seen.total() >= 20
    assert fuzz.bad == []
