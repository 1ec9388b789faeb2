"""What a service refuses is shown on the form, whichever fields it has; lists are drawn by hand."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from core.forms import PortalRenderer, refuse


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


@pytest.mark.parametrize("value", ["", "2", None])
def test_a_list_of_choices_is_drawn_as_django_draws_it(value):
    choices = [("", "Tất cả"), ("Nhóm <1>", [(1, "A & B"), (2, 'Có "nháy"')]), (3, "<script>")]
    select = forms.Select(attrs={"id": "x", "required": True}, choices=choices)
    renderers = (PortalRenderer(), DjangoTemplates())
    drawn = [select.render("ten", value, renderer=renderer) for renderer in renderers]
    assert parse_html(drawn[0]) == parse_html(drawn[1])
    assert "<script>" not in drawn[0]
