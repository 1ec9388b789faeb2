"""The search across everything, as far as it knows no room: words, marks, and bounded stretches."""

from __future__ import annotations

import pytest

from core.search.words import ELLIPSIS, SHOWN, Words, beginnings


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("  Đèn   ĐƯỜNG đèn ", ("den", "duong")),
        ("KP-7QD4-M2XN", ("kp", "7qd4", "m2xn")),
        ("'); DROP TABLE x; --", ("drop", "table", "x")),
        ("<script>&|!:*", ("script",)),
        ("", ()),
        ("… – !", ()),
        (" ".join(str(number) for number in range(50)), tuple(map(str, range(20)))),
    ],
)
def test_words_are_folded_and_each_is_asked_once(typed, terms):
    assert Words(typed).terms == terms
    assert (beginnings(typed) is None) == (not terms)


@pytest.mark.parametrize(
    ("typed", "short"),
    [("a", True), ("ă b", True), ("!", True), ("ở", True), ("7", False), ("tổ", False)],
)
def test_a_question_needs_a_word_of_two_letters_or_a_number(typed, short):
    assert Words(typed).is_too_short is short


def shown(typed: str, text: str) -> str:
    return "".join(f"[{one.text}]" if one.is_hit else one.text for one in Words(typed).marked(text))


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("den duong", "Đèn đường hư.\nĐường tối", "[Đèn] [đường] hư. [Đường] tối"),
        ("rac", "Rạch nghẹt, rác tồn", "Rạch nghẹt, [rác] tồn"),
        ("nguy", "Nguyễn Văn A", "[Nguyễn] Văn A"),
        ("x", "", ""),
        ("kp7qd4m2xn", "KP-7QD4-M2XN", "KP-7QD4-M2XN"),
    ],
)
def test_whole_words_are_marked_and_beginnings_where_there_is_no_whole_one(typed, text, marked):
    assert shown(typed, text) == marked


def test_a_long_text_is_shown_around_its_first_word():
    text = f"{'trước ' * 60}cống nghẹt {'sau ' * 80}"
    pieces = Words("nghet").marked(text)
    whole = "".join(piece.text for piece in pieces)
    assert (whole[0], whole[-1]) == (ELLIPSIS, ELLIPSIS)
    assert "cống nghẹt" in whole
    assert len(whole) <= SHOWN + 2 * len(ELLIPSIS)
    assert [piece.text for piece in pieces if piece.is_hit] == ["nghẹt"]
    assert "".join(p.text for p in Words("xyz").marked(text)).startswith("trước")
