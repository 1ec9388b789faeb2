"""What people, programs and attackers put into every field of a report."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from feedback.models import Case, Draft, Photo
from feedback.services import submission
from tests.core import pictures
from tests.feedback.public.helpers import TEXT, category, picture, private, step, words

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% now %}"
NFD = "Đường bị ngập nước từ hôm qua"  # decomposed on purpose


def send(client, draft, **typed):
    return client.post(
        step("content", draft), {"category": category().pk, "body": TEXT, "place": ""} | typed
    )


@pytest.mark.parametrize(
    "body", ["", "   ", "\n\n\t", "\u00a0 \u2003", "\u200b" * 20, "\x00" * 20, "Rác", "😀"]
)
def test_text_without_words_is_refused_in_words(client, make_draft, body):
    draft = make_draft()
    answer = send(client, draft, body=body)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rác\x00 đầu hẻm 12 chưa dọn", "Rác đầu hẻm 12 chưa dọn"),
        ("Rác \u202eabc\u202c đầu hẻm 12", "Rác abc đầu hẻm 12"),
        ("Ngập nặng 😀👨‍👩‍👧 cả hẻm", "Ngập nặng 😀👨‍👩‍👧 cả hẻm"),
        ("Dòng một\r\nDòng hai\rDòng ba", "Dòng một\nDòng hai\nDòng ba"),
        (NFD.encode().decode(), "Đường bị ngập nước từ hôm qua"),
        (f"  {SCRIPT}  ", SCRIPT),
        ("=cmd|'/c calc'!A0 rác nhiều", "=cmd|'/c calc'!A0 rác nhiều"),
        ("A" * 5000, "A" * 5000),
    ],
)
def test_text_is_kept_clean_and_whole(client, make_draft, typed, kept):
    draft = make_draft()
    assert send(client, draft, body=typed)["Location"] == step("check", draft)
    client.post(step("check", draft))
    assert Case.objects.get().body == kept


def test_html_is_only_text_on_every_page(client, make_draft):
    draft = make_draft(body=SCRIPT, place=SCRIPT, name=SCRIPT[:100])
    pages = [client.get(step(name, draft)).content.decode() for name in ("content", "check")]
    case = submission.submit_draft(token=draft.pk, language="vi")
    address, secret = private("tracking", case)
    pages.append(client.get(address, secret).content.decode())
    pages.append(client.get(step("done", case.form_token)).content.decode())
    assert not [page for page in pages if "<script>alert" in page or "<img src=x" in page]
    assert "&lt;script&gt;alert(1)" in pages[2]


def test_text_that_is_too_long_is_kept_to_be_shortened(client, make_draft):
    draft = make_draft()
    answer = send(client, draft, body="Đ" * 5001)
    assert "dài quá 5.000 ký tự" in words(answer)
    assert "Đ" * 5001 in answer.content.decode()
    draft.refresh_from_db()
    assert len(draft.body) == 5001


def test_ten_megabytes_of_text_are_refused_as_too_large(client, make_draft):
    draft = make_draft()
    answer = send(client, draft, body="A" * 10_000_000)
    assert answer.status_code == 413
    draft.refresh_from_db()
    assert draft.body == TEXT


@pytest.mark.parametrize("name", ["place", "name", "email", "phone"])
def test_long_short_fields_are_refused_in_words(client, make_draft, name):
    draft = make_draft(has_contact_step=False)
    page = "content" if name == "place" else "contact"
    typed = {"category": category().pk, "body": TEXT, name: "a" * 300}
    answer = client.post(step(page, draft), typed)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "0901234567",
        "0901 234 567",
        "0901.234.567",
        "090-123-4567",
        "+84901234567",
        "+84 901 234 567",
        "84901234567",
        "(+84) 901 234 567",
        "+84 (0)901 234 567",
        " 0901234567 ",
    ],
)
def test_a_phone_number_in_any_spelling_is_one(client, make_draft, typed):
    draft = make_draft(has_contact_step=False)
    client.post(step("contact", draft), {"phone": typed})
    draft.refresh_from_db()
    assert draft.phone == "+84901234567"


@pytest.mark.parametrize("typed", ["12", "090123456", "khong co", "0" * 39, "<script>", "09" * 9])
def test_what_is_no_phone_number_is_refused_in_words(client, make_draft, typed):
    draft = make_draft(has_contact_step=False)
    answer = client.post(step("contact", draft), {"phone": typed})
    assert "Số điện thoại chưa đúng" in words(answer)


@pytest.mark.parametrize(
    "typed", ["an", "an@", "@vidu.vn", "an@vidu", "a b@vidu.vn", "an@vi_du.vn"]
)
def test_what_is_no_mail_address_is_refused_in_words(client, make_draft, typed):
    draft = make_draft(has_contact_step=False)
    answer = client.post(step("contact", draft), {"email": typed})
    assert "Thư điện tử chưa đúng" in words(answer)


@pytest.mark.parametrize("chosen", ["", "0", "-1", "99999999999999999999", "x", "\x00", "1;drop"])
def test_a_category_that_is_none_is_refused_in_words(client, make_draft, chosen):
    draft = make_draft()
    answer = send(client, draft, category=chosen)
    assert answer.status_code == 200
    assert "Loại việc" in words(answer)


# --- Files


def upload(data, name="anh.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 not a photo",
        b"\xff\xd8\xff\xe0<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"GIF89a/*<script>alert(1)//*/",
        pictures.jpeg()[:200],
        pictures.png_of(30_000, 30_000),
    ],
    ids=["pdf", "html", "svg", "gif-js", "cut", "bomb"],
)
def test_what_is_no_photo_is_refused_beside_the_field_and_the_text_kept(client, make_draft, data):
    draft = make_draft()
    answer = send(client, draft, body="Chữ này phải còn.", photos=upload(data))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'id="id_photos"' in page
    assert "field__error" in page
    assert "Chữ này phải còn." in page
    assert not Photo.objects.exists()


def test_an_empty_file_is_refused_in_words(client, make_draft):
    answer = send(client, make_draft(), photos=upload(b""))
    assert "Tệp ảnh rỗng" in words(answer)


def test_a_photo_keeps_neither_place_nor_name(client, make_draft, files_of_their_own):
    draft = make_draft()
    send(client, draft, photos=upload(pictures.with_gps(), "nha toi o hem 12.jpg"))
    photo = Photo.objects.get()
    assert "hem" not in photo.file.name
    with Image.open(photo.file.path) as image:
        assert not image.getexif()
    kept = b"".join(path.read_bytes() for path in files_of_their_own.rglob("*.jpg"))
    assert pictures.SECRET not in kept


def test_a_phones_heic_photo_is_taken(client, make_draft):
    send(client, make_draft(), photos=upload(pictures.heic(), "IMG_0001.HEIC"))
    photo = Photo.objects.get()
    with Image.open(photo.file.path) as image:
        assert image.format == "JPEG"


def test_a_request_to_remove_no_photo_of_mine_changes_nothing(client, make_draft):
    mine, other = make_draft(), make_draft()
    client.post(step("content", other), {"add": "1", "photos": picture()})
    photo = Photo.objects.get()
    for asked in (photo.uuid, "x", "", "11111111-1111-4111-8111-111111111111"):
        assert send(client, mine, remove=asked).status_code in {200, 302}
    assert Photo.objects.get() == photo


# --- Addresses


@pytest.mark.parametrize(
    "path",
    [
        "/phan-anh/gui/khong-phai-token/noi-dung/",
        "/phan-anh/gui/11111111-1111-4111-8111-11111111111/xong/",
        "/phan-anh/anh/x/",
        "/phan-anh/gui/../../etc/passwd",
    ],
)
def test_an_address_that_is_none_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["%00", "%F0%9F%98%80" * 300, "'; drop table", "%ff%fe", "[]=1"])
def test_an_odd_query_is_answered(client, world, query):
    for path in ("/phan-anh/gui/", "/phan-anh/", "/phan-anh/theo-doi/"):
        for name in ("q", "don-vi", "ward", "category", "after", "before", "ma"):
            assert client.get(f"{path}?{name}={query}").status_code == 200


def test_a_sent_report_answers_any_post_with_its_receipt(client, make_case):
    case = make_case()
    answer = client.post(step("content", case.form_token), {"body": "A" * 100, "photos": picture()})
    assert answer["Location"] == step("done", case.form_token)
    assert not Draft.objects.exists()
    assert client.post(reverse("feedback:draft_done", args=[case.form_token])).status_code == 405
