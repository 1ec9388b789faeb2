"""The page of a case and the moves made on it."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse

from core import clock
from core.models import AccessRecord
from feedback.actions import ACTIONS
from feedback.models import AnswerTemplate, Case, CaseKind
from feedback.services.routing import forward_case, merge_case
from feedback.workflow import MoveName, Status


def page(client, case, query: str = ""):
    return client.get(case.get_absolute_url() + query)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def offered(response) -> list[str]:
    return [action.slug for action in response.context["offered"]]


def test_the_page_shows_what_happened_and_what_can_be_done(sign_in, case, cast):
    response = page(sign_in(cast.official), case)
    text = text_of(response)
    assert response.status_code == 200
    assert "Mùi hôi nặng, gần nhà trẻ." in text
    assert "Khu phố 23" in text
    assert offered(response)[0] == "phan-loai"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("who", "slugs"),
    [
        (
            "official",
            "phan-loai phan-cong bat-dau tra-loi hoi-them ghi-chu chuyen gop huong-dan tu-choi",
        ),
        (
            "leader",
            "phan-loai phan-cong bat-dau tra-loi hoi-them ghi-chu chuyen gop gia-han huong-dan tu-choi",
        ),
        ("officer", "bat-dau tra-loi hoi-them ghi-chu"),
        ("reviewer", ""),
        ("city", ""),
    ],
)
def test_each_profile_is_offered_what_it_may_do(sign_in, case, cast, who, slugs):
    assert offered(page(sign_in(getattr(cast, who)), case)) == slugs.split()


@pytest.mark.parametrize("who", ["neighbour", "beat", "auditor"])
def test_strangers_find_nothing(sign_in, case, cast, who):
    client = sign_in(getattr(cast, who))
    nothing = client.get("/can-bo/phan-anh/KP-0000-0000/")
    assert page(client, case).status_code == nothing.status_code == 404
    for slug in ACTIONS:
        address = reverse("feedback:case_move", args=[case.reference, slug])
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    contact = reverse("feedback:case_contact", args=[case.reference])
    assert (client.get(contact).status_code, client.post(contact).status_code) == (404, 404)


def test_visitors_are_asked_to_sign_in(client, case):
    response = page(client, case)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/dang-nhap/")


@pytest.mark.parametrize("slug", sorted(ACTIONS))
def test_a_reviewer_moves_nothing(do, case, cast, slug):
    assert do(cast.reviewer, case, slug).status_code == 404
    assert Case.objects.get(pk=case.pk).version == 1


def test_an_officer_never_sees_a_sealed_case(sign_in, make_case, cast):
    case = make_case(is_sealed=True)
    client = sign_in(cast.officer)
    assert page(client, case).status_code == 404
    assert (
        client.post(reverse("feedback:case_move", args=[case.reference, "ghi-chu"])).status_code
        == 404
    )


def test_an_officer_of_another_khu_pho_finds_nothing(sign_in, make_case, cast):
    assert page(sign_in(cast.officer), make_case(unit=cast.khu_pho_8)).status_code == 404


def test_a_case_given_to_the_khu_pho_is_seen_there(sign_in, make_case, cast):
    case = make_case(
        unit=cast.khu_pho_8, status=Status.ASSIGNED, assigned_unit=cast.khu_pho, assignee=None
    )
    assert page(sign_in(cast.officer), case).status_code == 200


# --- Contact --------------------------------------------------------------------------------------


def see_contact(client, case):
    return client.post(reverse("feedback:case_contact", args=[case.reference]))


def test_contact_is_masked_until_asked_for_and_the_look_is_kept(sign_in, case, cast):
    client = sign_in(cast.official)
    masked = text_of(page(client, case))
    assert "Nguyễn Thị Dân" not in masked
    assert "dan@example.vn" not in masked
    assert "901234567" not in masked.replace(" ", "")
    assert AccessRecord.objects.count() == 0
    shown = text_of(see_contact(client, case))
    assert "Nguyễn Thị Dân" in shown
    assert "dan@example.vn" in shown
    record = AccessRecord.objects.get()
    assert (record.user_id, record.about, record.scope) == (
        cast.official.pk,
        case.reference,
        cast.ward.pk,
    )


def test_a_khu_pho_officer_sees_contact_only_where_the_sender_agreed(sign_in, case, cast):
    client = sign_in(cast.officer)
    assert see_contact(client, case).status_code == 404
    assert "không có quyền xem" in text_of(page(client, case))
    case.contact.show_to_neighborhood = True
    case.contact.save()
    assert see_contact(client, case).status_code == 200
    assert AccessRecord.objects.count() == 1


@pytest.mark.parametrize("who", ["reviewer", "city"])
def test_reviewers_never_see_contact(sign_in, case, cast, who):
    client = sign_in(getattr(cast, who))
    assert see_contact(client, case).status_code == 404
    text = text_of(page(client, case))
    assert "•••" not in text
    assert "Nguyễn Thị Dân" not in text


def test_asking_for_contact_by_address_alone_shows_none(sign_in, case, cast):
    response = sign_in(cast.official).get(reverse("feedback:case_contact", args=[case.reference]))
    assert (response.status_code, response["Location"]) == (302, case.get_absolute_url())


# --- Moves ----------------------------------------------------------------------------------------


def test_a_move_leads_back_to_the_case_with_a_message(do, case, cast, client):
    response = do(cast.official, case, "ghi-chu", note="Đã gọi.")
    assert (response.status_code, response["Location"]) == (302, case.get_absolute_url())
    assert "Đã lưu ghi chú." in text_of(page(client, case))


def test_opening_a_move_by_address_shows_its_form_on_the_page(sign_in, case, cast):
    client = sign_in(cast.official)
    response = client.get(reverse("feedback:case_move", args=[case.reference, "tra-loi"]))
    assert response["Location"] == f"{case.get_absolute_url()}?viec=tra-loi"
    assert page(client, case, "?viec=tra-loi").context["form"].case == case
    assert page(client, case, "?viec=khong-co").context["form"] is None


def test_htmx_gets_the_form_alone(sign_in, case, cast):
    client = sign_in(cast.official)
    response = client.get(case.get_absolute_url() + "?viec=ghi-chu", headers={"HX-Request": "true"})
    assert response.templates[0].name == "feedback/staff/_case_action.html"


def test_an_error_keeps_what_was_typed_and_the_form_open(do, case, cast):
    response = do(cast.official, case, "tu-choi", reason="", text="Lý do rất dài đã gõ.")
    assert response.status_code == 200
    assert "Lý do rất dài đã gõ." in text_of(response)
    assert "Lỗi:" in text_of(response)
    assert Case.objects.get(pk=case.pk).status == Status.RECEIVED


def test_who_comes_second_hears_who_was_first_and_keeps_the_text(do, case, cast):
    do(cast.colleague, case, "ghi-chu", note="Tôi đang xem.")
    response = do(cast.official, case, "tra-loi", version=1, text="Đã thu gom.", step="send")
    text = text_of(response)
    assert "Phản ánh vừa được Lê Văn Sơn cập nhật lúc" in text
    assert "Đã thu gom." in text
    assert Case.objects.get(pk=case.pk).status == Status.RECEIVED
    again = response.context["form"]["version"].value()
    assert do(cast.official, case, "tra-loi", version=again, text="Đã thu gom.").status_code == 302


def test_a_move_that_is_gone_keeps_the_text_too(do, case, cast):
    do(cast.colleague, case, "tra-loi", text="Xong.", step="send")
    response = do(cast.official, case, "hoi-them", question="Ở đâu vậy ạ?", step="send")
    assert "Ở đâu vậy ạ?" in text_of(response)
    assert "Đã trả lời" in text_of(response)


def test_an_answer_is_looked_at_before_it_is_sent(do, case, cast):
    response = do(cast.official, case, "tra-loi", text="Đã thu gom rác.", step="preview")
    text = text_of(response)
    assert "Người gửi sẽ đọc" in text
    assert "Đã thu gom rác." in text
    assert "Đã có trả lời" in text  # the letter's subject
    assert case.reference in text
    assert "https://" not in response.context["preview"].body
    assert Case.objects.get(pk=case.pk).version == 1


def test_a_preview_can_be_changed_again(do, case, cast):
    response = do(cast.official, case, "tra-loi", text="Đã thu gom rác.", step="edit")
    assert response.context["preview"] is None
    assert response.context["form"]["text"].value() == "Đã thu gom rác."


def test_a_ready_text_is_inserted_without_scripts(do, case, cast):
    ready = AnswerTemplate.objects.create(unit=cast.ward, title="Rác", body="Kính gửi ông/bà.")
    response = do(cast.official, case, "tra-loi", text="Đã gõ.", template=ready.pk, step="insert")
    assert response.context["form"]["text"].value() == "Đã gõ.\n\nKính gửi ông/bà."
    assert response.context["form"].errors == {}


@pytest.mark.parametrize("value", ["abc", "-1", "9" * 40, "9" * 5000, "²"])
def test_a_ready_text_that_is_none_inserts_nothing(do, case, cast, value):
    response = do(cast.official, case, "tra-loi", text="Đã gõ.", template=value, step="insert")
    assert response.context["form"]["text"].value() == "Đã gõ."


def test_a_foreign_ready_text_is_not_offered(do, case, cast):
    foreign = AnswerTemplate.objects.create(unit=cast.other, title="Của phường khác", body="Lạ.")
    response = do(cast.official, case, "tra-loi", text="Gõ.", template=foreign.pk, step="insert")
    assert response.context["form"]["text"].value() == "Gõ."
    refused = do(cast.official, case, "tra-loi", text="Gõ.", template=foreign.pk, step="send")
    assert refused.status_code == 200
    assert "Của phường khác" not in text_of(refused)


def test_answer_and_publish_in_one_go(do, case, cast):
    data = {"text": "Đã thu gom.", "publish": "on", "summary": "Rác tồn đọng", "step": "send"}
    assert do(cast.official, case, "tra-loi", **data).status_code == 302
    found = Case.objects.get(pk=case.pk)
    assert (found.status, found.public_summary, found.published_at is None) == (
        Status.ANSWERED,
        "Rác tồn đọng",
        False,
    )


def test_publishing_names_what_looks_personal_before_it_goes_out(do, case, cast):
    data = {"text": "Gọi 0901234567.", "publish": "on", "summary": "Rác", "step": "preview"}
    response = do(cast.official, case, "tra-loi", **data)
    assert "0901234567" in response.context["form"].errors["personal_checked"][0]
    checked = do(cast.official, case, "tra-loi", **data, personal_checked="on")
    assert checked.context["preview"] is not None


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("phan-loai", {"category": "{foreign_category}", "kind": "feedback", "unit": "1"}),
        ("phan-loai", {"category": "{category}", "kind": "feedback", "unit": "{elsewhere}"}),
        ("phan-cong", {"target": "n{neighbour}"}),
        ("phan-cong", {"target": "k{elsewhere}"}),
        ("gop", {"into": "{foreign}"}),
        ("chuyen", {"ward": "Phường Hiệp Bình Chánh", "reason": "Chuyển."}),
        ("chuyen", {"ward": "Thành phố", "reason": "Chuyển."}),
    ],
)
def test_foreign_ids_in_the_body_do_nothing(do, make_case, case, cast, slug, data):
    names = {
        "foreign_category": "99999",
        "category": case.category_id,
        "elsewhere": cast.elsewhere.pk,
        "neighbour": cast.neighbour.pk,
        "foreign": make_case(ward=cast.other, unit=cast.elsewhere).reference,
    }
    filled = {key: value.format(**names) for key, value in data.items()}
    response = do(cast.official, case, slug, **filled)
    assert response.status_code == 200
    assert response.context["form"].errors != {}
    assert Case.objects.get(pk=case.pk).version == 1


@pytest.mark.parametrize("typed", ["linh trung", "Phường Linh Trung", "phuong linh trung, thu duc"])
def test_a_ward_is_found_by_its_name_without_accents(do, case, cast, typed):
    response = do(cast.official, case, "chuyen", ward=typed, reason="Thuộc nơi khác.", step="send")
    assert response["Location"] == reverse("feedback:inbox")
    assert Case.objects.get(pk=case.pk).ward == cast.other


def test_a_forwarded_case_leads_to_the_list_of_what_was_sent_away(sign_in, case, cast):
    forward_case(case=case, by=cast.official, ward=cast.other, reason="…")
    client = sign_in(cast.official)
    response = page(client, case)
    assert response["Location"] == f"{reverse('feedback:sent_away')}?q={case.reference}"
    listed = text_of(client.get(response["Location"]))
    assert case.reference in listed
    assert "Mùi hôi" not in listed
    assert "Rác tồn đọng" not in listed


def test_merging_by_reference_as_it_is_typed(do, make_case, cast):
    case, main = make_case(), make_case()
    typed = main.reference.lower().replace("-", " ")
    assert do(cast.official, case, "gop", into=typed).status_code == 302
    assert Case.objects.get(pk=case.pk).merged_into == main


def test_similar_open_cases_are_offered_for_merging(sign_in, make_case, cast, noise):
    case, near = make_case(), make_case()
    make_case(unit=cast.khu_pho_8)
    make_case(category=noise)
    make_case(status=Status.CLOSED)
    make_case(is_sealed=True)
    make_case(received_at=clock.now() - datetime.timedelta(days=40))
    response = page(sign_in(cast.official), case)
    assert list(response.context["similar"]) == [near]
    opened = page(sign_in(cast.official), case, f"?viec=gop&vao={near.reference}")
    assert opened.context["form"]["into"].value() == near.reference


def test_a_merged_case_names_the_main_one(sign_in, make_case, cast):
    case, main = make_case(), make_case()
    merge_case(case=case, by=cast.official, into=main)
    assert main.reference in text_of(page(sign_in(cast.official), case))
    assert case.reference in text_of(page(sign_in(cast.official), main))


def test_a_denunciation_is_referred_first_and_not_answered(sign_in, make_case, cast):
    case = make_case(kind=CaseKind.DENUNCIATION, is_sealed=True, status=Status.TRIAGED)
    response = page(sign_in(cast.official), case)
    assert offered(response)[0] == "huong-dan"
    assert "tra-loi" not in offered(response)
    assert "Phản ánh được bảo mật" in text_of(response)


def test_a_referral_without_words_takes_the_usual_ones(do, case, cast):
    response = do(cast.official, case, "huong-dan", kind="denunciation", text="", step="preview")
    assert "điểm chỉ" in response.context["preview"].event.public_text


def test_plain_moves_need_one_press(do, make_case, cast):
    case = make_case(status=Status.ASSIGNED, assignee=cast.official)
    assert do(cast.official, case, "bat-dau").status_code == 302
    assert Case.objects.get(pk=case.pk).status == Status.IN_PROGRESS


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999", "1.5"])
def test_a_broken_version_is_an_error_not_a_crash(do, case, cast, version):
    assert do(cast.official, case, "ghi-chu", note="Gõ rồi.", version=version).status_code == 200
    assert Case.objects.get(pk=case.pk).version == 1


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "'\"><img src=x onerror=1>",
        "😀" * 20,
        "\u202egnoc",
        "a\u0323\u0302",
    ],
)
def test_odd_texts_are_kept_as_text(do, case, cast, client, words):
    assert do(cast.official, case, "ghi-chu", note=words).status_code == 302
    html = page(client, case).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("note", ["", "   ", "\x00", "x" * 4001])
def test_texts_that_are_none_or_too_long_are_refused(do, case, cast, note):
    assert do(cast.official, case, "ghi-chu", note=note).status_code == 200
    assert case.events.filter(kind=MoveName.NOTE).count() == 0


def test_an_unknown_move_is_not_found(do, case, cast):
    assert do(cast.official, case, "xoa").status_code == 404


def test_the_reference_may_be_typed_in_small_letters(sign_in, case, cast):
    address = reverse("feedback:case", args=[case.reference.lower()])
    assert sign_in(cast.official).get(address).status_code == 200


@pytest.mark.parametrize("query", ["", "?viec=tra-loi", "?viec=phan-loai", "?viec=phan-cong"])
def test_the_page_costs_the_same_for_a_long_story(
    sign_in, make_case, cast, django_assert_max_num_queries, query
):
    case = make_case(status=Status.IN_PROGRESS, assignee=cast.official)
    client = sign_in(cast.official)
    with django_assert_max_num_queries(16) as short:
        page(client, case, query)
    for number in range(12):
        client.post(
            reverse("feedback:case_move", args=[case.reference, "ghi-chu"]),
            {"note": f"Lần {number}", "version": Case.objects.get(pk=case.pk).version},
        )
    page(client, case)  # the messages of the moves are read once
    with django_assert_max_num_queries(16) as long:
        page(client, case, query)
    assert len(long) == len(short)
