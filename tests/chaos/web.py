"""A browser without a window: pages, forms, cookies, and the patience of somebody who wants through."""

from __future__ import annotations

import contextlib
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar

TIMEOUT = 40
PAUSE = 0.3
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class GaveUpError(Exception):
    """Nothing came through for longer than anybody would wait."""


@dataclass(frozen=True)
class Page:
    """What came back in the end, after redirects."""

    status: int
    path: str
    text: str

    @property
    def csrf(self) -> str:
        found = TOKEN.search(self.text)
        return found[1] if found else ""


@dataclass
class Log:
    """What all visitors met, by kind; shared by them."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Visitor:
    """One person behind one address; `patience` is how many seconds of no answer they bear."""

    def __init__(self, bases: list[str], address: str, log: Log, patience: float = 150) -> None:
        self.bases, self.log, self.patience = bases, log, patience
        self.turn = hash(address)
        self.headers = {"X-Forwarded-For": address, "Accept-Language": "vi"}
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({})
        )

    def get(self, path: str) -> Page:
        return self._until_answered(lambda base: urllib.request.Request(base + path))

    def post(self, path: str, data: dict[str, str], photo: bytes = b"") -> Page:
        """Send a form; sent again, as by pressing "reload", until there is an answer."""
        body, kind = _encoded(data, photo)
        headers = {"Content-Type": kind}
        return self._until_answered(
            lambda base: urllib.request.Request(
                base + path, body, headers | {"Origin": base, "Referer": base + path}
            )
        )

    def _until_answered(self, request: Callable[[str], urllib.request.Request]) -> Page:
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            page = self._once(request)
            if page and page.status < 500:
                return page
            time.sleep(PAUSE)
        raise GaveUpError(request(self.bases[0]).full_url)

    def _once(self, make: Callable[[str], urllib.request.Request]) -> Page | None:
        self.turn += 1  # another host of the portal each time, as behind a balancer
        request = make(self.bases[self.turn % len(self.bases)])
        for name, value in self.headers.items():
            request.add_header(name, value)
        try:
            with self.opener.open(request, timeout=TIMEOUT) as answer:
                page = Page(answer.status, _path(answer.geturl()), answer.read().decode())
        except urllib.error.HTTPError as error:
            with contextlib.suppress(OSError, HTTPException):
                page = Page(error.code, _path(error.geturl()), error.read().decode())
                self._note(page)
                return page
            self.log.answers["cut off"] += 1
            return None
        except (OSError, HTTPException):
            self.log.answers["no connection"] += 1
            return None
        self._note(page)
        return page

    def _note(self, page: Page) -> None:
        self.log.answers[str(page.status)] += 1
        if page.status == 500 or (page.status == 503 and "Cổng tạm gián đoạn" not in page.text):
            self.log.faults.append(f"{page.status} {page.path}")


def _path(url: str) -> str:
    return urllib.parse.urlsplit(url).path


def _encoded(data: dict[str, str], photo: bytes) -> tuple[bytes, str]:
    if not photo:
        return urllib.parse.urlencode(data).encode(), "application/x-www-form-urlencoded"
    boundary = uuid.uuid4().hex
    return b"".join(_parts(data, photo, boundary)), f"multipart/form-data; boundary={boundary}"


def _parts(data: dict[str, str], photo: bytes, boundary: str) -> Iterator[bytes]:
    for name, value in data.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        yield f"{head}{value}\r\n".encode()
    yield (
        f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="anh.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode()
    yield photo + f"\r\n--{boundary}--\r\n".encode()
