"""The standing corpus: every form and every filter × what people, programs and attackers type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from feedback import receipt
from feedback.actions import ACTIONS
from feedback.models import Case
from feedback.obstacles import actions as obstacle_actions
from tests.matrix import PROFILES, ROWS
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.long]

STRINGS = [
    "",
    "\x00",
    "\ud800",
    "<script>alert(1)</script>'\"; --",
    "😀" * 80,
    "9" * 5000,  # more digits than Python makes a number of
    "٣",  # a digit, but not ours
    "31/02/2026",
    "31/12/9999",
    "00000000-0000-0000-0000-000000000000",
    "W251bGwsMV0",  # the key of a page: [null,1]
    "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwxXQ",  # ["0001-01-01T00:00:00+23:59",1]
]
# Read from the address without a box on the page.
HIDDEN = ["after", "before", "page", "all", "viec", "vao", "ma", "ky", "don-vi", "person", "next"]
KEYS = ["\ud800", *STRINGS[-3:]]
# Tried in each box alone as well, where the other boxes let the form come to its end.
ALONE = ["<script>alert(1)</script>'\"; --", "9" * 5000]
# Everybody's pages, those of a ward, and those that only an auditor sees.
WHO = ["nobody", "phuong", "kiem_tra"]
# One ends the visit; the others are samples whose forms lead nowhere.
LEFT_OUT = {"account_logout", "core:styleguide", "core:styleguide_staff"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and what it holds."""

    method: str
    action: str
    values: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Finds the forms of a page with the names and first values of their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a field of the last one."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(found.get("method", "get").lower(), found.get("action", "")))
        elif self.forms and tag in {"input", "textarea", "select"} and "name" in found:
            self.select = found["name"] if tag == "select" else ""
            if found.get("type") != "file":
                self.forms[-1].values.setdefault(found["name"], found.get("value", ""))
        elif tag == "option" and self.select and found.get("value"):
            values = self.forms[-1].values
            values[self.select] = values[self.select] or found["value"]


def pages(world: World, profile: str) -> Iterator[str]:
    """Every page that opens for a profile and not for those before it, and each move of a case or an obstacle."""
    place = PROFILES.index(profile)
    before = WHO[: WHO.index(profile)]
    for row in ROWS:
        known = any(row.own[PROFILES.index(other)] == "o" for other in before)
        if row.method == "get" and row.own[place] == "o" and not known and row.name not in LEFT_OUT:
            yield reverse(row.name, kwargs=world.kwargs(row.kwargs, "own"))
    case = reverse("feedback:case", kwargs=world.kwargs("case", "own"))
    if profile == "phuong":
        yield from (f"{case}?viec={slug}" for slug in ACTIONS)
        obstacle = reverse("feedback:obstacle", kwargs=world.kwargs("obstacle", "own"))
        yield from (f"{obstacle}?viec={slug}" for slug in obstacle_actions.ACTIONS)
    if profile == "nobody":
        yield receipt.path(Case.objects.get(**world.kwargs("case", "own")))


def answers(client, method: str, path: str, data: dict[str, str]) -> int:
    """The status of one request; whatever it wrote is undone."""
    typed = urlencode(data, errors="surrogatepass")
    with transaction.atomic():
        if method == "get":
            response = client.get(f"{path.partition('?')[0]}?{typed}")
        else:
            response = client.post(path, typed, "application/x-www-form-urlencoded")
        if response.streaming:
            response.close()
        transaction.set_rollback(True)
    return response.status_code


def forms_on(client, path: str) -> list[Form]:
    """The forms of a page, and the bare address as one more; none of what is not a page."""
    response = client.get(path)
    bare = Form("get", path.partition("?")[0], dict.fromkeys(HIDDEN, ""))
    if response.streaming or not response.headers["Content-Type"].startswith("text/html"):
        return [bare]
    reader = FormReader()
    reader.feed(response.content.decode())
    return [bare, *reader.forms]


def questions(client, world: World, profile: str) -> Iterator[Form]:
    """Each form once, however many pages show it."""
    seen = set()
    for path in pages(world, profile):
        for form in forms_on(client, path):
            form.action = form.action or path
            key = (form.method, form.action.partition("?")[0], tuple(form.values))
            if key not in seen and "dang-xuat" not in form.action:
                seen.add(key)
                yield form


@pytest.mark.parametrize("profile", WHO)
def test_no_typed_text_breaks_a_page(client, world, profile):
    """Each hostile text in all boxes at once, and then in each box with the others well filled."""
    client.raise_request_exception = False
    world.enter(client, profile)
    broken = []
    for form in questions(client, world, profile):
        cache.clear()  # the counters of what may be asked how often
        is_bare = list(form.values) == HIDDEN
        tries = [dict.fromkeys(form.values, text) for text in (KEYS if is_bare else STRINGS)]
        if not is_bare:
            tries += [form.values | {name: text} for name in form.values for text in ALONE]
        broken += [
            (form.method, form.action, data)
            for data in tries
            if answers(client, form.method, form.action, data) >= 500
        ]
    assert broken == []
