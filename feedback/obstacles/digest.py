"""What the daily letter says of obstacles: four statements for a batch of readers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.models import Obstacle
from feedback.obstacles import audience
from feedback.obstacles.audience import Group
from feedback.obstacles.workflow import State
from people.digests import registry
from people.digests.piles import Pile, part_of, piles
from people.digests.readers import Readers
from people.digests.registry import Entry, Line, Named, Section, Share, gathered
from people.models import User
from people.permissions import Permission
from wards.names import name_of


def entries(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """What is late or due by the next working day for owner or officials; questions from below for who answers them."""
    page = reverse("feedback:obstacles")
    urls = {
        Section.LATE: f"{page}?due=late",
        Section.TODAY: f"{page}?due=week",
        Section.SOON: f"{page}?due=week",
        Section.WAITING: f"{page}?state={State.WAITING_ABOVE.value}",
    }
    yield from gathered(_shares(readers), _("Vướng mắc sau sắp xếp"), urls)


def _shares(readers: Readers) -> Iterator[Share]:
    wards = readers.holders(Permission.OBSTACLE_MANAGE)
    unsettled = Obstacle.objects.unsettled().select_related("kind")
    unsettled = unsettled.annotate(ward_name=name_of("ward"))
    due = unsettled.filter(ward__in=wards, due_on__lte=readers.soon)
    by, section = ("ward_id", "owner_id"), part_of("due_on", readers)
    dated = piles(due, by=by, day="due_on", section=section)
    asked: list[Pile] = []
    if readers.holders(Permission.OBSTACLE_ABOVE):
        waiting = unsettled.filter(state=State.WAITING_ABOVE)
        asked = piles(waiting, by=["ward_id"], day="due_on", section=Section.WAITING)
    firsts = [pile.first for pile in (*dated, *asked)]
    circles = audience.circles(firsts) if firsts else {}
    for pile in dated:
        yield _share(pile, circles[pile.first.pk].first_of(Group.OWNER, Group.OFFICIALS), readers)
    for pile in asked:
        yield _share(pile, circles[pile.first.pk].of(Group.ABOVE), readers)


def _share(pile: Pile, users: dict[int, User], readers: Readers) -> Share:
    return Share(
        users=users.keys() & readers.users.keys(),
        section=pile.section,
        count=pile.count,
        lines=[_line(obstacle) for obstacle in pile.rows],
    )


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
