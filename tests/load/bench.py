"""What the portal does a second, beside a bare view: `make bench`, or `python tests/load/bench.py`.

Starts a portal of its own in a folder that goes away, loads 10,000 cases, measures, loads the rest of
1,000,000, measures again, and prints one table. The driver shares the machine with the server and
the database, so it is the ratios that count. Options: --small, --large (cases), --seconds (for each
cell), --out (a folder for bench.json and bench.svg).

The case that is created is measured twice: by its last request alone ("submit", beside the bare
INSERT), and by all the requests of the four pages ("submit, whole way").
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import os
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.load import report_build
from tests.load.chart import chart
from tests.load.driver import Ask, Client, Result, measure
from tests.load.stand import SETTINGS, Stand, stand
from tests.load.verdict import (
    BARE_INSERT,
    BARE_LIST,
    BARE_SIGNED_IN,
    BOARDS,
    PUBLIC_FIGURES,
    Cell,
    compared,
    shortfalls,
    table,
)

UNITS = 35_000
CSRF = "b" * 32
QUERIES = ("o ga", "den duong", "rac", "cong vien duong so 57", "tieng on karaoke", "hem 12 via he")
ACROSS = (*QUERIES, "rac karaoke", "khu pho 1", "nguyen van", "12")
TURNS = 3
CONTROL = 0.9  # seconds for which the bare list is asked beside each cell
# What is held against a bare view, beside it.
COMPARED = {
    BARE_LIST: [BARE_LIST, BARE_SIGNED_IN, "inbox", "inbox, changed", "inbox, late"],
    BARE_INSERT: [BARE_INSERT, "submit"],
}
MOST_SENT = 800  # a second; so many drafts are laid ready
WAIT = 3.2  # seconds between the first page and the last that the portal asks of a person


class Bench:
    """Knows what to ask for; filled anew for each size."""

    def __init__(self, found: Stand, seconds: float) -> None:
        self.stand, self.seconds = found, seconds
        self.chance = random.Random(1)
        self.cookies = _signed_in(found.port)
        self.cookies_of = {what: _signed_in(found.port, user) for what, user in BOARDS.items()}
        self.cells: list[Cell] = []

    def run(self, cases: int) -> None:
        """Measure everything, at 1 and at 8 clients."""
        subjects = self._subjects()
        together = list(COMPARED.values())
        apart = [[what] for what in subjects if what not in itertools.chain(*together)]
        for clients in (1, 8):
            for group in [*together, *apart]:
                self._side_by_side({what: subjects[what] for what in group}, cases, clients)
            way = self._whole_way(clients)
            control = _measured(self, BARE_LIST, _bare_list, clients, CONTROL).median
            self._keep("submit, whole way", cases, clients, way, 0, control)

    def _side_by_side(
        self, group: dict[str, Callable[[], Iterator[Ask]]], cases: int, clients: int
    ) -> None:
        """In turns with the bare list, so that what else the machine does meanwhile meets all alike."""
        if "submit" in group:
            group["submit"] = self._sendings()  # new drafts for each cell
        for what, asks in group.items():
            _measured(self, what, asks, clients, 0.5)  # warm-up
        results = {what: Result() for what in group}
        control = results.get(BARE_LIST, Result())
        for _turn in range(TURNS):
            for what, asks in group.items():
                results[what].add(_measured(self, what, asks, clients, self.seconds / TURNS))
            if BARE_LIST not in group:
                control.add(_measured(self, BARE_LIST, _bare_list, clients, CONTROL / TURNS))
        for what, asks in group.items():
            self._keep(what, cases, clients, results[what], self._sql(what, asks), control.median)

    def _keep(
        self, what: str, cases: int, clients: int, result: Result, sql: int, control: float
    ) -> None:
        cell = Cell(
            what,
            cases,
            clients,
            per_second=round(result.throughput, 1),
            p50=round(result.median, 1),
            p95=round(result.percentile(0.95), 1),
            p99=round(result.percentile(0.99), 1),
            sql=sql,
            control=round(control, 2),
        )
        self.cells.append(cell)
        say(
            f"  {cases:>9,} {clients} × {what:<20} {cell.per_second:>7}/s  p50 {cell.p50} ms",
        )

    # --- what is asked ----------------------------------------------------------------------------

    def _subjects(self) -> dict[str, Callable[[], Iterator[Ask]]]:
        from feedback.models import Case  # noqa: PLC0415 - after django.setup()

        ward = Case.objects.filter(assignee__username="phuong").values_list("ward", flat=True)[0]
        own = Case.objects.filter(ward=ward).order_by("form_token")
        references = list(own.values_list("reference", flat=True)[:500])
        anywhere = list(
            Case.objects.filter(is_sealed=False)
            .order_by("form_token")
            .values_list("reference", flat=True)[:500]
        )
        from tests.wards.corpus import CORPUS  # noqa: PLC0415 - likewise

        looked_up = [typed for typed, _found in CORPUS]
        numbers = itertools.count()
        return {
            BARE_LIST: _bare_list,
            BARE_SIGNED_IN: _bare_list,
            "inbox": lambda: itertools.repeat(Ask("/can-bo/phan-anh/")),
            # An address that nobody has asked for yet: nothing of the page is remembered as a whole.
            "inbox, changed": lambda: (Ask(f"/can-bo/phan-anh/?n={n}") for n in numbers),
            "inbox, late": lambda: itertools.repeat(Ask("/can-bo/phan-anh/?due=late")),
            "search": lambda: self._any(
                "/can-bo/phan-anh/?status=all&q={}", [q.replace(" ", "+") for q in QUERIES]
            ),
            "search across": lambda: self._any("/can-bo/tim/?q={}", [_quoted(q) for q in ACROSS]),
            "case page": lambda: self._any("/can-bo/phan-anh/{}/", references),
            "tracking": lambda: self._any("/phan-anh/{}/", anywhere),
            "look-up": lambda: self._any("/tra-cuu/?q={}", [_quoted(q) for q in looked_up]),
            **{
                what: lambda: itertools.repeat(Ask("/can-bo/thong-ke/?period=12"))
                for what in BOARDS
            },
            PUBLIC_FIGURES: lambda: itertools.repeat(Ask("/thong-ke/")),
            BARE_INSERT: lambda: itertools.repeat(
                Ask("/bare/insert", {"body": "Đèn đường hư. " * 8, "place": "hẻm 12"})
            ),
            "submit": lambda: iter(()),
        }

    def _any(self, path: str, values: list[str]) -> Iterator[Ask]:
        while True:
            yield Ask(path.format(self.chance.choice(values)))

    def _sendings(self) -> Callable[[], Iterator[Ask]]:
        tokens = iter(self._drafts(int(self.seconds * MOST_SENT) + 500))
        form = {"csrfmiddlewaretoken": CSRF}
        return lambda: (
            Ask(f"/phan-anh/gui/{token}/kiem-tra/", form, expected=302) for token in tokens
        )

    def _drafts(self, count: int) -> list[uuid.UUID]:
        """Drafts that are complete and old enough to be sent, as citizens leave them at the last page."""
        from feedback.models import Category, Draft  # noqa: PLC0415 - after django.setup()
        from wards.models import Level, Unit  # noqa: PLC0415 - likewise

        units = list(Unit.objects.today().filter(level=Level.NEIGHBORHOOD)[:500])
        categories = list(Category.objects.all())
        before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=30)
        rows = [
            Draft(
                unit=units[number % len(units)],
                category=categories[number % len(categories)],
                body=f"Đèn đường trước hẻm {number} không sáng đã hơn một tuần.",
                place=f"hẻm {number}",
                email=f"nguoi-gui-{number}@demo.invalid",
                has_contact_step=True,
                created_at=before,
            )
            for number in range(count)
        ]
        return [draft.pk for draft in Draft.objects.bulk_create(rows)]

    def _whole_way(self, clients: int) -> Result:
        """From the empty first page to the receipt; the wait that the portal asks for is not counted."""
        from feedback.models import Category  # noqa: PLC0415 - after django.setup()
        from wards.models import Level, Unit  # noqa: PLC0415 - likewise

        unit = Unit.objects.today().filter(level=Level.NEIGHBORHOOD)[0]
        category = str(Category.objects.all()[0].pk)
        count = 20 * clients
        first = Ask("/phan-anh/gui/")
        tokens: list[str] = []
        spent: dict[str, float] = {}
        cookies = {"csrftoken": CSRF}

        def begin(client: Client) -> None:
            started = time.perf_counter()
            _expect(client, first)
            _expect(client, _post("/phan-anh/gui/", unit=str(unit.uuid)))
            token = client.location.split("/")[3]
            page = f"/phan-anh/gui/{token}"
            _expect(client, Ask(f"{page}/noi-dung/"))
            _expect(
                client,
                _post(
                    f"{page}/noi-dung/",
                    category=category,
                    body="Cống nghẹt trước hẻm 12, nước tràn.",
                ),
            )
            _expect(client, Ask(f"{page}/lien-he/"))
            _expect(client, _post(f"{page}/lien-he/", email="nguoi-gui@demo.invalid"))
            _expect(client, Ask(f"{page}/kiem-tra/"))
            spent[token] = time.perf_counter() - started
            tokens.append(token)

        def finish(client: Client) -> None:
            token = tokens.pop()
            started = time.perf_counter()
            _expect(client, _post(f"/phan-anh/gui/{token}/kiem-tra/"))
            _expect(client, Ask(f"/phan-anh/gui/{token}/xong/"))
            spent[token] += time.perf_counter() - started

        seconds = _in_threads(self.stand.port, begin, count, clients, cookies)
        time.sleep(WAIT)
        seconds += _in_threads(self.stand.port, finish, count, clients, cookies)
        return Result([value * 1000 for value in spent.values()], seconds)

    def _sql(self, what: str, asks: Callable[[], Iterator[Ask]]) -> int:
        """Statements of one request, asked of the same code and database in this process."""
        from django.db import connection  # noqa: PLC0415 - after django.setup()
        from django.test import Client as Inside  # noqa: PLC0415 - likewise
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

        inside = Inside(headers={"host": "localhost"})
        cookies = self.cookies_of.get(what, self.cookies)
        for name, value in (cookies | {"csrftoken": CSRF}).items():
            inside.cookies[name] = value
        stream = asks()
        for _time in range(2):  # the first one fills the caches of the process
            ask = next(stream)
            with CaptureQueriesContext(connection) as found:
                response = (
                    inside.get(ask.path) if ask.data is None else inside.post(ask.path, ask.data)
                )
            if response.status_code != ask.expected:
                raise AssertionError(f"{what}: {response.status_code}")
        return sum(
            not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
            for query in found.captured_queries
        )


def _bare_list() -> Iterator[Ask]:
    return itertools.repeat(Ask("/bare/list"))


def say(text: str) -> None:
    """One line on the screen, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Measure, print, and leave the figures in files; 0 where every goal is met."""
    options = _options()
    started = time.monotonic()
    with stand() as found:
        say(f"Đã sẵn sàng / ready: {time.monotonic() - started:.0f} s")
        bench = prepared(found, options.seconds)
        done = 0
        for cases in (options.small, options.large):
            began = time.monotonic()
            found.manage("make_load", "--cases", str(cases - done))
            say(f"make_load {cases - done:,}: {time.monotonic() - began:.0f} s")
            began = time.monotonic()
            found.manage("count_cases")  # a load by COPY passes by what notes the changes
            say(f"count_cases: {time.monotonic() - began:.0f} s")
            found.settle()
            done = cases
            bench.run(cases)
        built = report_build.build_all()
    cells = compared(bench.cells)
    say(table(cells))
    say(f"\n{report_build.table(built)}")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "bench.json").write_text(
        json.dumps([asdict(c) for c in cells], indent=1), encoding="utf-8"
    )
    (options.out / "bench.svg").write_text(chart(cells), encoding="utf-8")
    missed = shortfalls(cells) + report_build.shortfalls(built)
    say("\n".join(["", *(missed or ["Đạt mọi mức. / Every goal is met."])]))
    say(f"{time.monotonic() - started:.0f} s; {options.out}/bench.json, bench.svg")
    return bool(missed)


def prepared(found: Stand, seconds: float) -> Bench:
    """With Django set up on the stand's own database."""
    os.environ.update(found.environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # Of this process: what is asked of it is no line of the table.
    os.environ["PORTAL_LOG_LEVEL"] = "WARNING"
    import django  # noqa: PLC0415 - the database is known only now

    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415 - after django.setup()

    from core.owner import as_owner  # noqa: PLC0415 - likewise
    from tests.load.lookup import top_up  # noqa: PLC0415 - likewise
    from tests.load.urls import MAKE  # noqa: PLC0415 - likewise

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(MAKE)
    with transaction.atomic():
        top_up()
    return Bench(found, seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="What the portal does a second, beside a bare view."
    )
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=2.4)
    parser.add_argument("--out", type=Path, default=Path(".data/bench"))
    return parser.parse_args()


def _measured(bench: Bench, what: str, asks: Any, clients: int, seconds: float) -> Result:
    is_public = what in {"tracking", "look-up", "submit", PUBLIC_FIGURES, BARE_LIST, BARE_INSERT}
    signed_in = bench.cookies_of.get(what, bench.cookies)
    cookies = {"csrftoken": CSRF} if is_public else signed_in
    return measure(bench.stand.port, asks, clients=clients, seconds=seconds, cookies=cookies)


def _in_threads(
    port: int, work: Callable[[Client], None], count: int, clients: int, cookies: dict[str, str]
) -> float:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - used here alone

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        for future in [pool.submit(lambda: work(Client(port, cookies))) for _ in range(count)]:
            future.result()
    return time.perf_counter() - started


def _post(path: str, **data: str) -> Ask:
    return Ask(path, {"csrfmiddlewaretoken": CSRF, **data}, expected=302)


def _expect(client: Client, ask: Ask) -> None:
    status = client.ask(ask)
    if status != ask.expected:
        raise AssertionError(f"{ask.path}: {status}, expected {ask.expected}")


def _signed_in(port: int, user: str = "phuong") -> dict[str, str]:
    from people.demo import PASSWORD  # noqa: PLC0415 - after django.setup()

    client = Client(port, {"csrftoken": CSRF})
    _expect(client, _post("/dang-nhap/", login=user, password=PASSWORD))
    return client.cookies


def _quoted(text: str) -> str:
    from urllib.parse import quote_plus  # noqa: PLC0415 - used here alone

    return quote_plus(text)


if __name__ == "__main__":
    sys.exit(main())
