"""Units of the territory and what they were called from when to when."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.querysets import TerritoryQuerySet
from core.text import natural_key
from wards.models.decision import Transfer


class Level(models.IntegerChoices):
    """Where a unit stands in the tree; a smaller number is higher up."""

    CITY = 1, _("thành phố")
    DISTRICT = 2, _("quận, huyện, thành phố thuộc thành phố")
    WARD = 3, _("phường, xã, thị trấn, đặc khu")
    NEIGHBORHOOD = 4, _("khu phố, ấp")
    CELL = 5, _("tổ dân phố, tổ nhân dân")


class Kind(models.TextChoices):
    """The legal kind of a unit, as its name begins (glossary of the field)."""

    CITY = "city", _("Thành phố trực thuộc trung ương")
    PROVINCE = "province", _("Tỉnh")
    URBAN_DISTRICT = "urban_district", _("Quận")
    RURAL_DISTRICT = "rural_district", _("Huyện")
    DISTRICT_CITY = "district_city", _("Thành phố thuộc thành phố")
    TOWN = "town", _("Thị xã")
    WARD = "ward", _("Phường")
    COMMUNE = "commune", _("Xã")
    TOWNSHIP = "township", _("Thị trấn")
    SPECIAL_ZONE = "special_zone", _("Đặc khu")
    NEIGHBORHOOD = "neighborhood", _("Khu phố")
    HAMLET = "hamlet", _("Ấp")
    RESIDENTIAL_AREA = "residential_area", _("Khu dân cư")
    RESIDENT_GROUP = "resident_group", _("Tổ dân phố")
    PEOPLE_GROUP = "people_group", _("Tổ nhân dân")

    @property
    def level(self) -> Level:
        """Where units of this kind stand in the tree."""
        return _LEVELS[self]


_LEVELS = {
    Kind.CITY: Level.CITY,
    Kind.PROVINCE: Level.CITY,
    Kind.URBAN_DISTRICT: Level.DISTRICT,
    Kind.RURAL_DISTRICT: Level.DISTRICT,
    Kind.DISTRICT_CITY: Level.DISTRICT,
    Kind.TOWN: Level.DISTRICT,
    Kind.WARD: Level.WARD,
    Kind.COMMUNE: Level.WARD,
    Kind.TOWNSHIP: Level.WARD,
    Kind.SPECIAL_ZONE: Level.WARD,
    Kind.NEIGHBORHOOD: Level.NEIGHBORHOOD,
    Kind.HAMLET: Level.NEIGHBORHOOD,
    Kind.RESIDENTIAL_AREA: Level.NEIGHBORHOOD,
    Kind.RESIDENT_GROUP: Level.CELL,
    Kind.PEOPLE_GROUP: Level.CELL,
}


class UnitQuerySet(TerritoryQuerySet):
    """Units by the day on which they lived."""

    unit_path = "pk"

    def on(self, date: datetime.date) -> UnitQuerySet:
        """Units alive on a day."""
        return self.filter(valid__contains=date)

    def today(self) -> UnitQuerySet:
        """Units alive today in Ho Chi Minh City."""
        return self.on(clock.today())

    def ended(self, date: datetime.date) -> UnitQuerySet:
        """Units whose life was over on a day."""
        return self.filter(valid__endswith__lte=date)

    def without_successor(self) -> UnitQuerySet:
        """Wards and what lies below them that ended while nobody entered what became of them."""
        went_on = Transfer.objects.applied().values("source")
        return self.ended(clock.today()).filter(level__gte=Level.WARD).exclude(pk__in=went_on)

    def named(self, date: datetime.date | None = None) -> UnitQuerySet:
        """Fetch each unit's version of a day (today unless told) in one more query, for lists."""
        versions = UnitVersion.objects.on(date or clock.today())
        return self.prefetch_related(
            models.Prefetch("versions", queryset=versions, to_attr="versions_of_day")
        )


@audited
class Unit(models.Model):
    """A city, district, ward, neighbourhood or former cell, for as long as it lives.

    A unit is never deleted and never re-pointed: what it was called and where it hung are
    `UnitVersion` rows, what became of it are `Transfer` rows.
    """

    uuid = models.UUIDField(_("mã công khai"), default=uuid.uuid4, unique=True, editable=False)
    level = models.PositiveSmallIntegerField(_("cấp"), choices=Level)
    valid = DateRangeField(_("thời gian tồn tại"))
    is_made_up = models.BooleanField(_("dữ liệu dựng cho trình diễn"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        indexes = [GistIndex(fields=["valid"], name="unit_valid")]
        constraints = [
            models.CheckConstraint(
                name="unit_valid_starts_and_is_not_empty",
                condition=Q(valid__isempty=False) & Q(valid__startswith__isnull=False),
                violation_error_message=_("Thời gian tồn tại phải có ngày bắt đầu và không rỗng."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_on(clock.today())

    def get_absolute_url(self) -> str:
        return reverse("wards:unit", args=[self.uuid])

    def version_on(self, date: datetime.date) -> UnitVersion | None:
        """The version of a day; for a unit that has ended its last one, before it began its first."""
        prefetched = getattr(self, "versions_of_day", None)
        if prefetched:
            return prefetched[0]
        return self.versions.nearest(date)

    def name_on(self, date: datetime.date) -> str:
        """What the unit was called on a day."""
        version = self.version_on(date)
        return version.name if version else ""

    @property
    def is_alive(self) -> bool:
        """Whether the unit lives today."""
        return self.is_alive_on(clock.today())

    def is_alive_on(self, date: datetime.date) -> bool:
        """Whether the unit lives on a day."""
        return self.valid.lower <= date and not self.has_ended_by(date)

    def has_ended_by(self, date: datetime.date) -> bool:
        """Whether the unit's life was over on a day."""
        return self.valid.upper is not None and self.valid.upper <= date

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of its life; None while no end is known."""
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)


def _start(version: UnitVersion) -> datetime.date:
    return version.valid.lower


class UnitVersionQuerySet(models.QuerySet["UnitVersion"]):
    """Names and places of units by day."""

    def on(self, date: datetime.date) -> UnitVersionQuerySet:
        """Versions in force on a day."""
        return self.filter(valid__contains=date)

    def today(self) -> UnitVersionQuerySet:
        """Versions in force today in Ho Chi Minh City."""
        return self.on(clock.today())

    def below(self, parent: Unit) -> UnitVersionQuerySet:
        """Versions that hang directly under a unit, in the order people expect."""
        return self.filter(parent=parent).order_by("sort_key")

    def nearest(self, date: datetime.date) -> UnitVersion | None:
        """The version of a day, or the last before it, or the first after it."""
        versions: list[UnitVersion] = sorted(self, key=_start)
        earlier = [version for version in versions if version.valid.lower <= date]
        nearest = earlier[-1:] or versions[:1]
        return nearest[0] if nearest else None


@audited
class UnitVersion(models.Model):
    """What a unit was called, its code and its parent, from a day until before another."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="versions", verbose_name=_("đơn vị")
    )
    valid = DateRangeField(_("có hiệu lực"))
    name = models.CharField(_("tên"), max_length=120)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    code = models.CharField(_("mã"), max_length=10, blank=True)
    parent = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="child_versions",
        verbose_name=_("đơn vị cấp trên"),
    )
    sort_key = models.CharField(_("khóa sắp xếp"), max_length=400, editable=False, db_collation="C")
    decision = models.ForeignKey(
        "wards.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("theo văn bản"),
    )

    objects = UnitVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("tên gọi theo thời gian")
        verbose_name_plural = _("tên gọi theo thời gian")
        indexes = [models.Index(fields=["parent", "sort_key"], name="version_parent_sort")]
        constraints = [
            models.CheckConstraint(
                name="version_valid_starts_and_is_not_empty",
                condition=Q(valid__isempty=False) & Q(valid__startswith__isnull=False),
                violation_error_message=_("Thời gian hiệu lực phải có ngày bắt đầu và không rỗng."),
            ),
            ExclusionConstraint(
                name="version_one_per_unit_and_day",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Đơn vị đã có tên gọi khác trong khoảng ngày này."),
            ),
            ExclusionConstraint(
                name="version_code_once_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=~Q(code=""),
                violation_error_message=_("Mã này đã thuộc một đơn vị khác trong khoảng ngày này."),
            ),
            models.CheckConstraint(
                name="version_parent_is_another_unit",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("unit")),
                violation_error_message=_("Đơn vị không thể trực thuộc chính nó."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs):
        """Keep the sort key beside the name."""
        self.sort_key = natural_key(self.name)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key"}
        super().save(**kwargs)
