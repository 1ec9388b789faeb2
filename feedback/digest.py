"""What the daily letter says of cases: five statements for a batch of readers.

Who holds a case hears of it as long as they serve where it lies; of one that nobody holds whom a letter
reaches, and of each that is late, the ward's officials hear. Leaders and those above get figures of
their area, no list.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as If
from django.db.models import Count, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from feedback.audience import Post, posts_in
from feedback.models import Case
from feedback.workflow import FRESH
from people.digests import registry
from people.digests.piles import piles
from people.digests.readers import Readers
from people.digests.registry import FIRST, Entry, Line, Named, Section
from people.permissions import Permission, Profile
from wards import tree

DUE = {Section.LATE: "late", Section.TODAY: "today", Section.SOON: "week"}
SEALED = _("Phản ánh được bảo mật")


@dataclass(frozen=True, slots=True)
class Heap:
    """Cases of one ward with one holder in one part of the letter: how many, and the first ones."""

    ward: int
    assignee: int | None
    place: int | None
    section: Section
    count: int
    cases: list[Case]

    def recipients(self, posts: list[Post], officials: set[int]) -> set[int]:
        """Who holds them today; the ward's officials where no letter reaches those, and of late ones too."""
        holders = {post.user.pk for post in posts if post.user.email and self._is_holder(post)}
        return holders | officials if self.section == Section.LATE else holders or officials

    def _is_holder(self, post: Post) -> bool:
        sealed = any(case.is_sealed for case in self.cases)
        if self.assignee is not None:
            below = post.parent_id == self.ward and not sealed
            inside = post.unit_id == self.ward or below
            return post.user.pk == self.assignee and inside and post.grants(Permission.CASE_ANSWER)
        is_officer = post.profile == Profile.NEIGHBORHOOD_OFFICER and not sealed
        return post.unit_id == self.place and is_officer


def entries(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """Late and due by the next working day by holder, new ones nobody has sorted, and figures for who watches."""
    officials = readers.holders(Permission.CASE_TRIAGE)
    yield from _dated(readers, officials)
    yield from _fresh(readers, officials)
    yield from _watched(readers)


def _dated(readers: Readers, officials: dict[int, set[int]]) -> Iterator[tuple[int, Entry]]:
    heaps = _heaps(readers)
    holders = {heap.assignee for heap in heaps}
    posts = posts_in({heap.place for heap in heaps} - {None}, holders - {None}) if heaps else []
    found: dict[tuple[int, Section], list[Heap]] = {}
    for heap in heaps:
        wanted = heap.recipients(posts, officials.get(heap.ward, set()))
        for user_id in wanted & readers.users.keys():
            found.setdefault((user_id, heap.section), []).append(heap)
    for (user_id, section), held in found.items():
        first = sorted((case for heap in held for case in heap.cases), key=_due)
        yield (
            user_id,
            Entry(
                section=section,
                label=_("Phản ánh"),
                count=sum(heap.count for heap in held),
                url=_inbox(due=DUE[section]),
                lines=[_line(case) for case in first[:FIRST]],
            ),
        )


def _heaps(readers: Readers) -> list[Heap]:
    """Cases that are late or end soon around the readers, the first of each heap; one statement."""
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
    return [
        Heap(
            ward=pile.first.ward_id,
            assignee=pile.first.assignee_id,
            place=pile.first.assigned_unit_id,
            section=pile.section,
            count=pile.count,
            cases=pile.rows,
        )
        for pile in piles(cases, by=by, day="due_at", section=section)
    ]


def _end_of(day: datetime.date) -> datetime.datetime:
    return clock.at(day + datetime.timedelta(days=1), datetime.time.min)


def _due(case: Case) -> datetime.datetime:
    return case.due_at or clock.now()


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
        yield user_id, _figure(Section.WAITING, _("Phản ánh mới chưa phân công"), count, "fresh")


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
            yield user_id, _figure(Section.AREA, label, count, "", due="late")


def _figure(section: Section, label: Any, count: int, status: str, **kept: str) -> Entry:
    return Entry(
        section=section,
        label=label,
        count=count,
        url=_inbox(**({"status": status} if status else {}), **kept),
    )


def _inbox(**filters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('feedback:inbox')}?{query}"


def register() -> None:
    """Called once, when the room is ready."""
    registry.register("cases", entries)
