"""A ward's ready answers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from feedback.models import AnswerTemplate

LIST = "/can-bo/phan-anh/mau-tra-loi/"
FIELDS = {"title": "Rác đã thu gom", "use": "answer", "body": "Kính gửi ông/bà.", "is_active": "on"}


@pytest.fixture
def own(cast):
    return AnswerTemplate.objects.create(unit=cast.ward, title="Của phường", body="Nội dung.")


@pytest.fixture
def foreign(cast):
    return AnswerTemplate.objects.create(unit=cast.other, title="Của phường khác", body="Lạ.")


def test_a_ward_sees_its_own_and_nobody_elses(sign_in, cast, own, foreign):
    html = sign_in(cast.official).get(LIST).content.decode()
    assert "Của phường" in html
    assert "Của phường khác" not in html


def test_a_new_one_belongs_to_the_officials_ward(sign_in, cast):
    response = sign_in(cast.official).post(f"{LIST}them/", FIELDS | {"unit": cast.other.pk})
    assert response["Location"] == LIST
    made = AnswerTemplate.objects.get()
    assert (made.unit, made.title) == (cast.ward, "Rác đã thu gom")


def test_changing_and_removing_ones_own(sign_in, cast, own):
    client = sign_in(cast.official)
    assert client.post(f"{LIST}{own.pk}/", FIELDS)["Location"] == LIST
    own.refresh_from_db()
    assert own.title == "Rác đã thu gom"
    assert client.get(f"{LIST}{own.pk}/xoa/")["Location"] == f"{LIST}{own.pk}/"
    assert AnswerTemplate.objects.count() == 1
    assert client.post(f"{LIST}{own.pk}/xoa/")["Location"] == LIST
    assert AnswerTemplate.objects.count() == 0


def test_those_of_others_and_of_the_city_are_not_found(sign_in, cast, foreign):
    citys = AnswerTemplate.objects.create(unit=None, title="Chung", body="Chung.")
    client = sign_in(cast.official)
    for template in (foreign, citys):
        for address in (f"{LIST}{template.pk}/", f"{LIST}{template.pk}/xoa/"):
            assert client.get(address).status_code == 404
            assert client.post(address, FIELDS).status_code == 404
    assert AnswerTemplate.objects.filter(title__in=["Chung", "Của phường khác"]).count() == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"title": ""},
        {"body": " "},
        {"use": "x"},
        {"title": "x" * 121},
        {"category": "999999999999999999999"},
    ],
)
def test_what_is_missing_or_too_long_is_told(sign_in, cast, broken):
    response = sign_in(cast.official).post(f"{LIST}them/", FIELDS | broken)
    assert response.status_code == 200
    assert "data-error-summary" in response.content.decode()
    assert AnswerTemplate.objects.count() == 0


def test_those_of_the_ward_and_of_the_city_are_offered_where_they_fit(
    sign_in, case, cast, own, foreign
):
    AnswerTemplate.objects.create(unit=None, title="Chung cả Thành phố", body="Chung.")
    AnswerTemplate.objects.create(unit=cast.ward, title="Để hỏi", body="Hỏi.", use="ask")
    AnswerTemplate.objects.create(unit=cast.ward, title="Tạm ẩn", body="Cũ.", is_active=False)
    response = sign_in(cast.official).get(case.get_absolute_url() + "?viec=tra-loi")
    offered = [str(label) for _value, label in response.context["form"].fields["template"].choices]
    assert offered == ["Chọn mẫu", "Chung cả Thành phố", "Của phường"]


def test_htmx_inserts_a_ready_text_into_the_open_form(sign_in, case, cast, own):
    address = reverse("feedback:case_move", args=[case.reference, "tra-loi"])
    data = {"version": 1, "template": own.pk, "text": "", "step": "insert"}
    response = sign_in(cast.official).post(address, data, headers={"HX-Request": "true"})
    assert response.templates[0].name == "feedback/staff/_case_action.html"
    assert response.context["form"]["text"].value() == "Nội dung."
