"""What the daily letter says of cases: five statements for a batch of readers.

Who holds a case hears of it as long as they serve where it lies; of one that nobody holds whom a letter
reaches, and of each that is late, the ward's officials hear. Leaders and those above get figures of
their area, no list.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case as If
from django.db.models import Count, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from feedback.audience import Post, posts_in
from feedback.models import Case
from feedback.workflow import FRESH
from people.digests import registry
from people.digests.piles import Pile, piles
from people.digests.readers import Readers
from people.digests.registry import Entry, Line, Named, Section, Share, gathered
from people.permissions import Permission, Profile
from wards import tree

DUE = {Section.LATE: "late", Section.TODAY: "today", Section.SOON: "week"}
SEALED = _("Phản ánh được bảo mật")


def entries(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """Late and due by the next working day by holder, new ones nobody has sorted, and figures for who watches."""
    officials = readers.holders(Permission.CASE_TRIAGE)
    urls = {section: _inbox(due=due) for section, due in DUE.items()}
    yield from gathered(_dated(readers, officials), _("Phản ánh"), urls)
    yield from _fresh(readers, officials)
    yield from _watched(readers)


def _dated(readers: Readers, officials: dict[int, set[int]]) -> Iterator[Share]:
    """Cases that are late or end soon around the readers; two statements."""
    around = Q(ward__in=readers.wards) | Q(assigned_unit__in=readers.places)
    section = If(
        When(due_at__lt=readers.now, then=Value(Section.LATE.value)),
        When(due_at__lt=_end_of(readers.today), then=Value(Section.TODAY.value)),
        default=Value(Section.SOON.value),
    )
    cases = (
        Case.objects.open()
        .filter(due_at__lt=_end_of(readers.soon), paused_at__isnull=True)
        .filter(around | Q(assignee__in=readers.users))
        .select_related("category")
    )
    by = ("ward_id", "assignee_id", "assigned_unit_id", "is_sealed")
    held = piles(cases, by=by, day="due_at", section=section)
    firsts = [pile.first for pile in held]
    places = {case.assigned_unit_id for case in firsts} - {None}
    posts = posts_in(places, {case.assignee_id for case in firsts} - {None}) if held else []
    for pile in held:
        wanted = _recipients(pile, posts, officials.get(pile.first.ward_id, set()))
        lines = [_line(case) for case in pile.rows]
        users = wanted & readers.users.keys()
        yield Share(users=users, section=pile.section, count=pile.count, lines=lines)


def _recipients(pile: Pile, posts: list[Post], officials: set[int]) -> set[int]:
    """Who holds them today; the ward's officials where no letter reaches those, and of late ones too."""
    holders = {post.user.pk for post in posts if post.user.email and _is_holder(post, pile.first)}
    return holders | officials if pile.section == Section.LATE else holders or officials


def _is_holder(post: Post, case: Case) -> bool:
    """Whether somebody at a post holds a case; so they hold all that lie in a pile with it."""
    if case.assignee_id is not None:
        below = post.parent_id == case.ward_id and not case.is_sealed
        inside = post.unit_id == case.ward_id or below
        return post.user.pk == case.assignee_id and inside and post.grants(Permission.CASE_ANSWER)
    is_officer = post.profile == Profile.NEIGHBORHOOD_OFFICER and not case.is_sealed
    return post.unit_id == case.assigned_unit_id and is_officer


def _end_of(day: datetime.date) -> datetime.datetime:
    return clock.at(day + datetime.timedelta(days=1), datetime.time.min)


def _line(case: Case) -> Line:
    """Reference, category and day: nothing that came from the sender; of a sealed one no category."""
    category = case.category
    about = SEALED if case.is_sealed else Named(category.name, category.name_en)
    due = clock.local(case.due_at).date() if case.due_at else None
    return Line(what=case.reference, about=about, due=due, url=case.get_absolute_url())


def _fresh(readers: Readers, officials: dict[int, set[int]]) -> Iterator[tuple[int, Entry]]:
    rows = (
        Case.objects.in_states(FRESH)
        .unassigned()
        .filter(ward__in=officials)
        .order_by()
        .values_list("ward")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, int] = {}
    for ward, count in rows if officials else ():
        for user_id in officials[ward]:
            counts[user_id] = counts.get(user_id, 0) + count
    for user_id, count in counts.items():
        label = _("Phản ánh mới chưa phân công")
        yield user_id, _figure(Section.WAITING, label, count, status="fresh")


def _watched(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """How many are late below a post: for leaders with the sealed ones, for who is above without."""
    leaders = readers.with_profile(Profile.WARD_LEADER)
    above = readers.with_profile(Profile.REVIEWER, Profile.CITY)
    if not (leaders or above):
        return
    rows = Case.objects.overdue(readers.now).order_by()
    if not above:
        rows = rows.filter(ward__in=leaders)
    counted = list(
        rows.values_list("ward").annotate(
            all=Count("pk"), open=Count("pk", filter=Q(is_sealed=False))
        )
    )
    chains = tree.chains(ward for ward, _all, _open in counted) if above else {}
    sums: dict[int, int] = {}
    for ward, everything, unsealed in counted:
        for user_id in leaders.get(ward, ()):
            sums[user_id] = sums.get(user_id, 0) + everything
        watching = {user for place in chains.get(ward, ()) for user in above.get(place.unit_id, ())}
        for user_id in watching:
            sums[user_id] = sums.get(user_id, 0) + unsealed
    for user_id, count in sums.items():
        if count:
            label = _("Phản ánh đang trễ hạn")
            yield user_id, _figure(Section.AREA, label, count, due="late")


def _figure(section: Section, label: Any, count: int, **filters: str) -> Entry:
    return Entry(section=section, label=label, count=count, url=_inbox(**filters))


def _inbox(**filters: str) -> str:
    return f"{reverse('feedback:inbox')}?{urlencode(filters)}"


def register() -> None:
    """Called once, when the room is ready."""
    registry.register("cases", entries)
