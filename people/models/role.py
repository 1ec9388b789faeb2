"""Roles, which change by law and so are data, and the terms in which persons hold them."""

from __future__ import annotations

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.querysets import TerritoryQuerySet
from people.permissions import Profile
from wards.models import Level

DUE_SOON = datetime.timedelta(days=60)


@audited
class Role(models.Model):
    """A post that can be held in units of one level, and the access profile that comes with it."""

    code = models.SlugField(_("mã"), unique=True)
    name = models.CharField(_("tên chức danh"), max_length=120)
    level = models.PositiveSmallIntegerField(_("cấp đơn vị"), choices=Level)
    seats = models.PositiveSmallIntegerField(
        _("số người"), null=True, blank=True, help_text=_("Để trống nếu không giới hạn.")
    )
    paid_band = models.CharField(_("mức phụ cấp"), max_length=60, blank=True)
    is_elected = models.BooleanField(_("do bầu cử"), default=False)
    max_term_months = models.PositiveSmallIntegerField(
        _("nhiệm kỳ tối đa (tháng)"), null=True, blank=True
    )
    profile = models.CharField(
        _("hồ sơ quyền"), max_length=30, choices=Profile, default=Profile.NONE
    )
    is_public = models.BooleanField(_("hiện trên trang công khai của đơn vị"), default=True)
    legal_source = models.CharField(_("căn cứ"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)

    class Meta:
        verbose_name = _("chức danh")
        verbose_name_plural = _("chức danh")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def empty_seats(self, held: int) -> int:
        """How many seats are empty in a unit where so many hold the role; none where there is no limit."""
        return empty_seats(self.seats, held)


def empty_seats(seats: int | None, held: int) -> int:
    """How many of some seats are empty when so many are held; none where there is no limit."""
    return max((seats or 0) - held, 0)


class Basis(models.TextChoices):
    """On what ground somebody holds a post."""

    ELECTED = "elected", _("bầu")
    APPOINTED = "appointed", _("bổ nhiệm, phân công")
    ACTING = "acting", _("lâm thời")


class TermQuerySet(TerritoryQuerySet):
    """Terms by day and place."""

    def on(self, date: datetime.date) -> TermQuerySet:
        """Terms running on a day."""
        return self.filter(valid__contains=date)

    def today(self) -> TermQuerySet:
        """Terms running today in Ho Chi Minh City."""
        return self.on(clock.today())

    def for_list(self) -> TermQuerySet:
        """With person and role, in the order of posts and names."""
        return self.select_related("person", "role").order_by(
            "role__order", "role__name", "seat", "person__sort_key", "pk"
        )

    def over(self) -> TermQuerySet:
        """Terms that had ended by today."""
        return self.filter(valid__endswith__lte=clock.today())

    def not_over(self) -> TermQuerySet:
        """Terms that run today or begin later."""
        return self.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=clock.today()))

    def public(self) -> TermQuerySet:
        """Terms whose post the public may see."""
        return self.filter(role__is_public=True)


@audited
class Term(models.Model):
    """A person holds a role in a unit from a day until before another.

    `seat` numbers the places of one role in one unit, so that two people never sit in one;
    `due_on` is the planned end, which ends nothing by itself.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="terms", verbose_name=_("người")
    )
    unit = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="terms", verbose_name=_("đơn vị")
    )
    role = models.ForeignKey(
        Role, on_delete=models.PROTECT, related_name="terms", verbose_name=_("chức danh")
    )
    seat = models.PositiveSmallIntegerField(_("vị trí"), default=1)
    valid = DateRangeField(_("thời gian giữ chức danh"))
    due_on = models.DateField(_("dự kiến hết nhiệm kỳ"), null=True, blank=True)
    basis = models.CharField(_("hình thức"), max_length=10, choices=Basis, default=Basis.APPOINTED)
    start_decision = models.CharField(_("quyết định bắt đầu"), max_length=200, blank=True)
    end_decision = models.CharField(_("quyết định kết thúc"), max_length=200, blank=True)
    end_reason = models.CharField(_("lý do kết thúc"), max_length=300, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm kỳ")
        verbose_name_plural = _("nhiệm kỳ")
        indexes = [
            models.Index(fields=["unit", "role"], name="term_unit_role"),
            GistIndex(fields=["person", "valid"], name="term_person_valid"),
        ]
        constraints = [
            models.CheckConstraint(
                name="term_valid_starts_and_is_not_empty",
                condition=Q(valid__isempty=False) & Q(valid__startswith__isnull=False),
                violation_error_message=_("Nhiệm kỳ phải có ngày bắt đầu và không rỗng."),
            ),
            ExclusionConstraint(
                name="term_one_person_per_seat",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Vị trí này đã có người trong khoảng ngày đó."),
            ),
            ExclusionConstraint(
                name="term_person_once_per_role_and_unit",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Người này đã giữ chức danh đó tại đơn vị trong khoảng ngày đó."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.role}"

    @property
    def is_over(self) -> bool:
        """Whether the post is no longer held today; on the ending day it is not."""
        return self.valid.upper is not None and self.valid.upper <= clock.today()

    @property
    def is_ahead(self) -> bool:
        """Whether the post is held only from a later day on."""
        return self.valid.lower > clock.today()

    @property
    def is_due_soon(self) -> bool:
        """Whether the term runs and its planned end is near or past."""
        running = not (self.is_over or self.is_ahead)
        return running and self.due_on is not None and self.due_on <= clock.today() + DUE_SOON

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which the post is held; None while no end is known."""
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)
