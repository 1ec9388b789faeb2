"""How often somebody may do something, with Redis and without."""

from __future__ import annotations

import datetime

import pytest
import redis
import time_machine
from django.conf import settings as live
from django.test import RequestFactory

from core import throttle

pytestmark = pytest.mark.urls("tests.core.urls")


@pytest.fixture(autouse=True)
def counters(monkeypatch):
    """Counters of this test alone."""
    fresh = throttle._Counters()
    monkeypatch.setattr(throttle, "_counters", fresh)
    client = redis.Redis.from_url(live.REDIS_URL)
    client.flushdb()
    return fresh


@pytest.fixture
def redis_gone(counters, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def test_hit_allows_the_rate_and_no_more():
    assert [throttle.hit("gửi", "a", "3/minute") for _n in range(5)] == [True] * 3 + [False] * 2


def test_hit_counts_names_and_keys_apart():
    assert throttle.hit("gửi", "a", "1/minute")
    assert throttle.hit("gửi", "b", "1/minute")
    assert throttle.hit("tra", "a", "1/minute")
    assert not throttle.hit("gửi", "a", "1/minute")


def test_hit_is_shared_by_processes(monkeypatch):
    assert throttle.hit("gửi", "a", "1/minute")
    monkeypatch.setattr(throttle, "_counters", throttle._Counters())
    assert not throttle.hit("gửi", "a", "1/minute")


def test_has_room_asks_without_counting():
    assert [throttle.has_room("sai", "a", "2/minute") for _n in range(5)] == [True] * 5
    throttle.hit("sai", "a", "2/minute")
    throttle.hit("sai", "a", "2/minute")
    assert not throttle.has_room("sai", "a", "2/minute")


def test_hit_without_redis_counts_alone(redis_gone, caplog):
    assert [throttle.hit("gửi", "a", "2/minute") for _n in range(3)] == [True, True, False]
    assert [record.message for record in caplog.records] == [
        "rate limits: Redis unreachable (ConnectionError)"
    ]


def test_hit_asks_redis_again_after_a_pause(counters, settings, monkeypatch):
    right = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert throttle.hit("gửi", "a", "1/minute")
    assert not throttle.hit("gửi", "a", "1/minute")
    settings.REDIS_URL = right
    del counters.shared
    assert not throttle.hit("gửi", "a", "1/minute")  # still counting alone
    monkeypatch.setattr(counters, "paused_until", 0.0)
    assert throttle.hit("gửi", "a", "1/minute")  # Redis has not seen it yet


def request(address: str = "203.0.113.7", forwarded: str | None = None):
    made = RequestFactory().get("/", REMOTE_ADDR=address)
    if forwarded is not None:
        made.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return made


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.2.3.4", "203.0.113.7"),
        (0, None, "203.0.113.7"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "10.0.0.1", "203.0.113.7"),
        (1, "", "203.0.113.7"),
        (1, None, "203.0.113.7"),
    ],
)
def test_client_address_believes_only_our_own_proxies(settings, proxies, forwarded, address):
    settings.PORTAL_TRUSTED_PROXIES = proxies
    assert throttle.client_address(request(forwarded=forwarded)) == address


def test_client_key_hides_the_address():
    key = throttle.client_key(request())
    assert "203.0.113" not in key
    assert len(key) == 32
    assert throttle.client_key(request()) == key
    assert throttle.client_key(request("203.0.113.8")) != key


def test_client_key_is_another_tomorrow():
    with time_machine.travel(datetime.datetime(2026, 3, 2, 5, tzinfo=datetime.UTC)):
        today = throttle.client_key(request())
    with time_machine.travel(datetime.datetime(2026, 3, 3, 5, tzinfo=datetime.UTC)):
        assert throttle.client_key(request()) != today


def test_client_key_takes_an_ipv6_household_as_one():
    key = throttle.client_key(request("2001:db8:1:2::1"))
    assert throttle.client_key(request("2001:db8:1:2:ffff::9")) == key
    assert throttle.client_key(request("2001:db8:1:3::1")) != key
    assert throttle.client_key(request("::ffff:203.0.113.7")) == throttle.client_key(request())


@pytest.mark.parametrize("address", ["", "unix:", "không có"])
def test_client_key_of_no_address(address):
    assert throttle.client_key(request(address)) == throttle.client_key(request(address))


@pytest.mark.django_db
def test_throttled_view_answers_429_with_a_page(client):
    assert [client.post("/limited/").status_code for _n in range(4)] == [200, 200, 200, 429]
    answer = client.post("/limited/")
    assert answer["Retry-After"] == "3600"
    assert "60" in answer.content.decode()


@pytest.mark.django_db
def test_throttled_view_does_not_count_other_methods(client):
    assert {client.get("/limited/").status_code for _n in range(10)} == {200}


@pytest.mark.django_db
def test_throttled_view_works_without_redis(client, redis_gone):
    assert [client.post("/limited/").status_code for _n in range(4)] == [200, 200, 200, 429]


def test_redis_holds_no_address():
    throttle.hit("gửi", throttle.client_key(request()), "5/minute")
    store = redis.Redis.from_url(live.REDIS_URL)
    kept = b" ".join(store.keys("*"))
    assert kept
    assert b"203.0.113" not in kept
