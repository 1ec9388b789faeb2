"""What the boards add up: cases counted by day and place, and how far the counting has come.

The rows say nothing that the cases do not: `reports.boards.counting` makes them from the cases, and
can make them anew at any time (ADR 0016).
"""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.querysets import TerritoryQuerySet
from people.permissions import Permission

# Days from receipt to answer, the last of each class; what took longer is in the class after them.
SPEEDS = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30)
SPEED_FIELDS = (*(f"within_{days}" for days in SPEEDS), "longer")
# The counting runs every five minutes; three that failed are worth a word on the page.
DAY = datetime.timedelta(days=1)
OLD_AFTER = datetime.timedelta(minutes=20)
COUNTS = ("received", "answered", "dated", "in_time", "reopened", "rated", "stars", *SPEED_FIELDS)

SUMS = {f"sum_{name}": models.Sum(name) for name in COUNTS}


class TallyQuerySet(TerritoryQuerySet):
    """Counts are seen by whoever sees the cases that they count."""

    unit_path = "ward"

    def visible_to(self, user: Any, permission: str = Permission.CASE_VIEW) -> Self:
        """As `CaseQuerySet.visible_to`: whole wards, sealed ones only where that is granted too."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        reach = user.reach(permission)
        sealed = user.reach(Permission.CASE_VIEW_SEALED)
        wanted = Q(pk__in=[])
        if reach.everywhere:
            wanted = Q()
        elif reach.wards:
            wanted = Q(ward__in=reach.wards)
        if not sealed.everywhere:
            wanted &= Q(is_sealed=False) | Q(ward__in=sealed.wards)
        if reach.neighborhoods:
            wanted |= self.in_places(reach.neighborhoods)
        return self.filter(wanted)

    def in_places(self, units: Any) -> Q:
        """The condition for what lies in some khu phố; a count by ward knows none."""
        return Q(pk__in=[])

    def public(self) -> Self:
        """Without what is sealed."""
        return self.filter(is_sealed=False)

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Of the days from the first to the last, both included."""
        return self.filter(day__range=(first, last))

    def between_by_months(self, first: datetime.date, last: datetime.date) -> Self:
        """The same days, whole months among them as one row each: fewer rows, the same sums."""
        return self.between(first, last)

    def summed(self, *keys: Any, **named: Any) -> Self:
        """One row for each value of the keys, with every count added up."""
        return self.order_by().values(*keys, **named).annotate(**SUMS)

    def whole(self) -> dict[str, int | None]:
        """Every count added up over all rows."""
        return self.aggregate(**SUMS)


class WardQuerySet(TallyQuerySet):
    """Counts by ward: a row for each day, and one for each month."""

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """The rows of days."""
        return self.filter(is_month=False, day__range=(first, last))

    def between_by_months(self, first: datetime.date, last: datetime.date) -> Self:
        """Whole months as months, what is before and after them as days."""
        start = first if first.day == 1 else _next_month(first)
        end = _next_month(last) if _next_month(last) - DAY == last else last.replace(day=1)
        if start >= end:
            return self.between(first, last)
        days = Q(day__range=(first, start - DAY)) | Q(day__range=(end, last))
        months = Q(is_month=True, day__gte=start, day__lt=end)
        return self.filter(months | (Q(is_month=False) & days))


def _next_month(day: datetime.date) -> datetime.date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1)


class PlaceQuerySet(TallyQuerySet):
    """Counts by khu phố."""

    def in_places(self, units: Any) -> Q:
        """An officer of a khu phố never sees that there are sealed ones."""
        return Q(unit__in=units, is_sealed=False)


class Tally(models.Model):
    """Cases of one day: what was received, answered, reopened and rated on it.

    `ward` is where the cases lie now, as everywhere (ADR 0006): who sees a count is who sees the
    cases. `then_ward` is where they lay on that day. `dated` of the answered ones had a deadline,
    `in_time` kept it. `stars` is the sum of the ratings.
    """

    day = models.DateField(_("ngày"))
    ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("nơi xử lý hiện nay"),
    )
    then_ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("nơi xử lý của ngày đó"),
    )
    is_sealed = models.BooleanField(_("bảo mật"), default=False)
    received = models.IntegerField(_("nhận"), default=0)
    answered = models.IntegerField(_("đã trả lời"), default=0)
    dated = models.IntegerField(_("đã trả lời, có hạn"), default=0)
    in_time = models.IntegerField(_("trả lời đúng hạn"), default=0)
    reopened = models.IntegerField(_("mở lại"), default=0)
    rated = models.IntegerField(_("lượt đánh giá"), default=0)
    stars = models.IntegerField(_("tổng điểm đánh giá"), default=0)
    within_0 = models.IntegerField(_("trả lời trong ngày"), default=0)
    within_1 = models.IntegerField(_("trả lời sau 1 ngày"), default=0)
    within_2 = models.IntegerField(_("trả lời sau 2 ngày"), default=0)
    within_3 = models.IntegerField(_("trả lời sau 3 ngày"), default=0)
    within_5 = models.IntegerField(_("trả lời sau 4 đến 5 ngày"), default=0)
    within_7 = models.IntegerField(_("trả lời sau 6 đến 7 ngày"), default=0)
    within_10 = models.IntegerField(_("trả lời sau 8 đến 10 ngày"), default=0)
    within_15 = models.IntegerField(_("trả lời sau 11 đến 15 ngày"), default=0)
    within_20 = models.IntegerField(_("trả lời sau 16 đến 20 ngày"), default=0)
    within_30 = models.IntegerField(_("trả lời sau 21 đến 30 ngày"), default=0)
    longer = models.IntegerField(_("trả lời sau hơn 30 ngày"), default=0)

    class Meta:
        abstract = True


class WardDay(Tally):
    """The cases of one ward on one day, or, with `is_month`, in the month that begins on it."""

    is_month = models.BooleanField(_("cả tháng"), default=False)

    objects = WardQuerySet.as_manager()

    class Meta:
        verbose_name = _("số phản ánh theo ngày của phường, xã")
        verbose_name_plural = _("số phản ánh theo ngày của phường, xã")
        indexes = [
            models.Index(fields=["is_month", "day"], name="wardday_day"),
            models.Index(fields=["ward", "is_month", "day"], name="wardday_ward_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.ward_id}"


class PlaceDay(Tally):
    """The cases of one khu phố on one day; `unit` is the ward where no khu phố is known."""

    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("nơi xảy ra, hiện nay"),
    )
    then_unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("nơi xảy ra, của ngày đó"),
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("số phản ánh theo ngày của khu phố, ấp")
        verbose_name_plural = _("số phản ánh theo ngày của khu phố, ấp")
        indexes = [
            models.Index(fields=["ward", "day"], name="placeday_ward_day"),
            models.Index(fields=["unit", "day"], name="placeday_unit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_id}"


class CasePlace(models.Model):
    """Where a case lay until a moment; written by the database when a case moves (not when its place
    is corrected), so that history stays with the unit of its day.

    The number of the case is no foreign key: nothing may be in the way of a load of cases.
    """

    case_id = models.BigIntegerField(_("phản ánh"))
    ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("nơi xử lý đến lúc đó"),
    )
    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("nơi xảy ra đến lúc đó"),
    )
    until = models.DateTimeField(_("đến lúc"))

    class Meta:
        verbose_name = _("nơi trước đây của phản ánh")
        verbose_name_plural = _("nơi trước đây của phản ánh")
        indexes = [models.Index(fields=["case_id", "until"], name="caseplace_until")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.until}"


class StaleDay(models.Model):
    """A day of a ward that has to be counted again; written by the database with what changed."""

    ward_id = models.BigIntegerField(_("nơi xử lý"))
    day = models.DateField(_("ngày"))

    class Meta:
        verbose_name = _("ngày cần đếm lại")
        verbose_name_plural = _("ngày cần đếm lại")

    def __str__(self) -> str:
        return f"{self.day} {self.ward_id}"


class TallyState(models.Model):
    """One row: as of when the counts hold, and what the last check found."""

    counted_at = models.DateTimeField(_("số liệu tính đến"), null=True)
    built_at = models.DateTimeField(_("đếm toàn bộ lúc"), null=True)
    checked_at = models.DateTimeField(_("kiểm tra lúc"), null=True)
    differences = models.PositiveIntegerField(_("số ngày lệch đã sửa"), default=0)

    class Meta:
        verbose_name = _("tình trạng số liệu thống kê")
        verbose_name_plural = _("tình trạng số liệu thống kê")
        constraints = [models.CheckConstraint(name="tally_state_is_one_row", condition=Q(pk=1))]

    def __str__(self) -> str:
        return str(self.counted_at)

    @classmethod
    def now(cls) -> TallyState:
        """The state; an empty one where nothing has been counted yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def is_old(self) -> bool:
        """Whether the counting has stood still for longer than it should."""
        return self.counted_at is None or clock.now() - self.counted_at > OLD_AFTER
