"""The directives of the demonstration: made up, and every one of them says so.

Each is written as the services would have left it, so many working days ago; the moves of single units
are chosen by a fixed chance, those of the demonstration's own ward are told by hand.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from core import clock
from core.calendar import WorkingCalendar
from core.search.words import searchable
from people.demo import DISTRICT, WARD
from people.models import Term, User
from people.permissions import Permission, profiles_with
from reports.directives import notices, places, reminders, timing
from reports.directives.workflow import (
    DONE,
    OPEN,
    DirectiveState,
    MoveName,
    TaskState,
    Urgency,
)
from reports.models import Directive, DirectiveEvent, DirectiveTask
from wards.models import Level, Unit, UnitVersion

MADE_UP = "(Văn bản dựng cho trình diễn, không có thật.)"
ANSWERS = (
    "Đã rà soát xong, không có trường hợp vướng.",
    "Đã thực hiện theo hướng dẫn; số liệu ghi trong bảng kèm theo.",
    "Đã niêm yết tại trụ sở và nhà sinh hoạt các khu phố.",
)
BATCH = 500
LOOKED_AT_AFTER = datetime.timedelta(hours=3)
S, M = TaskState, MoveName


@dataclass(frozen=True)
class Told:
    """One directive: who issues it, when, until when, and how its units stand.

    `ago`, `ended_ago` and `due_in` count working days from today; `spread` are states with their weights, `own` is
    the state of the demonstration's ward.
    """

    by: str
    number: str
    subject: str
    text: str
    ago: int
    due_in: int
    own: TaskState
    spread: dict[TaskState, int] = field(default_factory=dict)
    urgency: Urgency = Urgency.NORMAL
    state: DirectiveState = DirectiveState.ISSUED
    ended_ago: int = 0


STORIES = (
    Told(
        "thanh-pho", "2451/SNV-XDCQ", "V/v rà soát khẩn nơi sinh hoạt của các khu phố, ấp",
        "Đề nghị các phường, xã rà soát nơi sinh hoạt của từng khu phố, ấp: nơi nào dùng chung, nơi "
        "nào chưa có; đề xuất cách sắp xếp. Trả lời bằng văn bản, kèm bảng số liệu.",
        1, 2, S.WAITING, {S.WAITING: 5, S.WORKING: 3, S.ANSWERED: 1, S.ACCEPTED: 1},
        urgency=Urgency.VERY_URGENT,
    ),
    Told(
        "thanh-pho", "2390/SNV-XDCQ", "V/v báo cáo tiến độ kiện toàn Ban điều hành khu phố",
        "Đề nghị báo cáo số khu phố đã kiện toàn Ban điều hành, số chức danh còn thiếu và nguyên nhân.",
        14, -4, S.WORKING, {S.WAITING: 1, S.WORKING: 2, S.RETURNED: 1, S.ANSWERED: 2, S.ACCEPTED: 8},
        urgency=Urgency.URGENT,
    ),
    Told(
        "thanh-pho", "2215/SNV-CCHC", "V/v niêm yết danh sách khu phố, ấp sau sắp xếp",
        "Đề nghị niêm yết danh sách khu phố, ấp và người phụ trách tại trụ sở và nơi sinh hoạt.",
        38, -25, S.ACCEPTED, {S.ACCEPTED: 30, S.EXCUSED: 1}, state=DirectiveState.CLOSED,
        ended_ago=27,
    ),
    Told(
        "quan", "318/UBND-NV", "V/v cập nhật số liệu hộ, nhân khẩu của khu phố",
        "Đề nghị cập nhật số hộ, số nhân khẩu của từng khu phố đến cuối tháng và nêu nguồn số liệu.",
        6, 4, S.ANSWERED, {S.WORKING: 4, S.WAITING: 2, S.ANSWERED: 2, S.ACCEPTED: 3},
    ),
    Told(
        "quan", "305/UBND-NV", "V/v tổ chức gặp mặt cán bộ khu phố thôi làm nhiệm vụ",
        "Đề nghị lập danh sách và dự kiến thời gian gặp mặt, tri ân.",
        11, 1, S.RETURNED, {S.WORKING: 3, S.RETURNED: 1, S.ANSWERED: 2, S.ACCEPTED: 5},
    ),
    Told(
        "quan", "290/UBND-NV", "V/v báo cáo nhanh tình hình ngập tại các khu phố",
        "Đề nghị báo cáo nhanh các điểm ngập.",
        20, -12, S.WITHDRAWN, {S.WITHDRAWN: 5, S.ACCEPTED: 1}, urgency=Urgency.FLASH,
        state=DirectiveState.WITHDRAWN, ended_ago=14,
    ),
    Told(
        "quan", "", "V/v rà soát biển số nhà còn ghi tổ dân phố cũ",
        "Đề nghị rà soát, lập danh sách các tuyến hẻm còn biển cũ.",
        1, 7, S.WAITING, state=DirectiveState.DRAFT,
    ),
)  # fmt: skip


def load(progress: Callable[[str], None]) -> None:
    """Write the directives of the demonstration, and the reminders that are due."""
    writer = _Writer()
    for told in STORIES:
        writer.write(told)
    reminders.send_all(timing.last_working_day(clock.today()))
    progress(
        f"văn bản chỉ đạo (dữ liệu dựng): {len(STORIES)}; việc: {DirectiveTask.objects.count()}"
    )


class _Writer:
    """Writes one story after another."""

    def __init__(self) -> None:
        self.cast = {user.username: user for user in User.objects.filter(is_demo=True)}
        self.chance = random.Random(30)  # noqa: S311 - the same made-up course at each load
        city = Unit.objects.today().get(level=Level.CITY)
        district = UnitVersion.objects.today().get(name=DISTRICT, unit__level=Level.DISTRICT).unit
        self.issuers = {"thanh-pho": city, "quan": district}
        self.officials = _officials()
        own = UnitVersion.objects.today().filter(name=WARD, unit__level=Level.WARD)
        self.home = own.values_list("unit", flat=True)[0]
        self.officials[self.home] = self.cast["phuong"]

    def write(self, told: Told) -> None:
        """Write a directive with its tasks and events."""
        issuer, by, at = self.issuers[told.by], self.cast[told.by], _moment(told.ago)
        found = [p for group in places.groups_below(issuer) for p in group.places]
        is_draft = told.state == DirectiveState.DRAFT
        directive = Directive(
            origin=issuer, issuer=issuer, number=told.number, subject=told.subject,
            text=f"{told.text}\n\n{MADE_UP}", urgency=told.urgency, due_on=_day(told.due_in),
            unit_ids=[place.unit_id for place in found], state=told.state,
            search_text=searchable(told.number, told.subject), created_by=by, created_at=at,
        )  # fmt: skip
        if not is_draft:
            directive.signed_on = clock.local(at).date()
            directive.issued_by, directive.issued_at = by, at
        if told.state in (DirectiveState.CLOSED, DirectiveState.WITHDRAWN):
            directive.closed_at = _moment(told.ended_ago)
        directive.save()
        if is_draft:
            return
        events = [_event(directive, None, M.ISSUE, at, by)]
        tasks = [self._task(directive, told, place) for place in found]
        DirectiveTask.objects.bulk_create(tasks, batch_size=BATCH)
        for task in tasks:
            events += self._course(task, directive, told)
        if told.state == DirectiveState.CLOSED:
            events.append(_event(directive, None, M.CLOSE, _moment(told.ended_ago), None))
        if told.state == DirectiveState.WITHDRAWN:
            words = "Nội dung đã có trong báo cáo hằng tuần."
            at = _moment(told.ended_ago)
            events.append(_event(directive, None, M.WITHDRAW, at, by, words))
        DirectiveEvent.objects.bulk_create(events, batch_size=BATCH)
        own = [task for task in tasks if task.unit_id == self.home and task.state == S.WAITING]
        notices.to_units(events[0], own)

    def _task(self, directive: Directive, told: Told, place: places.Place) -> DirectiveTask:
        states = list(told.spread)
        state = told.own
        if place.unit_id != self.home:
            state = self.chance.choices(states, weights=list(told.spread.values()))[0]
        task = DirectiveTask(
            directive=directive, unit_id=place.unit_id, ward_id=place.ward_id, label=place.label,
            sort_key=place.sort_key, state=state, due_on=directive.due_on,
        )  # fmt: skip
        if state not in (S.WAITING, S.WITHDRAWN):
            task.acknowledged_at = _moment(max(told.ago - 1, 0))
            task.assignee = self.officials.get(place.unit_id)
            task.percent = self.chance.choice([20, 40, 50, 70])
        if state in (S.ANSWERED, S.RETURNED, S.ACCEPTED):
            days = max(0, min(told.ago - 1, self.chance.randint(1, 6)))
            task.answer, task.percent = self.chance.choice(ANSWERS), 100
            ago = days if told.state == DirectiveState.ISSUED else told.ended_ago + 3
            task.answered_at = _moment(ago)
            task.returns = int(state == S.RETURNED)
        if state == S.EXCUSED:
            task.excuse = "Địa bàn không có khu phố thuộc diện sắp xếp."
        if state == S.ACCEPTED and task.answered_at:
            task.ended_at = min(task.answered_at + LOOKED_AT_AFTER, clock.now())
        elif state not in OPEN:
            task.ended_at = _moment(told.ended_ago)
        return task

    def _course(
        self, task: DirectiveTask, directive: Directive, told: Told
    ) -> list[DirectiveEvent]:
        """The events that led to where the task stands."""
        by, above = task.assignee, self.cast[told.by]
        found = []
        if task.acknowledged_at:
            found.append(_event(directive, task, M.ACKNOWLEDGE, task.acknowledged_at, by))
        if task.state == S.WORKING and told.ago > 1:
            words = "Đang thu thập số liệu của các khu phố."
            event = _event(directive, task, M.PROGRESS, _moment(1), by, words)
            event.percent = task.percent
            found.append(event)
        if task.answered_at:
            found.append(_event(directive, task, M.ANSWER, task.answered_at, by, task.answer))
        if task.state == S.RETURNED:
            words = "Còn thiếu số liệu của hai khu phố; xin bổ sung."
            found.append(_event(directive, task, M.RETURN, _moment(0), above, words))
        if task.state in DONE:
            kind = M.ACCEPT if task.state == S.ACCEPTED else M.EXCUSE
            at = task.ended_at or clock.now()
            found.append(_event(directive, task, kind, at, above, task.excuse))
        return found


def _event(
    directive: Directive,
    task: DirectiveTask | None,
    kind: MoveName,
    at: datetime.datetime,
    by: User | None,
    text: str = "",
) -> DirectiveEvent:
    state = task.state if task else directive.state
    return DirectiveEvent(
        directive=directive, task=task, kind=kind, at=at, by=by, state=state, text=text,
        due_on=directive.due_on,
    )  # fmt: skip


def _officials() -> dict[int, User]:
    """Somebody who answers directives in each ward that has a sign-in."""
    terms = (
        Term.objects.today()
        .filter(
            unit__level=Level.WARD,
            role__profile__in=sorted(profiles_with(Permission.DIRECTIVE_ANSWER)),
            person__user__is_active=True,
        )
        .select_related("person__user")
        .order_by("-pk")
    )
    return {term.unit_id: term.person.user for term in terms}


def _day(working_days: int) -> datetime.date:
    """A working day so many of them from today, before it where negative."""
    calendar, today = WorkingCalendar.load(), clock.today()
    if working_days < 0:
        return calendar.day_before(today, -working_days)
    return calendar.day_after(today, working_days)


def _moment(days_ago: int) -> datetime.datetime:
    """In the morning of a working day so many of them before the last one; never to come."""
    day = WorkingCalendar.load().day_before(timing.last_working_day(clock.today()), days_ago)
    return min(clock.at(day, datetime.time(8, 30 + days_ago % 25)), clock.now())
