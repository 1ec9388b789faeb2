"""Persons: no more about them than the work needs."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock, text
from core.audit import audited
from core.querysets import TerritoryQuerySet
from core.search.words import holding


class Gender(models.TextChoices):
    """Gender as officials record it; may be left out."""

    FEMALE = "female", _("nữ")
    MALE = "male", _("nam")
    OTHER = "other", _("khác")


class PersonQuerySet(TerritoryQuerySet):
    """Persons lie in the unit that keeps their file, and in those where they hold a post today."""

    def visible_to(self, user: Any, permission: str) -> PersonQuerySet:
        """Those whose file, or a post of today, lies in what a user reaches with a permission."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        reach = user.reach(permission)
        if reach.everywhere:
            return self.all()
        if not reach.units:
            return self.none()
        terms = apps.get_model("people.Term").objects.today().filter(person=OuterRef("pk"))
        return self.filter(Q(unit__in=reach.units) | Exists(terms.filter(unit__in=reach.units)))

    def search(self, words: str) -> PersonQuerySet:
        """People whose name has a word that begins with each one typed, marks or not."""
        return holding(self, words, column="search_name")

    def in_name_order(self) -> PersonQuerySet:
        """By given name, the Vietnamese way."""
        return self.order_by("sort_key", "pk")


@audited
class Person(models.Model):
    """Somebody who holds or held a post. Has no sign-in of its own (see `User`).

    `unit` is the unit that keeps the file (the ward, for khu phố posts); no ID card, no image.
    """

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("đơn vị quản lý"),
    )
    name = models.CharField(_("họ và tên"), max_length=100)
    birth_year = models.PositiveSmallIntegerField(
        _("năm sinh"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    gender = models.CharField(_("giới tính"), max_length=10, choices=Gender, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    office_contact = models.CharField(
        _("liên hệ công vụ"),
        max_length=200,
        blank=True,
        help_text=_("Nơi tiếp dân, giờ tiếp, số máy cơ quan. Hiện công khai."),
    )
    is_made_up = models.BooleanField(_("dữ liệu dựng cho trình diễn"), default=False)
    search_name = models.CharField(max_length=100, editable=False, default="")
    sort_key = models.CharField(max_length=300, editable=False, default="", db_collation="C")
    created_at = models.DateTimeField(_("tạo lúc"), default=clock.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("người")
        verbose_name_plural = _("người")
        indexes = [
            models.Index(fields=["unit", "sort_key", "id"], name="person_unit_name"),
            GinIndex(SearchVector("search_name", config="simple"), name="person_words"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs):
        """Keep the derived search and sort columns beside the name."""
        self.search_name = text.fold(self.name)
        self.sort_key = text.person_key(self.name)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_name", "sort_key"}
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.uuid])
