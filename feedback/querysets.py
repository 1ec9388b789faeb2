"""How cases are read. Every read of a private row begins with `visible_to`."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db.models import Manager, Q, QuerySet

from core import clock
from core.querysets import TerritoryQuerySet
from feedback.workflow import OPEN
from people.permissions import Permission


class CaseQuerySet(TerritoryQuerySet):
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

    def open(self) -> CaseQuerySet:
        """Those that still wait for the ward."""
        return self.filter(status__in=sorted(OPEN))

    def overdue(self, now=None) -> CaseQuerySet:
        """Open ones past their due time; a paused clock is not late."""
        return self.open().filter(due_at__lt=now or clock.now(), paused_at__isnull=True)

    def due_between(self, start, end) -> CaseQuerySet:
        """Open ones whose running clock ends in [start, end)."""
        return self.open().filter(due_at__gte=start, due_at__lt=end, paused_at__isnull=True)

    def published(self) -> CaseQuerySet:
        """Those whose answer the ward has made public."""
        return self.filter(published_at__isnull=False, is_sealed=False)

    def search(self, words: str) -> CaseQuerySet:
        """Full text without accents over text, place and reference."""
        return self.filter(search_vector=SearchQuery(words, config="vietnamese_plain"))

    def for_list(self) -> CaseQuerySet:
        """With all that a row of a list shows."""
        return self.select_related("category", "assignee__person")


class CaseManager(Manager.from_queryset(CaseQuerySet)):
    """Cases without their search vectors, which no page reads and which outweigh the rest."""

    def get_queryset(self) -> CaseQuerySet:
        return super().get_queryset().defer("search_vector", "public_vector")


class PhotoQuerySet(QuerySet):
    """Photos follow the case they belong to."""

    def visible_to(self, user, permission: str) -> PhotoQuerySet:
        """Photos of the cases a user may see; those of a draft are nobody's but the sender's."""
        reach = user.reach(permission) if user.is_authenticated else None
        if not reach:
            return self.none()
        # Through the default manager of the model: this module stands before the models.
        cases = self.model._meta.get_field("case").related_model.objects  # noqa: SLF001
        return self.filter(case__in=cases.visible_to(user, permission))

    def sent(self) -> PhotoQuerySet:
        """Those that belong to something sent, in the order they came in."""
        return self.filter(event__isnull=False).order_by("pk")

    def waiting(self) -> PhotoQuerySet:
        """Those chosen for a draft or an additional message that is not sent yet."""
        return self.filter(event__isnull=True).order_by("pk")
