"""The second factor: set up, asked for, required, lost."""

from __future__ import annotations

import datetime
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from core import clock
from people.models import LoginAttempt, Outcome
from people.services import access

PASSWORD = "mot-cau-dai-de-nho"
PAGE = reverse("people:register")


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture(autouse=True)
def stopped_clock():
    """A code is good for thirty seconds; no test may fall over their edge."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def officer(officer):
    officer.set_password(PASSWORD)
    officer.save()
    return officer


@pytest.fixture
def client(officer):
    client = Client()
    client.post("/dang-nhap/", {"login": "phuong", "password": PASSWORD})
    return client


def confirm_password(client, url):
    """The page asks for the password once more; returns what comes after it."""
    asked = client.get(url)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    return client.post(asked.url, {"password": PASSWORD}, follow=True)


def set_up(client) -> str:
    """Set up an authenticator app; returns its secret."""
    page = confirm_password(client, reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    return secret


def later(seconds=40):
    """The next code, so that none is used twice."""
    return time_machine.travel(clock.now() + datetime.timedelta(seconds=seconds), tick=False)


def password_only(client=None):
    client = client or Client()
    answer = client.post("/dang-nhap/", {"login": "phuong", "password": PASSWORD})
    return client, answer


def test_setting_up_draws_a_code_without_inline_style_and_hides_the_secret(
    client, mailed, django_capture_on_commit_callbacks
):
    page = confirm_password(client, reverse("mfa_activate_totp"))
    body = page.content.decode()
    assert "<svg" in body
    assert "style=" not in body
    assert "data:" not in body
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)
    assert [letter.subject for letter in mailed()] == ["Đã bật bảo mật hai lớp"]


def test_a_wrong_code_sets_nothing_up(client):
    confirm_password(client, reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert answer.context["form"].errors["code"] == ["Mã không đúng, đã dùng hoặc đã hết hạn."]
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_shown_in_answer_to_a_post_only(client):
    set_up(client)
    url = reverse("mfa_view_recovery_codes")
    assert client.get(url).context["codes"] == []
    shown = client.post(url)
    assert len(shown.context["codes"]) == 10


def test_sign_in_then_asks_for_the_code(client):
    secret = set_up(client)
    with later():
        other, answer = password_only()
        assert answer.url == reverse("mfa_authenticate")
        assert other.get(PAGE).status_code == 302
        done = other.post(answer.url, {"code": code_of(secret)})
        assert done.url == "/can-bo/"
        assert other.get(PAGE).status_code == 200


def test_a_code_is_good_once(client):
    secret = set_up(client)
    with later():
        code = code_of(secret)
        first, answer = password_only()
        assert first.post(answer.url, {"code": code}).status_code == 302
        second, answer = password_only()
        assert second.post(answer.url, {"code": code}).status_code == 200


def test_a_recovery_code_works_once(client):
    set_up(client)
    code = client.post(reverse("mfa_view_recovery_codes")).context["codes"][0]
    first, answer = password_only()
    assert first.post(answer.url, {"code": code}).url == "/can-bo/"
    second, answer = password_only()
    assert second.post(answer.url, {"code": code}).status_code == 200


def test_guessing_codes_is_stopped_and_kept(client):
    secret = set_up(client)
    with later():
        other, answer = password_only()
        for number in range(40):
            other.post(answer.url, {"code": f"{number:06}"})
        tried = LoginAttempt.objects.filter(outcome=Outcome.WRONG_CODE).count()
        assert 0 < tried <= 10
        assert other.post(answer.url, {"code": code_of(secret)}).status_code == 200


def test_resetting_the_password_does_not_pass_by_the_second_factor(client, officer, mailed):
    set_up(client)
    anonymous = Client()
    anonymous.post(reverse("account_reset_password"), {"email": officer.email})
    link = next(
        word for letter in mailed() for word in letter.body.split() if "/mat-khau/dat-lai/" in word
    )
    form_url = anonymous.get(link.removeprefix("http://testserver")).url
    new = {"password1": "cau-moi-con-dai-hon", "password2": "cau-moi-con-dai-hon"}
    assert anonymous.post(form_url, new).status_code == 302
    assert anonymous.get(PAGE).status_code == 302
    answer = anonymous.post("/dang-nhap/", {"login": "phuong", "password": "cau-moi-con-dai-hon"})
    assert answer.url == reverse("mfa_authenticate")


def test_where_it_is_required_nothing_else_opens_before_it_is_set_up(client, settings):
    settings.MFA_REQUIRED = True
    for path in ("/can-bo/", PAGE, reverse("account_change_password"), "/quan-tri/"):
        assert client.get(path).url == reverse("mfa_activate_totp")
    assert client.post(reverse("people:person_add"), {"name": "An"}).url == reverse(
        "mfa_activate_totp"
    )
    assert client.get("/").status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    set_up(client)
    assert client.get(PAGE).status_code == 200


def test_where_it_is_required_it_cannot_be_switched_off(client, settings):
    set_up(client)
    settings.MFA_REQUIRED = True
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 200
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    settings.MFA_REQUIRED = False
    assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not Authenticator.objects.exists()


def test_a_lost_phone_is_helped_by_the_manager_and_told(client, officer, leader, mailed):
    set_up(client)
    access.remove_second_factor(user=officer, by=leader)
    assert not Authenticator.objects.exists()
    assert client.get(PAGE).status_code == 302
    assert "Bảo mật hai lớp đã được gỡ" in [letter.subject for letter in mailed()]
    _, answer = password_only()
    assert answer.url == "/can-bo/"
