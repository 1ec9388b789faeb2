"""How sign-in by allauth speaks and writes in this portal: our words, our outbox, our addresses."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.notifications import notify
from people import attempts
from people.backends import PortalBackend

_WRONG = _("Tên đăng nhập hoặc mật khẩu không đúng.")
_CODE = _("Mã không đúng hoặc đã hết hạn.")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; letters go through the outbox; every failed attempt is kept."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _WRONG,
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "enter_current_password": _("Xin nhập mật khẩu hiện tại."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "incorrect_code": _CODE,
        "invalid_or_expired_key": _("Liên kết không đúng hoặc đã hết hạn."),
        "invalid_password_reset": _("Liên kết đặt lại mật khẩu không đúng hoặc đã hết hạn."),
        "too_many_login_attempts": _(
            "Đã thử sai nhiều lần. Xin đợi ít phút rồi thử lại, hoặc đặt lại mật khẩu."
        ),
        "same_as_current": _("Mật khẩu mới phải khác mật khẩu hiện tại."),
        "rate_limited": _("Thao tác quá nhanh. Xin đợi ít phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs up: the ward invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a letter to the outbox. Letters with a secret link are wiped once they are sent."""
        names = {**context, "base_url": settings.PORTAL_BASE_URL}
        subject = render_to_string(f"{template_prefix}_subject.txt", names)
        notify(
            kind="account",
            email=email,
            key=f"{template_prefix}:{uuid.uuid4()}",
            subject=" ".join(subject.split()),
            body=render_to_string(f"{template_prefix}_message.txt", names).strip(),
            sensitive=True,
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The public address of the portal, not whatever host a request named."""
        path = super().get_reset_password_from_key_url(key)
        return settings.PORTAL_BASE_URL + path[path.index("/", len("https://")) :]

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        """Keep that somebody tried and failed, without the name in clear."""
        super().authentication_failed(request, **credentials)
        attempts.record(credentials.get("username", ""), succeeded=False)

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        """Stop accounts that the portal does not let in, whatever their password."""
        if not PortalBackend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        """Keep that somebody signed in."""
        attempts.record(user.username, succeeded=True)
        return super().post_login(request, user, **kwargs)

    def get_client_ip(self, request: Any) -> str:
        """The address for rate limits only; it is not stored with a session."""
        return super().get_client_ip(request)


class MFAAdapter(DefaultMFAAdapter):
    """The second factor in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Không thể tắt bảo mật hai lớp lúc này."),
        "cannot_generate_recovery_codes": _("Cần bật ứng dụng xác thực trước khi tạo mã dự phòng."),
        "incorrect_code": _CODE,
    }

    def get_totp_label(self, user: Any) -> str:
        """What the app on the phone shows."""
        return user.username
