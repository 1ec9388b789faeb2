"""What of the territory is found by the search across everything (core.search)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchVector
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.search import registry
from core.search.registry import Found, Hit, Row, Source
from core.search.words import Piece, Words, beginnings
from wards import lookup
from wards.models import Decision, DecisionStatus
from wards.views.decisions import STRUCTURE_MANAGE
from wards.views.units import UNIT_VIEW


def units(user: Any, words: Words, most: int) -> Found:
    """Units of all times by name or code, those in reach first: they are public.

    Without forgiving mistakes: three queries.
    """
    found = lookup.search(words.typed, limit=most, forgiving=False)
    reach = user.reach(UNIT_VIEW) if found.hits else ()
    hits = sorted(found.hits, key=lambda hit: hit.unit_id not in reach)
    return Found([_unit(hit, words) for hit in hits], has_more=found.has_more)


def _unit(hit: lookup.Hit, words: Words) -> Hit:
    notes = [[Piece(_("mã %s") % hit.code, is_hit=False)]] if hit.code else []
    badge = None if hit.is_alive else (_("Đã kết thúc"), "plain")
    return Hit(url=hit.get_absolute_url(), title=words.marked(hit.label), notes=notes, badge=badge)


def decisions(_user: Any, words: Words) -> Any:
    """Decisions by number and title; there are a few hundred of them, by law one for each change."""
    query = beginnings(words.typed, config="vietnamese_plain")
    vector = SearchVector("number", "title", config="vietnamese_plain")
    found = Decision.objects.papers().alias(words=vector).filter(words=query)
    return found.order_by("-effective_on", "-pk")


def _decision(row: Row, words: Words) -> Hit:
    return Hit(
        url=reverse("wards:decision", args=[row.pk]),
        title=words.marked(row.title),
        notes=[words.marked(row.key)] if row.key else [],
        badge=(DecisionStatus(row.state).label, "plain"),
        at=row.at,
    )


def register() -> None:
    """Called once, when the room is ready."""
    registry.register(
        Source(
            name="don-vi",
            label=gettext_lazy("Đơn vị"),
            icon="map-pin",
            order=20,
            permissions=(UNIT_VIEW,),
            url=lambda _user, words: f"{reverse('wards:lookup')}?{urlencode({'q': words.typed})}",
            find=units,
        )
    )
    registry.register(
        Source(
            name="van-ban",
            label=gettext_lazy("Văn bản sắp xếp"),
            icon="note",
            order=50,
            permissions=(STRUCTURE_MANAGE,),
            model=Decision,
            rows=decisions,
            columns=lambda: {
                "title": F("title"),
                "key": F("number"),
                "state": F("status"),
                "at": F("effective_on"),
            },
            hit=_decision,
        )
    )
