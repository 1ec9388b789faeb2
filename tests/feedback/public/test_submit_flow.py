"""The pages of a report as a browser without script and without cookies goes through them."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, throttle
from feedback import deadlines, receipt
from feedback.models import Case, Clock, Draft, Photo
from feedback.services import submission
from feedback.views import submit as pages
from tests.factories import CellFactory, DecisionFactory, NeighborhoodFactory, TransferFactory
from tests.feedback.public.helpers import TEXT, category, picture, statements, step, words

START = "/phan-anh/gui/"


def content(**typed):
    return {"category": category().pk, "body": TEXT, "place": "Hẻm 12"} | typed


def test_a_report_goes_all_the_way_without_a_cookie(client, world, traveller):
    answer = client.post(START, {"unit": world.first.uuid})
    draft = Draft.objects.get()
    assert answer["Location"] == step("content", draft)
    answer = client.post(step("content", draft), content(photos=picture()))
    assert answer["Location"] == step("contact", draft)
    typed = {"name": "Nguyễn Văn An", "email": "an@vidu.vn", "phone": "0901 234 567"}
    answer = client.post(step("contact", draft), typed)
    assert answer["Location"] == step("check", draft)
    page = words(client.get(step("check", draft)))
    assert TEXT in page
    assert "0901 234 567" in page
    traveller.shift(60)
    answer = client.post(step("check", draft))
    assert answer["Location"] == step("done", draft)
    case = Case.objects.get()
    page = words(client.get(step("done", draft)))
    assert case.reference in page
    assert receipt.shown(case) in page
    assert "08/12/2026 17:00" in page  # ten working days, without the holiday of 24 November
    assert "Khu phố 1, Phường Bến Thành, Quận 1" in page
    assert client.cookies.keys() == {"csrftoken"}  # of the language switch; nobody needs it


def test_each_step_tells_where_one_is(client, make_draft):
    draft = make_draft()
    for name, number in (("place", 1), ("content", 2), ("contact", 3), ("check", 4)):
        assert f"Bước {number} trong 4" in words(client.get(step(name, draft)))


def test_pages_are_kept_by_no_cache(client, make_draft):
    draft = make_draft()
    for name in ("place", "content", "contact", "check"):
        assert "no-store" in client.get(step(name, draft))["Cache-Control"]


def test_a_post_from_a_page_without_cookies_passes_the_csrf_check(world, make_draft):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START, {"unit": world.first.uuid}).status_code == 302
    draft = make_draft()
    assert strict.post(step("check", draft))["Location"] == step("done", draft)


# --- Nothing typed is lost


def test_text_and_photos_are_kept_when_something_is_wrong(client, make_draft):
    draft = make_draft(body="", category=None)
    answer = client.post(step("content", draft), content(body="Rác", photos=picture()))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<title>Lỗi: " in page
    assert "Hãy viết ít nhất 10 ký tự" in page
    assert ">\nRác</textarea>" in page
    assert "Bỏ ảnh 1" in page
    draft.refresh_from_db()
    assert (draft.body, draft.place, draft.category) == ("Rác", "Hẻm 12", category())


def test_the_good_photos_of_several_are_kept_when_one_is_bad(client, make_draft):
    draft = make_draft()
    bad = picture(name="x.jpg")
    bad.file.seek(0)
    bad.file.truncate(30)
    answer = client.post(step("content", draft), content(photos=[picture("red"), bad]))
    assert answer.status_code == 200
    assert Photo.objects.filter(draft=draft).count() == 1


def test_adding_photos_keeps_the_text_and_asks_for_nothing_else(client, make_draft):
    draft = make_draft(body="", category=None)
    typed = {
        "category": "",
        "body": "Mới viết",
        "add": "1",
        "photos": [picture("red"), picture("blue")],
    }
    answer = client.post(step("content", draft), typed)
    assert answer["Location"] == f"{step('content', draft)}#anh"
    page = client.get(step("content", draft)).content.decode()
    assert ">\nMới viết</textarea>" in page
    assert page.count('name="remove"') == 2
    assert "error-summary" not in page


def test_a_photo_is_removed_again_with_its_files(
    client, make_draft, files_of_their_own, django_capture_on_commit_callbacks
):
    draft = make_draft()
    client.post(step("content", draft), content(add="1", photos=picture()))
    photo = Photo.objects.get()
    assert len(list(files_of_their_own.rglob("*.jpg"))) == 2
    with django_capture_on_commit_callbacks(execute=True):
        client.post(step("content", draft), content(remove=photo.uuid))
    assert not Photo.objects.exists()
    assert not list(files_of_their_own.rglob("*.jpg"))


def test_the_same_photo_twice_is_one(client, make_draft):
    draft = make_draft()
    for _attempt in range(2):
        client.post(step("content", draft), content(add="1", photos=picture("green")))
    assert Photo.objects.count() == 1


def test_a_sixth_photo_is_refused_in_words(client, make_draft):
    draft = make_draft()
    colours = ["red", "blue", "green", "white", "black", "yellow"]
    answer = client.post(step("content", draft), content(photos=[picture(c) for c in colours]))
    assert "Chỉ nhận nhiều nhất 5 ảnh" in words(answer)
    assert Photo.objects.count() == 5


def test_a_wrong_address_is_corrected_without_typing_the_rest_again(client, make_draft):
    draft = make_draft(has_contact_step=False)
    typed = {"name": "An", "email": "an@vidu", "phone": "12", "show_to_neighborhood": "on"}
    page = client.post(step("contact", draft), typed).content.decode()
    for kept in ('value="An"', 'value="an@vidu"', 'value="12"', "checked"):
        assert kept in page


def test_the_choice_about_contacts_is_not_made_for_anybody(client, make_draft):
    draft = make_draft(has_contact_step=False)
    assert "checked" not in client.get(step("contact", draft)).content.decode()


def test_text_for_a_draft_that_was_erased_starts_a_new_one(client, world):
    answer = client.post(step("content", uuid.uuid4()), content(body="Chữ đã gõ rất lâu."))
    rescued = Draft.objects.get()
    assert answer["Location"] == step("place", rescued)
    assert "đã được giữ" in words(client.get(step("place", rescued)))
    client.post(step("place", rescued), {"unit": world.first.uuid})
    assert "Chữ đã gõ rất lâu." in words(client.get(step("content", rescued)))


def test_drafts_begun_from_lost_ones_are_slowed_down(client, world):
    answers = [client.post(step("content", uuid.uuid4()), content()) for _time in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert Draft.objects.count() == 20


@pytest.mark.parametrize("name", ["place", "content", "contact", "check"])
def test_a_draft_that_is_gone_is_explained(client, db, name):
    answer = client.get(step(name, uuid.uuid4()))
    assert answer.status_code == 410
    assert "Bản nháp này không còn" in words(answer)


def test_the_receipt_of_an_unknown_token_leads_to_the_explanation(client, db):
    token = uuid.uuid4()
    assert client.get(step("done", token))["Location"] == step("check", token)


# --- Back, again, later


def test_changing_one_answer_leads_back_to_the_check(client, make_draft, world):
    draft = make_draft()
    assert client.post(step("content", draft), content())["Location"] == step("check", draft)
    answer = client.post(step("place", draft), {"unit": world.second.uuid})
    assert answer["Location"] == step("check", draft)
    assert "Khu phố 2, Phường Bến Thành" in words(client.get(step("check", draft)))


@pytest.mark.parametrize(
    ("missing", "name"),
    [
        ({"unit": None}, "place"),
        ({"body": ""}, "content"),
        ({"category": None}, "content"),
        ({"has_contact_step": False}, "contact"),
    ],
)
def test_a_step_left_out_is_asked_before_sending(client, make_draft, missing, name):
    draft = make_draft(**missing)
    assert client.get(step("check", draft))["Location"] == step(name, draft)
    assert client.post(step("check", draft))["Location"] == step(name, draft)
    assert not Case.objects.exists()


def test_sending_twice_gives_one_case_and_one_receipt(client, make_draft):
    draft = make_draft()
    first, second = (client.post(step("check", draft))["Location"] for _time in range(2))
    assert first == second == step("done", draft)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("name", ["place", "content", "contact", "check"])
def test_going_back_after_sending_leads_to_the_receipt(client, make_case, name):
    case = make_case()
    assert client.get(step(name, case.form_token))["Location"] == step("done", case.form_token)
    answer = client.post(step(name, case.form_token), {"unit": "x", "body": "Lần hai"})
    assert answer["Location"] == step("done", case.form_token)
    assert Case.objects.count() == 1


def test_a_replay_hours_later_shows_the_same_receipt(client, make_case, traveller):
    case = make_case()
    traveller.shift(datetime.timedelta(hours=23))
    client.post(step("check", case.form_token))
    assert receipt.shown(case) in words(client.get(step("done", case.form_token)))


def test_after_a_day_the_token_shows_no_secret_any_more(client, make_case, traveller):
    case = make_case()
    traveller.shift(datetime.timedelta(days=1, minutes=1))
    answer = client.get(step("done", case.form_token))
    assert answer["Location"] == reverse("feedback:tracking", args=[case.reference])


# --- Robots, and many people behind one address


def test_a_form_sent_faster_than_anybody_types_is_shown_again(client, world, traveller):
    client.post(START, {"unit": world.first.uuid})
    draft = Draft.objects.get()
    Draft.objects.update(category=category(), body=TEXT, has_contact_step=True)
    answer = client.post(step("check", draft))
    assert "Xin xem lại nội dung rồi bấm gửi lần nữa" in words(answer)
    traveller.shift(3)
    assert client.post(step("check", draft))["Location"] == step("done", draft)


def test_a_filled_trap_is_shown_so_that_a_person_can_empty_it(client, make_draft):
    draft = make_draft()
    answer = client.post(step("check", draft), {"website": "https://vidu.example"})
    page = answer.content.decode()
    assert "Ô này phải để trống" in page
    assert 'aria-hidden="true"><div class="field' not in page
    assert not Case.objects.exists()
    assert client.post(step("check", draft), {"website": ""})["Location"] == step("done", draft)


def test_two_hundred_reports_from_one_address_lose_nobodys_text(client, make_draft, traveller):
    drafts = [make_draft(body=f"{TEXT} Số {number}.") for number in range(200)]
    answers = [client.post(step("check", draft)).status_code for draft in drafts]
    allowed = int(pages.SENDINGS.split("/")[0])
    assert answers == [302] * allowed + [429] * (200 - allowed)
    late = drafts[-1]
    page = client.post(step("check", late))
    assert page["Retry-After"] == "600"
    assert "được giữ nguyên" in words(page)
    assert f'action="{step("check", late)}"' in page.content.decode()
    assert Draft.objects.count() == 200 - allowed
    elsewhere = client.post(step("check", late), REMOTE_ADDR="203.0.113.9")
    assert elsewhere["Location"] == step("done", late)


def test_presses_that_our_own_outage_defeats_are_held_against_nobody(
    client, make_draft, monkeypatch
):
    draft = make_draft()
    client.raise_request_exception = False

    def away(_token):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(submission, "taken_draft", away)
        for _press in range(50):
            assert client.post(step("check", draft)).status_code >= 500
    answer = client.post(step("check", draft))
    assert answer["Location"] == step("done", draft)


def test_beginning_a_thousand_drafts_is_slowed_down(client, world):
    key = throttle.client_key(client.get(START).wsgi_request)
    for _time in range(60):
        throttle.hit("feedback.draft", key, pages.NEW_DRAFTS)
    assert client.post(START, {"unit": world.first.uuid}).status_code == 429
    assert client.get(START).status_code == 200


# --- Places


def test_a_place_is_found_without_accents_and_chosen_with_one_press(client, world):
    page = client.get(START, {"q": "khu pho 2 ben thanh"}).content.decode()
    assert f'name="unit" value="{world.second.uuid}"' in page


def test_the_link_from_a_units_page_offers_that_unit(client, world):
    page = client.get(START, {"don-vi": world.first.uuid}).content.decode()
    assert f'name="unit" value="{world.first.uuid}"' in page


def test_a_ward_offers_its_khu_pho_and_a_way_for_who_does_not_know(client, world):
    page = client.get(START, {"don-vi": world.ward.uuid}).content.decode()
    for unit in (world.ward, world.first, world.second):
        assert f'name="unit" value="{unit.uuid}"' in page
    assert "Tôi không biết khu phố, ấp" in page
    client.post(START, {"unit": world.ward.uuid})
    assert Draft.objects.get().unit == world.ward


def test_a_district_is_looked_into_and_never_chosen(client, world):
    page = client.get(START).content.decode()
    assert f"?don-vi={world.district.uuid}" in page
    page = client.get(START, {"don-vi": world.district.uuid}).content.decode()
    assert f"?don-vi={world.ward.uuid}" in page
    answer = client.post(START, {"unit": world.district.uuid})
    assert answer["Location"] == f"{START}?don-vi={world.district.uuid}"
    assert not Draft.objects.exists()


@pytest.fixture
def ended(world, traveller):
    """A khu phố that ended yesterday, whole into Khu phố 1."""
    unit = NeighborhoodFactory(
        name="Khu phố 9", parent=world.ward, ends=datetime.date(2026, 11, 23)
    )
    decision = DecisionFactory(applied_on=datetime.date(2026, 11, 23))
    TransferFactory(decision=decision, source=unit, target=world.first)
    return unit


def test_a_khu_pho_that_ended_yesterday_is_refused_with_the_way_to_todays(client, world, ended):
    answer = client.post(START, {"unit": ended.uuid})
    assert answer["Location"] == f"{START}?don-vi={ended.uuid}"
    page = client.get(answer["Location"])
    assert "Không còn từ ngày 23/11/2026. Nay là: Khu phố 1" in words(page)
    assert f'name="unit" value="{world.first.uuid}"' in page.content.decode()


def test_a_khu_pho_that_ends_while_somebody_writes_is_asked_again(client, ended, make_draft):
    draft = make_draft(unit=ended)
    answer = client.post(step("check", draft))
    assert answer["Location"] == step("place", draft)
    assert not Case.objects.exists()


def test_a_former_cell_leads_to_the_khu_pho_above_it(client, world):
    cell = CellFactory(name="Tổ dân phố 3", parent=world.first)
    page = client.get(START, {"don-vi": cell.uuid}).content.decode()
    assert f'name="unit" value="{world.first.uuid}"' in page


def test_a_past_unit_without_a_successor_says_so(client, world, traveller):
    unit = NeighborhoodFactory(parent=world.ward, ends=datetime.date(2026, 1, 1))
    page = words(client.get(START, {"don-vi": unit.uuid}))
    assert "Chưa có thông tin đơn vị hiện nay" in page


@pytest.mark.parametrize("asked", ["khong-phai-ma", "11111111-1111-4111-8111-111111111111", ""])
def test_an_address_with_no_such_unit_shows_the_first_page(client, world, asked):
    answer = client.get(START, {"don-vi": asked})
    assert answer.status_code == 200
    assert f"?don-vi={world.district.uuid}" in answer.content.decode()


@pytest.mark.parametrize("chosen", ["", "x", "11111111-1111-4111-8111-111111111111"])
def test_a_press_without_a_unit_is_an_error_in_words(client, world, chosen):
    answer = client.post(START, {"unit": chosen})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


def test_nothing_found_offers_the_list(client, world):
    page = words(client.get(START, {"q": "xyzxyz"}))
    assert "Không tìm thấy nơi nào" in page


# --- What else the pages say


def test_emergency_numbers_stand_on_every_page(client, make_draft):
    draft = make_draft()
    addresses = [START, *(step(name, draft) for name in ("content", "contact", "check"))]
    for address in addresses:
        page = client.get(address).content.decode()
        assert all(f"tel:{number}" in page for number in (113, 114, 115))


def test_a_denunciation_is_told_its_way_and_not_held_back(client, make_draft):
    draft = make_draft(body="Tôi xin tố cáo ông A nhận tiền của dân.")
    page = words(client.get(step("check", draft)))
    assert "Tố cáo một người vi phạm pháp luật phải bằng đơn có chữ ký" in page
    client.post(step("check", draft))
    assert Case.objects.get().is_sealed


def test_the_language_of_the_sender_is_kept(client, make_draft):
    draft = make_draft()
    client.post(step("check", draft), headers={"Accept-Language": "en"})
    assert Case.objects.get().language == "en"


def test_the_hint_about_photos_is_in_the_readers_language(client, make_draft):
    draft = make_draft()
    page = words(client.get(step("content", draft), headers={"Accept-Language": "en"}))
    assert "Tối đa 5 ảnh" not in page
    assert "Photos" in page
    assert "Tối đa 5 ảnh" in words(client.get(step("content", draft)))


@pytest.mark.parametrize(
    ("name", "most"), [("place", 10), ("content", 10), ("contact", 10), ("check", 10)]
)
def test_steps_cost_few_queries(client, make_draft, django_assert_max_num_queries, name, most):
    draft = make_draft()
    with django_assert_max_num_queries(most):
        client.get(step(name, draft))


def test_posting_text_and_photos_costs_few_queries(
    client, make_draft, django_assert_max_num_queries
):
    draft = make_draft()
    typed = content()
    with django_assert_max_num_queries(10):
        client.post(step("content", draft), typed)


@pytest.mark.django_db(transaction=True)
def test_sending_costs_few_queries(client, make_draft, settings):
    settings.ROWS_KEPT_SECONDS = 60  # as served; read once here
    deadlines.due(Clock.ANSWER, kind="", category_id=None, start=clock.now())
    draft = make_draft(email="an@vidu.vn")
    with CaptureQueriesContext(connection) as queries:
        client.post(step("check", draft))
    assert len(statements(queries)) <= 9
    assert Case.objects.count() == 1
