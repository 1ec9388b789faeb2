"""Telephone numbers in every spelling people use."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core import phones
from core.fields import PhoneField, PhoneFormField

SPELLINGS = [
    "0901234567",
    "0901 234 567",
    "0901.234.567",
    "0901-234-567",
    "090 123 45 67",
    "(0901) 234 567",
    "+84901234567",
    "+84 901 234 567",
    "(+84) 901 234 567",
    "+84 (0) 901 234 567",
    "84901234567",
    "84 0901 234 567",
    "0084901234567",
    "０９０１２３４５６７",
    " 0901234567 ",
    "0901/234/567",
    "901234567",
]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_normalise_mobile(typed):
    assert phones.normalise(typed) == "+84901234567"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("028 3822 1234", "+842838221234"),
        ("(028) 3822-1234", "+842838221234"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("+1 650 253 0000", "+16502530000"),
    ],
)
def test_normalise_landline_and_abroad(typed, stored):
    assert phones.normalise(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "113",
        "1022",
        "0901234",
        "09012345678901",
        "01681234567",
        "09O1234567",
        "0901234567 ext 3",
        "không có",
        "0" * 200,
        "+",
        "++84901234567901",
        ".....",
        "-()-",
        "0901234567; DROP TABLE",
        "٠٩٠",
        "1-2-3-4",
    ],
)
def test_normalise_refuses(typed):
    with pytest.raises(ValidationError) as refusal:
        phones.normalise(typed)
    assert refusal.value.code == "phone"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+84901234567", "0901 234 567"),
        ("+842838221234", "028 3822 1234"),
        ("+33142685300", "+33 1 42 68 53 00"),
        ("rác", "rác"),
    ],
)
def test_display(stored, shown):
    assert phones.display(stored) == shown


def test_form_field_cleans_to_e164_and_shows_as_people_write():
    field = PhoneFormField(required=False)
    assert field.clean("0901.234.567") == "+84901234567"
    assert field.clean("") == ""
    assert field.prepare_value("+84901234567") == "0901 234 567"
    assert field.prepare_value("0901") == "0901"


def test_form_field_keeps_what_was_typed_on_an_error():
    class Form(forms.Form):
        phone = PhoneFormField()

    form = Form({"phone": "12 34"})
    assert not form.is_valid()
    assert form["phone"].value() == "12 34"


def test_model_field_stores_e164():
    field = PhoneField(blank=True)
    assert field.clean("0901 234 567", None) == "+84901234567"
    assert field.clean("", None) == ""
    assert isinstance(field.formfield(), PhoneFormField)


def test_model_field_is_personal_data():
    assert PhoneField().personal is True
