"""Signing in: who may, what is said, and how often one may try."""

from __future__ import annotations

import pytest
from django.urls import reverse

from people.models import LoginAttempt
from people.permissions import Profile
from tests.factories import UserFactory, WardFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mot-cau-dai-de-nho"


@pytest.fixture
def user():
    user = UserFactory.of(Profile.WARD_OFFICIAL, WardFactory(), username="mai")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="mai", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def test_sign_in_leads_to_the_staff_pages(client, user):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/can-bo/")
    assert LoginAttempt.objects.filter(succeeded=True).count() == 1


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, user):
    wrong = sign_in(client, password="sai-mat-khau-roi")
    unknown = sign_in(client, username="khong-co-ai", password="sai-mat-khau-roi")
    errors = [page.context["form"].non_field_errors() for page in (wrong, unknown)]
    assert errors[0] == errors[1] == ["Tên đăng nhập hoặc mật khẩu không đúng."]


def test_no_more_than_twenty_of_many_guesses_are_evaluated(client, user):
    for number in range(60):
        sign_in(client, password=f"doan-bua-lan-thu-{number}")
    assert 0 < LoginAttempt.objects.filter(succeeded=False).count() <= 20
    assert sign_in(client).status_code != 302


def test_an_account_that_was_switched_off_is_refused_at_the_next_request(client, user):
    client.force_login(user)
    assert client.get(reverse("usersessions_list")).status_code == 200
    user.is_active = False
    user.save()
    assert client.get(reverse("usersessions_list")).status_code == 302


def test_demo_accounts_work_in_the_demonstration_only(client, user, settings):
    user.is_demo = True
    user.save()
    settings.PORTAL_DEMO = False
    assert sign_in(client).url == reverse("account_inactive")
    assert client.get(reverse("usersessions_list")).status_code == 302
    settings.PORTAL_DEMO = True
    assert sign_in(client).url == "/can-bo/"
