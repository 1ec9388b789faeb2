"""Every page a profile can reach by links: it answers, it fits, and axe-core finds nothing."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.e2e.crawl import overflow, violations, walk

AXE = (Path(settings.BASE_DIR) / "tests/vendor/axe.min.js").read_text()
PROFILES = ["phuong", "khu-pho", "lanh-dao", "quan", "thanh-pho", "canh-sat", "kiem-tra"]
# Between them these reach every page; what the others see of it differs by a button.
WIDE = ["phuong", "quan", "thanh-pho"]


def look_at(page, start: str) -> tuple[list[str], set[str]]:
    """Everything wrong on the pages below a start, and the URL names that were seen."""
    wrong, seen = [], set()
    for name, path, status in walk(page, start):
        seen.add(name)
        if name is None or status != 200:
            wrong.append(f"{path}: {name} answers {status}")
            continue
        if overflow(page) > 0:
            wrong.append(f"{path}: {overflow(page)} px too wide")
        wrong += [f"{path}: {line}" for line in violations(page, AXE)]
    return wrong, seen


@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages_are_whole(open_page, width):
    wrong, seen = look_at(open_page(width=width), "/")
    assert wrong == []
    assert {"wards:home", "wards:lookup", "feedback:submit", "feedback:track"} <= seen


@pytest.mark.parametrize(
    ("username", "width"),
    [*((username, 360) for username in PROFILES), *((username, 1280) for username in WIDE)],
)
def test_staff_pages_are_whole(sign_in, username, width):
    wrong, seen = look_at(sign_in(username, width=width), "/can-bo/")
    assert wrong == []
    assert "reports:dashboard" in seen


def test_pages_fit_at_320_px_without_javascript(open_page):
    page = open_page(width=320, java_script_enabled=False)
    for path in [
        "/",
        "/phan-anh/gui/",
        "/phan-anh/theo-doi/",
        "/tra-cuu/?q=khu+pho+6",
        "/tro-giup/",
    ]:
        page.goto(path)
        assert page.locator("h1").count() == 1, path
