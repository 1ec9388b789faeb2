"""What the notification pages take in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ListFilter
from core.models import Channel, DeliveryState, Notification


class ReadForm(forms.Form):
    """Which notifications have been read: those ticked, or all."""

    row = forms.ModelMultipleChoiceField(queryset=Notification.objects.none(), required=False)
    everything = forms.BooleanField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = Notification.objects.inbox_of(user)

    @property
    def ids(self) -> list[int] | None:
        """Keys of the ticked rows; None for all."""
        if self.cleaned_data["everything"]:
            return None
        return [row.pk for row in self.cleaned_data["row"]]


class LogFilter(ListFilter):
    """What part of the delivery log is shown."""

    about = forms.CharField(label=_("Mã phản ánh"), max_length=20, required=False)
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        choices=[("", _("Mọi tình trạng")), *DeliveryState.choices],
        required=False,
    )

    def apply(self, rows):
        """The e-mails that the filter lets through; all where the filter makes no sense."""
        wanted = self.cleaned_data if self.is_valid() else {}
        rows = rows.filter(channel=Channel.EMAIL)
        if about := wanted.get("about", "").strip().upper():
            rows = rows.filter(about=about)
        if state := wanted.get("state"):
            rows = rows.filter(state=state)
        return rows
