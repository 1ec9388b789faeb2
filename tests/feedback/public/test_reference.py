"""References: made to be mistyped."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from feedback import reference

BODIES = st.text(alphabet=reference.ALPHABET, min_size=7, max_size=7)


def whole(body):
    return body + reference.check_character(body)


@given(BODIES)
def test_reference_survives_every_honest_spelling(body):
    code = whole(body)
    written = f"KP-{code[:4]}-{code[4:]}"
    spellings = [
        written,
        written.lower(),
        code,
        f"kp {code[:4]} {code[4:]}",
        f"  {code[:2]} {code[2:]}",
        written.replace("-", "–"),
        written.replace("0", "O").replace("1", "I"),
        written.replace("0", "o").replace("1", "l"),
    ]
    assert {reference.normalise(spelling) for spelling in spellings} == {written}


@given(BODIES, st.integers(0, 7), st.sampled_from(reference.ALPHABET))
def test_reference_with_one_wrong_character_is_found_out(body, place, wrong):
    code = whole(body)
    mistyped = code[:place] + wrong + code[place + 1 :]
    assert reference.is_consistent(mistyped) == (mistyped == code)


@given(BODIES, st.integers(0, 6))
def test_reference_with_swapped_neighbours_is_found_out_but_for_the_ends_of_the_alphabet(
    body, place
):
    code = whole(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code and {code[place], code[place + 1]} != {"0", "Z"}:
        assert not reference.is_consistent(swapped)


def test_reference_is_stored_in_twelve_characters_without_look_alikes():
    made = {reference.generate() for _ in range(500)}
    assert len(made) == 500
    assert {len(one) for one in made} == {12}
    assert not set("".join(made).replace("KP-", "")) & set("ILOU")


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "KP", "KP-7QD4-M2X", "KP-7QD4-M2XUU", "KP-7QD4-M2UN", "Đ" * 8, "😀" * 8, "A" * 40],
)
def test_reference_of_another_form_says_how_one_looks(typed):
    with pytest.raises(ValidationError) as refused:
        reference.normalise(typed)
    assert refused.value.code == "form"


def test_reference_with_a_typing_mistake_says_so():
    good = reference.generate()
    last = next(char for char in reference.ALPHABET if char != good[-1])
    with pytest.raises(ValidationError) as refused:
        reference.normalise(good[:-1] + last)
    assert refused.value.code == "check"
