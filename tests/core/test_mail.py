"""One letter sent: what each refusal means; letters kept as files."""

from __future__ import annotations

import datetime
import os
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from core import clock, mail
from tests.core import smtp

LETTER = {
    "to": "dan@example.org",
    "subject": "Phản ánh KP-7QD4-M2XN đã được tiếp nhận",
    "body": "Kính gửi ông/bà,\nđã nhận.\n",
    "message_id": "<abc@portal.example>",
}


@pytest.fixture
def server(settings):
    with smtp.running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def test_send_a_letter_as_people_get_it(server, settings):
    settings.DEFAULT_FROM_EMAIL = "Gần Dân <portal@example.org>"
    mail.send(**LETTER)
    (letter,) = server.letters
    assert letter["Subject"].strip() == LETTER["subject"]
    assert letter["From"].addresses[0].display_name == "Gần Dân"
    assert letter["To"] == "dan@example.org"
    assert letter["Message-ID"] == "<abc@portal.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Reply-To"] is None
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER["body"]


def test_send_with_an_address_for_answers(server, settings):
    settings.PORTAL_REPLY_TO = "mot-cua@example.org"
    mail.send(**LETTER)
    assert server.letters[0]["Reply-To"] == "mot-cua@example.org"


def test_send_keeps_a_subject_on_one_line(server):
    mail.send(**LETTER | {"subject": "một\nhai\r\nBcc: x@example.org"})
    assert server.letters[0]["Subject"] == "một hai Bcc: x@example.org"
    assert server.letters[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"RCPT": "550 no such user"}, mail.RefusedError),
        ({"RCPT": "553 bad"}, mail.RefusedError),
        ({"RCPT": "451 greylisted"}, mail.TemporaryError),
        ({"MAIL": "550 sender"}, mail.RefusedError),
        ({"MAIL": "452 full"}, mail.TemporaryError),
        ({"END": "554 spam"}, mail.RefusedError),
        ({"END": "451 later"}, mail.TemporaryError),
        ({"RCPT": "HANG UP"}, mail.TemporaryError),
        ({"CONNECT": "421 busy"}, mail.ServiceDownError),
        ({"CONNECT": "554 not you"}, mail.ServiceDownError),
    ],
)
def test_send_tells_refusals_apart(server, answers, error):
    server.answers = answers
    with pytest.raises(error) as refusal:
        mail.send(**LETTER)
    assert "example.org" not in str(refusal.value)
    assert server.letters == []


def test_send_without_a_server_is_not_the_letters_fault(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(mail.ServiceDownError, match="ConnectionRefusedError"):
        mail.send(**LETTER)


@pytest.mark.parametrize("address", ["dân@example.org", "khong-co-a-cong", "a\nb@example.org"])
def test_send_refuses_an_address_that_cannot_be_written(server, address):
    with pytest.raises(mail.RefusedError):
        mail.send(**LETTER | {"to": address})


# --- Letters as files -----------------------------------------------------------------------------


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "core.mail.FileBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def test_files_hold_the_letter(folder):
    mail.send(**LETTER)
    (kept,) = mail.stored()
    assert (kept.to, kept.subject, kept.message_id) == (
        "dan@example.org",
        LETTER["subject"],
        LETTER["message_id"],
    )
    assert kept.body == LETTER["body"]
    assert abs(kept.sent_at - clock.now()) < timedelta(minutes=1)
    assert mail.read(kept.name) == kept
    assert mail.stored_name(LETTER["message_id"]) == kept.name
    assert [file.suffix for file in folder.iterdir()] == [".eml"]


def test_files_show_a_letter_sent_twice_once(folder):
    mail.send(**LETTER)
    mail.send(**LETTER)
    mail.send(**LETTER | {"message_id": "<other@portal.example>"})
    assert len(mail.stored()) == 2


def test_files_keep_letters_without_an_id_of_ours_apart(folder):
    for _n in range(2):
        EmailMessage("Đặt lại mật khẩu", "mở liên kết", to=["a@example.org"]).send()
    assert len(mail.stored()) == 2


def test_files_the_newest_first_and_not_all(folder):
    for number in range(3):
        mail.send(**LETTER | {"message_id": f"<{number}@x>", "subject": str(number)})
    for at, file in enumerate(sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)):
        os.utime(file, (at, at))
    assert len({letter.subject for letter in mail.stored()[:2]}) == 2
    assert len(mail.stored(limit=2)) == 2


def test_files_of_nobody(folder):
    assert mail.stored() == []


@pytest.mark.parametrize(
    "name", ["", "a.eml", "../../etc/passwd", "0" * 32 + ".eml", "0" * 32, "\x00"]
)
def test_read_finds_only_letters(folder, name):
    assert mail.read(name) is None


def test_files_hold_a_letter_without_text(folder):
    letter = EmailMessage("ảnh", to=["a@example.org"])
    letter.attach("a.jpg", b"x", "image/jpeg")
    letter.body = ""
    letter.send()
    assert mail.stored()[0].body == ""


def test_forget_stored_deletes_the_old(folder):
    mail.send(**LETTER)
    mail.send(**LETTER | {"message_id": "<old@x>"})
    old = mail.stored()[0]
    os.utime(folder / old.name, (0, 0))
    assert mail.forget_stored(before=clock.now() - timedelta(days=1)) == 1
    assert [letter.name for letter in mail.stored()] != [old.name]
    assert mail.forget_stored(before=datetime.datetime.now(datetime.UTC) - timedelta(days=1)) == 0
