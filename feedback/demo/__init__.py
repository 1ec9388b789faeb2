"""The cases of the demonstration: made up, on real wards, at every stage of the workflow.

Told relative to the moment of loading and in working hours, the same at each load. One ward is told
case by case (`SCENES`), so that its inbox shows a day's work; the rest of the city by chance.
"""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.core.management import call_command
from django.db.models import F

from core import clock, holidays
from core.calendar import WorkingCalendar
from core.models import Channel as Way
from core.models import Notification
from core.notifications import notify
from feedback import deadlines, notices, reference, reminders
from feedback.demo import obstacles, pictures, plans
from feedback.demo.hands import Hands
from feedback.demo.story import Story
from feedback.models import Case, CaseEvent, Category, Channel, Contact
from feedback.workflow import MoveName
from people.models import User

STORIES = Path(__file__).parent.parent / "data" / "demo_stories.yaml"
TOTAL = 1500
ANSWER_DAYS = 10  # of the general rule, which all made-up feedback falls under
ANNOUNCED_DAYS = 3  # working days back for which the notices of the scenes are written
ONE_LATE_IN = 30  # of those elsewhere that are still open
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô")
GIVEN = ("Thị Hoa", "Văn Tâm", "Ngọc Lan", "Minh Quân", "Thu Hà", "Hữu Nghĩa", "Kim Chi", "Đức Anh")
STREETS = ("đường số 36", "đường số 17", "đường Hiệp Bình", "đường số 48", "đường số 20")


class Scene(NamedTuple):
    """How one case of the demo ward goes: the plan, the words, and when it is or was due.

    `due_in` counts working days from today; `done_in` (for what is answered) from receipt.
    """

    plan: plans.Plan
    words: int
    due_in: int
    done_in: int = 0
    at: str = "09:14"
    khu_pho: str = "Khu phố 23"
    rating: int = 4


# The first five are those of the portal's own pictures.
SCENES = (
    Scene(plans.in_progress, 0, -2, at="21:33"),
    Scene(plans.received, 1, 0, khu_pho="Khu phố 8"),
    Scene(plans.assigned, 2, 0, at="22:41", khu_pho="Khu phố 41"),
    Scene(plans.waiting, 3, 4),
    Scene(plans.answered, 4, 3, done_in=5, khu_pho="Khu phố 17"),
    *(
        Scene(plans.received, words, due_in, at=at, khu_pho=f"Khu phố {number}")
        for words, due_in, at, number in (
            (5, 10, "07:52", 3), (6, 10, "08:25", 12), (7, 10, "06:40", 23), (8, 9, "19:05", 30),
            (9, 9, "10:12", 5), (10, 9, "23:16", 41), (11, 9, "14:20", 19), (12, 8, "09:30", 2),
            (18, 8, "20:48", 23), (14, 8, "16:02", 27), (17, 7, "11:08", 33),
        )
    ),
    *(
        Scene(plan, words, due_in, at=at, khu_pho=f"Khu phố {number}")
        for plan, words, due_in, at, number in (
            (plans.triaged, 15, 7, "08:05", 7), (plans.triaged, 16, 6, "13:40", 14),
            (plans.assigned, 18, 5, "09:55", 21), (plans.assigned, 19, 6, "18:22", 40),
            (plans.given_to_khu_pho, 13, 5, "08:30", 23), (plans.given_to_khu_pho, 17, 6, "19:12", 23),
            (plans.given_to_khu_pho, 15, 1, "07:20", 23), (plans.in_progress, 5, 0, "10:41", 9),
            (plans.in_progress, 6, 0, "15:26", 11), (plans.in_progress, 7, 1, "08:48", 16),
            (plans.in_progress, 8, 2, "21:02", 23), (plans.in_progress, 9, 3, "09:09", 25),
            (plans.in_progress, 10, 4, "22:30", 29), (plans.in_progress, 11, 2, "10:50", 35),
            (plans.in_progress, 14, -1, "08:15", 38), (plans.in_progress, 19, -4, "17:35", 42),
            (plans.extended, 5, 1, "09:20", 44), (plans.waiting, 15, 2, "20:11", 18),
            (plans.waiting, 4, 5, "11:36", 6), (plans.informed, 1, 3, "08:58", 23),
            (plans.reopened, 2, 1, "13:18", 24),
        )
    ),
    *(
        Scene(plan, words, due_in, done_in, at, f"Khu phố {number}", rating)
        for plan, words, due_in, done_in, at, number, rating in (
            (plans.answered, 12, 1, 7, "09:33", 23, 4), (plans.answered, 16, 2, 6, "14:14", 31, 4),
            (plans.answered, 10, -3, 12, "10:10", 20, 4), (plans.closed, 8, -1, 6, "08:44", 4, 5),
            (plans.closed, 6, -2, 8, "09:02", 13, 4), (plans.closed, 3, -3, 4, "19:27", 23, 5),
            (plans.closed, 18, -5, 9, "10:31", 28, 3), (plans.closed, 14, -6, 7, "07:58", 32, 4),
            (plans.published, 16, -4, 5, "08:12", 23, 5), (plans.published, 1, -5, 6, "18:40", 8, 4),
            (plans.published, 4, -7, 4, "09:49", 17, 5), (plans.published, 3, -8, 7, "15:51", 10, 4),
            (plans.published, 5, -9, 8, "20:20", 36, 3), (plans.rejected, 9, 4, 3, "11:25", 22, 4),
            (plans.referred, 13, 5, 3, "08:37", 39, 4), (plans.forwarded, 7, 6, 2, "09:41", 44, 4),
        )
    ),
)  # fmt: skip
# Plans of the rest of the city, with how often each is told.
ELSEWHERE: tuple[tuple[plans.Plan, int], ...] = (
    (plans.closed, 40), (plans.published, 5), (plans.answered, 16), (plans.in_progress, 14),
    (plans.received, 10), (plans.assigned, 5), (plans.triaged, 3), (plans.waiting, 4),
    (plans.rejected, 2), (plans.referred, 1),
)  # fmt: skip
_DONE = frozenset(
    {plans.closed, plans.published, plans.answered, plans.rejected, plans.referred, plans.forwarded}
)
_WITH_PICTURE = (0, 1, 4, 5)  # scenes that came with a photo


def load(progress: Callable[[str], None]) -> None:
    """Fill the room: calendar, catalogue, cases with their events, obstacles, notices."""
    holidays.load_ahead()
    call_command("load_catalogue", verbosity=0)
    loader = Loader(Hands.load())
    scenes = loader.scenes()
    rest = loader.elsewhere(TOTAL - len(scenes))
    progress(f"{len(scenes) + len(rest)} phản ánh (dữ liệu dựng)")
    _write(scenes + rest)
    loader.merge_twins()
    for number in _WITH_PICTURE:
        story = scenes[number]
        pictures.attach(story, story.case.category.code, number)
    progress(f"{obstacles.load(loader.hands)} vướng mắc sau sắp xếp (dữ liệu dựng)")
    progress("thông báo của các phản ánh gần đây")
    _announce(scenes + loader.twins)
    _welcome()


class Loader:
    """Tells the stories; nothing is written but the two cases that are merged into another."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.chance = random.Random(2026)  # noqa: S311 - the same made-up cases at each load
        self.now = clock.now()
        self.rules = deadlines.RuleBook(on=clock.today())
        self.categories = {category.code: category for category in Category.objects.all()}
        self.words = yaml.safe_load(STORIES.read_text())
        self.references: set[str] = {"7QD4M2X"}
        self.twins: list[Story] = []
        self._first: Story | None = None

    def scenes(self) -> list[Story]:
        """The demo ward, case by case."""
        places = self.hands.khu_pho
        stories = []
        for number, scene in enumerate(SCENES):
            place = places.get(scene.khu_pho, self.hands.ward)
            received = self._received(ANSWER_DAYS - scene.due_in, scene.at)
            body = "7QD4M2X" if number == 0 else self._fresh()
            until = self._until(received, scene.done_in)
            stories.append(
                self._tell(
                    scene.plan,
                    scene.words,
                    self.hands.ward,
                    place,
                    received,
                    until,
                    body,
                    scene.rating,
                )
            )
        self._first = stories[0]
        return stories

    def elsewhere(self, count: int) -> list[Story]:
        """The other wards, a few cases each."""
        wards = self.hands.other_wards
        pool = [plan for plan, times in ELSEWHERE for _time in range(times)]
        return [
            self._by_chance(wards[number % len(wards)], self.chance.choice(pool))
            for number in range(count)
        ]

    def _by_chance(self, ward, plan: plans.Plan) -> Story:
        chance = self.chance
        hour = f"{chance.randrange(6, 23):02}:{chance.randrange(60):02}"
        if plan in _DONE:
            done_in = chance.randrange(2, 10) if not self._once_in(25) else chance.randrange(15, 20)
            received = self._received(done_in + chance.randrange(0, 22), hour)
        else:
            done_in = 0
            late = self._once_in(ONE_LATE_IN)
            waited = (
                chance.randrange(11, 16)
                if late
                else chance.randrange(0 if plan is plans.received else 2, 10)
            )
            received = self._received(waited, hour)
        place = chance.choice([ward, *self.hands.below.get(ward.pk, [ward])])
        until = self._until(received, done_in)
        words = chance.randrange(len(self.words))
        return self._tell(
            plan, words, ward, place, received, until, self._fresh(), chance.choice((3, 4, 4, 5, 5))
        )

    def merge_twins(self) -> None:
        """Two more people report the first case; theirs are merged into it."""
        main = self._first
        if main is None:
            return
        for hour in ("06:58", "18:09"):
            received = self._received(ANSWER_DAYS + 1, hour)
            twin = self._tell(
                plans.received,
                0,
                self.hands.ward,
                main.case.unit,
                received,
                self.now,
                self._fresh(),
                4,
            )
            at = plans.Teller(
                story=twin, official=self.hands.official, leader=self.hands.leader, words={}, until=self.now
            ).at(0.1)  # fmt: skip
            twin.move(
                MoveName.MERGE, at, self.hands.official, other=main.case,
                public_text=(
                    "Phản ánh được gộp với một phản ánh cùng nội dung đang được xử lý. "
                    "Ông/bà sẽ nhận được trả lời khi có kết quả."
                ),
            )  # fmt: skip
            self.twins.append(twin)
        _write(self.twins)

    def _tell(
        self, plan: plans.Plan, words: int, ward, place, received, until, body: str, rating: int
    ) -> Story:
        told = self._fill(self.words[words], is_first=words == 0 and ward == self.hands.ward)
        code = body + reference.check_character(body)
        case = Case(
            reference=f"KP-{code[:4]}-{code[4:]}",
            form_token=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            unit=place,
            ward=ward,
            category=self.categories[told["category"]],
            channel=self.chance.choice(
                [Channel.WEB] * 7 + [Channel.OFFICER, Channel.COUNTER, Channel.PHONE]
            ),
            language="en" if self._once_in(50) else "vi",
            body=told["body"],
            place=told["place"],
            received_at=received,
        )
        story = Story(case, self.rules, self._contact(case))
        plan(
            plans.Teller(
                story=story,
                official=self.hands.of(ward),
                leader=self.hands.leader,
                colleague=self.hands.colleague(ward, self.chance),
                words=told,
                until=until,
                officer_unit=place,
                other_ward=self.hands.other_ward,
                rating=rating,
            )
        )
        return story

    def _fill(self, words: dict[str, str], *, is_first: bool) -> dict[str, str]:
        street = self.chance.choice(STREETS)
        n, m = self.chance.randrange(3, 60), self.chance.randrange(60, 320)
        if is_first:
            n, street = 12, "đường số 36"
        return {name: text.format(n=n, m=m, street=street) for name, text in words.items()}

    def _contact(self, case: Case) -> Contact | None:
        if self._once_in(3):
            return None
        name = f"{self.chance.choice(FAMILY)} {self.chance.choice(GIVEN)}"
        has_mail = not self._once_in(5)
        return Contact(
            case=case,
            ward=case.ward,
            name=name,
            email=f"nguoi-gui-{len(self.references)}@demo.invalid" if has_mail else "",
            phone="" if has_mail else f"+84900{self.chance.randrange(10**6):06}",
            show_to_neighborhood=self._once_in(2),
        )

    def _once_in(self, times: int) -> bool:
        return self.chance.randrange(times) == 0

    def _fresh(self) -> str:
        """The seven characters of a reference that no other made-up case has."""
        while True:
            body = "".join(self.chance.choices(reference.ALPHABET, k=reference.RANDOM))
            if body not in self.references:
                self.references.add(body)
                return body

    def _received(self, days_ago: int, hour: str) -> datetime.datetime:
        """A moment so many working days before the current or next one, never in the future."""
        date = _day_before(
            clock.local(WorkingCalendar.load().next_working_moment(self.now)).date(), days_ago
        )
        moment = clock.at(date, datetime.time.fromisoformat(hour))
        if moment < self.now:
            return moment
        return self.now - datetime.timedelta(minutes=self.chance.randrange(5, 240))

    def _until(self, received: datetime.datetime, done_in: int) -> datetime.datetime:
        if not done_in:
            return self.now
        calendar = WorkingCalendar.load()
        ended = calendar.add_days(received, done_in) - datetime.timedelta(
            minutes=self.chance.randrange(10, 180)
        )
        return min(ended, self.now)


@cache
def _day_before(date: datetime.date, days: int) -> datetime.date:
    if days <= 0:
        return date
    return WorkingCalendar.load().previous_working_day(_day_before(date, days - 1))


def _write(stories: Sequence[Story]) -> None:
    Case.objects.bulk_create([story.case for story in stories], batch_size=500)
    Contact.objects.bulk_create([s.contact for s in stories if s.contact], batch_size=1000)
    CaseEvent.objects.bulk_create(_events(stories), batch_size=1000)


def _events(stories: Sequence[Story]) -> Iterator[CaseEvent]:
    for story in stories:
        yield from story.events


def _announce(stories: Sequence[Story]) -> None:
    """The notices of the last days, as they would have come, older ones read; then the reminders."""
    since = clock.at(_day_before(clock.today(), ANNOUNCED_DAYS), datetime.time())
    for story in stories:
        for event in story.events:
            if event.at >= since and event.case.language == "vi":
                notices.announce(event, contact=story.contact)
                key = f"case:{event.case_id}:event:{event.pk}"
                rows = Notification.objects.filter(key=key, channel=Way.INBOX)
                rows.update(created_at=event.at, delivered_at=event.at)
    reminders.send_all()
    today = clock.at(clock.today(), datetime.time())
    Notification.objects.filter(channel=Way.INBOX, created_at__lt=today).update(
        read_at=F("created_at")
    )


def _welcome() -> None:
    """Everybody who can sign in finds at least this in the inbox."""
    notify(
        kind="portal.welcome",
        key="demo:welcome",
        subject="Tài khoản trình diễn đã sẵn sàng",
        body=(
            "Toàn bộ người, phản ánh và số liệu trong bản trình diễn là dữ liệu dựng. "
            "Thao tác ở đây không gửi đi đâu; thư được giữ lại trong nhật ký gửi."
        ),
        users=User.objects.filter(is_demo=True).exclude(email=""),
        url="/can-bo/",
        channels=[Way.INBOX],
    )
