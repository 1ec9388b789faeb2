"""What a service refuses is shown on the form, whichever fields the form has."""

from django import forms
from django.core.exceptions import ValidationError

from core.forms import refuse


class OneField(forms.Form):
    """A form that shows one of a service's columns."""

    name = forms.CharField()


def filled() -> OneField:
    form = OneField({"name": "Lan"})
    assert form.is_valid()
    return form


def test_a_refusal_in_words_stands_above_the_form():
    form = filled()
    refuse(form, ValidationError("Không được."))
    assert form.errors == {"__all__": ["Không được."]}


def test_a_refusal_of_a_field_stands_beside_it_and_that_of_another_column_above():
    form = filled()
    refuse(form, ValidationError({"name": ["Thiếu họ."], "role": ["Không có quyền."]}))
    assert form.errors == {"name": ["Thiếu họ."], "__all__": ["Không có quyền."]}
