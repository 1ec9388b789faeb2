"""Who hears of what happens to a scheme: those whose turn it is, today, by their posts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core import clock
from core.calendar import WorkingCalendar
from core.models import Channel
from core.notifications import BOTH, Message, notify_many
from neighborhoods.models import Consultation, ConsultationStatus, Scheme, SchemeStage
from neighborhoods.workflow import Actor
from people.models import User
from people.permissions import Permission
from wards import tree
from wards.models import Unit

MOST_SCHEMES = 1000  # far more than run at a time; a scan is one page of them


def your_turn(scheme: Scheme, stage: SchemeStage) -> None:
    """Tell those who do a step that it has begun; somebody new with each passage."""
    facts = _facts(scheme)
    due = _(" Hạn: %s.") % f"{stage.due_on:%d/%m/%Y}" if stage.due_on else ""
    body = _("Đề án “%(title)s” (%(ward)s) đang ở bước “%(step)s”.") % facts + due
    notify_many(
        [_message(scheme, f"stage:{stage.pk}", _("Đề án chờ xử lý: %(title)s") % facts, body)]
    )


def remind(today: datetime.date | None = None) -> int:
    """Tell once before a step is due, once when it is late, once when a result is missing; how many."""
    today = today or clock.today()
    found = Scheme.objects.open().filter(due_on__isnull=False).select_related("step", "decision")
    messages = list(_reminders(found.order_by("due_on", "pk")[:MOST_SCHEMES], today))
    messages += _uncounted(today)
    notify_many(messages)
    return len(messages)


def people_of(scheme: Scheme) -> Iterable[User]:
    """Those whose turn the present step is."""
    step, ward = scheme.step, scheme.ward
    if step.actor == Actor.ABOVE:
        return User.objects.reviewers_above(ward)
    if step.actor == Actor.CITY:
        city = Unit.objects.get(pk=tree.chain(ward)[-1].unit_id)
        return User.objects.officials_of(city, Permission.STRUCTURE_MANAGE)
    if step.actor == Actor.LEADER:
        return User.objects.leaders_of(ward)
    return User.objects.officials_of(ward, Permission.SCHEME_MANAGE)


def _reminders(schemes: Iterable[Scheme], today: datetime.date) -> Iterable[Message]:
    for scheme in schemes:
        facts = _facts(scheme) | {"due": f"{scheme.due_on:%d/%m/%Y}"}
        if scheme.due_on is None:
            continue
        if scheme.due_on < today:
            subject = _("Đề án quá hạn bước: %(title)s") % facts
            body = _("Bước “%(step)s” của đề án “%(title)s” (%(ward)s) đã quá hạn %(due)s.") % facts
            yield _message(scheme, f"late:{scheme.step_id}:{scheme.due_on}", subject, body)
        elif WorkingCalendar.load().day_before(scheme.due_on, scheme.step.remind_days) <= today:
            subject = _("Đề án sắp đến hạn: %(title)s") % facts
            body = _("Bước “%(step)s” của đề án “%(title)s” (%(ward)s) đến hạn %(due)s.") % facts
            yield _message(scheme, f"soon:{scheme.step_id}:{scheme.due_on}", subject, body)


def _uncounted(today: datetime.date) -> Iterable[Message]:
    """Consultations whose days are over and whose result nobody has entered."""
    waiting = Consultation.objects.filter(status=ConsultationStatus.OPEN, ends_on__lt=today)
    for found in waiting.select_related("unit", "ward").order_by("ends_on", "pk")[:MOST_SCHEMES]:
        facts = {
            "title": found.title,
            "unit": found.unit.name_on(today),
            "day": f"{found.ends_on:%d/%m/%Y}",
        }
        officers = User.objects.officers_of(found.unit)
        officials = User.objects.officials_of(found.ward, Permission.CONSULTATION_MANAGE)
        yield Message(
            kind="consultation.result",
            key=f"consultation:{found.pk}:result",
            subject=_("Chưa ghi kết quả lấy ý kiến: %(title)s") % facts,
            body=_(
                "Đợt lấy ý kiến “%(title)s” tại %(unit)s kết thúc ngày %(day)s, chưa ghi kết quả."
            )
            % facts,
            users=[*officers, *officials],
            url=found.get_absolute_url(),
            about=str(found.pk),
            scope=found.ward_id,
            channels=[Channel.INBOX],  # the daily letter says it too (ADR 0014)
        )


def _message(scheme: Scheme, reason: str, subject: str, body: str) -> Message:
    is_turn = reason.startswith("stage")
    return Message(
        kind="scheme.turn" if is_turn else "scheme.due",
        key=f"scheme:{scheme.pk}:{reason}",
        subject=subject,
        body=body,
        users=people_of(scheme),
        url=scheme.get_absolute_url(),
        about=str(scheme.pk),
        scope=scheme.ward_id,
        channels=BOTH if is_turn else [Channel.INBOX],  # the daily letter says what is due
    )


def _facts(scheme: Scheme) -> dict[str, str]:
    return {
        "title": scheme.title,
        "ward": scheme.ward.name_on(clock.today()),
        "step": scheme.step.name,
    }
