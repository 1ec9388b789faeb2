"""The scripts of the portal in a real browser: comforts that must work, and never be needed."""

import io
import random
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from tests.e2e.crawl import violations

AXE = (Path(settings.BASE_DIR) / "tests/vendor/axe.min.js").read_text()
STAFF = "/styleguide/can-bo/"


def answer(page, path, body, script="portal"):
    """Have the portal's own scripts run on a small page of ours, at the portal's own address."""
    head = f'<title>Thử</title><script type="module" src="/static/js/{script}.js"></script>'
    page.route(
        f"**{path}",
        lambda route: route.fulfill(
            body=f"<!doctype html><html lang=vi><head><meta charset=utf-8>{head}</head>{body}",
            content_type="text/html",
        ),
    )
    page.goto(path)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/styleguide/", STAFF])
def test_styleguide_is_accessible_with_its_menus_open(open_page, path, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    page.goto(path)
    # In a window as high as the page the bar that sticks to its foot lies over no row.
    page.set_viewport_size({"width": width, "height": 12_000})
    assert violations(page, AXE) == []
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    # An open menu lies over what stands below it, so only what opened is looked at.
    assert violations(page, AXE, within="details") == []


@pytest.mark.parametrize("path", ["/styleguide/", STAFF])
def test_text_twice_as_large_needs_no_sideways_scrolling(open_page, path):
    page = open_page(width=640)
    page.goto(path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_menu_opens_without_script(browser, portal):
    context = browser.new_context(
        base_url=portal.url, viewport={"width": 360, "height": 700}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/styleguide/")
    page.locator(".top .menu > summary").click()
    assert page.locator(".menu__panel .nav__link").first.is_visible()
    context.close()


def test_menu_closes_on_escape_and_gives_the_focus_back(open_page):
    page = open_page(width=360)
    page.goto("/styleguide/")
    summary = page.locator(".top .menu > summary")
    summary.click()
    page.keyboard.press("Escape")
    assert not page.locator(".menu__panel").first.is_visible()
    assert summary.evaluate("it => it === document.activeElement")


def test_summary_of_errors_has_the_focus_and_leads_to_the_field(open_page):
    page = open_page()
    page.goto("/styleguide/")
    summary = page.locator("[data-error-summary]")
    assert summary.evaluate("it => it === document.activeElement")
    summary.get_by_role("link", name="Họ và tên").click()
    assert page.evaluate("location.hash") == "#id_wrong-name"


def test_dialog_opens_and_closes(open_page):
    page = open_page()
    page.goto(STAFF)
    page.get_by_role("link", name="Mở hộp thoại").click()
    dialog = page.get_by_role("dialog", name="Kết thúc phản ánh")
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_list_is_worked_by_keys_that_can_be_switched_off(open_page):
    page = open_page()
    page.goto(STAFF)
    page.locator("body").press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-bulk-count]").inner_text() == "Đã chọn 1"
    assert page.locator("tr.is-here input").is_checked()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("jx")
    assert page.evaluate("document.activeElement.value") == "jx"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Shift+?")
    page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    page.reload()
    page.locator("body").press("j")
    assert page.locator("tr.is-here").count() == 0


def test_all_rows_are_ticked_by_one_tick(open_page):
    page = open_page()
    page.goto(STAFF)
    bar = page.locator("[data-bulk]")
    assert not bar.is_visible()
    page.locator("[data-tick-all]").check()
    assert page.locator("[data-tick]:checked").count() == page.locator("[data-tick]").count()
    assert bar.is_visible()
    page.locator("[data-tick]").first.uncheck()
    assert page.locator("[data-tick-all]").evaluate("it => it.indeterminate")


def test_second_press_sends_nothing(open_page):
    page = open_page()
    sent = []
    body = '<body><form method="post" action="/thu/gui/"><button>Gửi</button></form></body>'
    answer(page, "/thu/", body)

    def receive(route):
        sent.append(route.request.method)
        route.fulfill(status=204)  # the browser stays where it is

    page.route("**/thu/gui/", receive)
    page.get_by_role("button").dblclick()
    page.wait_for_timeout(300)
    assert sent == ["POST"]
    assert page.get_by_role("button").get_attribute("aria-disabled") == "true"


def test_counter_says_what_is_left_and_what_is_too_much(open_page):
    page = open_page()
    page.goto("/styleguide/")
    box = page.locator("#id_blank-text")
    counter = page.locator('[data-counter-for="id_blank-text"]')
    assert counter.inner_text() == "Tối đa 2.000 ký tự"
    box.fill("ữ" * 1990)
    assert counter.inner_text() == "Còn 10 ký tự"
    box.fill("ữ" * 2001)
    assert counter.inner_text() == "Quá 1 ký tự"


def noisy_photo():
    """A photo that does not compress, as large as phones take them."""
    noise = random.Random(911).randbytes(1500 * 1125 * 3)
    picture = Image.frombytes("RGB", (1500, 1125), noise).resize((3000, 2250))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=95)
    return kept.getvalue()


def test_photo_is_made_smaller_before_it_is_sent(open_page):
    page = open_page()
    page.goto("/styleguide/")
    photo = noisy_photo()
    page.set_input_files(
        "#id_blank-photos", {"name": "IMG_1.jpeg", "mimeType": "image/jpeg", "buffer": photo}
    )
    page.get_by_text("Đã chọn 1 ảnh").wait_for()
    size, name, width = page.evaluate(
        """async () => {
            const file = document.querySelector("#id_blank-photos").files[0];
            return [file.size, file.name, (await createImageBitmap(file)).width];
        }"""
    )
    assert (name, width) == ("IMG_1.jpg", 2048)
    assert size < len(photo)


def test_unreadable_photo_is_sent_as_it_is(open_page):
    page = open_page()
    page.goto("/styleguide/")
    broken = b"not a photo " * 80000
    page.set_input_files(
        "#id_blank-photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": broken}
    )
    page.get_by_text("Đã chọn 1 ảnh").wait_for()
    assert page.evaluate("document.querySelector('#id_blank-photos').files[0].size") == len(broken)


def test_draft_of_an_answer_survives_a_lost_page_and_goes_when_sent(open_page):
    page = open_page()
    body = (
        '<body><form method="post" action="/thu/xong/"><textarea data-draft="KP-1"></textarea>'
        '<input name="phone"><button>Gửi</button></form></body>'
    )
    answer(page, "/thu/nhap/", body, script="staff")
    answer(page, "/thu/xong/", "<body>Xong</body>", script="staff")
    page.goto("/thu/nhap/")
    page.locator("textarea").fill("Đã cử người đến")
    page.locator("input").fill("0901234567")
    page.reload()
    assert page.locator("textarea").input_value() == "Đã cử người đến"
    assert page.evaluate("JSON.stringify({...sessionStorage})").count("0901234567") == 0
    page.get_by_role("button").click()
    page.wait_for_url("**/thu/xong/")
    assert page.evaluate("sessionStorage.length") == 0
