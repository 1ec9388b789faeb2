"""Sign-ins: opened by invitation, closed at once, never with a password that somebody else knows."""

from __future__ import annotations

import uuid
from importlib import import_module
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import outbox, text
from core.models import Channel
from core.notifications import notify
from people.models import Person, Term, User
from people.permissions import Permission, Profile
from people.rules import checked

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEND_LINKS = "people.tasks.send_password_links"


@transaction.atomic
def invite(*, person: Person, username: str, email: str, by: User) -> User:
    """Open a sign-in for somebody who holds a post, and send the link that sets the password.

    Nobody but the invited ever knows a password. Raises ValidationError at `username` or `email`,
    or where the user may not see to this person's sign-in, or the person holds no post that needs it.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    require_authority(person=person, by=by)
    if User.objects.filter(person=person).exists():
        raise ValidationError(_("Người này đã có tài khoản."))
    if not any(profile != Profile.NONE for _unit, profile in _posts(person)):
        raise ValidationError(
            _("Người này chưa giữ chức danh nào cần đăng nhập. Xin bổ nhiệm trước rồi mời.")
        )
    user = User(username=username, email=email.strip().lower(), person=person)
    user.set_unusable_password()
    user.full_clean(validate_constraints=False)
    with checked():
        user.save()
    _send_invitation(user)
    return user


@transaction.atomic
def invite_again(*, user: User, by: User) -> None:
    """Send a fresh link. Raises ValidationError where a password was set already."""
    user = _locked(user, by)
    if user.has_usable_password():
        raise ValidationError(_("Người này đã đặt mật khẩu; nếu quên, dùng “Quên mật khẩu”."))
    _send_invitation(user)


@transaction.atomic
def disable_sign_in(*, user: User, by: User) -> User:
    """Close a sign-in: the very next request is refused, everywhere. Raises ValidationError."""
    user = _locked(user, by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(UserSession.objects.filter(user=user))
    return user


@transaction.atomic
def enable_sign_in(*, user: User, by: User) -> User:
    """Open a closed sign-in again, with the password it had. Raises ValidationError."""
    user = _locked(user, by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def remove_second_factor(*, user: User, by: User) -> None:
    """For somebody who lost the phone: the next sign-in is by password, and a new one is asked for.

    Ends all sessions and tells the user by e-mail. Raises ValidationError.
    """
    user = _locked(user, by)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(UserSession.objects.filter(user=user))
    write_letter(user, "second_factor_removed")


@transaction.atomic
def ask_for_new_password(*, email: str) -> None:
    """Promise the letter with the link to whoever signs in with an address, if anybody does.

    One row is written in any case, and the letter itself is left to the worker: neither the
    answer nor its time says whether there is such an account.
    """
    found = User.objects.filter(email__iexact=email.strip(), is_active=True)
    outbox.enqueue(
        SEND_LINKS,
        key=None,
        payload={"users": list(found.values_list("pk", flat=True)[:3])},
    )


def send_password_links(*, users: list[int]) -> None:
    """Write the letters that `ask_for_new_password` promised, to accounts that are still open."""
    for user in User.objects.select_related("person").filter(pk__in=users, is_active=True):
        write_letter(user, "password_reset_key", password_reset_url=_password_link(user))


def end_sessions(sessions: QuerySet[UserSession]) -> int:
    """End sessions in the database and in the cache; returns how many there were."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(sessions.values_list("session_key", flat=True))
    for key in keys:
        store(key).delete()
    sessions.delete()
    return len(keys)


def suggested_username(name: str) -> str:
    """A free sign-in name made from a person's name: "nguyen-van-an", "nguyen-van-an-2"."""
    base = "-".join("".join(filter(str.isalnum, word)) for word in text.fold(name).split())
    base = base.encode("ascii", "ignore").decode()[:50].strip("-") or "can-bo"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in names if candidate not in taken)


def may_see_to(*, person: Person, by: User) -> bool:
    """Whether a user may open, close and repair the sign-in of a person."""
    try:
        require_authority(person=person, by=by)
    except ValidationError:
        return False
    return True


def require_authority(*, person: Person, by: User) -> None:
    """Refuse one's own sign-in, files out of reach, and whoever holds a post one could not fill."""
    if person.pk == by.person_id:
        raise ValidationError(_("Không tự thay đổi tài khoản của chính mình ở đây được."))
    if not Person.objects.visible_to(by, Permission.PERSON_MANAGE).filter(pk=person.pk).exists():
        raise ValidationError(_("Ông/bà không quản lý hồ sơ này."))
    if not all(unit in by.appointing_reach(profile) for unit, profile in _posts(person)):
        raise ValidationError(
            _("Người này giữ chức danh mà ông/bà không có quyền quyết định, nên không đổi được.")
        )


def _posts(person: Person) -> list[tuple[int, str]]:
    terms = Term.objects.today().filter(person=person)
    return list(terms.values_list("unit_id", "role__profile"))


def _locked(user: User, by: User) -> User:
    user = User.objects.select_for_update(of=["self"]).select_related("person").get(pk=user.pk)
    if user.person is None:
        raise ValidationError(_("Tài khoản này không thuộc về ai trong sổ nhân sự."))
    require_authority(person=user.person, by=by)
    return user


def _send_invitation(user: User) -> None:
    write_letter(user, "invitation", password_reset_url=_password_link(user))


def _password_link(user: User) -> str:
    """The public address where a password is set: once, within PASSWORD_RESET_TIMEOUT."""
    kwargs = {
        "uidb36": user_pk_to_url_str(user),
        "key": default_token_generator.make_token(user),
    }
    return settings.PORTAL_BASE_URL + reverse("account_reset_password_from_key", kwargs=kwargs)


def write_letter(user: User, letter: str, **names: str) -> None:
    """One letter about a sign-in to the user's own address, through the outbox.

    `letter` names a pair of templates in account/email. What holds a link is wiped once it was sent.
    """
    with translation.override(user.language):
        context = names | {"user": user, "username": user.username}
        subject = render_to_string(f"account/email/{letter}_subject.txt", context)
        body = render_to_string(f"account/email/{letter}_message.txt", context)
        notify(
            kind="account",
            users=[user],
            key=f"{letter}:{uuid.uuid4()}",
            subject=subject,
            body=body.strip(),
            scope=user.person.unit_id if user.person else None,
            sensitive=bool(names),
            channels=[Channel.EMAIL],
        )
