"""Who is found by the search across everything (core.search): people of the register, by name."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.search import registry
from core.search.registry import Hit, Row, Source
from core.search.words import Words
from people.models import Person, Term
from people.permissions import Permission
from wards.names import name_of


def people(user: Any, words: Words) -> QuerySet[Person]:
    """People in reach by name; never by telephone or address."""
    found = Person.objects.visible_to(user, Permission.PERSON_VIEW)
    return found.search(words.typed).in_name_order()


def columns() -> dict[str, Any]:
    """The name, and the first post of today with its place."""
    terms = Term.objects.today().filter(person=OuterRef("pk")).order_by("role__order", "pk")
    post = terms.annotate(said=Concat("role__name", Value(" · "), name_of("unit")))
    return {
        "title": F("name"),
        "about": Subquery(post.values("said")[:1]),
        "place": name_of("unit"),
        "key": F("uuid"),
    }


def _hit(row: Row, words: Words) -> Hit:
    return Hit(
        url=reverse("people:person", args=[row.key]),
        title=words.marked(row.title),
        notes=[words.marked(note) for note in (row.about, row.place) if note],
        badge=None if row.about else (_("Không giữ chức danh"), "plain"),
    )


def register() -> None:
    """Called once, when the room is ready."""
    registry.register(
        Source(
            name="nhan-su",
            label=gettext_lazy("Nhân sự"),
            icon="users",
            order=30,
            permissions=(Permission.PERSON_VIEW,),
            model=Person,
            rows=people,
            columns=columns,
            hit=_hit,
        )
    )
