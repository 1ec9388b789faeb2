"""How sign-in by allauth speaks and writes in this portal: our words, our outbox, our limits."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core import qr
from people import attempts, encryption
from people.backends import find
from people.middleware import ACTIVE, STARTED
from people.models import User
from people.services import access

_WRONG = _("Tên đăng nhập hoặc mật khẩu không đúng.")
_CODE = _("Mã không đúng, đã dùng hoặc đã hết hạn.")
_TOO_MANY = _("Đã thử sai nhiều lần. Xin đợi 15 phút rồi thử lại, hoặc đặt lại mật khẩu.")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; letters go through the outbox; every attempt is counted and kept."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _WRONG,
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "enter_current_password": _("Mật khẩu hiện tại không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "incorrect_code": _CODE,
        "invalid_or_expired_key": _("Liên kết không đúng hoặc đã hết hạn."),
        "invalid_password_reset": _("Liên kết đặt lại mật khẩu không đúng hoặc đã hết hạn."),
        "too_many_login_attempts": _TOO_MANY,
        "same_as_current": _("Mật khẩu mới phải khác mật khẩu hiện tại."),
        "rate_limited": _("Thao tác quá nhanh. Xin đợi ít phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs up: the ward invites."""
        return False

    def authenticate(self, request: Any, **credentials: Any) -> User | None:
        """The user, if the password is right; refuses to look at it after too many wrong ones."""
        name = credentials.get("email") or credentials.get("username") or ""
        attempt = attempts.Attempt(request, name, find(name))
        if not attempt.may_be_tried():
            raise self.validation_error("too_many_login_attempts")
        user = authenticate(request, meant=attempt.user, **credentials)
        if user is None:
            attempt.has_failed()
        return user

    def respond_user_inactive(self, request: Any, user: Any) -> Any:
        """As to a wrong password: whether there is an account is nobody's business."""
        messages.error(request, _WRONG)
        return redirect("account_login")

    def login(self, request: Any, user: Any) -> None:
        """Start the session, and the clocks that end it."""
        super().login(request, user)
        request.session[STARTED] = request.session[ACTIVE] = int(time.time())

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        """Keep that somebody signed in, and know this browser again."""
        response = super().post_login(request, user, **kwargs)
        attempts.has_signed_in(request, response, user)
        return response

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: Any = None
    ) -> None:
        """Tell somebody what was changed about their sign-in; no address, no browser in it."""
        access.write_letter(user, template_prefix.rsplit("/", 1)[-1])

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's ways of saying once more who one is, in our words."""
        words = {
            "reauthenticate": _("Dùng mật khẩu"),
            "mfa_reauthenticate": _("Dùng mã xác thực"),
        }
        return [
            method | {"description": str(words[method["id"]])}
            for method in super().get_reauthentication_methods(user)
        ]

    def get_password_change_redirect_url(self, request: Any) -> str:
        """On with the work."""
        return self.get_login_redirect_url(request)


class MFAAdapter(DefaultMFAAdapter):
    """The second factor in our words; its secrets are encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Tài khoản cán bộ phải có bảo mật hai lớp, nên không tắt được."
        ),
        "cannot_generate_recovery_codes": _("Cần bật ứng dụng xác thực trước khi tạo mã dự phòng."),
        "incorrect_code": _CODE,
    }

    def get_totp_label(self, user: Any) -> str:
        """What the app on the phone shows."""
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """The drawing to scan, without inline style."""
        return qr.drawing(url)

    def encrypt(self, text: str) -> str:
        """Before it is stored."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """After it was read."""
        return encryption.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not where staff must have a second factor; losing the phone is the manager's business."""
        return not settings.MFA_REQUIRED
