"""What people type to find a unit, made ready for the search index."""

from __future__ import annotations

import datetime

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.querysets import TerritoryQuerySet
from wards.words import parse


class LookupEntryQuerySet(TerritoryQuerySet):
    """Entries by day and place."""

    def on(self, date: datetime.date) -> LookupEntryQuerySet:
        """Names that held on a day."""
        return self.filter(valid__contains=date)

    def today(self) -> LookupEntryQuerySet:
        """Names that hold today in Ho Chi Minh City."""
        return self.on(clock.today())

    def with_words(self, text: str) -> LookupEntryQuerySet:
        """Entries whose whole path holds every word typed, numbers by the kind before them."""
        found = self
        for term in parse(text).terms:
            found = found.filter(tokens__overlap=list(term.alternatives))
        return found

    def in_tree_order(self) -> LookupEntryQuerySet:
        """Each unit after the one it hangs under, neighbours in natural order."""
        return self.order_by("sort_key", "pk")


class LookupEntry(models.Model):
    """One name of a unit with the names above it, for as long as all of them held.

    `tokens` holds the words of the whole path as `wards.words` makes them, those of the unit's own
    name once more with "=" before them. Derived from `UnitVersion`; rebuilt by
    `wards.services.refresh_lookup`, never edited.
    """

    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.CASCADE,
        related_name="lookup_entries",
        verbose_name=_("đơn vị"),
    )
    level = models.PositiveSmallIntegerField(_("cấp"))
    valid = DateRangeField(_("có hiệu lực"))
    label = models.CharField(_("tên đầy đủ"), max_length=400)
    code = models.CharField(_("mã"), max_length=10, blank=True)
    tokens = ArrayField(models.CharField(max_length=40), verbose_name=_("từ tìm kiếm"))
    sort_key = models.CharField(_("khóa sắp xếp"), max_length=1600, db_collation="C")

    objects = LookupEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mục tra cứu")
        verbose_name_plural = _("mục tra cứu")
        indexes = [
            # Without a list of pending entries, which every look-up would read until it is sorted in.
            GinIndex(fields=["tokens"], name="lookup_tokens", fastupdate=False),
            models.Index(fields=["code"], name="lookup_code", condition=~models.Q(code="")),
        ]

    def __str__(self) -> str:
        return self.label


class LookupWord(models.Model):
    """A word that occurs in the names of units: what a mistyped word may have meant."""

    word = models.CharField(_("từ"), max_length=40, primary_key=True)
    is_initials = models.BooleanField(_("là chữ đầu của một tên"), default=False)

    class Meta:
        verbose_name = _("từ trong tên đơn vị")
        verbose_name_plural = _("từ trong tên đơn vị")

    def __str__(self) -> str:
        return self.word
