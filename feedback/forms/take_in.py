"""What an official writes down for somebody who calls, comes or writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import PhoneFormField
from core.forms import PhoneInput
from feedback.forms.public import ContentForm
from feedback.models import Channel, Draft
from people.permissions import Permission
from wards import tree
from wards.models import Level, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User

CHANNELS = (Channel.COUNTER, Channel.PHONE, Channel.LETTER, Channel.ZALO, Channel.OFFICER)


def places_of(user: User) -> list[tuple[int, str]]:
    """The wards, khu phố and ấp in which a user takes in reports, in the order people expect."""
    reach = user.reach(Permission.CASE_TAKE_IN)
    versions = UnitVersion.objects.today().filter(
        unit__in=reach.units, unit__level__in=(Level.WARD, Level.NEIGHBORHOOD)
    )
    rows = versions.order_by("unit__level", "sort_key").values_list("unit", "name", "unit__level")
    found = list(rows)
    if len(reach.wards) > 1:
        labels = tree.path_labels(unit for unit, _name, _level in found)
        return [(unit, labels[unit]) for unit, _name, _level in found]
    return [
        (unit, _("%(ward)s – không rõ khu phố, ấp") % {"ward": name})
        if level == Level.WARD
        else (unit, name)
        for unit, name, level in found
    ]


class TakeInForm(ContentForm):
    """Everything on one page: the official writes while somebody speaks."""

    class Meta(ContentForm.Meta):
        model = Draft
        fields = [
            "unit", "category", "body", "place", "name", "email", "phone", "show_to_neighborhood",
        ]  # fmt: skip
        labels = ContentForm.Meta.labels | {
            "name": _("Họ và tên người phản ánh"),
            "email": _("Thư điện tử"),
            "show_to_neighborhood": _("Người phản ánh đồng ý cho cán bộ khu phố xem liên hệ"),
        }
        help_texts = ContentForm.Meta.help_texts | {
            "name": _("Chỉ ghi khi người phản ánh đồng ý cho biết."),
            "email": _("Giấy hẹn và câu trả lời được gửi đến địa chỉ này."),
        }

    token = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("Tiếp nhận qua"),
        choices=[(channel.value, channel.label) for channel in CHANNELS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kênh tiếp nhận.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Nơi xảy ra"),
            choices=[("", _("Chọn khu phố, ấp")), *places_of(user)],
            coerce=lambda value: Unit.objects.get(pk=value),
            empty_value=None,
            error_messages={
                "required": _("Hãy chọn nơi xảy ra."),
                "invalid_choice": _("Nơi này không thuộc phạm vi của ông/bà. Hãy chọn lại."),
            },
        )
        self.fields["phone"] = PhoneFormField(
            label=_("Điện thoại"), required=False, widget=PhoneInput
        )
        self.order_fields(["channel", *self.Meta.fields, "token"])

    def columns(self) -> dict[str, Any]:
        """What the draft keeps."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
