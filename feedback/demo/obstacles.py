"""The obstacle log of the demonstration: made up, and every row says so.

The demo ward has one of each state, told by hand; some other wards have the same stories by turns.
Each is told as the services would have moved it: what the workflow forbids raises here too.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from core import clock
from core.calendar import WorkingCalendar
from feedback.demo.hands import Hands
from feedback.models import Obstacle, ObstacleEvent, ObstacleKind
from feedback.obstacles import reminders
from feedback.obstacles.services import source_of
from feedback.obstacles.workflow import MOVES, MoveName, State
from people.models import User
from wards.models import Unit

MADE_UP = "(Dữ liệu dựng cho trình diễn.)"
ONE_WARD_IN = 4  # of the other wards has something in its log
ONE_PUBLIC_IN = 6  # of those has made something public
SPREAD = 5  # working days over which the same story begins elsewhere
M = MoveName


class Step(NamedTuple):
    """A move so many working days ago, by one of the demo's sign-ins."""

    move: MoveName
    ago: int
    who: str
    text: str = ""


class Told(NamedTuple):
    """One obstacle; without a khu phố it is the ward's own."""

    kind: str
    khu_pho: str
    title: str
    description: str
    ago: int
    by: str = "phuong"
    steps: tuple[Step, ...] = ()
    public_text: str = ""


STORIES = (
    Told(
        "residents-papers", "Khu phố 23",
        "Người dân hỏi việc đổi địa chỉ trên giấy tờ theo khu phố mới",
        "Nhiều hộ chưa rõ giấy tờ ghi tên khu phố, tổ dân phố cũ có phải đổi không. Cần hướng dẫn "
        "thống nhất để trả lời.",
        22, "khu-pho",
        (
            Step(M.ASSIGN, 21, "lanh-dao"),
            Step(
                M.ASK_ABOVE, 8, "phuong",
                "Đề nghị hướng dẫn chung: giấy tờ theo tên cũ có giá trị đến khi nào, ai xác nhận.",
            ),
        ),
        "Giấy tờ ghi tên khu phố cũ vẫn dùng được trong khi chờ hướng dẫn chung. Bà con chưa cần đi đổi.",
    ),
    Told(
        "shared-office", "", "Tám khu phố dùng chung một trụ sở",
        "Trụ sở cũ của ba khu phố đã gộp; tám khu phố mới phải chia lịch họp. Bà con chưa biết gặp "
        "cán bộ nào, ngày nào.",
        41, "phuong",
        (
            Step(M.ASSIGN, 39, "lanh-dao"),
            Step(M.COMMENT, 12, "phuong", "Đã niêm yết lịch trực tạm thời của từng khu phố."),
        ),
        "Phường đang tìm thêm nơi sinh hoạt. Lịch trực của từng khu phố được niêm yết tại trụ sở.",
    ),
    Told(
        "vacant-posts", "Khu phố 41", "Chưa có người làm Chi hội trưởng Phụ nữ",
        "Người được giới thiệu xin không nhận vì nhà xa. Đang vận động người khác.",
        12, "phuong", (Step(M.START, 11, "phuong"),),
    ),
    Told(
        "split-apartments", "Khu phố 23", "Chung cư ghép chung với dãy nhà ngoài đường, khó họp dân",
        "Cư dân chung cư và các hộ mặt đường sinh hoạt khác giờ; họp chung ít người dự.",
        3, "khu-pho",
    ),
    Told(
        "residents-papers", "Khu phố 30", "Biển số nhà còn ghi tổ dân phố cũ",
        "Một số hẻm còn biển ghi tổ cũ, người giao hàng và người thân hay tìm nhầm.",
        24, "phuong",
    ),
    Told(
        "boundary", "Khu phố 8", "Sơ đồ ranh giới dán ở trụ sở chưa khớp với nghị quyết",
        "Sơ đồ vẽ theo ranh cũ, thiếu đoạn hẻm phía sau trường.",
        25, "phuong",
        (
            Step(M.START, 24, "phuong"),
            Step(M.RESOLVE, 6, "phuong", "Đã in lại sơ đồ theo nghị quyết và dán tại trụ sở, chung cư."),
        ),
        "Sơ đồ khu phố đã được in lại theo nghị quyết và dán tại trụ sở.",
    ),
    Told(
        "equipment-money", "Khu phố 17", "Nơi sinh hoạt mới chưa có loa và bàn ghế",
        "Khu phố mới tách chưa được bàn giao tài sản.",
        33, "phuong",
        (
            Step(M.ASSIGN, 31, "lanh-dao"),
            Step(M.RESOLVE, 15, "phuong", "Đã bàn giao loa và 40 ghế từ trụ sở cũ."),
            Step(M.CLOSE, 10, "lanh-dao"),
        ),
    ),
    Told(
        "other", "Khu phố 12", "Nhóm nhắn tin của khu phố cũ chưa chia lại",
        "Bà con còn ở nhóm chung của khu phố cũ, thông báo bị trùng.",
        1, "phuong",
    ),
)  # fmt: skip


def load(hands: Hands) -> int:
    """Write the log of the demo ward and of some others, and the reminders that are due."""
    teller = _Teller(hands)
    for told in STORIES:
        teller.tell(told, hands.ward, hands.khu_pho.get(told.khu_pho, hands.ward))
    for turn, ward in enumerate(hands.other_wards[::ONE_WARD_IN]):
        places = hands.below.get(ward.pk) or [ward]
        for number in range(1 + turn % 3):
            told = STORIES[(turn + number) % len(STORIES)]
            if turn % ONE_PUBLIC_IN:
                told = told._replace(public_text="")
            teller.tell(told, ward, places[number % len(places)], turn % SPREAD)
    reminders.send_all()
    return teller.count


class _Teller:
    """Writes one story after another."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.cast = {user.username: user for user in User.objects.filter(is_demo=True)}
        self.kinds = {kind.code: kind for kind in ObstacleKind.objects.all()}
        self.numbers: dict[int, int] = {}
        self.count = 0

    def tell(self, told: Told, ward: Unit, unit: Unit, earlier: int = 0) -> None:
        """Write a story as of today, or as it went some working days earlier."""
        kind, at = self.kinds[told.kind], _moment(told.ago + earlier)
        self.numbers[ward.pk] = self.numbers.get(ward.pk, 0) + 1
        obstacle = Obstacle(
            number=self.numbers[ward.pk],
            ward=ward,
            unit=unit,
            kind=kind,
            title=told.title,
            description=f"{told.description} {MADE_UP}",
            due_on=clock.local(WorkingCalendar.load().add_days(at, kind.days)).date(),
            due_source=source_of(kind),
            reported_at=at,
            reported_by=self._who(told.by, ward),
        )
        events = [_event(obstacle, M.REPORT, at, obstacle.reported_by)]
        steps = (step._replace(ago=step.ago + earlier) for step in told.steps)
        events += [self._move(obstacle, step) for step in steps]
        if told.public_text:
            obstacle.is_public, obstacle.public_text = True, f"{told.public_text} {MADE_UP}"
            at = max(events[-1].at, _moment(5)) + datetime.timedelta(minutes=20)
            leader = self._who("lanh-dao", ward)
            events.append(_event(obstacle, M.PUBLISH, at, leader, obstacle.public_text))
            obstacle.version += 1
        obstacle.save()
        ObstacleEvent.objects.bulk_create(events)
        self.count += 1

    def _move(self, obstacle: Obstacle, step: Step) -> ObstacleEvent:
        move, by = MOVES[step.move], self._who(step.who, obstacle.ward)
        if obstacle.state not in move.sources:
            raise ValueError(f"{step.move} after {obstacle.state}")
        at = _moment(step.ago)
        if step.move in {M.ASSIGN, M.START}:
            obstacle.owner = self.hands.of(obstacle.ward)
        if step.move == M.RESOLVE:
            obstacle.resolution, obstacle.resolved_at = step.text, at
        obstacle.state = move.after(obstacle.state)
        obstacle.version += 1
        owner = obstacle.owner if step.move == M.ASSIGN else None
        return _event(obstacle, step.move, at, by, step.text, owner)

    def _who(self, name: str, ward: Unit) -> User:
        """The demo's own sign-in in its ward, the official who stands in elsewhere."""
        own = self.hands.of(ward)
        return self.cast.get(name, own) if ward.pk == self.hands.ward.pk else own


def _event(
    obstacle: Obstacle,
    move: MoveName,
    at: datetime.datetime,
    by: User,
    text: str = "",
    owner: User | None = None,
) -> ObstacleEvent:
    return ObstacleEvent(
        obstacle=obstacle,
        ward_id=obstacle.ward_id,
        kind=move,
        at=at,
        by=by,
        state=State(obstacle.state),
        text=text,
        owner=owner,
        due_on=obstacle.due_on,
    )


def _moment(days_ago: int) -> datetime.datetime:
    """In the morning of a working day so many of them before today."""
    day = WorkingCalendar.load().day_before(clock.today(), days_ago)
    return clock.at(day, datetime.time(9, days_ago))
