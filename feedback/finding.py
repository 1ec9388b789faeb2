"""What of feedback is found by the search across everything (core.search): cases and obstacles.

Neither telephone nor address of a sender is looked in, and sealed cases are found by those alone whom
`visible_to` shows them.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case as If
from django.db.models import F, QuerySet, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.search import registry
from core.search.nearest import stretches
from core.search.registry import Hit, Row, Source
from core.search.words import LONGEST, Words
from feedback import reference
from feedback.models import Case, Obstacle
from feedback.obstacles.querysets import ObstacleQuerySet
from feedback.obstacles.workflow import State
from feedback.querysets import words_query
from feedback.templatetags import cases as shown
from feedback.templatetags import obstacles as shown_obstacles
from feedback.workflow import Status
from people.permissions import Permission
from wards.names import name_of

SEALED = "sealed"
NEWEST = [F("received_at").desc(), F("pk").desc()]


def cases(user: Any, words: Words) -> list[QuerySet[Case]] | None:
    """Cases in reach by text, place and reference, the newest first; a whole reference before all."""
    query = words_query(words.typed)
    if query is None:
        return None
    visible = Case.objects.visible_to(user, Permission.CASE_VIEW)
    found = stretches(visible, query, NEWEST, vector="search_vector")
    exact = _reference(words)
    return [visible.filter(reference=exact).order_by(), *found] if exact else found


def _case_columns() -> dict[str, Any]:
    where = If(
        When(unit=F("ward"), then=name_of("ward")),
        default=Concat(name_of("unit"), Value(", "), name_of("ward")),
    )
    return {
        "title": F("reference"),
        "text": F("body"),
        "about": F("category__name"),
        "place": where,
        "more": F("place"),
        "state": F("status"),
        "flag": If(When(is_sealed=True, then=Value(SEALED)), default=Value("")),
        "at": F("received_at"),
    }


def _case(row: Row, words: Words) -> Hit:
    status = Status(row.state)
    badge = (_("Bảo mật"), "late") if row.flag == SEALED else (status.label, shown.TONES[status])
    notes = [row.title, row.more, row.place, row.about]
    heading, _line_end, rest = row.text.strip().partition("\n")
    title, text = words.marked(heading), words.marked(rest)
    return Hit(
        url=reverse("feedback:case", args=[row.title]),
        title=title,
        text=text if words.are_more_in(text, than=title) else [],
        notes=[words.marked(note) for note in notes if note],
        badge=badge,
        at=row.at,
        is_exact=row.title == _reference(words),
    )


def _reference(words: Words) -> str:
    """The reference that was typed, in whatever way; empty where it is none."""
    try:
        return reference.normalise(words.typed)
    except ValidationError:
        return ""


def obstacles(user: Any, words: Words) -> ObstacleQuerySet | None:
    """Obstacles in reach by title, description and number, the newest first."""
    found = Obstacle.objects.visible_to(user, Permission.OBSTACLE_VIEW).search(words.typed)
    return found.order_by("-reported_at", "-pk")


def _obstacle_columns() -> dict[str, Any]:
    return {
        "title": F("title"),
        "about": F("kind__name"),
        "place": name_of("unit"),
        "more": F("number"),
        "state": F("state"),
        "key": F("uuid"),
        "at": F("reported_at"),
    }


def _obstacle(row: Row, words: Words) -> Hit:
    state = State(row.state)
    number = _("số %s") % row.more
    return Hit(
        url=reverse("feedback:obstacle", args=[row.key]),
        title=words.marked(row.title),
        notes=[words.marked(note) for note in (number, row.place, row.about) if note],
        badge=(state.label, shown_obstacles.TONES[state]),
        at=row.at,
    )


def register() -> None:
    """Called once, when the room is ready."""
    registry.register(
        Source(
            name="phan-anh",
            label=gettext_lazy("Phản ánh"),
            icon="inbox",
            order=10,
            permissions=(Permission.CASE_VIEW,),
            model=Case,
            rows=cases,
            columns=_case_columns,
            hit=_case,
            url=lambda _user, words: registry.list_with(
                "feedback:inbox", words, longest=LONGEST, status="all"
            ),
        )
    )
    registry.register(
        Source(
            name="vuong-mac",
            label=gettext_lazy("Vướng mắc"),
            icon="tasks",
            order=35,
            permissions=(Permission.OBSTACLE_VIEW,),
            model=Obstacle,
            rows=obstacles,
            columns=_obstacle_columns,
            hit=_obstacle,
            url=lambda _user, words: registry.list_with(
                "feedback:obstacles", words, longest=LONGEST, state="all"
            ),
        )
    )
