"""How cases are shown to staff: state, deadline, events."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock, phones
from core.calendar import TimeLeft
from core.drawn import Drawn
from core.templatetags.ui import badge
from feedback import deadlines
from feedback.workflow import MoveName, Status

if TYPE_CHECKING:
    from feedback.filters import CaseFilterSet
    from feedback.inbox import Inbox
    from feedback.models import Case, CaseEvent, Contact

register = template.Library()

TONES = {
    Status.RECEIVED: "info",
    Status.FORWARDED: "info",
    Status.REOPENED: "info",
    Status.TRIAGED: "plain",
    Status.ASSIGNED: "plain",
    Status.IN_PROGRESS: "plain",
    Status.NEEDS_INFORMATION: "plain",
    Status.ANSWERED: "ok",
    Status.CLOSED: "ok",
    Status.REJECTED: "plain",
    Status.REFERRED: "plain",
    Status.MERGED: "plain",
}
DONE = frozenset({MoveName.ANSWER, MoveName.CLOSE})


@register.simple_tag
def status_badge(case: Case) -> SafeString:
    """Where a case stands."""
    return badge(Status(case.status).label, TONES[Status(case.status)])


@register.simple_tag
def due_badge(case: Case) -> SafeString | str:
    """How its deadline stands; nothing where it has none."""
    left = deadlines.standing(case)
    return badge(left.text, left.tone) if left else ""


class Row(NamedTuple):
    """All that a row of the inbox shows, so that the same row is drawn once and not at every look."""

    look: tuple[str, bool, bool]
    reference: str
    version: int
    heading: str
    is_sealed: bool
    unit: str
    ward: str
    category: str
    photos: int
    assignee: str
    assigned_unit: str
    due: TimeLeft | None
    status: str
    received: datetime.date


@register.simple_tag
def inbox_row(case: Any, box: Inbox) -> SafeString:
    """A row of the inbox, of a case by `for_rows()`; drawn anew only where something in it changed."""
    row = Row(
        look=box.row_look,
        reference=case.reference,
        version=case.version,
        heading=case.heading,
        is_sealed=case.is_sealed,
        unit=case.unit_name,
        ward=case.ward_name,
        category=str(case.category),
        photos=case.photo_count,
        assignee=str(case.assignee) if case.assignee else "",
        assigned_unit=case.assigned_unit_name or "",
        due=deadlines.standing(case, box.now),
        status=case.status,
        received=day(case.received_at),
    )
    return _rows(
        row,
        lambda: _shown("feedback/staff/_inbox_row.html", {"row": row, "case": case, "box": box}),
    )


@register.simple_tag(takes_context=True)
def inbox_filters(context: template.Context, filters: CaseFilterSet) -> SafeString:
    """The filters of the inbox; drawn anew only for others who choose from, or wrong input."""
    values = {"filters": filters, "request": context["request"]}

    def draw() -> SafeString:
        return _shown("feedback/staff/_filters.html", values)

    if filters.form.errors:
        return draw()
    return _filters((get_language(), context["request"].path, *filters.shown), draw)


def _shown(name: str, values: dict[str, Any]) -> SafeString:
    return SafeString(get_template(name).render(values))


_rows: Drawn[SafeString] = Drawn(most=4096)  # about 1.5 kB each
_filters: Drawn[SafeString] = Drawn(most=256)  # about 9 kB each


@register.inclusion_tag("feedback/staff/_case_event.html")
def case_event(event: CaseEvent) -> dict[str, Any]:
    """An entry of the timeline as colleagues read it."""
    kind = "plain" if event.is_public else "internal"
    if event.is_public and event.public_text:
        kind = "public"
    if event.kind in DONE:
        kind = "done"
    return {"event": event, "kind": kind, "who": event.by or _sender_or_portal(event)}


@register.filter
def day(moment: datetime.datetime) -> datetime.date:
    """The day of a moment on the city's calendar."""
    return clock.local(moment).date()


@register.filter
def phone(number: str) -> str:
    """+84901234567 as 0901 234 567."""
    return phones.display(number)


@register.filter
def masked(contact: Contact) -> list[tuple[str, str]]:
    """What there is of a contact without saying it: the last digits, the first letter."""
    hidden = "•••"
    lines = []
    if contact.name:
        lines.append((_("Họ và tên"), hidden))
    if contact.phone:
        lines.append((_("Điện thoại"), f"{hidden} {contact.phone[-3:]}"))
    if contact.email:
        name, _at, domain = contact.email.partition("@")
        lines.append((_("Thư điện tử"), f"{name[:1]}{hidden}@{domain}"))
    return lines


def _sender_or_portal(event: CaseEvent) -> str:
    own = {MoveName.SUBMIT, MoveName.INFORM, MoveName.RATE, MoveName.CITIZEN_REOPEN}
    return _("Người gửi") if event.kind in own else _("Hệ thống")
