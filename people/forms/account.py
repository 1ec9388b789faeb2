"""allauth's forms with our labels: it has no Vietnamese of its own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from people import attempts
from people.services import access

LONGEST_PASSWORD = 1000  # nobody types more, and hashing takes as long as the text is long
LONGEST_NAME = 254
_PASSWORD_HINT = _(
    "Ít nhất 12 ký tự. Nên là một câu dễ nhớ với mình mà người khác không đoán được."
)
_CODE_HINT = _("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng.")


class _Worded:
    """Sets label, hint and no placeholder for the fields it names, and bounds what is typed."""

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
                field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class _Twice(forms.Form):
    """A new password typed twice: says in our words where the two differ."""

    def clean(self) -> dict[str, Any]:
        values = forms.Form.clean(self) or {}
        first, second = values.get("password1"), values.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần nhập mật khẩu mới không giống nhau."))
        return values


class LoginForm(_Worded, account.LoginForm):
    """Sign in by name and password."""

    quiet_optional = True
    words = {
        "login": (_("Tên đăng nhập hoặc thư điện tử"), ""),
        "password": (_("Mật khẩu"), ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        login.validators.append(MaxLengthValidator(LONGEST_NAME))


class ChangePasswordForm(_Worded, _Twice, account.ChangePasswordForm):
    """Change the password, knowing the present one."""

    words = {
        "oldpassword": (_("Mật khẩu hiện tại"), ""),
        "password1": (_("Mật khẩu mới"), _PASSWORD_HINT),
        "password2": (_("Nhập lại mật khẩu mới"), ""),
    }


class ResetPasswordForm(_Worded, account.ResetPasswordForm):
    """Ask for a link to set a new password."""

    words = {"email": (_("Thư điện tử công vụ"), _("Địa chỉ đã ghi trong hồ sơ nhân sự."))}

    def clean_email(self) -> str:
        """The address as typed; whether it is anybody's is not said."""
        return self.cleaned_data["email"].lower()

    def save(self, request: Any, **kwargs: Any) -> str:
        """Have the letter made; the same work and the same answer whether there is an account."""
        access.ask_for_new_password(email=self.cleaned_data["email"])
        return self.cleaned_data["email"]


class ResetPasswordKeyForm(_Worded, _Twice, account.ResetPasswordKeyForm):
    """Set a new password by the link."""

    words = {
        "password1": (_("Mật khẩu mới"), _PASSWORD_HINT),
        "password2": (_("Nhập lại mật khẩu mới"), ""),
    }


class ReauthenticateForm(_Worded, account.ReauthenticateForm):
    """Say once more who one is before something grave."""

    words = {"password": (_("Mật khẩu"), "")}


class _CountedCode:
    """A code of the second factor: few guesses, kept when wrong, and good for one use."""

    user: Any

    def clean_code(self) -> str:
        if not attempts.may_try_code(self.user):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()  # type: ignore[misc]
        if not attempts.is_first_use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        attempts.code_has_failed(self.user)
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]


class AuthenticateForm(_Worded, _CountedCode, mfa.AuthenticateForm):
    """The second factor at sign-in."""

    words = {"code": (_("Mã xác thực"), _CODE_HINT)}


class MFAReauthenticateForm(_Worded, _CountedCode, mfa.ReauthenticateForm):
    """The second factor before something grave."""

    words = {"code": (_("Mã xác thực"), _CODE_HINT)}


class ActivateTOTPForm(_Worded, totp.ActivateTOTPForm):
    """Prove that the app on the phone gives the right code."""

    words = {"code": (_("Mã trong ứng dụng"), _("6 chữ số, đổi sau mỗi 30 giây."))}


class DeactivateTOTPForm(totp.DeactivateTOTPForm):
    """Switch the second factor off."""


class GenerateRecoveryCodesForm(recovery.GenerateRecoveryCodesForm):
    """Make new recovery codes; the old ones end."""
