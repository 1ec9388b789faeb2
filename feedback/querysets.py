"""How cases are read. Every read of a private row begins with `visible_to`."""

from __future__ import annotations

import datetime
import re

from django.contrib.postgres.aggregates import BitXor
from django.contrib.postgres.search import SearchQuery
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Manager,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from core import clock, text
from core.querysets import TerritoryQuerySet
from feedback.workflow import FRESH, OPEN, WAITING, MoveName
from people.permissions import Permission
from wards.names import name_of

NEARBY_DAYS = 30  # how far back a case on the same matter is looked for


class MovedQuerySet(TerritoryQuerySet):
    """Rows with moves that need permissions."""

    def permissions_on(self, pk: int, user, permissions) -> frozenset[str]:
        """Which of some permissions a user has on one row today; one query."""
        held = [permission for permission in permissions if user.may(permission)]
        flags = {
            f"may_{number}": Exists(
                self.model.objects.visible_to(user, permission).filter(pk=OuterRef("pk"))  # type: ignore[attr-defined]
            )
            for number, permission in enumerate(held)
        }
        row = self.filter(pk=pk).values_list(*flags.values()).first() if flags else None
        return frozenset(p for p, granted in zip(held, row or (), strict=False) if granted)


class CaseQuerySet(MovedQuerySet):
    """Cases by who may see them, state and lateness."""

    def visible_to(self, user, permission: str) -> CaseQuerySet:
        """Cases in the user's reach for a permission; sealed ones only where that is granted too.

        A ward (or what stands above it) sees what it has to answer; a khu phố officer sees what
        lies in the khu phố or was given to it, never a sealed case.
        """
        if not user.is_authenticated:
            return self.none()
        reach = user.reach(permission)
        if not reach:
            return self.none()
        return self._within(reach).unsealed_for(user)

    def _within(self, reach) -> CaseQuerySet:
        if reach.everywhere:
            return self
        wanted = Q()
        if reach.wards:
            wanted |= Q(ward__in=reach.wards)
        if reach.neighborhoods:
            own = Q(unit__in=reach.neighborhoods) | Q(assigned_unit__in=reach.neighborhoods)
            wanted |= own & Q(is_sealed=False)
        return self.filter(wanted) if wanted else self.none()

    def unsealed_for(self, user) -> CaseQuerySet:
        """Without the sealed ones that are not for this user."""
        sealed = user.reach(Permission.CASE_VIEW_SEALED)
        if sealed.everywhere:
            return self
        if not sealed.wards:
            return self.filter(is_sealed=False)
        return self.filter(Q(is_sealed=False) | Q(ward__in=sealed.wards))

    def contact_shown_to(self, user) -> CaseQuerySet:
        """Those whose sender's contact a user may see.

        The ward sees it; an officer of the khu phố only where the sender has agreed.
        """
        cases = self.visible_to(user, Permission.CASE_VIEW_CONTACT)
        reach = user.reach(Permission.CASE_VIEW_CONTACT)
        if reach.everywhere:
            return cases
        return cases.filter(Q(ward__in=reach.wards) | Q(contact__show_to_neighborhood=True))

    def open(self) -> CaseQuerySet:
        """Those that still wait for the ward."""
        return self.filter(status__in=sorted(OPEN))

    def in_states(self, states) -> CaseQuerySet:
        """Those in some states."""
        return self.filter(status__in=sorted(states))

    def needing_action(self) -> CaseQuerySet:
        """Open ones that do not wait for their sender."""
        return self.in_states(OPEN - WAITING)

    def overdue(self, now=None) -> CaseQuerySet:
        """Open ones past their due time; a paused clock is not late."""
        return self.open().filter(past_due(now or clock.now()))

    def due_between(self, start, end) -> CaseQuerySet:
        """Open ones whose running clock ends in [start, end)."""
        return self.open().filter(due_at__gte=start, due_at__lt=end, paused_at__isnull=True)

    def taken_in_by(self, user, *, since: datetime.datetime) -> CaseQuerySet:
        """Those that a user took in for somebody since a moment, whatever became of them."""
        return self.filter(events__kind=MoveName.SUBMIT, events__by=user, received_at__gte=since)

    def published(self) -> CaseQuerySet:
        """Those whose answer the ward has made public."""
        return self.filter(published_at__isnull=False, is_sealed=False)

    def answered_between(self, start, end) -> CaseQuerySet:
        """Those to which the ward has spoken in [start, end)."""
        return self.filter(answered_at__gte=start, answered_at__lt=end)

    def received_between(self, first: datetime.date | None, last: datetime.date | None):
        """Those received from the first to the last day, both included; None leaves a side open."""
        cases = self
        if first:
            cases = cases.filter(received_at__gte=clock.at(first, datetime.time.min))
        if last and last < datetime.date.max:
            after = last + datetime.timedelta(days=1)
            cases = cases.filter(received_at__lt=clock.at(after, datetime.time.min))
        return cases

    def open_or_answered_since(self, start: datetime.datetime) -> CaseQuerySet:
        """Those that still wait for the ward, or waited until a moment ago."""
        return self.filter(Q(status__in=sorted(OPEN)) | Q(answered_at__gte=start))

    def at_unit(self, unit_id: int) -> CaseQuerySet:
        """Those that lie in a unit, are answered by it or were given to it."""
        return self.filter(Q(unit=unit_id) | Q(ward=unit_id) | Q(assigned_unit=unit_id))

    def without_khu_pho(self) -> CaseQuerySet:
        """Those of which only the ward is known: the sender did not say, or a unit was divided."""
        return self.filter(unit=F("ward"))

    def unassigned(self) -> CaseQuerySet:
        """Those that neither a person nor a khu phố has."""
        return self.filter(assignee__isnull=True, assigned_unit__isnull=True)

    def held_by(self, user) -> CaseQuerySet:
        """Those that a user has, by name or as an officer of the khu phố they were given to."""
        return self.filter(_held_by(user))

    def search(self, words: str) -> CaseQuerySet:
        """Every word, without accents, in text, place or reference.

        A beginning is enough where digits are in it (parts of references, house numbers); not for
        words, or "rác" would find "rạch" and "rách" too.
        """
        query = words_query(words)
        return self.none() if query is None else self.filter(search_vector=query)

    def sent_away_by(self, user) -> CaseQuerySet:
        """Those that a user's wards have forwarded and no longer answer: their state, no more."""
        reach = user.reach(Permission.CASE_TRIAGE)
        if not reach.wards:
            return self.none()
        events = self.model._meta.get_field("events").related_model.objects  # type: ignore[union-attr]  # noqa: SLF001 - documented Meta API; this module stands before the models
        forwards = events.filter(kind=MoveName.FORWARD, from_ward__in=reach.wards)
        return self.filter(pk__in=forwards.values("case")).exclude(ward__in=reach.wards)

    def similar_to(self, case) -> CaseQuerySet:
        """Other open cases of the last weeks on the same subject in the same place."""
        since = clock.now() - datetime.timedelta(days=NEARBY_DAYS)
        near = self.open().filter(unit=case.unit_id, category=case.category_id, is_sealed=False)
        return near.filter(received_at__gte=since).exclude(pk=case.pk)

    def counts(self, *, user, now: datetime.datetime, month: tuple) -> dict[str, int]:
        """The figures above the inbox; one query over what is open or was answered in the month.

        `month` is [start, end); `dated` of its answers had a deadline, `in_time` kept it.
        """
        is_open = Q(status__in=sorted(OPEN))
        running = is_open & Q(paused_at__isnull=True)
        midnight = clock.at(clock.local(now).date() + datetime.timedelta(days=1), datetime.time.min)
        spoken = Q(answered_at__gte=month[0], answered_at__lt=month[1])
        return self.filter(is_open | spoken).aggregate(
            fresh=Count("pk", filter=Q(status__in=sorted(FRESH))),
            working=Count("pk", filter=Q(status__in=sorted(OPEN - FRESH - WAITING))),
            late=Count("pk", filter=is_open & past_due(now)),
            today=Count("pk", filter=running & Q(due_at__gte=now, due_at__lt=midnight)),
            waiting=Count("pk", filter=Q(status__in=sorted(WAITING))),
            mine=Count("pk", filter=is_open & _held_by(user)),
            answered=Count("pk", filter=spoken),
            dated=Count("pk", filter=spoken & Q(answered_in_time__isnull=False)),
            in_time=Count("pk", filter=spoken & Q(answered_in_time=True)),
        )

    def mark(self) -> int | None:
        """What differs as soon as one of these cases has come, gone or changed; one query.

        Every change of a case makes its `version` grow: key and version of each are made into 64 bits
        that look like chance, and all of them mixed. None where there are no cases.
        """
        bits = Func("pk", "version", function="hashint8extended", output_field=BigIntegerField())
        return self.aggregate(mark=BitXor(bits))["mark"]

    def for_list(self) -> CaseQuerySet:
        """With all that a row of a list shows; places by the name they have today."""
        photos = self.model._meta.get_field("photos").related_model.objects  # type: ignore[union-attr]  # noqa: SLF001 - documented Meta API; this module stands before the models
        sent = photos.filter(case=OuterRef("pk"), event__isnull=False).order_by().values("case")
        return self.select_related("category", "assignee__person").annotate(
            unit_name=name_of("unit"),
            ward_name=name_of("ward"),
            assigned_unit_name=name_of("assigned_unit"),
            photo_count=Coalesce(
                Subquery(sent.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
            ),
        )

    def for_rows(self) -> CaseQuerySet:
        """`for_list`, without the columns that the rows of no list show: there are many rows."""
        return self.for_list().only(
            "reference", "version", "body", "kind", "channel", "status", "is_sealed", "received_at",
            "due_at", "paused_at", "answered_in_time", "category__name", "category__name_en",
            "assignee__username", "assignee__person__name",
        )  # fmt: skip


def past_due(now: datetime.datetime) -> Q:
    """What makes an open case late: its due time is past and its clock is not paused."""
    return Q(due_at__lt=now, paused_at__isnull=True)


def _held_by(user) -> Q:
    below = user.reach(Permission.CASE_ANSWER).neighborhoods
    return Q(assignee=user) | Q(assignee__isnull=True, assigned_unit__in=below)


def words_query(words: str) -> SearchQuery | None:
    """Every word typed, without accents, for a `search_vector`; None where no word was typed."""
    terms = re.findall(r"\w+", text.fold(words))[:20]
    if not terms:
        return None
    wanted = " & ".join(f"'{t}':*" if re.search(r"\d", t) else f"'{t}'" for t in terms)
    return SearchQuery(wanted, config="vietnamese_plain", search_type="raw")


class AnswerTemplateQuerySet(TerritoryQuerySet):
    """Ready answers by where they are offered."""

    def offered(self, *, ward_id: int, use: str) -> AnswerTemplateQuerySet:
        """Those of a ward and of the whole city, for one use."""
        own = Q(unit=ward_id) | Q(unit__isnull=True)
        return self.filter(own, use=use, is_active=True).order_by("title", "pk")

    def for_list(self) -> AnswerTemplateQuerySet:
        """With what the ward's own list shows."""
        return self.select_related("category").order_by("use", "title", "pk")


_Cases = Manager.from_queryset(CaseQuerySet)


class CaseManager(_Cases):
    """Cases without their search vectors, which no page reads and which outweigh the rest."""

    def get_queryset(self) -> CaseQuerySet:
        found: CaseQuerySet = CaseQuerySet(self.model, using=self._db)
        return found.defer("search_vector", "public_vector")


class PhotoQuerySet(QuerySet):
    """Photos follow the case they belong to."""

    def visible_to(self, user, permission: str) -> PhotoQuerySet:
        """Photos of the cases a user may see; those of a draft are nobody's but the sender's."""
        reach = user.reach(permission) if user.is_authenticated else None
        if not reach:
            return self.none()
        from feedback.models import Case  # noqa: PLC0415 - the models import this module

        return self.filter(case__in=Case.objects.visible_to(user, permission))

    def sent(self) -> PhotoQuerySet:
        """Those that belong to something sent, in the order they came in."""
        return self.filter(event__isnull=False).order_by("pk")

    def waiting(self) -> PhotoQuerySet:
        """Those chosen for a draft or an additional message that is not sent yet."""
        return self.filter(event__isnull=True).order_by("pk")
