"""Vietnamese text: cleaning, folding, sort keys."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import KEY_LENGTH, clean, fold, natural_key, person_key

LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Hiệp Bình Chánh", "Hiệp Bình Chánh"),
        (unicodedata.normalize("NFD", "Hiệp Bình Chánh"), "Hiệp Bình Chánh"),
        ("a\x00b", "ab"),
        ("a\x1bb\x7fc", "abc"),
        ("a\x9fb", "ab"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("một\u2028hai\u2029ba\x85bốn\x0bnăm\x0csáu", "một\nhai\nba\nbốn\nnăm\nsáu"),
        ("cột\tcột", "cột\tcột"),
        ("\u202egnab\u202c", "gnab"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("khu\u200b phố\ufeff\u2060\u00ad", "khu phố"),
        ("khu\u00a0phố\u202f3\u2007", "khu phố 3 "),
        ("\ud800lone\udfff", "lone"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("a\u200db", "ab"),
        ("❤️‍🔥", "❤️‍🔥"),
        ("z\u0335\u0336\u0337\u0338\u0335\u0336!", "z\u0335\u0336\u0337!"),
        ("tag\U000e0041", "tag"),
        ("Trần Thị Hồng", "Trần Thị Hồng"),
        ("<b>đậm</b>", "<b>đậm</b>"),
        ("", ""),
    ],
)
def test_clean(typed, stored):
    assert clean(typed) == stored


def test_clean_composes_every_vietnamese_letter():
    letters = LOWER + LOWER.upper()
    assert clean(unicodedata.normalize("NFD", letters)) == letters
    assert len(letters) == 2 * 89


@given(st.text())
def test_clean_twice_is_clean_once(typed):
    assert clean(clean(typed)) == clean(typed)


@given(st.text())
def test_clean_leaves_nothing_that_postgresql_refuses(typed):
    assert "\x00" not in clean(typed)
    clean(typed).encode("utf-8")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đèn đường", "den duong"),
        (unicodedata.normalize("NFD", "Đèn đường"), "den duong"),
        ("  Khu   phố\n6 ", "khu pho 6"),
        ("ƯỠN ẸO", "uon eo"),
        ("Thủ Đức", "thu duc"),
        ("Bến Nghé", "ben nghe"),
        ("QUẬN 1", "quan 1"),
        ("KP-7QD4-M2XN", "kp-7qd4-m2xn"),
        ("café Zoë", "cafe zoe"),
        ("한국", "한국"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_fold_leaves_no_mark_on_any_vietnamese_letter():
    assert set(fold(LOWER)) <= set(string.ascii_lowercase)


@given(st.text())
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


ORDERED = [
    ["Khu phố", "Khu phố 1", "Khu phố 2", "Khu phố 2A", "Khu phố 10", "Khu phố 100"],
    ["Ấp 1", "Ấp 2", "Ấp 10", "Ấp Bàu"],
    ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "k", "l", "m", "n", "o", "ô", "ơ"],
    ["ơ", "p", "q", "r", "s", "t", "u", "ư", "v", "x", "y"],
    ["ma", "mà", "mả", "mã", "má", "mạ"],
    ["ta", "tai", "tám", "tăm", "tâm", "tân"],
    ["da", "dũng", "đa", "đạt", "e"],
    ["Bình An", "Bình Chánh", "Bình Thạnh"],
    ["Phường 1", "Phường 2", "Phường 11", "Phường An Khánh"],
    ["Linh Tây", "Linh Trung", "Linh Xuân", "Long Bình"],
    ["an", "an binh", "anh"],
    ["hoa", "hòa", "hoà bình", "hòe"],
    ["Tổ 9", "Tổ 41", "Tổ 041A"],
    ["", "1", "a"],
    ["Quận 1", "Quận 3", "Quận 12", "Quận Bình Tân", "Quận Bình Thạnh", "Quận Gò Vấp"],
    ["az", "ăb", "ăz", "âb"],
    ["0", "1", "9", "10", "99", "100"],
]


@pytest.mark.parametrize("names", ORDERED)
def test_natural_key_orders(names):
    assert sorted(set(names), key=natural_key) == names


def test_natural_key_compares_the_same_bytewise():
    names = [name for names in ORDERED for name in names]
    by_text = sorted(names, key=natural_key)
    assert sorted(names, key=lambda name: natural_key(name).encode()) == by_text


@pytest.mark.parametrize("name", ["Hoà", "HÒA", "hòa", unicodedata.normalize("NFD", "Hòa")])
def test_natural_key_ignores_case_composition_and_the_seat_of_the_tone(name):
    assert natural_key(name) == natural_key("Hòa")


def test_natural_key_tone_only_breaks_ties():
    assert natural_key("mạ a") < natural_key("ma b")


@given(st.text(max_size=2000))
def test_natural_key_is_short_ascii(name):
    assert natural_key(name).isascii()
    assert len(natural_key(name)) <= KEY_LENGTH


def test_person_key_sorts_by_given_name_first():
    names = ["An", "Ánh", "Ăn", "Ấn", "Âu", "Dũng", "Đạt"]
    assert sorted(set(names), key=person_key) == names


def test_person_key_then_by_family_and_middle_name():
    names = [
        "Lê Văn An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Phạm An",
        "Trần Ánh",
        "Bùi Văn Bình",
        "Đỗ Thị Bình",
        "Võ Thị Yến",
    ]
    assert sorted(set(names), key=person_key) == names


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
def test_person_key_of_nothing_is_empty(name):
    assert person_key(name) == ""


@given(st.text(max_size=500))
def test_person_key_fits_its_column(name):
    assert len(person_key(name)) <= KEY_LENGTH


@pytest.mark.parametrize("count", [98, 99, 150])
def test_natural_key_survives_absurd_numbers(count):
    assert natural_key("9" * 50) < natural_key("9" * count)
