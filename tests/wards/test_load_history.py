"""`manage.py load_units --history`: the true dates, nothing twice."""

import datetime
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from wards import lineage, lookup
from wards.models import Decision, Extent, Level, Transfer, Unit, UnitVersion

TWO_TIERS = datetime.date(2025, 7, 1)


def load(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("load_units", *args, stdout=out, stderr=err)
    return out.getvalue()


@pytest.fixture(scope="module")
def history(django_db_setup, django_db_blocker):
    """The true dates, loaded once for all tests that read them; what was said while loading."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = load("--history")
        connection.check_constraints()  # now, and not again at the end of each test
        yield said
        transaction.set_rollback(True)


def named(name, day):
    return UnitVersion.objects.on(day).select_related("unit", "parent").get(name=name)


def counts(day):
    levels = UnitVersion.objects.on(day).values_list("unit__level", flat=True)
    return dict(Counter(levels))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(2023, 12, 31), {}),
        (datetime.date(2024, 1, 1), {1: 1, 2: 22, 3: 312}),
        (datetime.date(2024, 12, 31), {1: 1, 2: 22, 3: 312}),
        (datetime.date(2025, 1, 1), {1: 1, 2: 22, 3: 273}),
        (datetime.date(2025, 3, 1), {1: 3, 2: 38, 3: 441}),
        (datetime.date(2025, 6, 30), {1: 3, 2: 38, 3: 441}),
        (TWO_TIERS, {1: 1, 3: 168}),
    ],
)
def test_history_has_the_units_of_each_day(history, db, day, expected):
    assert counts(day) == expected


def test_history_has_the_edges_of_july(history, db):
    edges = Transfer.objects.filter(decision__number="1685/NQ-UBTVQH15")
    assert Counter(edges.values_list("extent", flat=True)) == {"whole": 390, "part": 51, "rest": 47}
    joined = Transfer.objects.filter(decision__number="202/2025/QH15")
    assert [edge.target.name_on(TWO_TIERS) for edge in joined] == ["Thành phố Hồ Chí Minh"] * 2
    assert edges.get(target__versions__name="Đặc khu Côn Đảo").note == "khoản 163 Điều 1"
    assert edges.filter(note__endswith="không nêu dân số").count() == 2


def test_five_unchanged_wards_live_on_under_the_city(history, db):
    july = UnitVersion.objects.on(TWO_TIERS).filter(unit__level=Level.WARD)
    kept = july.filter(unit__valid__startswith__lt=TWO_TIERS)
    assert sorted(kept.values_list("name", flat=True)) == [
        "Phường Thới Hòa", "Xã Bình Châu", "Xã Hòa Hiệp", "Xã Long Sơn", "Xã Thạnh An",
    ]  # fmt: skip
    assert set(kept.values_list("parent__versions__code", flat=True)) == {"79"}
    assert all(version.unit.versions.count() == 2 for version in kept)


def test_name_that_returns_is_another_unit(history, db):
    before = named("Phường Thới An", datetime.date(2025, 6, 30))
    after = named("Phường Thới An", TWO_TIERS)
    assert (before.code, before.unit_id != after.unit_id) == (after.code, True)


def test_ward_of_2024_that_took_others_in_lives_on(history, db):
    days = datetime.date(2024, 6, 1), datetime.date(2025, 2, 1)
    wards = [UnitVersion.objects.on(day).get(code="26875").unit_id for day in days]
    assert wards[0] == wards[1]


def test_spelling_with_i_or_y_is_one_unit(history, db):
    assert UnitVersion.objects.filter(code="27640").count() == 1


def test_wards_without_successor_are_listed_and_only_they(history, db):
    missing = Unit.objects.without_successor()
    assert missing.count() == 54
    assert set(missing.values_list("valid__endswith", flat=True)) == {datetime.date(2025, 1, 1)}
    assert "Chưa nhập đơn vị kế thừa của 54 đơn vị:" in history
    assert "  Phường 15, Quận Gò Vấp" in history.splitlines()


def test_history_is_told_step_by_step(history, db):
    assert history.splitlines()[1] == (
        "01/01/2025: 15 đơn vị lập (15 cấp xã), 54 kết thúc (54 cấp xã), "
        "0 đổi đơn vị cấp trên, 281 giữ nguyên, 0 dòng chuyển đổi."
    )
    assert history.splitlines()[-1] == "Đã nạp xong."


def test_second_load_changes_nothing_and_says_so(history, db):
    before = [model.objects.count() for model in (Unit, UnitVersion, Transfer, Decision)]
    assert load("--history").splitlines()[-1] == "Không có gì thay đổi."
    assert [model.objects.count() for model in (Unit, UnitVersion, Transfer, Decision)] == before


def test_old_ward_leads_to_todays(history, db):
    hit = lookup.find("hiệp bình chánh")[0]
    fate = lineage.fates([hit.unit_id])[hit.unit_id]
    assert (hit.label, hit.is_alive) == ("Phường Hiệp Bình Chánh, Thành phố Thủ Đức", False)
    assert [(s.label, s.extent) for s in fate.successors] == [("Phường Hiệp Bình", Extent.WHOLE)]
    assert [decision.number for decision in fate.decisions] == ["1685/NQ-UBTVQH15"]


def test_province_is_named_and_leads_to_the_city(history, db):
    hit = lookup.find("phú lợi thủ dầu một")[0]
    assert hit.label == "Phường Phú Lợi, Thành phố Thủ Dầu Một, Tỉnh Bình Dương"
    province = lookup.find("tỉnh bình dương")[0]
    assert [s.label for s in lineage.fates([province.unit_id])[province.unit_id].successors] == [
        "Thành phố Hồ Chí Minh"
    ]


def test_divided_ward_leads_to_all_its_parts(history, db):
    hit = next(hit for hit in lookup.find("linh đông thủ đức") if not hit.is_alive)
    fate = lineage.fates([hit.unit_id])[hit.unit_id]
    assert {(s.label, s.extent) for s in fate.successors} == {
        ("Phường Hiệp Bình", Extent.PART),
        ("Phường Thủ Đức", Extent.REST),
    }
    assert not fate.is_single
