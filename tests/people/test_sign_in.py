"""Signing in: who may, what is said, how often one may try, and what is kept of it."""

from __future__ import annotations

import os
import time

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people import attempts
from people.models import LoginAttempt, Outcome, User
from people.permissions import Profile
from tests.factories import UserFactory, WardFactory
from tests.hashers import CountingHasher

pytestmark = pytest.mark.django_db
PASSWORD = "mot-cau-dai-de-nho"
WRONG = ["Tên đăng nhập hoặc mật khẩu không đúng."]
TOO_MANY = ["Đã thử sai nhiều lần. Xin đợi 15 phút rồi thử lại, hoặc đặt lại mật khẩu."]
GUESSES = int(os.environ.get("GUESSES", "60"))  # 10,000 have been tried as well


@pytest.fixture
def user():
    user = UserFactory.of(
        Profile.WARD_OFFICIAL, WardFactory(), username="mai", email="mai@phuong.example"
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="mai", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def guess(client, times, pause=0.0):
    """Guess as fast as one can, or with a pause after each."""
    for number in range(times):
        sign_in(client, password=f"doan-bua-lan-thu-{number}")
        time.sleep(pause)


def use_up(client):
    """Guess until the account's limit is reached; slowly, so that the guard of a second lets by."""
    guess(client, 12, pause=0.25)


def errors(response):
    return response.context["form"].non_field_errors()


def outcomes():
    return list(LoginAttempt.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize(
    "name", ["mai", "MAI", " mai ", "mai@phuong.example", "Mai@Phuong.Example"]
)
def test_sign_in_by_name_or_address_leads_to_the_staff_pages(client, user, name):
    response = sign_in(client, name)
    assert (response.status_code, response.url) == (302, "/can-bo/")
    kept = LoginAttempt.objects.get()
    assert (kept.outcome, kept.user_id, kept.scope) == (
        Outcome.SIGNED_IN,
        user.pk,
        user.person.unit_id,
    )


def test_the_way_back_leads_into_the_portal_only(client, user):
    inside = client.post(
        "/dang-nhap/", {"login": "mai", "password": PASSWORD, "next": "/can-bo/nhan-su/"}
    )
    client.logout()
    outside = client.post(
        "/dang-nhap/", {"login": "mai", "password": PASSWORD, "next": "https://xau.example/"}
    )
    assert (inside.url, outside.url) == ("/can-bo/nhan-su/", "/can-bo/")


def test_every_refusal_is_the_same_answer(client, user, settings):
    closed = UserFactory.of(Profile.WARD_OFFICIAL, WardFactory(), username="dong", is_active=False)
    nobody = UserFactory(username="khong-ai", person=None)
    demo = UserFactory.of(Profile.WARD_OFFICIAL, WardFactory(), username="mau", is_demo=True)
    for other in (closed, nobody, demo):
        other.set_password(PASSWORD)
        other.save()
    settings.PORTAL_DEMO = False
    answers = [
        sign_in(client, password="sai-mat-khau-roi"),
        sign_in(client, username="khong-co-ai"),
        sign_in(client, username="khong@co.example"),
        *(sign_in(client, username=other.username) for other in (closed, nobody, demo)),
    ]
    assert [errors(answer) for answer in answers] == [WRONG] * 6
    assert {answer.status_code for answer in answers} == {200}
    settings.PORTAL_DEMO = True
    assert sign_in(client, username="mau").url == "/can-bo/"


def test_an_unknown_name_costs_as_many_queries_as_a_known_one(client, user):
    counts = []
    for name in ("mai", "khong-co-ai", "mai@phuong.example", "khong@co.example"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sign_in(client, username=name, password="sai-mat-khau-roi")
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "name", ["mai", "khong-co-ai", "mai@phuong.example", "khong@co.example", "dong", "chua-dat"]
)
def test_every_attempt_hashes_exactly_once(user, settings, name):
    UserFactory.of(Profile.WARD_OFFICIAL, WardFactory(), username="dong", is_active=False)
    invited = UserFactory.of(Profile.WARD_OFFICIAL, WardFactory(), username="chua-dat")
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher"]
    invited.set_unusable_password()
    invited.save()
    for password in (PASSWORD, "sai-mat-khau-roi"):
        CountingHasher.hashed = 0
        authenticate(None, username=name, password=password)
        assert CountingHasher.hashed == 1


def test_a_closed_account_is_refused_at_the_next_request(client, user):
    client.force_login(user)
    assert client.get(reverse("usersessions_list")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("usersessions_list")).status_code == 302


def test_no_more_than_twenty_of_many_guesses_are_looked_at(client, user):
    guess(client, GUESSES)
    use_up(client)
    looked_at = outcomes().count(Outcome.WRONG_PASSWORD)
    assert 0 < looked_at <= 20
    blocked = sign_in(Client(REMOTE_ADDR="192.0.2.9"))  # the address itself may be cut off
    assert errors(blocked) == TOO_MANY
    assert outcomes().count(Outcome.BLOCKED) == 1


def test_many_guesses_in_one_second_are_not_all_looked_at(client, user):
    start = time.monotonic()
    guess(client, 30)
    seconds = time.monotonic() - start
    assert outcomes().count(Outcome.WRONG_PASSWORD) <= 5 * (seconds + 1)


def test_guesses_of_others_do_not_lock_the_owner_out(user):
    own = Client()
    assert sign_in(own).status_code == 302
    own.post(reverse("account_logout"))
    use_up(Client(REMOTE_ADDR="192.0.2.7"))
    assert errors(sign_in(Client(REMOTE_ADDR="192.0.2.8"))) == TOO_MANY
    time.sleep(1.1)  # the guard of one second counts everybody
    assert sign_in(own).status_code == 302


def test_a_forged_cookie_is_no_known_browser(client, user):
    client.cookies[attempts.cookie_name()] = "e30:1x:abc"
    use_up(client)
    assert errors(sign_in(client)) == TOO_MANY


def test_the_cookie_of_a_browser_names_nobody(client, user):
    sign_in(client)
    cookie = client.cookies[attempts.cookie_name()]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "mai" not in cookie.value


def test_what_is_kept_of_an_attempt_names_nobody(client, user):
    sign_in(client, username="Nguyễn Văn Ai", password="sai-mat-khau-roi")
    kept = LoginAttempt.objects.get()
    assert (kept.outcome, kept.user_id, kept.scope) == (Outcome.WRONG_PASSWORD, None, None)
    assert kept.name_hash == attempts.name_hash(" nguyễn văn ai ")
    assert {field.name for field in LoginAttempt._meta.fields} == {
        "id",
        "name_hash",
        "outcome",
        "user_id",
        "scope",
        "at",
    }


@pytest.mark.parametrize("name", ["", "   ", "a" * 300, "\x00", "🙂" * 40, "' or 1=1 --"])
def test_odd_names_get_a_page_and_no_error(client, user, name):
    assert sign_in(client, username=name).status_code == 200


def test_a_password_too_long_to_hash_is_refused_unhashed(client, user):
    response = sign_in(client, password="x" * 100_000)
    assert "password" in response.context["form"].errors
    assert outcomes() == []


def test_demo_sign_ins_stand_on_the_page_in_the_demonstration_only(client, settings):
    assert client.get("/dang-nhap/").content.count(b"gan-dan-demo") == 11
    settings.PORTAL_DEMO = False
    page = client.get("/dang-nhap/")
    assert b"gan-dan-demo" not in page.content


def test_sign_up_and_management_of_addresses_do_not_exist(client):
    for path in ("/tai-khoan/signup/", "/tai-khoan/email/", "/accounts/signup/", "/dang-ky/"):
        assert client.get(path).status_code == 404


def test_signing_in_starts_a_new_session(client, user):
    client.get("/dang-nhap/")
    client.cookies["sessionid"] = "a" * 32
    sign_in(client)
    assert client.cookies["sessionid"].value != "a" * 32
