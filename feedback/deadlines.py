"""Deadlines of cases: which rule holds, when it runs out, and what stops or lengthens it.

A rule holds by the day of receipt: a later change of the rules changes no deadline that has been
told. Nothing here saves; the services set what these functions compute and write it with the move.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock as city_clock
from core.calendar import TimeLeft, WorkingCalendar, describe_left
from core.kept import Kept
from feedback.models import Case, DeadlineRule, Measure
from feedback.models import Clock as Clocks
from feedback.workflow import MoveName

DAY = datetime.timedelta(days=1)
_STARTS_ANEW = (MoveName.FORWARD, MoveName.REOPEN, MoveName.CITIZEN_REOPEN)


# --- Which rule, and until when -------------------------------------------------------------------


def rule_for(
    clock: str, *, kind: str = "", category_id: int | None = None, on: datetime.date
) -> DeadlineRule | None:
    """The most telling rule in force on a day: category and kind, kind, category, neither."""
    return RuleBook(on=on).find(clock, kind, category_id)


class RuleBook:
    """The rules in force on one day. All rules are kept in this process for a minute."""

    def __init__(self, *, on: datetime.date) -> None:
        self._rules = {
            (rule.clock, rule.kind, rule.category_id): rule
            for rule in _all_rules()
            if on in rule.valid
        }

    def rule(self, clock: str, case: Case) -> DeadlineRule | None:
        """The most telling rule for a case."""
        return self.find(clock, case.kind, case.category_id)

    def find(self, clock: str, kind: str, category_id: int | None) -> DeadlineRule | None:
        """The rule for category and kind; else for the kind, for the category, for all."""
        subjects = ((kind, category_id), (kind, None), ("", category_id), ("", None))
        return next((rule for key in subjects if (rule := self._rules.get((clock, *key)))), None)

    def longest(self, clock: str) -> int:
        """The largest amount of a clock; 0 without a rule."""
        return max((rule.amount for rule in self._rules.values() if rule.clock == clock), default=0)


_all_rules = Kept(lambda: list(DeadlineRule.objects.all()))


def due(
    clock: str, *, kind: str, category_id: int | None, start: datetime.datetime
) -> tuple[datetime.datetime | None, DeadlineRule | None]:
    """When a clock that starts at a moment runs out, and by which rule; nothing without a rule."""
    rule = rule_for(clock, kind=kind, category_id=category_id, on=city_clock.local(start).date())
    return (ends(rule, start), rule) if rule else (None, None)


def ends(rule: DeadlineRule, start: datetime.datetime) -> datetime.datetime:
    """When the time of a rule is over, counted from a moment."""
    return add(start, rule.amount, rule.measure)


def add(start: datetime.datetime, amount: int, measure: str) -> datetime.datetime:
    """A moment later by so many working hours, working days or days (amount ≥ 1).

    Days count from the day after and end when the offices close. A term of days that ends on a day
    off ends on the next working day (Civil Code 2015, Art. 148.5).
    """
    calendar = WorkingCalendar.load()
    if measure == Measure.WORKING_HOURS:
        return calendar.add_hours(start, amount)
    if measure == Measure.WORKING_DAYS:
        return calendar.add_days(start, amount)
    return calendar.add_days(start + DAY * (amount - 1), 1)


def is_near(rule: DeadlineRule, due_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether a deadline is no further off than a rule says; days begin when the offices open."""
    calendar = WorkingCalendar.load()
    if rule.measure == Measure.WORKING_HOURS:
        return calendar.working_minutes_between(now, due_at) <= rule.amount * 60
    if rule.measure == Measure.WORKING_DAYS:
        return calendar.days_before(due_at, rule.amount) <= now
    return due_at - DAY * rule.amount <= now


def retime(case: Case) -> None:
    """Let the answer clock follow a changed category or kind, from the moment it started.

    What was added by pauses and by an extension stays added.
    """
    start = _started_at(case)
    added = 0
    if case.rule is not None and case.due_at is not None:
        added = WorkingCalendar.load().working_minutes_between(ends(case.rule, start), case.due_at)
    case.due_at, case.rule = due(
        Clocks.ANSWER, kind=case.kind, category_id=case.category_id, start=start
    )
    if case.due_at is not None and added > 0:
        case.due_at = WorkingCalendar.load().add_minutes(case.due_at, added)


def _started_at(case: Case) -> datetime.datetime:
    """A forwarded or reopened case is counted anew from then."""
    anew = case.events.filter(kind__in=_STARTS_ANEW).order_by("-at").values_list("at", flat=True)
    return anew.first() or case.received_at


# --- Pausing and lengthening ----------------------------------------------------------------------


def pause(case: Case, at: datetime.datetime | None = None) -> None:
    """Stop the clock of a case: the sender has to say something first. Twice is once."""
    if case.paused_at is None:
        case.paused_at = at or city_clock.now()


def resume(case: Case, at: datetime.datetime | None = None) -> None:
    """Let the clock run on: the time for which it stood is added to what was left.

    Working rules get the working time back, rules in calendar days the days. Does nothing for a
    clock that runs; never makes a deadline earlier.
    """
    if case.paused_at is None:
        return
    at = at or city_clock.now()
    paused_at, case.paused_at = case.paused_at, None
    if case.due_at is not None and at > paused_at:
        case.due_at = max(case.due_at, _given_back(case.due_at, case.rule, paused_at, at))


def _given_back(
    due_at: datetime.datetime,
    rule: DeadlineRule | None,
    paused_at: datetime.datetime,
    at: datetime.datetime,
) -> datetime.datetime:
    if rule is not None and rule.measure == Measure.CALENDAR_DAYS:
        days = (city_clock.local(at).date() - city_clock.local(paused_at).date()).days
        return add(due_at, days, Measure.CALENDAR_DAYS) if days else due_at
    calendar = WorkingCalendar.load()
    minutes = calendar.working_minutes_between(paused_at, at)
    return calendar.add_minutes(due_at, minutes) if minutes else due_at


def longest_extension(case: Case) -> DeadlineRule | None:
    """By how much the rules of the day of receipt let a leader extend a case; None: not at all."""
    return rule_for(
        Clocks.EXTENSION,
        kind=case.kind,
        category_id=case.category_id,
        on=city_clock.local(case.received_at).date(),
    )


def extend(case: Case, *, days: int, at: datetime.datetime | None = None) -> None:
    """Give a case more days, once; working days or days, as the rule that allows it counts.

    Raises ValidationError where the case has no deadline, is late already (an extension must not
    hide that), was extended before, or the rules allow less.
    """
    at = at or city_clock.now()
    rule = longest_extension(case)
    if case.due_at is None or rule is None:
        raise ValidationError(_("Phản ánh này không có hạn để gia hạn."), code="no_deadline")
    _require_extendable(case, case.due_at, at)
    if not 1 <= days <= rule.amount:
        raise ValidationError(
            _("Gia hạn từ 1 đến nhiều nhất %(longest)s.") % {"longest": rule}, code="days"
        )
    case.due_at, case.extended_at = add(case.due_at, days, rule.measure), at


def _require_extendable(case: Case, due_at: datetime.datetime, at: datetime.datetime) -> None:
    if case.extended_at is not None:
        raise ValidationError(_("Phản ánh chỉ được gia hạn một lần."), code="once")
    if at > due_at:
        raise ValidationError(_("Đã quá hạn nên không gia hạn được nữa."), code="late")


# --- How it stands --------------------------------------------------------------------------------


def answered_in_time(case: Case, at: datetime.datetime) -> bool | None:
    """Whether an answer given at a moment is in time; None for a case without a deadline.

    While the clock stands, what counts is the moment at which it was stopped.
    """
    if case.due_at is None:
        return None
    return (case.paused_at or at) <= case.due_at


def standing(case: Case, now: datetime.datetime | None = None) -> TimeLeft | None:
    """How the deadline stands, in words and a tone, for staff and citizen alike; None without one."""
    if case.answered_in_time is not None and not case.is_open:
        return _answered(case.answered_in_time)
    if case.due_at is None or not case.is_open:
        return None
    if case.paused_at is not None:
        return TimeLeft(_("Tạm dừng tính hạn"), "plain")
    return describe_left(case.due_at, now)


def _answered(in_time: bool) -> TimeLeft:
    return TimeLeft(_("Đúng hạn"), "ok") if in_time else TimeLeft(_("Trả lời trễ hạn"), "late")


def with_standing(cases: Iterable[Case], now: datetime.datetime | None = None) -> list[Case]:
    """The cases of a list, each with `time_left` as `standing` says it."""
    rows = list(cases)
    for case in rows:
        case.time_left = standing(case, now)  # type: ignore[attr-defined]
    return rows
