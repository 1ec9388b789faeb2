"""A ready answer as officials write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.forms import CountedTextarea
from feedback.models import AnswerTemplate, Category
from people.permissions import Permission
from wards.models import Unit

if TYPE_CHECKING:
    from people.models import User


class TemplateForm(forms.ModelForm):
    """Belongs to the official's ward; asks which only where there are several."""

    class Meta:
        model = AnswerTemplate
        fields = ["unit", "title", "use", "category", "body", "is_active"]
        widgets = {"body": CountedTextarea(rows=8)}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wards = sorted(user.reach(Permission.CASE_TRIAGE).wards)
        self.fields["category"].queryset = Category.objects.offered()
        unit = self.fields["unit"]
        unit.required, unit.help_text = True, ""
        unit.queryset = Unit.objects.filter(pk__in=wards)
        if len(wards) == 1:
            del self.fields["unit"]
            self.instance.unit_id = wards[0]
