"""What the daily letter says of schemes and consultations: four statements for a batch of readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from neighborhoods.models import Consultation, ConsultationStatus, Scheme
from neighborhoods.workflow import Actor
from people.digests import registry
from people.digests.piles import part_of, piles
from people.digests.readers import Readers
from people.digests.registry import Entry, Line, Section, Share, gathered
from people.permissions import Permission, Profile
from people.querysets import nearest_reviewers
from wards.names import name_of


def schemes(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """Steps for those whose turn they are: late, due today, or waiting."""
    page = reverse("neighborhoods:schemes")
    urls = dict.fromkeys(Section, f"{page}?state=mine") | {Section.LATE: f"{page}?state=late"}
    yield from gathered(_turns(readers), _("Đề án sắp xếp"), urls)


def _turns(readers: Readers) -> Iterator[Share]:
    officials = readers.holders(Permission.SCHEME_MANAGE)
    leaders = readers.with_profile(Profile.WARD_LEADER)
    reviewers = readers.with_profile(Profile.REVIEWER)
    city = readers.holders(Permission.STRUCTURE_MANAGE)
    wanted = Q(ward__in=officials, step__actor__in=[Actor.OFFICIAL, Actor.LEADER])
    upward = [Actor.ABOVE] * bool(reviewers) + [Actor.CITY] * bool(city)
    found = Scheme.objects.open().filter(wanted | Q(step__actor__in=upward))
    found = found.select_related("step").annotate(ward_name=name_of("ward"))
    by, section = ("ward_id", "step__actor"), part_of("due_on", readers)
    held = piles(found, by=by, day="due_on", section=section)
    firsts = [pile.first for pile in held] if upward else []
    above = nearest_reviewers(
        scheme.ward_id for scheme in firsts if scheme.step.actor == Actor.ABOVE
    )
    for pile in held:
        scheme = pile.first
        turn = {
            Actor.OFFICIAL: officials.get(scheme.ward_id, set()),
            Actor.LEADER: leaders.get(scheme.ward_id, set()),
            Actor.ABOVE: reviewers.get(above.get(scheme.ward_id, 0), set()),
            Actor.CITY: {user for users in city.values() for user in users},
        }[Actor(scheme.step.actor)]
        lines = [_scheme_line(scheme) for scheme in pile.rows]
        yield Share(users=turn, section=pile.section, count=pile.count, lines=lines)


def _scheme_line(scheme: Any) -> Line:
    return Line(
        what=scheme.ward_name,
        about=scheme.step.name,
        due=scheme.due_on,
        url=scheme.get_absolute_url(),
    )


def consultations(readers: Readers) -> Iterator[tuple[int, Entry]]:
    """Those that end today, and those that have ended without a result."""
    url = f"{reverse('neighborhoods:consultations')}?status={ConsultationStatus.OPEN.value}"
    urls = dict.fromkeys(Section, url)
    yield from gathered(_uncounted(readers), _("Lấy ý kiến chưa ghi kết quả"), urls)


def _uncounted(readers: Readers) -> Iterator[Share]:
    holders = readers.holders(Permission.CONSULTATION_MANAGE)
    found = Consultation.objects.filter(
        Q(unit__in=holders) | Q(ward__in=holders),
        status=ConsultationStatus.OPEN,
        ends_on__lte=readers.today,
    ).annotate(unit_name=name_of("unit"))
    by, section = ("unit_id", "ward_id"), part_of("ends_on", readers)
    for pile in piles(found, by=by, day="ends_on", section=section):
        unit, ward = pile.first.unit_id, pile.first.ward_id
        yield Share(
            users=holders.get(unit, set()) | holders.get(ward, set()),
            section=pile.section,
            count=pile.count,
            lines=[
                Line(what=one.unit_name, due=one.ends_on, url=one.get_absolute_url())
                for one in pile.rows
            ],
        )


def register() -> None:
    """Called once, when the room is ready."""
    registry.register("schemes", schemes)
    registry.register("consultations", consultations)
