"""Keys for other systems: given, shown once, taken back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_backends
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from people.models import ApiToken, User
from people.models.token import SHOWN, digest_of, longest_until, new_secret
from people.permissions import Permission

if TYPE_CHECKING:
    from people.backends import PortalBackend


@transaction.atomic
def give(
    *, name: str, user: User, may_write: bool, expires_on: datetime.date, by: User | None
) -> tuple[ApiToken, str]:
    """Make a key for a system; returns it and its secret, which cannot be had again.

    `by` is None for the operator at the command line. Raises PermissionDenied for whoever does not
    run the city's portal, ValidationError at `user` or `expires_on`.
    """
    if by is not None and not by.reach(Permission.SETTINGS_MANAGE).everywhere:
        raise PermissionDenied
    if not (_may_sign_in(user) and user.posts):
        raise ValidationError({"user": _("Tài khoản này không giữ chức danh nào hôm nay.")})
    if not clock.today() <= expires_on <= longest_until():
        raise ValidationError({"expires_on": _("Chọn một ngày trong vòng một năm tới.")})
    secret = new_secret()
    token = ApiToken(
        name=name,
        user=user,
        may_write=may_write,
        digest=digest_of(secret),
        prefix=secret[:SHOWN],
        created_by=by,
        expires_on=expires_on,
    )
    token.full_clean()
    token.save()
    return token, secret


@transaction.atomic
def revoke(*, token: ApiToken, by: User | None) -> ApiToken:
    """Take a key back: the very next request is refused. Raises ValidationError if it was already."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        raise ValidationError(_("Khóa này đã được thu hồi."))
    token.revoked_at, token.revoked_by = clock.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    return token


def token_of(secret: str) -> ApiToken | None:
    """The key behind a secret, if it still opens anything and its user may be signed in."""
    found = ApiToken.objects.usable().with_secret(secret).select_related("user__person").first()
    return found if found is not None and _may_sign_in(found.user) else None


def _may_sign_in(user: User) -> bool:
    backend: PortalBackend = get_backends()[0]  # type: ignore[assignment]
    return backend.user_can_authenticate(user)
