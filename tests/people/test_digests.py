"""One's own choice of when the daily letter comes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from people.models import DigestChoice, Rhythm
from people.services.digests import choose_rhythm

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/tai-khoan/thu-hang-ngay/"


def test_everybody_finds_their_own_choice_in_the_menu_and_changes_it(client, auditor, officer):
    client.force_login(auditor)
    html = client.get("/can-bo/").content.decode()
    assert f'href="{PAGE}"' in html
    page = client.get(PAGE)
    assert page.context["form"].initial == {"rhythm": Rhythm.DAILY}
    assert not DigestChoice.objects.exists()
    response = client.post(PAGE, {"rhythm": "weekly"}, follow=True)
    assert "Đã lưu cách nhận thư." in response.content.decode()
    assert response.context["form"].initial == {"rhythm": Rhythm.WEEKLY}
    assert Rhythm.of(officer) == Rhythm.DAILY


def test_a_choice_leaves_its_trace(officer):
    choose_rhythm(by=officer, rhythm="off")
    choice = choose_rhythm(by=officer, rhythm="daily")
    kept = choice.audit_events.order_by("pgh_id").values_list("rhythm", flat=True)
    assert list(kept) == ["off", "daily"]
    assert DigestChoice.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "hourly", "off' OR 1=1"])
def test_nonsense_is_refused_at_its_field(client, officer, typed):
    client.force_login(officer)
    response = client.post(PAGE, {"rhythm": typed})
    assert response.context["form"].errors["rhythm"]
    assert not DigestChoice.objects.exists()


def test_the_link_of_a_letter_asks_for_the_sign_in_first(client):
    assert client.get(PAGE)["Location"].startswith(reverse("account_login"))


def test_the_page_says_where_letters_go(client, officer):
    client.force_login(officer)
    assert officer.email in client.get(PAGE).content.decode()
    officer.email = ""
    officer.save()
    assert "chưa có địa chỉ thư" in client.get(PAGE).content.decode()
