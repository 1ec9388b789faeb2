"""What the daily letter says of obstacles: three statements for a batch of readers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.models import Obstacle
from feedback.obstacles import audience
from feedback.obstacles.audience import Circle, Group
from feedback.obstacles.workflow import State
from feedback.querysets import name_of
from people.digests import registry
from people.digests.readers import Readers
from people.digests.registry import Entry, Line, Named, Section, Thing, gathered, part_of
from people.permissions import Permission

MOST = 2000  # of a batch; the earliest due ones


def entries(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """What is late or due by the next working day for owner or officials; questions from below for who answers them."""
    page = reverse("feedback:obstacles")
    urls = {
        Section.LATE: f"{page}?due=late",
        Section.TODAY: f"{page}?due=week",
        Section.SOON: f"{page}?due=week",
        Section.WAITING: f"{page}?state={State.WAITING_ABOVE.value}",
    }
    yield from gathered(_things(readers), _("Vướng mắc sau sắp xếp"), urls)


def _things(readers: Readers) -> Iterator[Thing]:
    wards = readers.holders(Permission.OBSTACLE_MANAGE)
    above = readers.holders(Permission.OBSTACLE_ABOVE)
    wanted = Q(ward__in=wards, due_on__lte=readers.soon)
    if above:
        wanted |= Q(state=State.WAITING_ABOVE)
    found = Obstacle.objects.unsettled().filter(wanted).select_related("kind")
    found = found.annotate(ward_name=name_of("ward"))
    obstacles = list(found.order_by("due_on", "pk")[:MOST])
    circles = audience.circles(obstacles) if obstacles else {}
    for obstacle in obstacles:
        for section, users in _concerned(circles[obstacle.pk], readers):
            for user_id in users & readers.users.keys():
                yield Thing(user_id=user_id, section=section, line=_line(obstacle))


def _concerned(circle: Circle, readers: Readers) -> Iterator[tuple[Section, set[int]]]:
    """Who has to hear of an obstacle today, and in which part of the letter."""
    obstacle = circle.obstacle
    if obstacle.due_on <= readers.soon:
        yield part_of(obstacle.due_on, readers), set(circle.first_of(Group.OWNER, Group.OFFICIALS))
    if obstacle.state == State.WAITING_ABOVE:
        yield Section.WAITING, set(circle.of(Group.ABOVE))


def _line(obstacle: Obstacle) -> Line:
    kind = obstacle.kind
    return Line(
        what=_("số %s") % obstacle.number,
        about=Named(kind.name, kind.name_en),
        place=obstacle.ward_name,  # type: ignore[attr-defined]  # annotated
        due=obstacle.due_on,
        url=obstacle.get_absolute_url(),
    )


def register() -> None:
    """Called once, when the room is ready."""
    registry.register("obstacles", entries)
