"""What somebody finds on the first page after signing in: by what their posts let them do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, navigation
from core.models import Notification
from feedback.filters import month_of
from feedback.models import Case, Obstacle
from feedback.querysets import CaseQuerySet
from neighborhoods.models import Scheme
from neighborhoods.workflow import PERMISSIONS
from people.models import Term
from people.permissions import Permission, Profile
from people.reach import Post
from reports import figures
from reports.models import DirectiveTask, Report
from wards import tree
from wards.models import Level, UnitVersion

FIRST_CASES = 8
FIRST_NOTICES = 5
RANKED = 15
BARS = 8
AREA_PROFILES = frozenset({Profile.BEAT_OFFICER, Profile.MILITIA_LEAD, Profile.TEAM_LEAD})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ward (or a district, for the city) stands with its cases."""

    name: str
    url: str
    open: int = 0
    late: int = 0
    dated: int = 0
    in_time: int = 0

    @property
    def share(self) -> float | None:
        """Answered in time this month, in percent; None where nothing was answered."""
        return figures.share(self.in_time, self.dated)


@dataclass(frozen=True, slots=True)
class Office:
    """A khu phố of somebody's area; `people` are names with post and office contact."""

    name: str
    url: str
    people: list[tuple[str, str]]


class Dashboard:
    """One user's start page; each part is asked for once, when the page draws it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user, self.now = request, request.user, clock.now()

    # Who is looking

    @cached_property
    def posts(self) -> list[tuple[Post, str]]:
        """Today's posts, each with its place in full."""
        labels = tree.path_labels({post.unit_id for post in self.user.posts})
        return [(post, labels.get(post.unit_id, post.unit_name)) for post in self.user.posts]

    @property
    def works_on_cases(self) -> bool:
        """Whether cases are handled here, and not only watched."""
        return self.user.may(Permission.CASE_ANSWER)

    @property
    def watches_wards(self) -> bool:
        """Whether several wards are watched from above."""
        return self.user.may(Permission.CASE_VIEW) and not self.works_on_cases

    @property
    def keeps_area(self) -> bool:
        """Whether this is somebody of police, militia or security team."""
        return any(post.profile in AREA_PROFILES for post in self.user.posts)

    @property
    def reads_logs(self) -> bool:
        """Whether this is somebody who checks what others do."""
        return self.user.may(Permission.AUDIT_VIEW) and not self.works_on_cases

    # Cases to handle

    @cached_property
    def _cases(self) -> CaseQuerySet:
        return Case.objects.visible_to(self.user, Permission.CASE_VIEW)

    @cached_property
    def figures(self) -> dict[str, int]:
        """What waits, as the inbox counts it."""
        return self._cases.counts(user=self.user, now=self.now, month=month_of(self.now))

    @cached_property
    def first_cases(self) -> list[Case]:
        """What should be done first: open, not waiting for the sender, nearest deadline first."""
        mine = self._cases.needing_action().for_list()
        return list(mine.order_by("due_at", "pk")[:FIRST_CASES])

    # Wards to watch

    @cached_property
    def standings(self) -> list[Standing]:
        """Wards below, or districts for the whole city: the latest ones first."""
        places = self._places(self._open.keys() | self._answered.keys())
        sums: dict[int, Standing] = {}
        for ward_id, (group_id, name, url) in places.items():
            known = sums.get(group_id, Standing(name, url))
            sums[group_id] = Standing(
                name,
                url,
                known.open + self._open.get(ward_id, {}).get("open", 0),
                known.late + self._open.get(ward_id, {}).get("late", 0),
                known.dated + self._answered.get(ward_id, {}).get("dated", 0),
                known.in_time + self._answered.get(ward_id, {}).get("in_time", 0),
            )
        return sorted(sums.values(), key=lambda row: (-row.late, -row.open, row.name))

    @property
    def ranked(self) -> list[Standing]:
        """The first of them, for the table."""
        return self.standings[:RANKED]

    @property
    def bars(self) -> list[tuple[str, int]]:
        """Open cases of the first of them, for the chart."""
        busiest = sorted(self.standings, key=lambda row: (-row.open, row.name))
        return [(row.name, row.open) for row in busiest[:BARS] if row.open]

    @property
    def total(self) -> Standing:
        """All of them together."""
        rows = self.standings
        return Standing(
            "",
            "",
            sum(row.open for row in rows),
            sum(row.late for row in rows),
            sum(row.dated for row in rows),
            sum(row.in_time for row in rows),
        )

    @cached_property
    def _open(self) -> dict[int, dict[str, int]]:
        return figures.open_by_ward(self._cases, now=self.now)

    @cached_property
    def _answered(self) -> dict[int, dict[str, int]]:
        start, end = month_of(self.now)
        return figures.on_time_by_ward(self._cases, start=start, end=end)

    @property
    def by_district(self) -> bool:
        """Whether the rows are districts: for the city, as long as there are any."""
        return self.user.reach(Permission.CASE_VIEW).everywhere

    def _places(self, wards: Iterable[int]) -> dict[int, tuple[int, str, str]]:
        """For each ward the unit it is counted under, that unit's name, and where to look closer."""
        chains = tree.chains(wards)
        found = {}
        for ward_id, places in chains.items():
            ward, *above = places
            district = next((place for place in above if place.level == Level.DISTRICT), None)
            if self.by_district and district is not None:
                found[ward_id] = (district.unit_id, district.name, district.get_absolute_url())
            else:
                url = f"{reverse('feedback:inbox')}?{urlencode({'unit': ward_id})}"
                found[ward_id] = (ward_id, ward.name, url)
        return found

    # Areas to keep

    @cached_property
    def offices(self) -> list[Office]:
        """The khu phố of one's area, with officers and their office contacts."""
        reach = self.user.reach(Permission.PERSON_VIEW)
        units = {post.unit_id for post in self.user.posts if post.unit_id in reach}
        people: dict[int, list[tuple[str, str]]] = {}
        for term in Term.objects.today().filter(unit__in=units).public().for_list():
            words = filter(None, [term.role.name, term.person.office_contact])
            people.setdefault(term.unit_id, []).append((term.person.name, " · ".join(words)))
        versions = UnitVersion.objects.today().filter(unit__in=units).select_related("unit")
        return [
            Office(version.name, version.unit.get_absolute_url(), people.get(version.unit_id, []))
            for version in versions.order_by("sort_key")
        ]

    # For everybody

    @cached_property
    def waiting(self) -> list[tuple[Any, int, str]]:
        """What else waits for this user than cases: of which sort, how many, and where it is."""
        schemes = Scheme.objects.waiting_for(self.user, PERMISSIONS)
        obstacles = Obstacle.objects.waiting_for(self.user)
        rows = [
            (
                Permission.SCHEME_VIEW,
                _("Đề án sắp xếp"),
                schemes,
                f"{reverse('neighborhoods:schemes')}?state=mine",
            ),
            (
                Permission.OBSTACLE_VIEW,
                _("Vướng mắc sau sắp xếp"),
                obstacles,
                reverse("feedback:obstacles"),
            ),
            (
                Permission.REPORT_VIEW,
                _("Báo cáo"),
                Report.objects.waiting_for(self.user),
                reverse("reports:reports"),
            ),
            (
                Permission.DIRECTIVE_VIEW,
                _("Chỉ đạo"),
                DirectiveTask.objects.waiting_for(self.user),
                f"{reverse('reports:directive_tasks')}?state=mine",
            ),
        ]
        shown = [row for row in rows if self.user.may(row[0])]
        counts = _counted([found for _permission, _label, found, _url in shown])
        return [
            (label, counts[number], url)
            for number, (_permission, label, _found, url) in enumerate(shown)
            if counts.get(number)
        ]

    @cached_property
    def notices(self) -> list[Notification]:
        """The newest notifications that have not been read."""
        unread = Notification.objects.inbox_of(self.user).unread()
        return list(unread[:FIRST_NOTICES])

    @property
    def log_links(self) -> list[dict[str, Any]]:
        """The records that an auditor reads."""
        letters = {
            "url": reverse("people:notice_log"),
            "title": _("Nhật ký gửi"),
            "text": _("Thư nào đã gửi cho ai, lúc nào, kết quả ra sao."),
            "icon": "mail",
        }
        trails = [
            {
                "url": reverse(item.url_name),
                "title": item.label,
                "text": _("Ai đã sửa hoặc xem gì, lúc nào."),
                "icon": item.icon,
            }
            for item in navigation.items()
            if item.permission == Permission.AUDIT_VIEW
        ]
        return [*trails, letters]


def _counted(sorts: list[QuerySet[Any]]) -> dict[int, int]:
    """How many rows each of some querysets has, by its place in the list; one query for all."""
    found = [
        rows.order_by().annotate(sort=Value(place)).values("sort").annotate(n=Count("pk"))
        for place, rows in enumerate(sorts)
    ]
    if not found:
        return {}
    first, *others = (rows.values_list("sort", "n") for rows in found)
    return dict(first.union(*others, all=True))
