"""The administrator's pages of the catalogues."""

from __future__ import annotations

import pytest
from django.urls import reverse

from feedback.models import AnswerTemplate, Category, DeadlineRule
from tests.factories import UserFactory


@pytest.fixture
def administrator(client, world):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", ["category", "deadlinerule", "answertemplate"])
def test_catalogues_are_listed_and_opened(client, administrator, name):
    assert client.get(reverse(f"admin:feedback_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:feedback_{name}_add")).status_code == 200


def test_a_category_is_switched_off_and_never_deleted(client, administrator):
    row = Category.objects.get(code="waste")
    assert client.post(reverse("admin:feedback_category_delete", args=[row.pk])).status_code == 403
    typed = {"code": row.code, "name": row.name, "name_en": row.name_en, "order": 5}
    client.post(reverse("admin:feedback_category_change", args=[row.pk]), typed)
    row.refresh_from_db()
    assert not row.is_active


def test_a_rule_that_overlaps_is_refused_in_words(client, administrator):
    rule = DeadlineRule.objects.get(clock="answer", kind="", category=None)
    typed = {
        "clock": "answer",
        "amount": 5,
        "measure": "working_days",
        "legal_source": "Thử",
        "valid_0": "01/01/2026",
        "valid_1": "",
    }
    page = client.post(reverse("admin:feedback_deadlinerule_add"), typed)
    assert "Đã có quy tắc cho việc này trong khoảng ngày đó." in page.content.decode()
    assert DeadlineRule.objects.filter(clock=rule.clock, kind="", category=None).count() == 1


def test_answers_of_a_ward_are_not_the_administrators(client, administrator, world):
    AnswerTemplate.objects.create(unit=world.ward, title="Của phường", body="…")
    page = client.get(reverse("admin:feedback_answertemplate_changelist")).content.decode()
    assert "Của phường" not in page
    assert "Đã xử lý xong" in page
