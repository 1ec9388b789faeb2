"""Answering online: where the law lets people, once a household, unseen before the end, counted with paper."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from neighborhoods import minutes
from neighborhoods.models import Consultation, ConsultationAnswer, HouseholdCode, Matter
from neighborhoods.services import consultations, online
from neighborhoods.services.consultations import Count, Plan
from tests.neighborhoods.plans import words_of
from wards.names import name_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TOTAL = 10


@pytest.fixture(autouse=True)
def real_portal(settings):
    """Days count as they do outside the demonstration."""
    settings.PORTAL_DEMO = False


@pytest.fixture
def asked(places, khu_pho, neighborhood):
    """An announced consultation about a matter that may be answered online, under way since yesterday."""

    def asked(matter="self_management", **changes):
        made = consultations.plan_consultation(
            unit=neighborhood,
            matter=Matter.objects.get(code=matter),
            plan=Plan("Dọn hẻm", total=TOTAL),
            by=khu_pho,
        )
        today = clock.today()
        days = {"announced_on": today - 3 * DAY, "starts_on": today - DAY, "ends_on": today + DAY}
        Consultation.objects.filter(pk=made.pk).update(status="open", **days | changes)
        return Consultation.objects.get(pk=made.pk)

    return asked


@pytest.fixture
def opened(asked, khu_pho):
    """The same with the codes of its households."""
    found = asked()
    codes = online.give_codes(consultation=found, agreed=6, count=TOTAL, by=khu_pho)
    found.refresh_from_db()
    return found, codes


def over(found):
    """Its last day was yesterday."""
    Consultation.objects.filter(pk=found.pk).update(
        starts_on=clock.today() - 2 * DAY, ends_on=clock.today() - DAY
    )
    found.refresh_from_db()


def paper(**counts):
    return Count(**{"agree": 0, "against": 0, "other": 0, "invalid": 0} | counts)


def test_a_household_answers_once_and_nothing_leads_back(opened):
    found, codes = opened
    online.answer(consultation=found, code=codes[0].lower(), choice="agree")
    for code, words in ((codes[0], "đã được dùng"), ("AAAA-AAAA", "không đúng")):
        with pytest.raises(ValidationError, match=words):
            online.answer(consultation=found, code=code, choice="against")
    assert ConsultationAnswer.objects.get().choice == "agree"
    assert {field.name for field in ConsultationAnswer._meta.fields} == {
        "id", "consultation", "choice", "on",
    }  # fmt: skip
    assert not HouseholdCode.objects.filter(digest__in=codes).exists()


@pytest.mark.parametrize("agreed", [None, 5, 11])
def test_more_than_half_must_have_agreed_to_be_asked_online(asked, khu_pho, agreed):
    found = asked()
    with pytest.raises(ValidationError, match="trên một nửa") as refused:
        online.give_codes(consultation=found, agreed=agreed, count=3, by=khu_pho)
    assert list(refused.value.error_dict) == ["agreed"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=found.pk).update(online_agreed=agreed or 0)


def test_there_are_never_more_codes_than_households(opened, khu_pho):
    found, _codes = opened
    with pytest.raises(ValidationError, match="đã phát 10 mã"):
        online.give_codes(consultation=found, count=1, by=khu_pho)


def test_where_the_row_does_not_allow_it_nothing_of_it_is_there(client, asked, khu_pho):
    found = asked("contributions")
    with pytest.raises(PermissionDenied):
        online.give_codes(consultation=found, agreed=6, count=1, by=khu_pho)
    client.force_login(khu_pho)
    for name in ("answer", "online", "paper_ballot"):
        path = reverse(f"neighborhoods:{name}", args=[found.uuid])
        assert client.get(path).status_code == 404
        assert client.post(path, {"choice": "agree", "code": "AAAA-AAAA"}).status_code == 404
    for address in (found.get_absolute_url(), found.get_public_url()):
        assert "rực tuyến" not in client.get(address).content.decode()


def test_voters_are_not_asked_by_codes_of_households(asked, khu_pho):
    with pytest.raises(PermissionDenied):
        online.give_codes(consultation=asked(electorate="voters"), agreed=6, count=1, by=khu_pho)


@pytest.mark.parametrize("shift", [-5, 5])
def test_before_and_after_the_days_nobody_answers(client, opened, shift):
    found, codes = opened
    Consultation.objects.filter(pk=found.pk).update(
        starts_on=found.starts_on + shift * DAY, ends_on=found.ends_on + shift * DAY
    )
    with pytest.raises(ValidationError, match="Hiện không nhận"):
        online.answer(consultation=found, code=codes[0], choice="agree")
    page = client.get(reverse("neighborhoods:answer", args=[found.uuid])).content.decode()
    assert 'name="code"' not in page
    assert not HouseholdCode.objects.filter(used_on__isnull=False).exists()


def test_who_brings_paper_gives_the_code_back_and_is_not_counted_twice(opened, khu_pho, stranger):
    found, codes = opened
    online.answer(consultation=found, code=codes[0], choice="agree")
    with pytest.raises(ValidationError, match="Không nhận phiếu giấy"):
        online.take_paper(consultation=found, code=codes[0], by=khu_pho)
    with pytest.raises(PermissionDenied):
        online.take_paper(consultation=found, code=codes[1], by=stranger)
    online.take_paper(consultation=found, code=codes[1], by=khu_pho)
    with pytest.raises(ValidationError, match="đã được dùng"):
        online.answer(consultation=found, code=codes[1], choice="agree")
    standing = online.standing(found)
    assert (standing.answered, standing.on_paper) == (1, 1)


def test_nobody_peeks_before_the_end(client, opened, khu_pho):
    found, codes = opened
    for code, choice in zip(codes[:3], ("agree", "agree", "against"), strict=True):
        online.answer(consultation=found, code=code, choice=choice)
    assert online.standing(found).tally is None
    client.force_login(khu_pho)
    result = reverse("neighborhoods:result", args=[found.uuid])
    for path in (found.get_absolute_url(), result, found.get_public_url()):
        page = client.get(path).content.decode()
        assert "Đồng ý 2" not in page
        assert "2 hộ" not in page
    assert "3 hộ đã trả lời trực tuyến" in client.get(result).content.decode()
    with pytest.raises(ValidationError, match="hãy ghi kết quả sau ngày đó"):
        consultations.close_consultation(
            consultation=found, counts=[paper(agree=1)], remarks="", by=khu_pho
        )
    over(found)
    assert online.standing(found).tally == {"agree": 2, "against": 1, "other": 0}
    assert "Đồng ý 2, không đồng ý 1" in client.get(result).content.decode()


def test_online_and_paper_are_counted_together(client, opened, khu_pho):
    found, codes = opened
    for code in codes[:4]:
        online.answer(consultation=found, code=code, choice="agree")
    over(found)
    with pytest.raises(ValidationError, match="được tính hai lần"):
        consultations.close_consultation(
            consultation=found, counts=[paper(agree=7)], remarks="", by=khu_pho
        )
    done = consultations.close_consultation(
        consultation=found, counts=[paper(agree=2, against=1)], remarks="", by=khu_pho
    )
    assert (done.agree, done.against, done.answered, done.is_adopted) == (6, 1, 7, True)
    rows = done.counts.values_list("agree", "is_online")
    assert list(rows) == [(2, False), (4, True)]
    assert "Trả lời trực tuyến" in client.get(done.get_public_url()).content.decode()
    named = Consultation.objects.annotate(unit_name=name_of("unit"), ward_name=name_of("ward"))
    assert "Trả lời trực tuyến" in words_of(minutes.document(named.get(pk=done.pk)))


def test_a_result_may_come_from_online_answers_alone(client, opened, khu_pho):
    found, codes = opened
    online.answer(consultation=found, code=codes[0], choice="agree")
    over(found)
    client.force_login(khu_pho)
    data = {"cum-TOTAL_FORMS": 1, "cum-INITIAL_FORMS": 0, "remarks": "", "version": found.version}
    path = reverse("neighborhoods:result", args=[found.uuid])
    assert client.post(path, data).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.agree, found.absent) == ("closed", 1, 9)


def test_the_way_of_a_household_and_the_office_without_script(client, asked, khu_pho):
    found = asked()
    client.force_login(khu_pho)
    sheet = client.post(
        reverse("neighborhoods:online", args=[found.uuid]), {"agreed": "6", "count": "2"}
    ).content.decode()
    codes = re.findall(r'slips__code">([0-9A-Z]{4}-[0-9A-Z]{4})', sheet)
    assert len(codes) == 2
    client.logout()
    path = reverse("neighborhoods:answer", args=[found.uuid])
    assert path in client.get(found.get_public_url()).content.decode()
    wrong = client.post(path, {"choice": "agree", "code": "AAAA-AAAA"}).content.decode()
    assert "Mã hộ không đúng" in wrong
    assert "AAAA-AAAA" in wrong, "nothing typed is lost"
    assert (
        "Đã ghi nhận" in client.post(path, {"choice": "agree", "code": codes[0]}).content.decode()
    )
    assert "Xin chọn một ý kiến" in client.post(path, {"code": codes[1]}).content.decode()
    assert len(client.get(path).content) < 100_000


def test_twenty_wrong_codes_an_hour_are_enough(client, opened):
    found, codes = opened
    path = reverse("neighborhoods:answer", args=[found.uuid])
    for _ in range(20):
        client.post(path, {"choice": "agree", "code": "AAAA-AAAA"})
    assert client.post(path, {"choice": "agree", "code": codes[0]}).status_code == 429
    assert not ConsultationAnswer.objects.exists()


def test_pages_cost_the_same_for_few_and_many_answers(
    client, opened, khu_pho, django_assert_max_num_queries
):
    found, codes = opened
    for code in codes:
        online.answer(consultation=found, code=code, choice="agree")
    with django_assert_max_num_queries(10):
        client.get(reverse("neighborhoods:answer", args=[found.uuid]))
    client.force_login(khu_pho)
    for path in (found.get_absolute_url(), reverse("neighborhoods:online", args=[found.uuid])):
        client.get(path)
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
