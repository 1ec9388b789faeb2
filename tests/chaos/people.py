"""Who uses the portal meanwhile: citizens who send reports, an official who works on them."""

from __future__ import annotations

import io
import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any

from PIL import Image

from tests.chaos.web import GaveUpError, Log, Visitor

PASSWORD = "gan-dan-demo"
READING = 3.2  # seconds; nobody is let through in less than three
REFERENCE = re.compile(r'class="receipt__number ref">\s*(KP-[0-9A-Z-]+)')
VERSION = re.compile(r'name="version" value="(\d+)"')
NOT_STORED = "Hiện chưa lưu được ảnh"
IDLE = ("khu-pho", "lanh-dao", "quan", "thanh-pho", "kiem-tra")


@dataclass
class Sent:
    """A report as its sender knows it: the number on the receipt, what was typed, what was taken."""

    reference: str
    token: str
    text: str
    photos: int
    has_email: bool
    calm: bool


@dataclass
class Town:
    """What is known of the city, and what its people have been told: the other side of the count."""

    bases: list[str]
    place: dict[str, Any]
    seed: int
    log: Log = field(default_factory=Log)
    sent: list[Sent] = field(default_factory=list)
    moves: list[dict[str, str]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    calm: bool = True
    signed_out: int = 0
    refused_moves: int = 0
    texts_lost: int = 0
    photos_refused: int = 0
    double_posts: int = 0
    double_receipts: int = 0
    gave_up: list[str] = field(default_factory=list)
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_number(self) -> int:
        with self.lock:
            self.number += 1
            return self.number

    def facts(self) -> dict[str, Any]:
        """For `inside.count`."""
        return {"sent": [asdict(one) for one in self.sent], "moves": self.moves, "seed": self.seed}


class Citizen(threading.Thread):
    """Sends one report after the other, each from another address, some twice at once."""

    def __init__(
        self, town: Town, number: int, reports: int = 10**9, with_email: bool | None = None
    ) -> None:
        super().__init__(name=f"citizen-{number}")
        self.town, self.reports, self.with_email = town, reports, with_email
        self.chance = random.Random(town.seed * 1000 + number)

    def run(self) -> None:
        for _report in range(self.reports):
            if self.town.stopping.is_set():
                return
            try:
                self.report()
            except GaveUpError as error:
                self.town.gave_up.append(str(error))
                return

    def report(self) -> None:
        town, chance = self.town, self.chance
        number = town.next_number()
        address = f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
        visitor = Visitor(town.bases, address, town.log)
        draft = visitor.post("/phan-anh/gui/", {"unit": town.place["unit"]})
        token = draft.path.split("/")[3]
        steps = f"/phan-anh/gui/{token}/"
        began = time.monotonic()
        text = f"Rác đổ ở đầu hẻm, lần thứ {number} của đợt {town.seed}; xin cho người dọn sớm."
        photos = self.describe(visitor, steps, text, number)
        wanted = chance.random() < 0.7 if self.with_email is None else self.with_email
        email = {"email": f"dan{number}@example.org"} if wanted else {}
        visitor.post(f"{steps}lien-he/", {"name": "", "phone": ""} | email)
        time.sleep(max(0.0, READING - (time.monotonic() - began)))
        done = self.send(visitor, steps)
        found = REFERENCE.search(done)
        if found is None:
            raise GaveUpError(f"no receipt for {token}")
        town.sent.append(Sent(found[1], token, text, photos, bool(email), town.calm))

    def describe(self, visitor: Visitor, steps: str, text: str, number: int) -> int:
        """Type what happened, perhaps with a photo; returns how many photos were taken."""
        data = {"category": str(self.town.place["category"]), "body": text, "place": ""}
        photo = picture(number) if self.chance.random() < 0.35 else b""
        page = visitor.post(f"{steps}noi-dung/", data, photo)
        if not page.path.endswith("/noi-dung/"):
            return int(bool(photo))
        if NOT_STORED in page.text:
            self.town.photos_refused += 1
            self.town.texts_lost += text not in page.text
        visitor.post(f"{steps}noi-dung/", data)
        return 0

    def send(self, visitor: Visitor, steps: str) -> str:
        """Press the button; one in five presses it twice. Returns the receipt's page."""
        presses = 1 + (self.chance.random() < 0.2)
        with ThreadPoolExecutor(presses) as hands:
            pages = list(hands.map(lambda _n: self.press(visitor, steps), range(presses)))
        if presses == 2:
            receipts = {found[1] for page in pages if (found := REFERENCE.search(page))}
            self.town.double_posts += 1
            self.town.double_receipts += len(receipts) != 1
        return pages[0]

    def press(self, visitor: Visitor, steps: str) -> str:
        end = time.monotonic() + visitor.patience
        while time.monotonic() < end:
            page = visitor.post(f"{steps}kiem-tra/", {"website": ""})
            if page.path.endswith("/xong/") and page.status == 200:
                return page.text
            time.sleep(0.5)  # "just opened" or "many at once": read, and press again
        raise GaveUpError(steps)


class Official(threading.Thread):
    """Signs in once and works through what came in: sorts, hands over, notes, answers."""

    def __init__(self, town: Town, pause: float) -> None:
        super().__init__(name="official")
        self.town, self.pause = town, pause
        self.chance = random.Random(town.seed * 1000 + 999)
        self.visitor = signed_in(town, "phuong", "10.200.0.1")

    def run(self) -> None:
        done = 0
        while not (self.town.stopping.is_set() and done >= len(self.town.sent)):
            if done >= len(self.town.sent):
                time.sleep(0.2)
                continue
            try:
                self.work_on(self.town.sent[done].reference)
            except GaveUpError as error:
                self.town.gave_up.append(str(error))
                return
            done += 1
            if self.town.stopping.is_set():
                return
            time.sleep(self.pause)

    def work_on(self, reference: str) -> None:
        place = self.town.place
        steps: list[tuple[str, str, dict[str, str]]] = [
            ("phan-loai", "triage", place["triage"]),
            ("phan-cong", "assign", {"target": place["target"]}),
            ("tra-loi", "answer", {"text": place["answer"], "template": "", "summary": ""}),
        ]
        for slug, kind, data in steps[: 3 if self.town.calm else self.chance.randint(1, 3)]:
            self.move(reference, slug, kind, data)

    def move(self, reference: str, slug: str, kind: str, data: dict[str, str]) -> None:
        """Look at the case, then make the move with the version that was shown."""
        path = f"/can-bo/phan-anh/{reference}/"
        page = self.visitor.get(f"{path}?viec={slug}")
        version = VERSION.search(page.text)
        if page.path.startswith("/dang-nhap/"):
            self.town.signed_out += 1
            self.visitor = signed_in(self.town, "phuong", "10.200.0.1")
            return
        if version is None:
            self.town.log.faults.append(f"no form {page.status} {path}{slug}")
            return
        note = {} if kind == "answer" else {"note": f"{slug} của {reference}"}
        answer = self.visitor.post(
            f"{path}{slug}/",
            data | note | {"version": version[1], "step": "send", "csrfmiddlewaretoken": page.csrf},
        )
        if answer.path == path and answer.status == 200:
            self.town.moves.append({"reference": reference, "kind": kind})
        else:  # sent again after it had got through: the page says that somebody was faster
            self.town.refused_moves += 1


class Sessions(threading.Thread):
    """Officials who only look now and then: each must still be signed in at the end."""

    def __init__(self, town: Town) -> None:
        super().__init__(name="sessions")
        self.town = town
        self.visitors = {
            name: signed_in(town, name, f"10.201.0.{number}")
            for number, name in enumerate(IDLE, start=1)
        }

    def run(self) -> None:
        while not self.town.stopping.wait(2):
            self.look()

    def look(self) -> None:
        for visitor in self.visitors.values():
            try:
                page = visitor.get("/can-bo/thong-bao/")
            except GaveUpError as error:
                self.town.gave_up.append(str(error))
                continue
            self.town.signed_out += page.path.startswith("/dang-nhap/")


def signed_in(town: Town, name: str, address: str) -> Visitor:
    visitor = Visitor(town.bases, address, town.log)
    form = visitor.get("/dang-nhap/")
    page = visitor.post(
        "/dang-nhap/",
        {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": form.csrf},
    )
    if not page.path.startswith("/can-bo/"):
        raise GaveUpError(f"{name} cannot sign in: {page.status} {page.path}")
    return visitor


def picture(number: int) -> bytes:
    """A photo that no other report has."""
    chance = random.Random(number)
    noise = Image.frombytes("RGB", (40, 30), chance.randbytes(3600))
    content = io.BytesIO()
    noise.resize((800, 600)).save(content, "JPEG", quality=85)
    return content.getvalue()
