"""Made-up cases in any number, for measuring: plausible in their mix, quick to write.

Told once per outcome and written by COPY, not move by move: what a case has been through is there
(events, contact, photos' rows, notifications), the audit trail of it is not, nor are pictures.
Wards differ in size as they do in life, by a few large ones; the first cases of every load lie open in the ward of
the demonstration, so that its inbox fills a page whatever the size.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from core import bulk, clock
from core.models import Channel as Way
from core.models import DeliveryState, Notification
from feedback import deadlines, reference
from feedback.demo.hands import Hands
from feedback.models import Case, CaseEvent, CaseKind, Category, Channel, Clock, Contact, Photo
from feedback.workflow import MoveName, Status

STORIES = Path(__file__).parent / "data" / "demo_stories.yaml"
TABLES = [Case, CaseEvent, Contact, Photo, Notification]
BATCH = 20_000
SPAN_DAYS = 1095  # cases come evenly over three years
ANSWER_DAYS = 14  # the term of the general rule in days of the calendar: what is older is answered
ALWAYS_OPEN = 60  # in the ward of the demonstration
LATE_IN_1000 = 2  # of the old ones: forgotten ones
RATED = range(3)  # of ten that are closed
DAY = datetime.timedelta(days=1)
M, S = MoveName, Status

# What an old case has come to, how often in a hundred, and the moves after it was sent.
ENDS: tuple[tuple[int, Status, tuple[MoveName, ...]], ...] = (
    (86, S.CLOSED, (M.TRIAGE, M.START, M.ANSWER, M.CLOSE)),
    (6, S.CLOSED, (M.TRIAGE, M.START, M.ASK, M.INFORM, M.ANSWER, M.CLOSE)),
    (4, S.REJECTED, (M.REJECT,)),
    (4, S.REFERRED, (M.TRIAGE, M.REFER)),
)
# And a young one.
STANDS: tuple[tuple[int, Status, tuple[MoveName, ...]], ...] = (
    (25, S.RECEIVED, ()),
    (10, S.TRIAGED, (M.TRIAGE,)),
    (15, S.ASSIGNED, (M.TRIAGE, M.ASSIGN)),
    (35, S.IN_PROGRESS, (M.TRIAGE, M.START)),
    (15, S.NEEDS_INFORMATION, (M.TRIAGE, M.START, M.ASK)),
)
SPOKEN = {M.ANSWER, M.REJECT, M.REFER}
STATUS_AFTER = {
    M.TRIAGE: S.TRIAGED, M.ASSIGN: S.ASSIGNED, M.START: S.IN_PROGRESS, M.ASK: S.NEEDS_INFORMATION,
    M.INFORM: S.IN_PROGRESS, M.ANSWER: S.ANSWERED, M.CLOSE: S.CLOSED, M.REJECT: S.REJECTED,
    M.REFER: S.REFERRED,
}  # fmt: skip
_CITIZEN = {M.INFORM}
# Words that make texts differ, so that a search finds some and not all.
_THINGS = (
    "bảng tên hẻm", "cây xanh", "chợ tự phát", "chung cư", "cống thoát nước", "công viên", "dây điện",
    "đám cưới", "đèn tín hiệu", "gờ giảm tốc", "hàng rong", "hố ga", "khói bụi", "lan can", "lòng đường",
    "mái hiên", "nắp cống", "ngập nước", "ổ gà", "quảng cáo", "rào chắn", "sạt lở", "thùng rác",
    "tiếng ồn", "trạm xe buýt", "trường học", "vạch kẻ đường", "vỉa hè", "vòi nước", "xe tải",
)  # fmt: skip


class Place(NamedTuple):
    """A ward, who works there, and its khu phố."""

    ward: int
    official: int
    units: list[int]


@dataclass
class Batch:
    """Rows for one round of COPY."""

    cases: list[bulk.Cells] = field(default_factory=list)
    firsts: list[bulk.Cells] = field(default_factory=list)
    events: list[bulk.Cells] = field(default_factory=list)
    contacts: list[bulk.Cells] = field(default_factory=list)
    photos: list[bulk.Cells] = field(default_factory=list)
    notifications: list[bulk.Cells] = field(default_factory=list)


def load(count: int, say: Callable[[str], None]) -> None:
    """Write so many cases, with what belongs to them. Needs the demonstration city."""
    writer = Writer(count)
    with bulk.Copier() as copier:
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            copier.write(writer.made(numbers))
            say(f"{numbers.stop} / {count} phản ánh")


class Writer:
    """Makes the rows; the same ones for the same count on the same database and day."""

    def __init__(self, count: int) -> None:
        self.count = count
        # Another seed for each load, since a code that comes twice would stop the second one.
        self.chance = random.Random(f"{count} after {Case.objects.count()}")  # noqa: S311 - no secret
        self.now = clock.now()
        self.places, self.weights, self.home = _places()
        self.stories = list(_stories())
        categories = {category.code: category.pk for category in Category.objects.all()}
        self.category = [categories[story["category"]] for story in self.stories]
        _due, rule = deadlines.due(
            Clock.ANSWER,
            kind=CaseKind.FEEDBACK,
            category_id=Category.objects.all()[0].pk,
            start=self.now,
        )
        self.rule = rule and rule.pk
        self.cases = iter(bulk.reserve(Case, count))
        self.firsts = iter(bulk.reserve(CaseEvent, count))  # the events that photos hang on
        # One walk through all seven-character bodies, from another place at each load; of a million codes one
        # in three walks meets one of ten thousand that are there.
        self.code = itertools.count(self.chance.getrandbits(60))
        self.taken = set(Case.objects.values_list("reference", flat=True).iterator())

    def made(self, numbers: range) -> list[bulk.Rows]:
        """One batch, in the order in which its tables are written."""
        batch = Batch()
        wards = self.chance.choices(self.places, cum_weights=self.weights, k=len(numbers))
        for number, place in zip(numbers, wards, strict=True):
            is_fixed = number < min(ALWAYS_OPEN, self.count // 2)
            self._case(batch, next(self.cases), self.home if is_fixed else place, is_fixed=is_fixed)
        return [
            (Case, _CASE, batch.cases),
            (CaseEvent, ("id", *_EVENT), batch.firsts),
            (CaseEvent, _EVENT, batch.events),
            (Contact, _CONTACT, batch.contacts),
            (Photo, _PHOTO, batch.photos),
            (Notification, _NOTIFICATION, batch.notifications),
        ]

    def _case(self, batch: Batch, key: int, place: Place, *, is_fixed: bool) -> None:
        chance = self.chance
        roll = chance.random()
        age = roll * (ANSWER_DAYS - 1 if is_fixed else SPAN_DAYS)
        received = self.now - datetime.timedelta(days=age)
        is_open = age < ANSWER_DAYS * 0.8 or is_fixed or chance.randrange(1000) < LATE_IN_1000
        _share, status, moves = _drawn(STANDS if is_open else ENDS, chance)
        unit = chance.choice(place.units)
        number = chance.randrange(len(self.stories))
        body, where, answer, summary = self._words(number)
        due = received + ANSWER_DAYS * DAY
        step = min(age, ANSWER_DAYS + 1.5) / (len(moves) + 1) * DAY * 0.9
        answered = closed = paused = None
        first = next(self.firsts)
        batch.firsts.append(
            (first, key, place.ward, "submit", received, None, "received", body, "", due)
        )
        at = received
        for move in moves:
            at += step
            said = answer if move in SPOKEN else ""
            by = None if move in _CITIZEN else place.official
            if move in SPOKEN:
                answered = at
            elif move == M.CLOSE:
                closed = at
            paused = at if move == M.ASK else None
            batch.events.append(
                (key, place.ward, move.value, at, by, STATUS_AFTER[move].value, said, "", due)
            )
        is_given = status not in {S.RECEIVED, S.TRIAGED}
        is_public = status == S.CLOSED and roll * 1e4 % 10 < 1
        rating = (
            chance.randrange(1, 6) if status == S.CLOSED and chance.randrange(10) in RATED else None
        )
        batch.cases.append(
            (
                key, self._reference(), f"{chance.getrandbits(128):032x}", unit, place.ward,
                self.category[number], "feedback", _channel(roll), "vi", body, where, status.value, "f",
                len(moves) + 1, place.official if is_given else None, received, due, paused, self.rule,
                answered, None if answered is None else ("t" if answered <= due else "f"), closed,
                rating, "", closed if rating else None,
                closed if is_public else None, summary if is_public else "",
                answer if is_public else "",
            )
        )  # fmt: skip
        if roll * 1e3 % 3 >= 1:
            batch.contacts.append(
                (key, place.ward, "Người gửi mẫu", f"nguoi-gui-{key}@demo.invalid", "", "f")
            )
        if roll * 1e3 % 4 < 1:
            batch.photos.append(_photo(key, place.ward, first, received, chance))
        self._notifications(batch, key, place, received, answered)

    def _notifications(
        self,
        batch: Batch,
        key: int,
        place: Place,
        received: datetime.datetime,
        answered: datetime.datetime | None,
    ) -> None:
        code = batch.cases[-1][1]
        batch.notifications.append(
            (
                f"case:{key}:submit", "case.submit", Way.INBOX.value, f"user:{place.official}",
                place.official, "", f"Phản ánh mới {code}", "", f"/can-bo/phan-anh/{code}/", code, place.ward,
                "f", received, answered, DeliveryState.DELIVERED.value, received, 1, "", "",
            )
        )  # fmt: skip
        if answered:
            batch.notifications.append(
                (
                    f"case:{key}:answer", "case.answer", Way.EMAIL.value, f"mail:{key}", None, "",
                    f"Trả lời phản ánh {code}", "", "", code, place.ward, "t", answered, None,
                    DeliveryState.DELIVERED.value, answered, 1, "", f"<{key}.answer@demo.invalid>",
                )
            )  # fmt: skip

    def _words(self, number: int) -> tuple[str, str, str, str]:
        """Body, place, answer and summary; line ends as COPY writes them."""
        chance = self.chance
        story = self.stories[number]
        n, m = chance.randrange(1, 400), chance.randrange(1, 2000)
        street = f"đường số {chance.randrange(1, 200)}"
        thing = chance.choice(_THINGS)
        numbers = {"n": n, "m": m, "street": street}
        body = f"{story['body'].format(**numbers)}\\nGần {thing}, {street}."
        return (
            body,
            story["place"].format(**numbers),
            story["answer"].format(**numbers),
            story["summary"].format(**numbers),
        )

    def _reference(self) -> str:
        while (code := self._code()) in self.taken:
            pass
        return code

    def _code(self) -> str:
        number = next(self.code) * 2_654_435_769 % 32**reference.RANDOM  # odd, so none comes twice
        body = ""
        for _position in range(reference.RANDOM):
            number, digit = divmod(number, reference.BASE)
            body += reference.ALPHABET[digit]
        code = body + reference.check_character(body)
        return f"{reference.PREFIX}-{code[:4]}-{code[4:]}"


_CASE = (
    "id", "reference", "form_token", "unit_id", "ward_id", "category_id", "kind", "channel", "language",
    "body", "place", "status", "is_sealed", "version", "assignee_id", "received_at", "due_at", "paused_at",
    "rule_id", "answered_at", "answered_in_time", "closed_at", "rating", "rating_text", "rated_at",
    "published_at", "public_summary", "public_answer",
)  # fmt: skip
_EVENT = (
    "case_id", "ward_id", "kind", "at", "by_id", "status", "public_text", "internal_note", "due_at",
)  # fmt: skip
_CONTACT = ("case_id", "ward_id", "name", "email", "phone", "show_to_neighborhood")
_PHOTO = (
    "uuid", "case_id", "ward_id", "event_id", "file", "thumbnail", "width", "height", "size", "sha256",
    "created_at",
)  # fmt: skip
_NOTIFICATION = (
    "key", "kind", "channel", "recipient", "user_id", "address", "subject", "body", "url", "about",
    "scope", "is_sensitive", "created_at", "read_at", "state", "delivered_at", "attempts", "last_error",
    "message_id",
)  # fmt: skip


def _places() -> tuple[list[Place], list[float], Place]:
    """The wards of today, the largest first, with cumulated weights, and the demonstration's own."""
    hands = Hands.load()
    wards = [hands.ward, *hands.other_wards]
    places = [
        Place(ward.pk, hands.of(ward).pk, [unit.pk for unit in hands.below.get(ward.pk, [ward])])
        for ward in wards
    ]
    weights = [1 / (rank + 20) for rank in range(len(places))]
    return places, list(itertools.accumulate(weights)), places[0]


def _stories() -> Iterator[dict[str, str]]:
    for story in yaml.safe_load(STORIES.read_text(encoding="utf-8")):
        yield {
            name: story[name].replace("\n", "\\n")
            for name in ("body", "place", "answer", "summary", "category")
        }


def _drawn(table: Any, chance: random.Random) -> Any:
    left = chance.randrange(100)
    for row in table:
        left -= row[0]
        if left < 0:
            return row
    raise AssertionError("the shares of a table make a hundred")


def _channel(roll: float) -> str:
    return (Channel.OFFICER if roll * 1e6 % 5 < 1 else Channel.WEB).value


def _photo(
    case: int, ward: int, event: int, at: datetime.datetime, chance: random.Random
) -> bulk.Cells:
    name = f"{chance.getrandbits(128):032x}"
    path = f"photos/{at:%Y/%m/%d}/{name}"
    digest = f"{chance.getrandbits(256):064x}"
    return (
        name,
        case,
        ward,
        event,
        f"{path}.jpg",
        f"{path}-480.jpg",
        1600,
        1200,
        250_000,
        digest,
        at,
    )
