"""What is asked when another system gets a key."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import DateInput
from people.backends import find
from people.models import ApiToken, User
from people.models.token import longest_until

USUAL_DAYS = 180


class ApiTokenForm(forms.ModelForm):
    """For which system, in whose place, until when."""

    username = forms.CharField(
        label=_("Thay mặt tài khoản"),
        max_length=254,
        help_text=_(
            "Tên đăng nhập. Khóa được làm đúng những gì tài khoản này được làm, không hơn."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    expires_on = forms.DateField(label=_("Dùng đến hết ngày"), widget=DateInput)

    class Meta:
        model = ApiToken
        fields = ["name", "username", "expires_on", "may_write"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = clock.today() + datetime.timedelta(days=USUAL_DAYS)
        self.fields["expires_on"].help_text = _("Nhiều nhất một năm, đến %(day)s.") % {
            "day": f"{longest_until():%d/%m/%Y}"
        }

    def clean_username(self) -> User:
        """The account behind the name."""
        user = find(self.cleaned_data["username"])
        if user is None:
            raise ValidationError(_("Không có tài khoản nào mang tên này."), code="none")
        return user

    def arguments(self) -> dict[str, Any]:
        """For the service."""
        values = dict(self.cleaned_data)
        return {"user": values.pop("username")} | values
