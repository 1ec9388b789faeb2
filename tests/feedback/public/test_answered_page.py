"""Published answers: what anybody may read, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import Case
from feedback.services.answers import answer_case
from feedback.views import answered as page
from people.permissions import Profile
from tests.factories import UserFactory
from tests.feedback.public.helpers import TEXT, category, words

ADDRESS = "/phan-anh/"


@pytest.fixture
def publish(make_case, world):
    """A case answered in public, in any ward."""
    officials = {}

    def make(summary, answer="Đã xử lý xong.", **values):
        case = make_case(**values)
        ward = case.ward
        if ward.pk not in officials:
            officials[ward.pk] = UserFactory.of(Profile.WARD_OFFICIAL, ward)
        answer_case(case=case, by=officials[ward.pk], text=answer, publish=True, summary=summary)
        return case

    return make


def test_an_empty_list_says_so(client, world):
    assert "Chưa có trả lời nào được công khai" in words(client.get(ADDRESS))


def test_a_published_answer_is_there_without_anything_of_its_sender(client, publish):
    case = publish("Rác ở hẻm 12", "Đã dọn.", name="Nguyễn Thị Bích", place="Số 9 hẻm 12")
    shown = words(client.get(ADDRESS))
    for public in ("Rác ở hẻm 12", "Đã dọn.", "Khu phố 1, Phường Bến Thành", str(category())):
        assert public in shown
    for private in (TEXT, case.reference, "Bích", "Số 9"):
        assert private not in shown
        assert private not in client.get(ADDRESS).content.decode()


def test_answers_that_are_not_published_are_not_there(client, make_case, official):
    case = make_case()
    answer_case(case=case, by=official, text="Chỉ gửi riêng.")
    assert "Chỉ gửi riêng." not in words(client.get(ADDRESS))


def test_answers_are_found_without_accents_in_what_is_public_only(client, publish):
    publish("Đèn đường không sáng", body="Nhà bà Bích ở hẻm 12 tối om.")
    assert "Đèn đường không sáng" in words(client.get(ADDRESS, {"q": "den duong"}))
    assert "Không có trả lời nào khớp" in words(client.get(ADDRESS, {"q": "Bich"}))


def test_answers_are_filtered_by_ward_and_category(client, publish, world):
    publish("Rác", unit=world.first)
    publish("Đèn", unit=world.other, category=category("lighting"))
    only = words(client.get(ADDRESS, {"ward": world.other.uuid}))
    assert "Đã xử lý xong." in only
    assert "Khu phố 1, Phường Bến Thành" not in only
    only = client.get(ADDRESS, {"category": "waste"}).content.decode()
    assert only.count("card__title") == 1


def test_an_unknown_filter_is_an_error_in_words_or_nothing(client, publish):
    publish("Rác")
    for query in ({"ward": "x"}, {"category": "khong"}):
        assert client.get(ADDRESS, query).status_code == 200


def test_a_long_list_comes_in_pages(client, publish, monkeypatch):
    monkeypatch.setattr(page, "SIZE", 2)
    for number in range(3):
        publish(f"Việc số {number}")
    first = client.get(ADDRESS)
    assert "Việc số 2" in words(first)
    assert "Việc số 0" not in words(first)
    following = first.context["page"].next
    second = client.get(ADDRESS, {"after": following, "category": "waste"})
    assert "Việc số 0" in words(second)
    assert "category=waste" in second.content.decode()


def test_the_list_costs_the_same_for_one_answer_and_for_many(client, publish):
    counts = []
    for number in (1, 9):
        for _case in range(number):
            publish("Rác")
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_a_withdrawn_or_sealed_answer_is_gone(client, publish):
    case = publish("Rác ở hẻm 12")
    Case.objects.filter(pk=case.pk).update(published_at=None)
    assert "Rác ở hẻm 12" not in words(client.get(reverse("feedback:answered")))
