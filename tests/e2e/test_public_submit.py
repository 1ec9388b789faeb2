"""Sending a report in a real browser: small, without script, photos one by one, pressed twice."""

from __future__ import annotations

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

FIRST_VISIT_BYTES = 100_000
LATER_STEP_BYTES = 30_000
HUMAN_MILLISECONDS = 3500  # nobody reads the page and sends it in less
TEXT = "Đèn hẻm 40 không sáng đã ba đêm, bà con đi lại rất khó."
START = "/phan-anh/gui/"


@pytest.fixture
def photos(tmp_path):
    """Two photos as phones take them."""
    paths = []
    for name, sigma in (("mot.jpg", 30), ("hai.jpg", 60)):
        path = tmp_path / name
        Image.effect_noise((1600, 1200), sigma).convert("RGB").save(path)
        paths.append(path)
    return paths


class Wire:
    """How many bytes came over the wire, as Chromium counts them."""

    def __init__(self, page):
        self.total = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._add)

    def _add(self, event):
        self.total += event["encodedDataLength"]

    def since(self, page):
        """What came since the last look."""
        page.wait_for_load_state("networkidle")
        total, self.total = self.total, 0
        return total


def choose_place(page):
    page.goto(f"{START}?q=khu+pho+23+hiep+binh+chanh")
    page.get_by_role("button", name=re.compile("^Khu phố 23")).click()
    page.wait_for_url("**/noi-dung/")


def write(page):
    page.locator("select[name=category]").select_option(label="Chiếu sáng, điện")
    page.locator("textarea[name=body]").fill(TEXT)


def go_on(page, step):
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(f"**/{step}/")


def test_a_first_visit_weighs_little_and_each_further_step_less(open_page):
    page = open_page(width=360)
    wire = Wire(page)
    page.goto(START)
    assert wire.since(page) <= FIRST_VISIT_BYTES
    weights = {}
    choose_place(page)
    weights["noi-dung"] = wire.since(page)
    write(page)
    for step in ("lien-he", "kiem-tra"):
        go_on(page, step)
        weights[step] = wire.since(page)
    page.wait_for_timeout(HUMAN_MILLISECONDS)
    page.get_by_role("button", name="Gửi phản ánh").click()
    page.wait_for_url("**/xong/")
    weights["xong"] = wire.since(page)
    assert {step for step, weight in weights.items() if weight > LATER_STEP_BYTES} == set()


def test_the_whole_way_without_script_on_the_smallest_phone(open_page, photos):
    page = open_page(width=320, java_script_enabled=False)
    page.goto(START)
    page.locator("input[name=q]").fill("khu pho 23 hiep binh chanh")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("button", name=re.compile("^Khu phố 23")).click()
    write(page)
    page.locator("input[type=file]").set_input_files(photos)
    page.get_by_role("button", name="Gửi ảnh đã chọn lên").click()
    expect(page.locator("button[name=remove]")).to_have_count(2)
    page.get_by_role("button", name="Bỏ ảnh 2").click()
    expect(page.locator("button[name=remove]")).to_have_count(1)
    assert page.locator("textarea[name=body]").input_value().strip() == TEXT
    go_on(page, "lien-he")
    go_on(page, "kiem-tra")
    page.wait_for_timeout(HUMAN_MILLISECONDS)
    page.get_by_role("button", name="Gửi phản ánh").click()
    page.wait_for_url("**/xong/")
    reference = page.locator(".receipt__number").inner_text()
    page.get_by_role("link", name="Theo dõi phản ánh này").click()
    assert page.get_by_role("heading", level=1).inner_text() == reference
    expect(page.locator(".photos img")).to_have_count(1)


def test_photos_go_one_by_one_and_what_is_typed_stays(open_page, photos):
    page = open_page(width=360)
    choose_place(page)
    page.locator("textarea[name=body]").fill("Đang viết dở")
    posts = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    page.locator("input[type=file]").set_input_files(photos)
    page.get_by_role("button", name="Bỏ ảnh 2").wait_for()
    assert len(posts) == 2
    assert page.locator("textarea[name=body]").input_value() == "Đang viết dở"
    page.reload()
    assert page.locator("textarea[name=body]").input_value().strip() == "Đang viết dở"
    expect(page.locator("button[name=remove]")).to_have_count(2)


def test_a_photo_that_does_not_get_through_stays_chosen(open_page, photos):
    page = open_page(width=360)
    choose_place(page)
    page.route("**/noi-dung/", lambda route: route.abort())
    page.locator("input[type=file]").set_input_files(photos[:1])
    page.get_by_text("Chưa gửi được ảnh").wait_for()
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 1
    page.unroute("**/noi-dung/")
    write(page)
    go_on(page, "lien-he")
    page.go_back()
    expect(page.locator("button[name=remove]")).to_have_count(1)


def test_two_presses_and_the_back_button_give_one_receipt(open_page):
    page = open_page(width=360)
    choose_place(page)
    write(page)
    go_on(page, "lien-he")
    go_on(page, "kiem-tra")
    page.wait_for_timeout(HUMAN_MILLISECONDS)
    page.get_by_role("button", name="Gửi phản ánh").dblclick()
    page.wait_for_url("**/xong/")
    reference = page.locator(".receipt__number").inner_text()
    page.go_back()
    page.wait_for_url("**/xong/")
    assert page.locator(".receipt__number").inner_text() == reference


def test_nothing_is_wider_than_the_smallest_screen(open_page):
    page = open_page(width=320)
    wide = []

    def look():
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append((page.url, width))

    page.goto(START)
    look()
    choose_place(page)
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator("[data-error-summary]").wait_for()
    look()
    write(page)
    page.locator("textarea[name=body]").fill("Khôngcódấucách" * 40)
    go_on(page, "lien-he")
    look()
    go_on(page, "kiem-tra")
    look()
    page.wait_for_timeout(HUMAN_MILLISECONDS)
    page.get_by_role("button", name="Gửi phản ánh").click()
    page.wait_for_url("**/xong/")
    look()
    page.get_by_role("link", name="Theo dõi phản ánh này").click()
    look()
    assert wide == []


def test_errors_are_announced_first_and_lead_to_their_fields(open_page):
    page = open_page()
    choose_place(page)
    page.get_by_role("button", name="Tiếp tục").click()
    assert page.title().startswith("Lỗi:")
    summary = page.locator("[data-error-summary]")
    assert summary.evaluate("node => node === document.activeElement")
    summary.get_by_role("link").last.click()
    assert page.locator("textarea[name=body]").evaluate("node => node === document.activeElement")
