"""The health page: what is wrong stands first, with what to do; what was given up can be tried again."""

from __future__ import annotations

import pytest

from core import clock
from core.models import OutboxMessage
from people.permissions import Profile
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/he-thong/"


@pytest.fixture
def ruler(client, city):
    user = UserFactory.of(Profile.CITY, city)
    client.force_login(user)
    return user


def test_what_is_wrong_stands_first_with_what_to_do(client, ruler, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):  # one small question for each figure
        page = client.get(PAGE).content.decode()
    assert "Từ lần sao lưu gần nhất" in page.split("Các chỉ số")[0]
    assert "chưa lần nào" in page
    assert "manage.py backup" in page


def test_what_was_given_up_is_listed_and_tried_again(client, ruler):
    row = OutboxMessage.objects.create(
        task="core.tasks.purge", payload={}, dead_at=clock.now(), attempts=10, last_error="OSError"
    )
    assert "OSError" in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}thu-lai/", follow=True)
    assert "Đã đưa lại 1 việc vào hàng chờ." in answer.content.decode()
    row.refresh_from_db()
    assert (row.dead_at, row.attempts) == (None, 0)
    assert client.get(f"{PAGE}thu-lai/").status_code == 405
    assert (
        "Không có việc nào bị bỏ." in client.post(f"{PAGE}thu-lai/", follow=True).content.decode()
    )


def test_a_ward_sees_no_such_page(client, officer, ruler):
    client.force_login(officer)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}thu-lai/").status_code == 404
