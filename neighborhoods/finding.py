"""What of schemes and consultations is found by the search across everything (core.search)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.search import registry
from core.search.registry import Hit, Row, Source
from core.search.words import Words
from neighborhoods.models import Consultation, ConsultationStatus, Scheme
from neighborhoods.querysets import ConsultationQuerySet, SchemeQuerySet
from neighborhoods.workflow import StepKind
from people.permissions import Permission
from wards.names import name_of

VIEWS = (Permission.CONSULTATION_MANAGE, Permission.SCHEME_VIEW)
STOPPED, DONE, LATE = "stopped", "done", "late"


def schemes(user: Any, words: Words) -> SchemeQuerySet:
    """Schemes in reach by title and ward, the newest first."""
    found = Scheme.objects.visible_to(user, Permission.SCHEME_VIEW).search(words.typed)
    return found.order_by("-created_at", "-pk")


def _scheme_columns() -> dict[str, Any]:
    flag = Case(
        When(stopped_at__isnull=False, then=Value(STOPPED)),
        When(ended_at__isnull=False, then=Value(DONE)),
        When(due_on__lt=clock.today(), then=Value(LATE)),
        default=Value(""),
    )
    return {
        "title": F("title"),
        "place": name_of("ward"),
        "state": F("step__kind"),
        "flag": flag,
        "key": F("uuid"),
        "at": F("created_at"),
    }


def _scheme(row: Row, words: Words) -> Hit:
    badges = {
        STOPPED: (_("Đã dừng"), "plain"),
        DONE: (_("Đã áp dụng"), "ok"),
        LATE: (_("Quá hạn bước"), "late"),
    }
    return Hit(
        url=reverse("neighborhoods:scheme", args=[row.key]),
        title=words.marked(row.title),
        notes=[words.marked(row.place)],
        badge=badges.get(row.flag) or (StepKind(row.state).label, "info"),
        at=row.at,
    )


def consultations(user: Any, words: Words) -> ConsultationQuerySet:
    """Consultations in reach by title, khu phố and ward, the newest first."""
    found = Consultation.objects.open_to(user).search(words.typed)
    return found.order_by("-created_at", "-pk")


def _consultation_columns() -> dict[str, Any]:
    flag = Case(
        When(Q(status=ConsultationStatus.CLOSED, is_adopted=True), then=Value(DONE)),
        When(status=ConsultationStatus.CLOSED, then=Value(LATE)),
        default=Value(""),
    )
    return {
        "title": F("title"),
        "place": name_of("unit"),
        "more": name_of("ward"),
        "state": F("status"),
        "flag": flag,
        "key": F("uuid"),
        "at": F("created_at"),
    }


def _consultation(row: Row, words: Words) -> Hit:
    badges = {
        DONE: (_("Được tán thành"), "ok"),
        LATE: (_("Chưa được tán thành"), "late"),
    }
    return Hit(
        url=reverse("neighborhoods:consultation", args=[row.key]),
        title=words.marked(row.title),
        notes=[words.marked(row.place), words.marked(row.more)],
        badge=badges.get(row.flag) or (ConsultationStatus(row.state).label, "info"),
        at=row.at,
    )


def register() -> None:
    """Called once, when the room is ready."""
    registry.register(
        Source(
            name="de-an",
            label=gettext_lazy("Đề án sắp xếp"),
            icon="shuffle",
            order=40,
            permissions=(Permission.SCHEME_VIEW,),
            model=Scheme,
            rows=schemes,
            columns=_scheme_columns,
            hit=_scheme,
            url=lambda _user, words: registry.list_with(
                "neighborhoods:schemes", words, state="all"
            ),
        )
    )
    registry.register(
        Source(
            name="lay-y-kien",
            label=gettext_lazy("Lấy ý kiến"),
            icon="survey",
            order=45,
            permissions=VIEWS,
            model=Consultation,
            rows=consultations,
            columns=_consultation_columns,
            hit=_consultation,
            url=lambda _user, words: registry.list_with("neighborhoods:consultations", words),
        )
    )
