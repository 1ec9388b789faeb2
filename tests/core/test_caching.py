"""A cache that is gone makes the portal slower, not broken."""

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache, caches
from django.test import override_settings

GONE = {
    "default": {
        "BACKEND": "core.caching.TolerantRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",  # nothing listens there
    }
}


@pytest.fixture
def gone():
    with override_settings(CACHES=GONE):
        yield caches["default"]


def test_cache_keeps_values():
    cache.set("khóa", {"số": 1})
    assert cache.get("khóa") == {"số": 1}
    assert cache.get_many(["khóa", "khác"]) == {"khóa": {"số": 1}}
    assert cache.add("khóa", 2) is False
    assert cache.touch("khóa") is True
    assert cache.delete("khóa") is True
    assert "khóa" not in cache


def test_cache_that_is_gone_answers_as_an_empty_one(gone):
    gone.set("khóa", 1)
    gone.set_many({"khóa": 1})
    gone.delete_many(["khóa"])
    assert gone.get("khóa", "không có") == "không có"
    assert gone.get_many(["khóa"]) == {}
    assert gone.add("khóa", 1) is True
    assert gone.touch("khóa") is False
    assert gone.delete("khóa") is False
    assert "khóa" not in gone


@pytest.mark.django_db
def test_session_lives_on_without_the_cache(gone):
    session = SessionStore()
    session["bản nháp"] = 7
    session.save()
    assert SessionStore(session.session_key)["bản nháp"] == 7
    assert SessionStore().exists(session.session_key) is True
