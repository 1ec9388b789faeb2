"""The demonstration city: its counts, and the look-up and pages on all of its units."""

import datetime

import pytest
from django.db.models import Count
from django.urls import reverse

from tests.wards.corpus import CORPUS, HBC
from wards import demo, lineage, lookup, tree
from wards.models import Decision, Extent, Kind, Level, LookupEntry, Transfer, Unit, UnitVersion

TODAY = datetime.date(2026, 11, 23)
BEFORE = datetime.date(2024, 3, 31)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("said")]


def count(day, **conditions):
    return UnitVersion.objects.on(day).filter(**conditions).count()


def in_district(code, day, level):
    district = UnitVersion.objects.on(day).get(code=code).unit_id
    return sum(found == level for found in tree.below([district], day).values())


def test_city_has_the_real_counts():
    assert count(TODAY, unit__level=Level.DISTRICT) == 22
    assert count(TODAY, unit__level=Level.WARD) == 273
    assert count(TODAY, unit__level=Level.NEIGHBORHOOD) == 4861
    assert count(TODAY, unit__level=Level.CELL) == 0
    assert count(BEFORE, unit__level__gte=Level.NEIGHBORHOOD) == 25_377
    assert Unit.objects.count() == 30_534


@pytest.mark.parametrize(("code", "counts"), demo.PUBLISHED.items())
def test_district_has_the_published_counts(code, counts):
    days = BEFORE, TODAY
    assert tuple(in_district(code, day, Level.NEIGHBORHOOD) for day in days) == counts


@pytest.mark.parametrize(("code", "counts"), demo.PUBLISHED_WARDS.items())
def test_ward_has_the_published_counts(code, counts):
    days = BEFORE, TODAY
    assert tuple(count(day, parent__versions__code=code) for day in days) == counts


def test_tan_phu_has_its_to():
    assert in_district("767", BEFORE, Level.CELL) == 1168


def test_no_ward_is_without_khu_pho():
    wards = UnitVersion.objects.on(TODAY).filter(unit__level=Level.WARD)
    for day in (BEFORE, TODAY):
        parents = UnitVersion.objects.on(day).filter(unit__level=Level.NEIGHBORHOOD)
        assert parents.values("parent").distinct().count() == wards.count()


def test_ap_lie_in_xa_and_khu_pho_elsewhere():
    pairs = UnitVersion.objects.filter(kind__in=[Kind.NEIGHBORHOOD, Kind.HAMLET])
    found = set(pairs.values_list("kind", "parent__versions__kind"))
    assert found == {("hamlet", "commune"), ("neighborhood", "ward"), ("neighborhood", "township")}


def test_only_made_up_units_are_marked_so():
    marked = Unit.objects.values_list("level", "is_made_up").distinct()
    assert set(marked) == {(1, False), (2, False), (3, False), (4, True), (5, True)}


def test_every_old_unit_has_somewhere_to_go():
    assert Unit.objects.without_successor().count() == 0
    ended = Unit.objects.ended(TODAY).values_list("pk", flat=True)[:2000]
    assert all(fate.successors for fate in lineage.fates(ended).values())


def test_every_new_khu_pho_came_from_somewhere():
    new = Unit.objects.on(TODAY).filter(level=Level.NEIGHBORHOOD)
    assert new.filter(transfers_in__isnull=True).count() == 0


def test_divided_units_have_one_rest():
    divided = Transfer.objects.exclude(extent=Extent.WHOLE).values("source")
    rests = divided.filter(extent=Extent.REST).annotate(rows=Count("pk"))
    assert set(rests.values_list("rows", flat=True)) == {1}
    assert divided.distinct().count() == rests.count()


def test_khu_pho_6_became_eight_and_to_41_leads_to_khu_pho_23():
    old = next(hit for hit in lookup.find("khu phố 6 hiệp bình chánh") if not hit.is_alive)
    fate = lineage.fates([old.unit_id])[old.unit_id]
    assert [s.place.name for s in fate.successors] == [f"Khu phố {n}" for n in range(17, 25)]
    hit = lookup.find("tổ 41, khu phố 6, Hiệp Bình Chánh")[0]
    fate = lineage.fates([hit.unit_id])[hit.unit_id]
    assert (fate.is_single, fate.successors[0].label) == (True, f"Khu phố 23, {HBC}")


def test_decisions_of_the_city():
    rows = Decision.objects.order_by("effective_on").values_list(
        "number", "signed_on", "applied_on", "status", "is_made_up"
    )
    assert list(rows) == [
        ("", datetime.date(2024, 3, 14), datetime.date(2024, 4, 1), "applied", True),
        ("1685/NQ-UBTVQH15", datetime.date(2025, 6, 16), None, "confirmed", False),
    ]


def test_every_row_is_in_the_audit_trail():
    for model in (Unit, UnitVersion, Transfer):
        events = model.audit_events.rel.related_model.objects.filter(pgh_label="insert")
        assert events.count() == model.objects.count()


def test_second_load_changes_nothing():
    lines = []
    demo.load(lines.append)
    assert lines == ["Đã có đơn vị trong cơ sở dữ liệu, không nạp địa giới trình diễn."]


def test_same_addresses_at_every_load():
    places = {part.key: part for level in demo.planned().parts for part in level}
    unit = UnitVersion.objects.on(TODAY).get(name="Khu phố 23", parent__versions__code="26812").unit
    assert "26812/2024-04-01/23" in places
    assert str(unit.uuid) == "60dd8897-a62c-58e0-9cc0-1c346db6803f"


# What people type, and what they mean


@pytest.mark.parametrize(("typed", "meant"), CORPUS)
def test_first_hit_is_what_was_meant(typed, meant):
    assert lookup.find(typed)[0].label == meant


@pytest.mark.parametrize("typed", ["khu pho 6", "kp6", "to 41", "phường 1"])
def test_number_is_never_taken_for_another(typed):
    number = typed.split()[-1].removeprefix("kp")
    hits = lookup.find(typed, limit=200)
    assert {hit.label.split(",")[0].split()[-1] for hit in hits} == {number}


def test_too_many_are_said_to_be_more():
    assert lookup.search("khu pho 6").has_more
    assert not lookup.search("khu pho 6 hiep binh chanh").has_more


@pytest.mark.parametrize(
    "typed", ["to 41 khu pho 6 hiep binh chanh", "khu pho 6", "to 1", "1", "hiep binh chanh", "tan"]
)
def test_look_up_reads_no_table_from_end_to_end(typed):
    """Every question goes through the index of words, even before there are any statistics."""
    query = lookup.parse(typed)
    entries = lookup._matching(lookup._entries(query, None, None, None), query.terms)
    plan = entries[: lookup.MOST_READ].explain()
    assert "Seq Scan" not in plan
    assert "Bitmap Index Scan on lookup_tokens" in plan


def url(text, *, is_alive=True):
    hit = next(hit for hit in lookup.find(text) if hit.is_alive == is_alive)
    return hit.get_absolute_url()


@pytest.mark.parametrize(
    ("text", "is_alive"),
    [
        ("thành phố hồ chí minh", True),
        ("thành phố thủ đức", True),
        ("phường hiệp bình chánh", True),
        ("khu phố 23 hiệp bình chánh", True),
        ("khu phố 6 hiệp bình chánh", False),
        ("tổ 41 khu phố 6 hiệp bình chánh", False),
    ],
)
def test_page_of_a_unit_costs_at_most_ten_queries(
    client, text, is_alive, django_assert_max_num_queries
):
    address = url(text, is_alive=is_alive)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "typed", ["hbc", "khu pho 6", "khu pho 6 hiep binh chnah", "abc 1 xyz", ""]
)
@pytest.mark.parametrize("page", ["wards:home", "wards:lookup"])
def test_answers_cost_at_most_ten_queries(client, page, typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        assert client.get(reverse(page), {"q": typed}).status_code == 200


def test_entries_are_one_for_each_unit():
    assert LookupEntry.objects.count() == 30_534
