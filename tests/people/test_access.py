"""Invitations, closing and repairing sign-ins, and links to set a password."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Notification, OutboxMessage
from people.models import User
from people.permissions import Profile
from people.services import access
from tests.factories import PersonFactory, TermFactory, UserFactory

NEW = {"password1": "cau-moi-con-dai-hon", "password2": "cau-moi-con-dai-hon"}


@pytest.fixture
def person(ward, neighborhood):
    """An officer of the khu phố without a sign-in."""
    term = TermFactory(
        unit=neighborhood,
        person__unit=ward,
        person__name="Đặng Văn Ơn",
        role__profile=Profile.NEIGHBORHOOD_OFFICER,
    )
    return term.person


def link_in(letters) -> str:
    words = letters[-1].body.split()
    return next(word for word in words if "/mat-khau/dat-lai/" in word).removeprefix(
        "http://testserver"
    )


def invite(client, person, **typed):
    usual = {"username": "on", "email": "On@Phuong.Example"}
    return client.post(reverse("people:invite", args=[person.uuid]), usual | typed)


def test_from_the_invitation_to_the_first_sign_in(client, officer, person, mailed):
    client.force_login(officer)
    offered = client.get(reverse("people:invite", args=[person.uuid])).context["form"]
    assert offered["username"].value() == "dang-van-on"
    assert invite(client, person).url == person.get_absolute_url()
    user = User.objects.get(person=person)
    assert (user.email, user.has_usable_password()) == ("on@phuong.example", False)
    letters = mailed()
    assert [(letter.subject, letter.to) for letter in letters] == [
        ("Mời đăng nhập Gần Dân", ["on@phuong.example"])
    ]
    invited = Client()
    form = invited.get(link_in(letters))
    assert "set-password" in form.url
    assert invited.post(form.url, NEW).url == reverse("account_reset_password_from_key_done")
    signed_in = invited.post("/dang-nhap/", {"login": "on", "password": NEW["password1"]})
    assert signed_in.url == "/can-bo/"


def test_a_letter_with_a_link_leaves_no_link_behind(officer, person, mailed):
    access.invite(person=person, username="on", email="on@phuong.example", by=officer)
    mailed()
    kept = Notification.objects.get()
    assert (kept.body, kept.scope) == ("", person.unit_id)
    assert "dat-lai" not in str(list(OutboxMessage.objects.values()))


def test_a_link_works_once_and_for_a_day(officer, person, mailed):
    access.invite(person=person, username="on", email="on@phuong.example", by=officer)
    link = link_in(mailed())
    with time_machine.travel(clock.now() + datetime.timedelta(days=2)):
        assert Client().get(link).status_code == 200  # says that it is over
    first, second = Client(), Client()
    form, other = first.get(link).url, second.get(link).url
    assert first.post(form, NEW).status_code == 302
    assert "không dùng được nữa" in second.post(other, NEW).content.decode()
    assert Client().get(link).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "có dấu"}, "username"),
        ({"username": "a" * 61}, "username"),
        ({"username": "lanh-dao"}, "username"),
        ({"email": ""}, "email"),
        ({"email": "x"}, "email"),
        ({"email": "LANH-DAO@vi-du.invalid"}, "email"),
    ],
)
def test_a_bad_invitation_is_refused_at_its_field(client, officer, leader, person, typed, field):
    client.force_login(officer)
    answer = invite(client, person, **typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(person=person).exists()


def test_whoever_holds_no_post_is_not_invited(client, officer, ward):
    client.force_login(officer)
    answer = invite(client, PersonFactory(unit=ward))
    assert "Xin bổ nhiệm trước" in answer.context["form"].non_field_errors()[0]


def test_an_official_does_not_see_to_a_leaders_sign_in_and_nobody_to_their_own(
    client, officer, leader
):
    client.force_login(officer)
    url = reverse("people:account_action", args=[leader.person.uuid, "tam-khoa"])
    assert client.post(url).context["error"] is not None
    leader.refresh_from_db()
    assert leader.is_active
    with pytest.raises(ValidationError, match="chính mình"):
        access.disable_sign_in(user=officer, by=officer)


def test_a_stranger_sees_to_nothing(stranger, khu_pho):
    for service in (access.disable_sign_in, access.remove_second_factor, access.invite_again):
        with pytest.raises(ValidationError):
            service(user=khu_pho, by=stranger)


def test_closing_a_sign_in_ends_it_at_once_and_opening_brings_it_back(client, officer, khu_pho):
    khu_pho.set_password(NEW["password1"])
    khu_pho.save()
    theirs = Client()
    theirs.post("/dang-nhap/", {"login": "khu-pho", "password": NEW["password1"]})
    page = reverse("usersessions_list")
    assert theirs.get(page).status_code == 200
    client.force_login(officer)

    def press(action):
        return client.post(reverse("people:account_action", args=[khu_pho.person.uuid, action]))

    assert press("tam-khoa").url == khu_pho.person.get_absolute_url()
    assert theirs.get(page).status_code == 302
    refused = theirs.post("/dang-nhap/", {"login": "khu-pho", "password": NEW["password1"]})
    assert refused.status_code == 200
    assert press("mo-khoa").status_code == 302
    back = theirs.post("/dang-nhap/", {"login": "khu-pho", "password": NEW["password1"]})
    assert back.url == "/can-bo/"


def test_an_invitation_is_sent_again_until_a_password_is_set(officer, person, mailed):
    user = access.invite(person=person, username="on", email="on@phuong.example", by=officer)
    access.invite_again(user=user, by=officer)
    assert len(mailed()) == 2
    user.set_password(NEW["password1"])
    user.save()
    with pytest.raises(ValidationError, match="đã đặt mật khẩu"):
        access.invite_again(user=user, by=officer)


def test_an_unknown_action_does_not_exist(client, officer, khu_pho):
    client.force_login(officer)
    url = reverse("people:account_action", args=[khu_pho.person.uuid, "xoa-het"])
    assert client.post(url).status_code == 404


def test_sign_in_names_are_made_from_names_and_free(db):
    assert access.suggested_username("Đặng Văn Ơn") == "dang-van-on"
    UserFactory(username="dang-van-on")
    UserFactory(username="dang-van-on-2")
    assert access.suggested_username("Đặng Văn Ơn") == "dang-van-on-3"
    assert access.suggested_username("王小明") == "can-bo"


def ask(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def test_a_forgotten_password_is_set_anew_by_mail_and_told(client, officer, mailed):
    User.objects.filter(pk=officer.pk).update(language="en")
    assert ask(client, "PHUONG@vi-du.invalid").url == reverse("account_reset_password_done")
    link = link_in(mailed())
    form = client.get(link).url
    assert client.post(form, {"password1": "ngan", "password2": "ngan"}).status_code == 200
    assert client.post(form, NEW).status_code == 302
    assert len(mailed()) == 2
    officer.refresh_from_db()
    assert officer.check_password(NEW["password1"])


def test_asking_says_and_writes_the_same_for_a_known_and_an_unknown_address(
    client, officer, django_assert_num_queries, mailed
):
    ask(client, "khong@co.example")  # the session is made here
    counts = []
    for email in (officer.email, "khong@co.example"):
        with django_assert_num_queries(4) as queries:
            answer = ask(client, email)
        counts.append((len(queries), answer.url))
    assert counts[0] == counts[1]
    assert len(mailed()) == 1


def test_a_closed_account_gets_no_link(client, officer, mailed):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    ask(client, officer.email)
    assert mailed() == []


def test_asking_again_and_again_is_slowed_down(client, officer, mailed):
    answers = [ask(client, officer.email).status_code for _ in range(6)]
    assert answers == [302, 302, 302, 429, 429, 429]
    assert "phút" in ask(client, officer.email).content.decode()
    assert len(mailed()) == 3


@pytest.mark.parametrize("email", ["", "x", "a@b", "<script>@b.vn"])
def test_no_address_is_refused_at_its_field(client, db, email):
    assert list(ask(client, email).context["form"].errors) == ["email"]


@pytest.mark.parametrize("path", ["1-abc-def", "zzzzzzzzzzzzzzz-abc-def", "0-set-password"])
def test_a_made_up_link_is_told_to_be_over(client, db, path):
    page = client.get(f"/mat-khau/dat-lai/{path}/")
    assert page.status_code == 200
    assert "không dùng được nữa" in page.content.decode()
