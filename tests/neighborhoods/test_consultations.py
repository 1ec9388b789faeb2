"""Asking communities: the share is of all, each unit counts for itself, a failed one may ask once more."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation
from docx import Document

from core import clock
from core.models import Notification
from neighborhoods import notices
from neighborhoods.models import Consultation, ConsultationStatus, Matter, Scheme
from neighborhoods.services import consultations, schemes, steps
from neighborhoods.services.consultations import Count, Plan
from neighborhoods.services.schemes import Wanted
from neighborhoods.workflow import StepKind
from people.permissions import Profile
from tests.factories import UserFactory
from tests.neighborhoods.plans import advance, consent, held, three_into_two
from wards.models import Action

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def scheme(ward, places, officer, leader):
    """One on which people are being asked."""
    return advance(advance(three_into_two(ward, places, officer), officer), leader)


@pytest.fixture
def asked(neighborhood, officer):
    """Khu phố 1 is to be asked about something of its own."""
    matter = Matter.objects.get(code="contributions")
    today = clock.today()
    plan = Plan(
        "Đóng góp sửa hẻm 12", total=300, starts_on=today + 2 * DAY, ends_on=today + 9 * DAY
    )
    return consultations.plan_consultation(unit=neighborhood, matter=matter, plan=plan, by=officer)


def opened(consultation, by):
    consultations.announce_consultation(consultation=consultation, by=by)
    Consultation.objects.filter(pk=consultation.pk).update(starts_on=clock.today())
    return consultation


def close(consultation, by, *counts):
    return consultations.close_consultation(
        consultation=consultation, counts=counts, remarks="", by=by
    )


@pytest.mark.parametrize(
    ("code", "total", "needed"),
    [
        ("rearrangement", 400, 201),
        ("rearrangement", 401, 201),
        ("rearrangement", 1, 1),
        ("contributions", 300, 200),
        ("contributions", 301, 201),
        ("money", 3, 2),
        ("convention", 2, 2),
    ],
)
def test_the_threshold_is_of_all_that_are_entitled(code, total, needed):
    assert Matter.objects.get(code=code).needed(total) == needed


def test_only_self_management_may_be_asked_online():
    online = Matter.objects.filter(allows_online=True).values_list("code", flat=True)
    assert list(online) == ["self_management"]


def test_those_who_stay_away_count_against(asked, officer):
    opened(asked, officer)
    found = close(asked, officer, Count(199, 0, 0, 0))
    assert (found.is_adopted, found.needed, found.absent) == (False, 200, 101)


def test_clusters_are_added_up(asked, officer):
    opened(asked, officer)
    found = close(asked, officer, Count(120, 10, 0, 1, "Hẻm 12"), Count(80, 5, 2, 0, "Hẻm 14"))
    assert (found.agree, found.against, found.other, found.invalid) == (200, 15, 2, 1)
    assert found.is_adopted
    assert list(found.counts.values_list("number", "cluster")) == [(1, "Hẻm 12"), (2, "Hẻm 14")]


def test_more_ballots_than_households_are_refused(asked, officer):
    opened(asked, officer)
    with pytest.raises(ValidationError, match=r"\(301\) nhiều hơn"):
        close(asked, officer, Count(200, 50, 50, 1))
    assert not asked.counts.exists()


def test_nothing_is_counted_before_the_day(asked, officer, settings):
    settings.PORTAL_DEMO = False
    consultations.announce_consultation(consultation=asked, by=officer)
    with pytest.raises(ValidationError, match="Chưa đến ngày"):
        close(asked, officer, Count(300, 0, 0, 0))


def test_two_days_of_notice_are_given(asked, officer):
    Consultation.objects.update(starts_on=clock.today() + DAY)
    with pytest.raises(ValidationError) as refused:
        consultations.announce_consultation(consultation=asked, by=officer)
    assert list(refused.value.error_dict) == ["starts_on"]


def test_what_is_announced_needs_a_number_of_households(asked, officer):
    Consultation.objects.update(total=None)
    with pytest.raises(ValidationError) as refused:
        consultations.announce_consultation(consultation=asked, by=officer)
    assert list(refused.value.error_dict) == ["total"]


def test_a_result_is_never_changed(asked, officer):
    opened(asked, officer)
    close(asked, officer, Count(300, 0, 0, 0))
    with pytest.raises(ValidationError, match="Đã có kết quả"):
        close(asked, officer, Count(0, 300, 0, 0))
    with pytest.raises(ValidationError):
        consultations.cancel_consultation(consultation=asked, by=officer)


def test_a_matter_with_one_round_is_not_asked_again(asked, officer):
    opened(asked, officer)
    close(asked, officer, Count(0, 300, 0, 0))
    with pytest.raises(ValidationError, match="không cho lấy ý kiến thêm"):
        consultations.repeat_consultation(consultation=asked, by=officer)


@pytest.mark.parametrize("who", ["stranger", "reviewer", "beat", "city_official"])
def test_nobody_else_asks(asked, request, who):
    with pytest.raises(PermissionDenied):
        consultations.announce_consultation(consultation=asked, by=request.getfixturevalue(who))


def test_the_khu_pho_asks_itself(neighborhood, khu_pho):
    matter = Matter.objects.get(code="convention")
    made = consultations.plan_consultation(
        unit=neighborhood, matter=matter, plan=Plan("Quy ước"), by=khu_pho
    )
    assert made.ward_id != made.unit_id


def test_every_unit_of_a_scheme_is_asked(scheme, places):
    found = scheme.consultations.order_by("unit")
    assert list(found.values_list("unit", "total", "round")) == [
        (places[0].pk, 400, 1),
        (places[1].pk, 300, 1),
        (places[2].pk, 350, 1),
    ]


def test_one_unit_that_does_not_consent_holds_the_scheme_up(scheme, officer, places):
    first, *others = scheme.consultations.order_by("unit")
    held(first, officer, agree=200)  # half is not more than half
    for other in others:
        held(other, officer, agree=300)
    with pytest.raises(ValidationError, match="Chưa được tán thành ở: Khu phố 1"):
        steps.advance(scheme=scheme, by=officer)
    again = consultations.repeat_consultation(consultation=first, by=officer)
    assert (again.round, again.total) == (2, 400)
    held(again, officer, agree=201)
    assert advance(scheme, officer).step.kind == StepKind.COUNCIL


def test_a_second_failure_is_the_last(scheme, officer):
    first = scheme.consultations.order_by("unit")[0]
    held(first, officer, agree=10)
    again = consultations.repeat_consultation(consultation=first, by=officer)
    with pytest.raises(ValidationError, match="đã được lập"):
        consultations.repeat_consultation(consultation=first, by=officer)
    held(again, officer, agree=10)
    with pytest.raises(ValidationError, match="không cho lấy ý kiến thêm"):
        consultations.repeat_consultation(consultation=again, by=officer)


def test_a_changed_plan_is_asked_anew_and_an_unchanged_one_is_not(scheme, officer, leader, places):
    consent(scheme, officer)
    scheme = advance(scheme, officer)
    steps.return_scheme(scheme=scheme, text="Xem lại.", by=officer)
    scheme = advance(advance(scheme, officer), leader)
    assert not scheme.consultations.running().exists(), "the same plan"
    scheme = advance(scheme, officer)
    steps.return_scheme(scheme=scheme, text="Đổi tên.", by=officer)
    line = scheme.decision.lines.get(number=2)
    renamed = Wanted(Action.CHANGE, unit=places[2], name="Khu phố Bến Nghé")
    schemes.save_line(scheme=scheme, line=line, wanted=renamed, by=officer)
    scheme = advance(advance(Scheme.objects.get(pk=scheme.pk), officer), leader)
    assert scheme.consultations.running().count() == scheme.units.count()


def test_a_returned_scheme_no_longer_asks(scheme, officer):
    steps.return_scheme(scheme=scheme, text="Sai số hộ.", by=officer)
    assert set(scheme.consultations.values_list("status", flat=True)) == {
        ConsultationStatus.CANCELLED
    }


def test_a_missing_result_is_reminded_of_once(asked, officer, khu_pho):
    opened(asked, officer)
    assert notices.remind() == 0
    over = clock.today() - DAY
    Consultation.objects.update(starts_on=over, ends_on=over)
    notices.remind()
    notices.remind()
    told = Notification.objects.filter(kind="consultation.result", channel="inbox")
    assert set(told.values_list("user", flat=True)) == {officer.pk, khu_pho.pk}
    assert told.count() == 2


# Pages


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def address(name, consultation):
    return reverse(f"neighborhoods:{name}", args=[consultation.uuid])


def test_a_khu_pho_walks_through_a_consultation_on_its_pages(client, khu_pho, neighborhood):
    client.force_login(khu_pho)
    matter = Matter.objects.get(code="self_management")
    data = {
        "unit": neighborhood.pk,
        "matter": matter.pk,
        "title": "Tổng vệ sinh ngày chủ nhật",
        "form": "meeting",
        "electorate": "households",
        "total": "120",
        "starts_on": f"{clock.today() + 3 * DAY:%d/%m/%Y}",
        "ends_on": f"{clock.today() + 3 * DAY:%d/%m/%Y}",
    }
    client.post(reverse("neighborhoods:consultation_add"), data)
    found = Consultation.objects.get()
    assert client.get(found.get_public_url()).status_code == 404
    client.post(address("announce", found))
    assert client.get(found.get_public_url()).status_code == 200
    Consultation.objects.update(starts_on=clock.today())
    rows = {"cum-TOTAL_FORMS": "1", "cum-INITIAL_FORMS": "0", "cum-0-agree": "61"}
    client.post(address("result", found), {**rows, "remarks": "Đề nghị thêm dụng cụ."})
    page = client.get(found.get_public_url()).content.decode()
    assert "61 trên tổng số 120 đồng ý, đạt 50,8" in page
    assert "Được tán thành" in page
    assert "Đề nghị thêm dụng cụ." in page


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({}, "Hãy ghi số phiếu."),
        ({"cum-0-agree": "-1"}, "Hãy nhập số nguyên, ví dụ 1.250."),
        ({"cum-0-agree": "nhiều"}, "Hãy nhập số nguyên, ví dụ 1.250."),
        ({"cum-0-agree": "301"}, "nhiều hơn tổng số"),
    ],
)
def test_a_bad_result_is_refused_and_nothing_typed_is_lost(signed_in, asked, officer, rows, words):
    opened(asked, officer)
    data = {"cum-TOTAL_FORMS": "1", "cum-INITIAL_FORMS": "0", "remarks": "Giữ lại", **rows}
    page = signed_in.post(address("result", asked), data).content.decode()
    assert words in page
    assert "Giữ lại" in page
    asked.refresh_from_db()
    assert asked.status == ConsultationStatus.OPEN


def test_more_clusters_keep_what_was_typed(signed_in, asked, officer):
    opened(asked, officer)
    data = {"cum-TOTAL_FORMS": "1", "cum-INITIAL_FORMS": "0", "cum-0-agree": "77", "more": "1"}
    page = signed_in.post(address("result", asked), data).content.decode()
    assert 'value="77"' in page
    assert 'name="cum-3-agree"' in page
    empty = {name: value for name, value in data.items() if name != "cum-0-agree"}
    page = signed_in.post(address("result", asked), empty).content.decode()
    assert "Hãy ghi số phiếu." not in page, "nothing was sent yet"


def test_what_is_missing_for_the_notice_is_said(signed_in, asked):
    Consultation.objects.update(starts_on=clock.today())
    page = signed_in.post(address("announce", asked), follow=True).content.decode()
    assert "Phải thông báo trước ít nhất 2 ngày" in page


def test_the_minutes_hold_what_the_law_asks_for(signed_in, asked, officer):
    assert signed_in.get(address("minutes", asked)).status_code == 404
    opened(asked, officer)
    Consultation.objects.update(title="Sửa hẻm <12> & {{ 7*7 }}")
    close(asked, officer, Count(120, 10, 0, 1, "Cụm A"), Count(80, 5, 2, 0, "Cụm B"))
    response = signed_in.get(address("minutes", asked))
    assert response["Content-Disposition"].startswith("attachment")
    document = Document(io.BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert "Sửa hẻm <12> & {{ 7*7 }}" in text
    assert "Tổng số đại diện hộ gia đình: 300. Tham gia: 218. Vắng mặt: 82." in text
    assert "Số đồng ý: 200 trên tổng số 300, đạt 66,7 %." in text
    assert "ĐƯỢC TÁN THÀNH" in text
    assert cells[1:] == [
        ["Cụm A", "120", "10", "0", "1", "131"],
        ["Cụm B", "80", "5", "2", "0", "87"],
        ["Cộng", "200", "15", "2", "1", "218"],
    ]
    places = "\n".join(cell.text for row in document.tables[2].rows for cell in row.cells)
    for signer in ("NGƯỜI GHI BIÊN BẢN", "TRƯỞNG KHU PHỐ", "MẶT TRẬN", "02 HỘ"):
        assert signer in places


def test_the_minutes_are_vietnamese_whoever_fetches_them(client, asked, officer):
    opened(asked, officer)
    close(asked, officer, Count(300, 0, 0, 0))
    client.force_login(officer)
    with translation.override("vi"):  # the request leaves its own language behind
        response = client.get(address("minutes", asked), headers={"Accept-Language": "en"})
    document = Document(io.BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Tỷ lệ cần đạt: từ 2/3 tổng số" in text
    assert "đại diện hộ gia đình" in text


def test_a_khu_pho_reads_the_plan_on_its_public_page(client, scheme, places, officer):
    asked = scheme.consultations.get(unit=places[0])
    user = UserFactory.of(Profile.NEIGHBORHOOD_OFFICER, places[0])
    client.force_login(user)
    assert scheme.get_public_url() in client.get(asked.get_absolute_url()).content.decode()
    client.force_login(officer)
    assert (
        f'href="{scheme.get_absolute_url()}"'
        in client.get(asked.get_absolute_url()).content.decode()
    )


def test_the_list_costs_the_same_for_many(
    signed_in, neighborhood, officer, django_assert_max_num_queries
):
    matter = Matter.objects.get(code="convention")
    for number in range(30):
        plan = Plan(f"Quy ước {number}")
        consultations.plan_consultation(unit=neighborhood, matter=matter, plan=plan, by=officer)
    with django_assert_max_num_queries(8):
        page = signed_in.get(reverse("neighborhoods:consultations")).content.decode()
    assert "Quy ước 29" in page
    found = signed_in.get(reverse("neighborhoods:consultations"), {"q": "uoc quy 2"})
    wanted = {f"Quy ước {number}" for number in (2, *range(20, 30))}
    assert {row.title for row in found.context["page"].rows} == wanted


def test_the_level_above_reads_and_does_nothing(client, asked, reviewer):
    client.force_login(reviewer)
    assert client.get(asked.get_absolute_url()).status_code == 200
    assert client.post(address("announce", asked)).status_code == 404


def test_the_public_list_shows_what_was_announced(client, asked, officer):
    listed = reverse("neighborhoods:consultations_public")
    assert asked.title not in client.get(listed).content.decode()
    opened(asked, officer)
    assert asked.title in client.get(listed).content.decode()
