"""The main job end to end: a citizen writes, the ward answers, the citizen reads and rates.

With real processes, a real photo and the letters as they were written.
"""

from __future__ import annotations

import email
import re
import time
from email.policy import default

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

TEXT = "Nắp cống trước hẻm 12 đường số 36 bị vỡ, trẻ em đi học qua lại rất nguy hiểm."
ANSWER = "Phường đã thay nắp cống mới trong sáng nay. Cảm ơn ông/bà đã báo."
WAIT_SECONDS = 30
HUMAN_MILLISECONDS = 3500  # nobody reads the page and sends it in less


@pytest.fixture
def photo(tmp_path):
    """A photo as a phone takes it, with the place in it."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (IFDRational(10), IFDRational(51), IFDRational(0))
    path = tmp_path / "anh-cong.jpg"
    Image.effect_noise((1200, 900), 40).convert("RGB").save(path, exif=exif)
    return path


def letter(portal, address: str, subject: str) -> str:
    """The newest letter to an address whose subject holds some words; waits for the worker."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        for raw in reversed(portal.mails()):
            mail = email.message_from_bytes(raw, policy=default)
            if address in str(mail["To"]) and subject in str(mail["Subject"]):
                return mail.get_content()
        time.sleep(0.3)
    raise AssertionError(f"no letter to {address} about {subject!r}")


def send_feedback(page, photo, address: str) -> str:
    """Go through the public form; gives the reference of the receipt."""
    page.goto("/phan-anh/gui/")
    page.locator("input[name=q]").fill("khu pho 23 hiep binh chanh")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("button", name=re.compile("^Khu phố 23")).click()
    page.wait_for_url("**/noi-dung/")
    page.locator("select[name=category]").select_option(index=2)
    page.locator("textarea[name=body]").fill(TEXT)
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/lien-he/")
    page.locator("input[name=email]").fill(address)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/kiem-tra/")
    assert page.get_by_text(TEXT).is_visible()
    assert page.locator("main .photos img").count() == 1
    page.wait_for_timeout(HUMAN_MILLISECONDS)
    page.get_by_role("button", name="Gửi phản ánh").click()
    page.wait_for_url("**/xong/")
    return re.search(r"KP-\w{4}-\w{4}", page.content()).group()


def assign_to_khu_pho(official, reference: str) -> None:
    """The ward's official finds the report in the inbox and gives it to the khu phố."""
    official.goto(f"/can-bo/phan-anh/?q={reference}")
    official.wait_for_url(f"**/{reference}/")
    assert official.get_by_text(TEXT).first.is_visible()
    official.goto(f"/can-bo/phan-anh/{reference}/?viec=phan-cong")
    target = official.locator("select[name=target]")
    target.select_option(label=target.locator("option", has_text="Khu phố 23").first.inner_text())
    official.get_by_role("button", name="Giao việc").click()
    official.get_by_text("Đã phân công.").wait_for()


def answer(officer, reference: str) -> None:
    """The khu phố officer writes the answer, sees what the citizen will see, and sends it."""
    officer.goto(f"/can-bo/phan-anh/{reference}/?viec=tra-loi")
    officer.locator("textarea[name=text]").fill(ANSWER)
    officer.get_by_role("button", name="Xem trước").click()
    officer.get_by_role("button", name="Gửi trả lời").click()
    officer.get_by_text("Đã gửi trả lời.").wait_for()


def test_a_citizen_writes_and_the_ward_answers(portal, open_page, sign_in, photo):
    address = "nguoi-gui@vi-du.example"
    citizen = open_page(width=360)
    reference = send_feedback(citizen, photo, address)
    link = re.search(r"http\S+/phan-anh/KP-\S+", letter(portal, address, reference)).group()

    assign_to_khu_pho(sign_in("phuong"), reference)

    officer = sign_in("khu-pho", width=360)
    officer.goto(f"/can-bo/phan-anh/{reference}/")
    assert officer.get_by_text(TEXT).first.is_visible()
    assert address not in officer.content()
    answer(officer, reference)

    assert ANSWER in letter(portal, address, "trả lời")
    citizen.goto(link)
    assert citizen.get_by_text(ANSWER).first.is_visible()
    citizen.locator("input[name=rating][value='5']").check(force=True)
    citizen.get_by_role("button", name="Gửi đánh giá").click()
    citizen.get_by_role("button", name="Gửi đánh giá").wait_for(state="detached")
    officer.goto(f"/can-bo/phan-anh/{reference}/")
    officer.get_by_text("Người gửi đánh giá").first.wait_for()
