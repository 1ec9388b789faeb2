"""Users: who signs in, and what the terms of today let them reach."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from people import reach as reaching
from people.querysets import PortalUserManager


@audited(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in. Authority comes from the terms of its person, never from the row itself."""

    username = models.CharField(
        _("tên đăng nhập"), max_length=60, unique=True, validators=[ASCIIUsernameValidator()]
    )
    email = models.EmailField(_("thư điện tử"), blank=True)
    person = models.OneToOneField(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
        verbose_name=_("người"),
    )
    is_active = models.BooleanField(_("được đăng nhập"), default=True)
    is_staff = models.BooleanField(_("quản trị hệ thống"), default=False)
    is_demo = models.BooleanField(_("tài khoản trình diễn"), default=False, editable=False)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    date_joined = models.DateTimeField(_("tạo lúc"), default=clock.now, editable=False)

    objects = PortalUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_of_one_person",
                condition=~Q(email=""),
                violation_error_message=_("Địa chỉ thư này đã thuộc về một tài khoản khác."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The person's name, or the sign-in name where no person stands behind it."""
        return self.person.name if self.person else self.username

    get_short_name = get_full_name

    @cached_property
    def posts(self) -> list[reaching.Post]:
        """Today's terms of this user; one query, kept for the request."""
        return reaching.posts_of(self)

    @cached_property
    def reaches(self) -> dict[frozenset[int], reaching.Reach]:
        """What lies below sets of this user's units, as far as it was asked in this request."""
        return {}

    def reach(self, permission: str) -> reaching.Reach:
        """The units of today's terms that grant a permission, with everything below them."""
        return reaching.reach_of(self, permission)

    def appointing_reach(self, profile: str) -> reaching.Reach:
        """Where this user may fill and end posts of a profile."""
        return reaching.appointing_reach(self, profile)

    def may(self, permission: str) -> bool:
        """Whether some term of today grants a permission anywhere; no query beyond `posts`."""
        return any(post.grants(permission) for post in self.posts)
