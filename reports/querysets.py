"""Reports and their periods by who may see them and where they stand."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from core import clock
from core.querysets import TerritoryQuerySet
from core.search.words import holding
from people.permissions import Permission
from reports.workflow import READ_ABOVE, SENT, UNSENT, WRITABLE, ReportStatus
from wards.models import Level
from wards.names import name_of


def own_units(user: Any, permission: str) -> list[int]:
    """The units in which a user holds a post with a permission: theirs, not those below them."""
    return [post.unit_id for post in user.posts if post.grants(permission)]


class PeriodQuerySet(models.QuerySet):
    """Periods: which days, of which type."""

    def unbuilt(self) -> Self:
        """Those whose drafts are not all there."""
        return self.filter(built_at__isnull=True)

    def visible_to(self, user: Any, permission: str) -> Self:
        """The regular ones, and what a user's own unit asked for, or was asked out of turn."""
        reach = user.reach(permission)
        if not reach:
            return self.none()
        if reach.everywhere:
            return self.all()
        asked = self.filter(units__in=reach.units).values("pk")
        reports = self.model._meta.get_field("reports").related_model.objects  # type: ignore[union-attr]  # noqa: SLF001 - documented Meta API; this module stands before the models
        kept = reports.filter(keeper__in=reach.units).order_by().values("period")
        own = Q(asker__in=own_units(user, permission))
        return self.filter(Q(asked_by__isnull=True) | own | Q(pk__in=asked) | Q(pk__in=kept))


class ReportQuerySet(TerritoryQuerySet):
    """Reports lie in the unit that keeps them: the one they are of, or what has taken over from it."""

    unit_path = "keeper"

    def readable_by(self, user: Any) -> Self:
        """Whose content a user may read: of their own unit everything, from below what was sent once.

        What a ward writes at a report that came back is its own again: see `ReportPage`.
        """
        visible = self.visible_to(user, Permission.REPORT_VIEW)
        if not getattr(user, "is_authenticated", False):
            return visible
        own = own_units(user, Permission.REPORT_WRITE)
        sent = Q(status__in=sorted(READ_ABOVE)) | Q(sendings__gt=0)
        return visible.filter(Q(keeper__in=own) | sent)

    def waiting_for(self, user: Any) -> Self:
        """Those whose next move is this user's."""
        write, sign, review = (
            own_units(user, permission)
            for permission in (
                Permission.REPORT_WRITE,
                Permission.REPORT_SUBMIT,
                Permission.REPORT_REVIEW,
            )
        )
        return self.filter(
            Q(keeper__in=write, status__in=sorted(WRITABLE))
            | Q(keeper__in=sign, status=ReportStatus.READY)
            | Q(reviewer__in=review, status=ReportStatus.SUBMITTED)
        )

    def with_turn(self, user: Any) -> Self:
        """With `turn`: 0 where the next move is this user's, else 1, to be ordered by."""
        waiting = type(self)(self.model).waiting_for(user).filter(pk=OuterRef("pk"))
        mine = Case(When(Exists(waiting), then=Value(0)), default=Value(1))
        return self.annotate(turn=mine)

    def unsent(self) -> Self:
        """Those that the level above does not have."""
        return self.filter(status__in=sorted(UNSENT))

    def late(self, today: datetime.date | None = None) -> Self:
        """Those that should have been sent, or were sent too late the first time."""
        return self.filter(_is_late(today or clock.today()))

    def overdue(self, today: datetime.date | None = None) -> Self:
        """Those that should have been sent and never were."""
        never = self.unsent().filter(first_sent_on__isnull=True)
        return never.filter(due_on__lt=today or clock.today())

    def search(self, words: str) -> Self:
        """Those whose title or unit has a word beginning with each one typed, without accents."""
        return holding(self, words)

    def for_list(self) -> Self:
        """With everything that a row of a list says."""
        return self.select_related("period__type").annotate(keeper_name=name_of("keeper"))

    def keys_among(self, rows: list[Any]) -> set[int]:
        """The keys of those of some rows that are among these; one query."""
        return set(self.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))

    def by_status(self) -> dict[str, int]:
        """How many stand where."""
        return dict(self.order_by().values_list("status").annotate(n=Count("pk")))

    def counts_of(self, periods: list[Any]) -> dict[int, dict[str, int]]:
        """Of each period how many reports of wards there are, were accepted, sent, and are late."""
        rows = (
            self.filter(period__in=periods, level=Level.WARD)
            .order_by()
            .values("period")
            .annotate(
                total=Count("pk"),
                sent=Count("pk", filter=Q(status__in=sorted(SENT))),
                accepted=Count(
                    "pk", filter=Q(status__in=[ReportStatus.ACCEPTED, ReportStatus.ROLLED_UP])
                ),
                late=Count("pk", filter=_is_late(clock.today())),
            )
        )
        return {row["period"]: row for row in rows}


def _is_late(today: datetime.date) -> Q:
    return Q(first_sent_on__isnull=True, due_on__lt=today) | Q(first_sent_on__gt=F("due_on"))


class OfAReportQuerySet(TerritoryQuerySet):
    """What hangs on a report lies where the report lies."""

    unit_path = "report__keeper"
