"""Finding units: days, levels, places, and the index behind it."""

import datetime

import pytest
from django.db import connection

from tests.factories import (
    CellFactory,
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    WardFactory,
)
from wards import lookup, services
from wards.models import Kind, Level, LookupEntry, LookupWord, Transfer, Unit, UnitVersion

pytestmark = pytest.mark.django_db

APRIL = datetime.date(2024, 4, 1)


@pytest.fixture
def thu_duc():
    city = CityFactory(name="Thành phố Hồ Chí Minh")
    return DistrictFactory(parent=city, name="Thành phố Thủ Đức", kind=Kind.DISTRICT_CITY)


@pytest.fixture
def hbc(thu_duc):
    """Phường Hiệp Bình Chánh with khu phố 6 of before and after April 2024, and a tổ."""
    ward = WardFactory(parent=thu_duc, name="Phường Hiệp Bình Chánh", code="26812")
    old = NeighborhoodFactory(parent=ward, name="Khu phố 6", ends=APRIL)
    CellFactory(parent=old, name="Tổ 41", ends=APRIL)
    for number in (6, 16, 23):
        NeighborhoodFactory(parent=ward, name=f"Khu phố {number}", begins=APRIL)
    services.refresh_lookup()
    return ward


def labels(text, **kwargs):
    return [hit.label for hit in lookup.find(text, **kwargs)]


PATH = ", Phường Hiệp Bình Chánh, Thành phố Thủ Đức"


def test_name_of_today_comes_before_the_same_old_name(hbc):
    found = lookup.find("khu phố 6 hiệp bình chánh")
    assert [(hit.label, hit.is_alive) for hit in found] == [
        (f"Khu phố 6{PATH}", True),
        (f"Khu phố 6{PATH}", False),
    ]


def test_only_the_unit_itself_is_found_not_what_is_below(hbc):
    assert labels("hiệp bình chánh") == [PATH.removeprefix(", ")]


def test_names_of_one_day(hbc):
    assert [hit.is_alive for hit in lookup.find("khu phố 6", on=datetime.date(2023, 1, 1))] == [
        False
    ]
    assert [hit.is_alive for hit in lookup.find("khu phố 6", on=APRIL)] == [True]
    assert lookup.find("khu phố 6", on=datetime.date(1990, 1, 1)) == []


def test_levels_wanted(hbc):
    assert labels("hiệp bình chánh", levels=[Level.NEIGHBORHOOD]) == []
    assert labels("6", levels=[Level.NEIGHBORHOOD])[0] == f"Khu phố 6{PATH}"


def test_within_a_unit(hbc, thu_duc):
    other = WardFactory(parent=thu_duc, name="Phường Linh Xuân")
    NeighborhoodFactory(parent=other, name="Khu phố 23")
    services.refresh_lookup()
    assert len(labels("khu phố 23")) == 2
    assert labels("khu phố 23", within=hbc.pk) == [f"Khu phố 23{PATH}"]


def test_limit_and_more(hbc):
    found = lookup.search("khu phố", limit=1)
    assert (found.hits, found.is_empty_question) == ([], True)
    found = lookup.search("khu phố hiệp bình chánh 6", limit=1)
    assert (len(found.hits), found.has_more) == (1, True)


@pytest.mark.parametrize("text", ["", "   ", "…", "khu phố", "quận"])
def test_nothing_asked_finds_nothing(hbc, text):
    assert lookup.find(text) == []


@pytest.mark.parametrize(
    "text",
    ["%", "_", "\\", "{}", '"', "=hiep", "hiep & binh", "a" * 5000, "1 " * 500, "🏠", "\u202e6"],
)
def test_odd_input_is_harmless(hbc, text):
    lookup.search(text)


def test_what_was_corrected_and_left_out_is_told(hbc):
    found = lookup.search("khu phố 6 hiep binh chnah")
    assert (found.corrected, found.ignored, found.hits[0].is_exact) == ("chanh", "", False)
    found = lookup.search("tổ 99 khu phố 6 hiệp bình chánh")
    assert (found.ignored, found.hits[0].label) == ("99", f"Khu phố 6{PATH}")


def test_exact_hit_is_one_whose_whole_name_was_typed(hbc):
    assert [hit.is_exact for hit in lookup.find("hiệp bình chánh")] == [True]
    assert [hit.is_exact for hit in lookup.find("hiệp bình")] == [False]


def test_order_of_words_tells_names_apart(thu_duc):
    for name in ("Phường Bình Tân", "Phường Tân Bình"):
        WardFactory(parent=thu_duc, name=name)
    services.refresh_lookup()
    first = [labels(text)[0].split(",")[0] for text in ("tan binh", "binh tan")]
    assert first == ["Phường Tân Bình", "Phường Bình Tân"]


def test_kind_that_was_named_comes_first(thu_duc):
    WardFactory(parent=thu_duc, name="Xã Bình Chánh", kind=Kind.COMMUNE)
    WardFactory(parent=thu_duc, name="Thị trấn Bình Chánh", kind=Kind.TOWNSHIP)
    services.refresh_lookup()
    first = [labels(text)[0].split(",")[0] for text in ("xã bình chánh", "thị trấn bình chánh")]
    assert first == ["Xã Bình Chánh", "Thị trấn Bình Chánh"]


def test_code_is_found_and_so_is_its_former_holder(hbc, thu_duc):
    services.end_unit(unit=WardFactory(parent=thu_duc, name="Phường Cũ", code="99999"), on=APRIL)
    WardFactory(parent=thu_duc, name="Phường Mới", code="99999", begins=APRIL)
    services.refresh_lookup()
    assert [label.split(",")[0] for label in labels("99999")] == ["Phường Mới", "Phường Cũ"]


def test_exact_question_costs_two_queries(hbc, django_assert_num_queries):
    with django_assert_num_queries(2):
        lookup.find("tổ 41 khu phố 6 hiệp bình chánh")


def test_hopeless_question_costs_few(hbc, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        lookup.find("qqq 7 xyz đường 5 khu phố 88 wwww")


def test_refresh_of_one_ward_leaves_the_others(hbc, thu_duc):
    other = WardFactory(parent=thu_duc, name="Phường Linh Xuân")
    services.refresh_lookup()
    kept = set(LookupEntry.objects.exclude(unit=other).values_list("pk", flat=True))
    assert services.refresh_lookup([other.pk]) == 1
    assert set(LookupEntry.objects.exclude(unit=other).values_list("pk", flat=True)) == kept


def test_refresh_twice_is_the_same(hbc):
    rows = LookupEntry.objects.order_by("sort_key", "valid").values_list("label", "valid", "tokens")
    before = list(rows.all())
    services.refresh_lookup()
    assert list(rows.all()) == before


def test_entry_of_a_path_lasts_as_long_as_all_its_names(hbc):
    services.rename_unit(unit=hbc, name="Phường Hiệp Bình", on=datetime.date(2025, 7, 1))
    entries = LookupEntry.objects.filter(label__startswith="Khu phố 23").order_by("valid")
    assert [(entry.label, entry.valid.lower, entry.valid.upper) for entry in entries] == [
        (f"Khu phố 23{PATH}", APRIL, datetime.date(2025, 7, 1)),
        ("Khu phố 23, Phường Hiệp Bình, Thành phố Thủ Đức", datetime.date(2025, 7, 1), None),
    ]


def test_words_of_names_that_are_gone_are_forgotten(hbc):
    services.change_unit(unit=hbc, on=hbc.valid.lower, name="Phường Linh Xuân")
    services.refresh_lookup()
    assert dict(
        LookupWord.objects.filter(word__in=["chanh", "linh", "hbc", "lx"]).values_list()
    ) == {
        "linh": False,
        "lx": True,
    }


def test_tree_order_puts_each_unit_after_its_parent(hbc, thu_duc):
    rows = LookupEntry.objects.today().in_tree_order().values_list("label", flat=True)
    assert [label.split(",")[0] for label in rows] == [
        "Thành phố Hồ Chí Minh",
        "Thành phố Thủ Đức",
        "Phường Hiệp Bình Chánh",
        "Khu phố 6",
        "Khu phố 16",
        "Khu phố 23",
    ]


def test_rebuilt_index_leaves_statistics_of_what_was_loaded_in_the_same_transaction(hbc):
    services.refresh_lookup()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relname IN "
            "('wards_unit', 'wards_unitversion', 'wards_transfer', 'wards_lookupentry')"
        )
        known = dict(cursor.fetchall())
    assert known == {
        "wards_unit": Unit.objects.count(),
        "wards_unitversion": UnitVersion.objects.count(),
        "wards_transfer": Transfer.objects.count(),
        "wards_lookupentry": LookupEntry.objects.count(),
    }
