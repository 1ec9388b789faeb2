"""How long a sign-in lasts, and ending it elsewhere."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import clock

PASSWORD = "mot-cau-dai-de-nho"
PAGE = reverse("people:register")


@pytest.fixture
def signed_in(officer):
    """A function that signs the officer in from a browser of its own."""
    officer.set_password(PASSWORD)
    officer.save()

    def start(**headers) -> Client:
        client = Client(**headers)
        answer = client.post("/dang-nhap/", {"login": "phuong", "password": PASSWORD})
        assert answer.status_code == 302
        return client

    return start


def after(**passed):
    return time_machine.travel(clock.now() + datetime.timedelta(**passed))


def test_half_an_hour_without_a_request_ends_the_sign_in(signed_in):
    client = signed_in()
    with after(minutes=29):
        assert client.get(PAGE).status_code == 200
    with after(minutes=29 + 31):
        answer = client.get(f"{PAGE}?state=due")
        assert (answer.status_code, answer.url) == (
            302,
            "/dang-nhap/?next=/can-bo/nhan-su/%3Fstate%3Ddue",
        )
        assert "Phiên làm việc đã hết" in client.get(answer.url).content.decode()


def test_twelve_hours_end_it_whatever_one_does(signed_in):
    client = signed_in()
    for quarter in range(1, 48):
        with after(minutes=15 * quarter):
            assert client.get(PAGE).status_code == 200
    with after(hours=12, minutes=1):
        assert client.get(PAGE).status_code == 302


def test_after_a_form_the_way_back_is_the_page_it_stood_on(signed_in):
    client = signed_in()
    with after(minutes=31):
        answer = client.post(
            reverse("people:person_add"),
            {"name": "An"},
            headers={"Referer": "http://testserver/can-bo/nhan-su/them/?a=1"},
        )
    assert answer.url == "/dang-nhap/?next=/can-bo/nhan-su/them/%3Fa%3D1"


def test_a_fragment_sends_the_whole_page_to_the_sign_in(signed_in):
    client = signed_in()
    with after(minutes=31):
        answer = client.get(PAGE, headers={"HX-Request": "true", "Referer": "https://xau.example/"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        "/dang-nhap/?next=/can-bo/",
    )


def test_a_session_without_clocks_counts_from_the_last_sign_in(client, officer):
    client.force_login(officer)
    assert client.get(PAGE).status_code == 200
    with after(minutes=31):
        assert client.get(PAGE).status_code == 302


def test_the_session_is_written_at_most_once_a_minute(signed_in, django_assert_max_num_queries):
    client = signed_in()
    with django_assert_max_num_queries(10) as queries:
        client.get(PAGE)
    assert [query["sql"] for query in queries if "UPDATE" in query["sql"]] == []


def test_ending_all_other_places_signs_them_out_at_once(signed_in):
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here, there = signed_in(), signed_in(HTTP_USER_AGENT=firefox)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Firefox trên Windows" in page
    assert "Trình duyệt khác trên thiết bị khác" in page
    here.post(reverse("usersessions_list"))
    assert here.get(PAGE).status_code == 200
    assert there.get(PAGE).status_code == 302


def test_changing_the_password_ends_every_other_session_and_is_told(signed_in, mailed):
    here, there = signed_in(), signed_in()
    form = {
        "oldpassword": PASSWORD,
        "password1": "cau-moi-con-dai-hon",
        "password2": "cau-moi-con-dai-hon",
    }
    assert here.post(reverse("account_change_password"), form).url == "/can-bo/"
    assert here.get(PAGE).status_code == 200
    assert there.get(PAGE).status_code == 302
    assert [letter.subject for letter in mailed()] == ["Mật khẩu Gần Dân vừa được đổi"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"oldpassword": "khong-dung-dau-nhe"}, "oldpassword"),
        ({"password1": "ngan", "password2": "ngan"}, "password1"),
        ({"password2": "khac-hoan-toan-roi"}, "password2"),
    ],
)
def test_a_password_change_says_what_is_wrong_at_the_field(signed_in, form, field):
    usual = {
        "oldpassword": PASSWORD,
        "password1": "cau-moi-con-dai-hon",
        "password2": "cau-moi-con-dai-hon",
    }
    answer = signed_in().post(reverse("account_change_password"), usual | form)
    assert list(answer.context["form"].errors) == [field]


def test_signing_out_takes_a_press_of_a_button(signed_in):
    client = signed_in()
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(PAGE).status_code == 200
    assert client.post(reverse("account_logout")).url == "/"
    assert client.get(PAGE).status_code == 302


def test_the_warning_comes_five_minutes_before_the_sign_in_ends(signed_in, settings):
    body = signed_in().get(PAGE).content.decode()
    assert f'data-idle="{settings.PORTAL_IDLE_SECONDS - 5 * 60}"' in body
