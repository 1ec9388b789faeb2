"""Names and questions as words; typing mistakes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold
from wards.models import Level
from wards.words import MOST_TERMS, distance, name_words, near, parse, split_joined

WORDS = st.text(string.ascii_lowercase, max_size=8)


@pytest.mark.parametrize(
    ("level", "name", "tokens", "initials"),
    [
        (Level.WARD, "Phường Hiệp Bình Chánh", ("hiep", "binh", "chanh"), "hbc"),
        (Level.WARD, "Phường 12", ("p12",), ""),
        (Level.WARD, "Xã Xà Bang", ("xa", "bang"), "xb"),
        (Level.WARD, "Phường Chợ Quán", ("cho", "quan"), "cq"),
        (Level.WARD, "Đặc khu Côn Đảo", ("con", "dao"), "cd"),
        (Level.DISTRICT, "Quận 03", ("q3",), ""),
        (Level.DISTRICT, "Thành phố Thủ Đức", ("thu", "duc"), "td"),
        (Level.CITY, "Tỉnh Bà Rịa - Vũng Tàu", ("ba", "ria", "vung", "tau"), "brvt"),
        (Level.NEIGHBORHOOD, "Khu phố 6", ("k6",), ""),
        (Level.NEIGHBORHOOD, "Ấp Mỹ Hòa 1", ("my", "hoa", "k1"), ""),
        (Level.NEIGHBORHOOD, "Khu phố 3A", ("k3a",), ""),
        (Level.CELL, "Tổ dân phố 41", ("t41",), ""),
        (Level.CELL, "Tổ 41", ("t41",), ""),
        (Level.NEIGHBORHOOD, "Ấp", ("ap",), ""),
    ],
)
def test_words_of_a_name(level, name, tokens, initials):
    found = name_words(level, name)
    assert (found.tokens, found.initials) == (tokens, initials)


@pytest.mark.parametrize(
    ("text", "terms", "level"),
    [
        ("tổ 41, khu phố 6, Hiệp Bình Chánh", "t41 k6 hiep binh chanh", Level.CELL),
        ("to 41 khu pho 6 hiep binh chanh", "t41 k6 hiep binh chanh", Level.CELL),
        ("TDP41 KP6 HBC", "t41 k6 hbc", Level.CELL),
        ("kp.6 p.hiep binh chanh", "k6 hiep binh chanh", Level.NEIGHBORHOOD),
        ("khu pho6", "k6", Level.NEIGHBORHOOD),
        ("Khu phố 06", "k6", Level.NEIGHBORHOOD),
        ("ấp 3A xã Tân Xuân", "k3a tan xuan", Level.NEIGHBORHOOD),
        ("P.12, Q.Gò Vấp", "p12 go vap", Level.WARD),
        ("phường 1 quận 3", "p1 q3", Level.WARD),
        ("tp Thủ Đức", "thu duc", Level.DISTRICT),
        ("Chợ Quán, Quận 5", "cho quan q5", Level.DISTRICT),
        ("chợ quán", "cho quan", 0),
        ("khu phố", "", Level.NEIGHBORHOOD),
        ("Tân Định, Quận 1, TP.HCM, Việt Nam", "tan dinh q1", Level.DISTRICT),
        ("quận Thủ Đức (cũ)", "thu duc", Level.DISTRICT),
        ("", "", 0),
        ("…!?", "", 0),
    ],
)
def test_question_is_understood(text, terms, level):
    query = parse(text)
    assert " ".join(term.alternatives[0] for term in query.terms) == terms
    assert query.level == level


def test_number_without_a_kind_counts_on_every_level():
    assert parse("12 Gò Vấp").terms[0].alternatives == ("t12", "k12", "p12", "q12")


@pytest.mark.parametrize("text", ["26812", "mã 26812", "Mã: 26812"])
def test_number_alone_may_be_a_code(text):
    assert parse(text).code == "26812"


def test_street_before_the_first_unit_can_be_left_out():
    query = parse("41/5 đường số 3, khu phố 6, Hiệp Bình Chánh")
    kept = query.without_street()
    assert [term.alternatives[0] for term in kept.terms] == ["k6", "hiep", "binh", "chanh"]


def test_lowest_number_can_be_left_out():
    query = parse("tổ 99, khu phố 6, Hiệp Bình Chánh").without_lowest()
    assert [term.alternatives[0] for term in query.terms] == ["k6", "hiep", "binh", "chanh"]
    assert (query.level, query.beginning) == (Level.NEIGHBORHOOD, "Khu phố")


@given(st.text(max_size=300))
def test_anything_typed_is_understood_somehow(text):
    query = parse(text)
    assert len(query.terms) <= MOST_TERMS
    assert all(term.alternatives for term in query.terms)


@given(st.sampled_from(list(Level)), st.text("ăâđêôơưáàạ xyz12", min_size=1, max_size=30))
def test_name_typed_without_accents_has_the_same_words(level, name):
    assert name_words(level, name) == name_words(level, fold(name))


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [
        ("chnah", "chanh", 1),
        ("chanh", "chanh", 0),
        ("chan", "chanh", 1),
        ("chaanh", "chanh", 1),
        ("thanh", "chanh", 1),
        ("", "abc", 3),
        ("abcdefgh", "xyz", 4),
    ],
)
def test_distance(left, right, slips):
    assert distance(left, right) == slips


@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways(left, right):
    assert distance(left, right) == distance(right, left)


@given(WORDS, st.integers(0, 7), st.sampled_from(string.ascii_lowercase))
def test_one_letter_too_many_is_one_slip(word, place, letter):
    typed = word[:place] + letter + word[place:]
    assert distance(typed, word) == 1


def test_near_words_come_nearest_first_and_within_measure():
    vocabulary = ["chanh", "chinh", "thanh", "binh", "an"]
    assert near("chnah", vocabulary) == ("chanh",)
    assert near("chanh", vocabulary) == ("chanh", "chinh", "thanh")
    assert near("qqqqq", vocabulary) == ()
    assert near("x", vocabulary) == ()


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("hiepbinhchanh", ("hiep", "binh", "chanh")),
        ("binhchanh", ("binh", "chanh")),
        ("hiep", ()),
        ("hiepxyz", ()),
    ],
)
def test_words_run_together_are_taken_apart(word, pieces):
    assert split_joined(word, frozenset({"hiep", "binh", "chanh", "an"})) == pieces
