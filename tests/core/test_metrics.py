"""Figures for who has the token; a line in the log for each request, without anything personal."""

from __future__ import annotations

import json
import logging
import re

import pytest

from core import logs

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """What would be written, as a machine reads it."""
    found: list[dict] = []

    class Keep(logging.Handler):
        def emit(self, record):
            found.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(logs.formatter("json"))
    logger = logging.getLogger("gandan.request")
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)


def test_without_the_token_there_is_nothing(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "mot-khoa"
    assert client.get("/metrics").status_code == 404
    for wrong in ("Bearer mot-kho", "mot-khoá", "Bearer "):
        header = wrong.encode().decode("latin-1")
        assert client.get("/metrics", headers={"authorization": header}).status_code == 404


def test_figures_are_those_that_alarms_watch(client, settings, django_assert_max_num_queries):
    settings.METRICS_TOKEN = "mot-khoa"
    client.get("/")
    with django_assert_max_num_queries(12):  # one small question for each figure
        page = client.get("/metrics", headers={"authorization": "Bearer mot-khoa"})
    text = page.content.decode()
    assert 'gandan_http_responses_total{status="200"}' in text
    assert re.search(r"^gandan_outbox_oldest_seconds 0\.0$", text, re.M)
    assert "gandan_http_seconds_bucket" in text


def test_a_request_is_one_line_with_its_view_and_nothing_that_was_asked(client, lines):
    client.get("/tra-cuu/?q=nha+ba+Lan+0901234567")
    (line,) = lines
    assert (line["event"], line["method"], line["view"], line["status"]) == (
        "answered", "GET", "wards:lookup", 200,
    )  # fmt: skip
    assert "Lan" not in json.dumps(line)
    assert "0901234567" not in json.dumps(line)
    assert line["ms"] >= 0


def test_the_number_of_a_request_is_the_proxys_or_ours_and_is_answered(client, lines):
    ours = client.get("/")["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", ours)
    given = client.get("/", headers={"x-request-id": "0123456789abcdef"})
    assert given["X-Request-ID"] == "0123456789abcdef"
    forged = client.get("/", headers={"x-request-id": 'x" admin="1'})
    assert re.fullmatch(r"[0-9a-f]{32}", forged["X-Request-ID"])
    assert [line["request_id"] for line in lines][1] == "0123456789abcdef"
    assert len({line["request_id"] for line in lines}) == 3


def test_files_of_the_pages_leave_no_lines(client, lines):
    client.get("/static/nothing.css")
    assert lines == []
