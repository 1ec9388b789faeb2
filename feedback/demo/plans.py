"""How made-up cases go: for each way a few lines that say which moves are made in which order."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.calendar import WorkingCalendar
from feedback.demo.story import Story
from feedback.workflow import MoveName
from people.models import User
from wards.models import Unit

M = MoveName


@dataclass(frozen=True)
class Teller:
    """What a plan works with: the story, the hands of its ward, its words, and the working time."""

    story: Story
    official: User
    leader: User
    words: dict[str, str]
    until: datetime.datetime
    colleague: User | None = None
    officer_unit: Unit | None = None
    other_ward: Unit | None = None
    rating: int = 4

    def at(self, share: float) -> datetime.datetime:
        """The moment at a share of the working time between receipt and `until`."""
        calendar, start = WorkingCalendar.load(), self.story.case.received_at
        minutes = calendar.working_minutes_between(start, self.until)
        return min(calendar.add_minutes(start, int(minutes * share)), self.until)

    def go(self, name: MoveName, share: float, by: User | None, **extra: Any) -> None:
        self.story.move(name, self.at(share), by, **extra)


Plan = Callable[[Teller], None]


def received(_t: Teller) -> None:
    """Nothing has been done yet."""


def triaged(t: Teller) -> None:
    t.go(M.TRIAGE, 0.3, t.official)


def assigned(t: Teller) -> None:
    t.go(M.TRIAGE, 0.2, t.official)
    t.go(M.ASSIGN, 0.3, t.official, assignee=t.colleague or t.official)


def given_to_khu_pho(t: Teller) -> None:
    t.go(M.TRIAGE, 0.2, t.official)
    t.go(M.ASSIGN, 0.3, t.official, assigned_unit=t.officer_unit)


def in_progress(t: Teller) -> None:
    assigned(t)
    t.go(M.START, 0.5, t.colleague or t.official)
    t.go(M.NOTE, 0.8, t.colleague or t.official, internal_note=t.words["note"])


def extended(t: Teller) -> None:
    assigned(t)
    t.go(M.START, 0.4, t.colleague or t.official)
    t.go(
        M.EXTEND,
        0.7,
        t.leader,
        days=3,
        public_text="Cần phối hợp với đơn vị quản lý hạ tầng để khảo sát, xử lý dứt điểm.",
    )


def waiting(t: Teller) -> None:
    assigned(t)
    t.go(M.ASK, 0.6, t.colleague or t.official, public_text=t.words["question"])


def informed(t: Teller) -> None:
    t.go(M.TRIAGE, 0.1, t.official)
    t.go(M.ASK, 0.2, t.official, public_text=t.words["question"])
    t.go(M.INFORM, 0.6, None, public_text="Tôi bổ sung: ngay trước nhà, đối diện cột điện.")


def answered(t: Teller) -> None:
    in_progress(t)
    t.go(M.ANSWER, 1, t.colleague or t.official, public_text=t.words["answer"])


def closed(t: Teller) -> None:
    t.go(M.TRIAGE, 0.1, t.official)
    t.go(M.ASSIGN, 0.15, t.official, assignee=t.colleague or t.official)
    t.go(M.START, 0.3, t.colleague or t.official)
    t.go(M.ANSWER, 0.7, t.colleague or t.official, public_text=t.words["answer"])
    t.go(M.RATE, 0.8, None, rating=t.rating)
    t.go(M.CLOSE, 1, t.official)


def published(t: Teller) -> None:
    closed(t)
    t.go(M.PUBLISH, 1, t.official, summary=t.words["summary"], answer=t.words["answer"])


def reopened(t: Teller) -> None:
    in_progress(t)
    t.go(M.ANSWER, 0.85, t.colleague or t.official, public_text=t.words["answer"])
    t.go(M.RATE, 0.9, None, rating=2, public_text="Việc vẫn còn tái diễn.")
    t.go(M.CITIZEN_REOPEN, 0.95, None, public_text="Hôm qua tình trạng cũ lại xảy ra.")


def rejected(t: Teller) -> None:
    t.go(
        M.REJECT,
        0.5,
        t.official,
        public_text=(
            "Việc dân sự giữa các cá nhân, không thuộc thẩm quyền của cơ quan nhà nước.\n\n"
            "Ông/bà có thể đề nghị hòa giải ở cơ sở tại khu phố."
        ),
    )


def referred(t: Teller) -> None:
    t.go(
        M.REFER,
        0.5,
        t.official,
        public_text=(
            "Nội dung là tố cáo, không giải quyết theo trình tự phản ánh. Ông/bà gửi đơn có ký tên "
            "hoặc đến trình bày trực tiếp tại nơi tiếp công dân của phường trong giờ hành chính."
        ),
    )


def forwarded(t: Teller) -> None:
    t.go(
        M.FORWARD,
        1,
        t.official,
        to_ward=t.other_ward,
        public_text="Vị trí ông/bà nêu thuộc địa bàn phường khác quản lý.",
    )
