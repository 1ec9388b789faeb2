"""allauth's forms with our labels: it has no Vietnamese of its own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

_PASSWORD_HINT = _(
    "Ít nhất 12 ký tự. Nên là một câu dễ nhớ với mình mà người khác không đoán được."
)
_CODE_HINT = _("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng.")


class _Worded:
    """Sets label, hint and no placeholder for the fields it names."""

    words: dict[str, tuple[Any, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            field = self.fields.get(name)
            if field is not None:
                field.label, field.help_text = label, hint
                field.widget.attrs.pop("placeholder", None)
                field.error_messages["required"] = _("Xin nhập mục này.")


class LoginForm(_Worded, account.LoginForm):
    """Sign in by name and password."""

    quiet_optional = True
    words = {"login": (_("Tên đăng nhập"), ""), "password": (_("Mật khẩu"), "")}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    """Change the password, knowing the present one."""

    words = {
        "oldpassword": (_("Mật khẩu hiện tại"), ""),
        "password1": (_("Mật khẩu mới"), _PASSWORD_HINT),
        "password2": (_("Nhập lại mật khẩu mới"), ""),
    }


class ResetPasswordForm(_Worded, account.ResetPasswordForm):
    """Ask for a link to set a new password."""

    words = {"email": (_("Thư điện tử công vụ"), _("Địa chỉ đã ghi trong hồ sơ nhân sự."))}


class ResetPasswordKeyForm(_Worded, account.ResetPasswordKeyForm):
    """Set a new password by the link."""

    words = {
        "password1": (_("Mật khẩu mới"), _PASSWORD_HINT),
        "password2": (_("Nhập lại mật khẩu mới"), ""),
    }


class ReauthenticateForm(_Worded, account.ReauthenticateForm):
    """Say once more who one is before something grave."""

    words = {"password": (_("Mật khẩu"), "")}


class AuthenticateForm(_Worded, mfa.AuthenticateForm):
    """The second factor at sign-in."""

    words = {"code": (_("Mã xác thực"), _CODE_HINT)}


class MFAReauthenticateForm(_Worded, mfa.ReauthenticateForm):
    """The second factor before something grave."""

    words = {"code": (_("Mã xác thực"), _CODE_HINT)}


class ActivateTOTPForm(_Worded, totp.ActivateTOTPForm):
    """Prove that the app on the phone gives the right code."""

    words = {"code": (_("Mã trong ứng dụng"), _("6 chữ số, đổi sau mỗi 30 giây."))}


class DeactivateTOTPForm(totp.DeactivateTOTPForm):
    """Switch the second factor off."""


class GenerateRecoveryCodesForm(recovery.GenerateRecoveryCodesForm):
    """Make new recovery codes; the old ones end."""
