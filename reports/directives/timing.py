"""Due dates and lateness in working days, by the working calendar."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.calendar import TimeLeft, WorkingCalendar
from reports.directives.workflow import OWED, TaskState

if TYPE_CHECKING:
    from reports.models import DirectiveTask

SOON_DAYS = 2  # working days before the due date from which on it is called near
ANSWERED = frozenset({TaskState.ANSWERED, TaskState.ACCEPTED})


def last_working_day(today: datetime.date) -> datetime.date:
    """The day itself if offices work on it, else the last one before. What was due before it is late."""
    calendar = WorkingCalendar.load()
    return today if calendar.is_working_day(today) else calendar.previous_working_day(today)


def soon_until(today: datetime.date) -> datetime.date:
    """The last due date that is near today."""
    return WorkingCalendar.load().day_after(today, SOON_DAYS)


def late_days(task: DirectiveTask, today: datetime.date) -> int:
    """Working days after the due date, up to the answer where there is one, else up to today."""
    if task.state in ANSWERED and task.answered_at:
        until = clock.local(task.answered_at).date()
    elif task.state in OWED:
        until = today
    else:
        return 0
    if until <= task.due_on:
        return 0
    return WorkingCalendar.load().working_days_between(task.due_on, until)


def standing(task: DirectiveTask, today: datetime.date | None = None) -> TimeLeft | None:
    """How the due date stands, in words and a tone; None where nothing has to be said."""
    today = today or clock.today()
    late = late_days(task, today)
    if late:
        words = ngettext("Trễ %(n)d ngày làm việc", "Trễ %(n)d ngày làm việc", late)
        return TimeLeft(words % {"n": late}, "late")
    if task.state in ANSWERED:
        return TimeLeft(_("Đúng hạn"), "ok")
    if task.state not in OWED:
        return None
    if task.due_on == today:
        return TimeLeft(_("Đến hạn hôm nay"), "soon")
    days = max(0, WorkingCalendar.load().working_days_between(today, task.due_on))
    words = ngettext("Còn %(n)d ngày làm việc", "Còn %(n)d ngày làm việc", days) % {"n": days}
    return TimeLeft(words, "soon" if days <= SOON_DAYS else "ok")


def require_working_day(due_on: datetime.date) -> None:
    """Raises ValidationError at `due_on` for a day that is past, or on which offices do not work."""
    if due_on < clock.today():
        raise ValidationError({"due_on": _("Hạn phải từ hôm nay trở đi.")})
    calendar = WorkingCalendar.load()
    if not calendar.is_working_day(due_on):
        following = calendar.next_working_day(due_on)
        raise ValidationError(
            {
                "due_on": _("%(day)s là ngày nghỉ. Ngày làm việc gần nhất sau đó là %(next)s.")
                % {"day": f"{due_on:%d/%m/%Y}", "next": f"{following:%d/%m/%Y}"}
            }
        )
