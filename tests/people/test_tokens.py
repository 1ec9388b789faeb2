"""Keys of other systems: shown once, kept as a digest, worth what their user is worth today."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from core import clock
from people.models import ApiToken
from people.permissions import Profile
from people.services import access, api_tokens
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


@pytest.fixture
def ruler(city):
    return UserFactory.of(Profile.CITY, city)


@pytest.fixture
def given(officer):
    return api_tokens.give(
        name="Một cửa", user=officer, may_write=True, expires_on=clock.today(), by=None
    )


def ask(client, secret: str, path: str = ME):
    return client.get(path, headers={"authorization": f"Bearer {secret}"})


def test_key_stands_for_its_user_and_the_database_holds_no_secret(client, officer, given):
    token, secret = given
    answer = ask(client, secret).json()
    assert (answer["system"], answer["user"]) == ("Một cửa", officer.get_full_name())
    assert len(secret) > 40
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert not any(secret in str(event.__dict__) for event in token.audit_events.all())


def test_use_is_noted_once_a_day(client, given, django_assert_num_queries):
    token, secret = given
    ask(client, secret)
    assert ApiToken.objects.get(pk=token.pk).last_used_on == clock.today()
    before = token.audit_events.count()
    ask(client, secret)
    assert token.audit_events.count() == before


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer gd_x", "Basic YTpi", "Bearer \x00"]
)
def test_no_key_or_a_wrong_one_is_401_in_one_shape(client, header):
    answer = client.get(ME, headers={"authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_opens_nothing_under_the_api(client, officer):
    client.force_login(officer)
    assert client.get(ME).status_code == 401


def test_key_ends_with_its_day_its_revocation_its_account_and_its_post(client, officer, given):
    token, secret = given
    assert ask(client, secret).status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_on=clock.today() - datetime.timedelta(1))
    assert ask(client, secret).status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_on=clock.today())
    officer.is_active = False
    officer.save()
    assert ask(client, secret).status_code == 401
    officer.is_active = True
    officer.save()
    officer.person.terms.all().delete()
    assert ask(client, secret, "/api/v1/cases/").status_code == 404
    api_tokens.revoke(token=token, by=None)
    assert ask(client, secret).status_code == 401
    with pytest.raises(ValidationError):
        api_tokens.revoke(token=token, by=None)


def test_guessing_is_stopped_before_the_database_is_asked(client, django_assert_num_queries):
    for _ in range(60):
        ask(client, "gd_khong-dung")
    with django_assert_num_queries(0):
        assert ask(client, "gd_khong-dung").status_code == 401


def test_only_the_city_gives_keys_and_only_for_people_with_posts(officer, ruler):
    common = {"name": "x", "may_write": False, "expires_on": clock.today()}
    with pytest.raises(PermissionDenied):
        api_tokens.give(user=officer, by=officer, **common)
    api_tokens.give(user=officer, by=ruler, **common)
    with pytest.raises(ValidationError) as refused:
        api_tokens.give(user=UserFactory(), by=ruler, **common)
    assert "user" in refused.value.message_dict
    for days in (-1, 400):
        late = common | {"expires_on": clock.today() + datetime.timedelta(days=days)}
        with pytest.raises(ValidationError) as refused:
            api_tokens.give(user=officer, by=ruler, **late)
        assert "expires_on" in refused.value.message_dict


def test_page_gives_a_key_shows_it_once_and_takes_it_back(client, officer, ruler):
    client.force_login(ruler)
    form = {"name": "Tổng đài", "username": officer.username, "may_write": "on"}
    form["expires_on"] = f"{clock.today():%d/%m/%Y}"
    page = client.post("/can-bo/khoa-truy-cap/them/", form).content.decode()
    secret = re.search(r"gd_[\w-]{40,}", page)[0]
    assert ask(client, secret).json()["may_write"] is True
    token = ApiToken.objects.get()
    shown = client.get("/can-bo/khoa-truy-cap/").content.decode()
    assert "Tổng đài" in shown
    assert secret not in shown
    client.post(f"/can-bo/khoa-truy-cap/{token.pk}/thu-hoi/")
    assert ask(client, secret).status_code == 401
    assert ApiToken.objects.get().revoked_by == ruler


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "khong-co"), ("username", ""), ("name", ""), ("name", "x" * 81),
     ("expires_on", "31/02/2027"), ("expires_on", "01/01/2020")],
)  # fmt: skip
def test_bad_input_is_told_at_its_field_and_kept(client, officer, ruler, field, value):
    client.force_login(ruler)
    good = {
        "name": "Tổng đài",
        "username": officer.username,
        "expires_on": f"{clock.today():%d/%m/%Y}",
    }
    answer = client.post("/can-bo/khoa-truy-cap/them/", good | {field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert value in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_list_costs_the_same_for_any_number_of_keys(
    client, officer, ruler, django_assert_max_num_queries
):
    client.force_login(ruler)
    for _ in range(35):
        api_tokens.give(name="x", user=officer, may_write=False, expires_on=clock.today(), by=ruler)
    with django_assert_max_num_queries(8):
        page = client.get("/can-bo/khoa-truy-cap/").content.decode()
    assert page.count("Thu hồi") >= 30
    assert "?after=" in page


def test_operator_gives_and_takes_back_by_command(client, officer, capsys):
    call_command("api_token", "Một cửa", "--user", officer.username, "--write")
    secret = capsys.readouterr().out.strip()
    assert ask(client, secret).status_code == 200
    call_command("api_token", "--revoke", secret[:9])
    assert ask(client, secret).status_code == 401
    for wrong in (["--revoke", "gd_none"], ["x", "--user", "nobody"], ["--user", officer.username]):
        with pytest.raises(CommandError):
            call_command("api_token", *wrong)


def test_closing_a_sign_in_closes_its_keys(client, officer, leader, given):
    access.disable_sign_in(user=officer, by=leader)
    assert ask(client, given[1]).status_code == 401
