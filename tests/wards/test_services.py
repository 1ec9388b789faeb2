"""The building blocks of every change of the territory."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import (
    CityFactory,
    DecisionFactory,
    DistrictFactory,
    NeighborhoodFactory,
    WardFactory,
)
from tests.wards.settle import settle
from wards import lookup, services
from wards.models import Decision, Extent, Kind, Level, Transfer, Unit, UnitVersion
from wards.rules import checked

pytestmark = pytest.mark.django_db

START = datetime.date(2021, 1, 1)
APRIL = datetime.date(2024, 4, 1)


def names(unit):
    return [
        (version.name, version.valid.lower, version.valid.upper)
        for version in UnitVersion.objects.filter(unit=unit).order_by("valid")
    ]


def test_begin_unit_gives_it_a_name_level_and_place():
    ward = WardFactory()
    unit = services.begin_unit(kind=Kind.HAMLET, name="Ấp 1", on=APRIL, parent=ward)
    version = unit.versions.get()
    assert (unit.level, unit.valid) == (Level.NEIGHBORHOOD, DateRange(APRIL, None))
    assert (version.name, version.parent, version.sort_key != "") == ("Ấp 1", ward, True)


def test_begin_unit_under_a_parent_that_has_ended_says_why():
    ward = WardFactory(ends=APRIL)
    settle()
    with pytest.raises(ValidationError) as error:
        services.begin_unit(kind=Kind.HAMLET, name="Ấp 1", on=APRIL, parent=ward)
    assert error.value.code == "version_parent_is_alive"
    assert error.value.messages == [
        "Đơn vị cấp trên không tồn tại trong suốt khoảng thời gian này."
    ]
    assert Unit.objects.filter(level=Level.NEIGHBORHOOD).count() == 0


def test_begin_unit_with_a_code_in_use_says_why():
    WardFactory(code="26812")
    with pytest.raises(ValidationError, match="Mã này đã thuộc một đơn vị khác"):
        services.begin_unit(
            kind=Kind.WARD, name="Phường B", on=APRIL, parent=DistrictFactory(), code="26812"
        )


def test_end_unit_ends_its_name_too():
    unit = WardFactory(name="Phường A")
    services.end_unit(unit=unit, on=APRIL)
    unit.refresh_from_db()
    assert unit.valid == DateRange(START, APRIL)
    assert names(unit) == [("Phường A", START, APRIL)]


def test_end_unit_drops_names_that_had_not_begun():
    unit = WardFactory(name="Phường A")
    services.rename_unit(unit=unit, name="Phường B", on=datetime.date(2030, 1, 1))
    services.end_unit(unit=unit, on=APRIL)
    assert names(unit) == [("Phường A", START, APRIL)]


@pytest.mark.parametrize("day", [START, datetime.date(2020, 1, 1)])
def test_end_unit_before_it_lived_is_refused(day):
    with pytest.raises(ValidationError, match="không tồn tại vào ngày trước"):
        services.end_unit(unit=WardFactory(), on=day)


def test_end_unit_with_living_units_below_is_refused():
    ward = WardFactory()
    NeighborhoodFactory(parent=ward)
    with pytest.raises(ValidationError) as error:
        services.end_unit(unit=ward, on=APRIL)
    assert error.value.code == "unit_outlives_what_is_below"


def test_end_unit_together_with_what_is_below_in_any_order():
    ward = WardFactory()
    below = NeighborhoodFactory(parent=ward)
    with checked():
        services.end_unit(unit=ward, on=APRIL)
        services.end_unit(unit=below, on=APRIL)
    assert Unit.objects.ended(APRIL).filter(pk__in=[ward.pk, below.pk]).count() == 2


def test_rename_keeps_the_unit_and_both_names_find_it():
    unit = WardFactory(name="Phường Cũ Kỹ")
    services.rename_unit(unit=unit, name="Phường Tân Thời", on=APRIL)
    assert names(unit) == [
        ("Phường Cũ Kỹ", START, APRIL),
        ("Phường Tân Thời", APRIL, None),
    ]
    assert [lookup.find(text)[0].unit_id for text in ("cu ky", "tan thoi")] == [unit.pk, unit.pk]


def test_rename_of_a_ward_renames_the_path_of_what_is_below():
    ward = WardFactory(name="Phường Cũ Kỹ")
    below = NeighborhoodFactory(parent=ward, name="Khu phố 6")
    services.refresh_lookup()
    services.rename_unit(unit=ward, name="Phường Tân Thời", on=APRIL)
    assert lookup.find("khu phố 6 tân thời")[0].unit_id == below.pk
    assert lookup.find("khu phố 6 cũ kỹ")[0].unit_id == below.pk


def test_change_on_the_day_a_name_began_corrects_it():
    unit = WardFactory(name="Phường Sai")
    services.change_unit(unit=unit, on=START, name="Phường Đúng")
    assert names(unit) == [("Phường Đúng", START, None)]


def test_change_of_parent_keeps_name_and_code():
    unit, district = WardFactory(name="Phường A", code="26812"), DistrictFactory()
    version = services.change_unit(unit=unit, on=APRIL, parent=district)
    assert (version.name, version.code, version.parent) == ("Phường A", "26812", district)


def test_change_when_the_unit_does_not_live_is_refused():
    with pytest.raises(ValidationError, match="không tồn tại vào ngày thay đổi"):
        services.change_unit(unit=WardFactory(ends=APRIL), on=APRIL, name="Phường B")


def test_change_of_something_units_do_not_have_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="colour"):
        services.change_unit(unit=WardFactory(), on=APRIL, colour="red")


def test_names_are_cleaned():
    unit = services.begin_unit(kind=Kind.CITY, name="Thành phố A\u200b\x00", on=APRIL)
    assert unit.versions.get().name == "Thành phố A"


def test_decision_goes_from_draft_to_applied_on_its_day():
    decision = services.draft_decision(issuer="HĐND", title="Về A", effective_on=APRIL)
    decision = services.confirm_decision(decision=decision)
    decision = services.apply_decision(decision=decision)
    assert (decision.status, decision.applied_on, decision.day) == ("applied", APRIL, APRIL)
    assert (decision.number, decision.signed_on, decision.number_shown) == ("", None, "chưa rõ số")


def test_decision_may_be_applied_later_than_it_says():
    decision = services.confirm_decision(decision=DecisionFactory())
    later = datetime.date(2026, 11, 23)
    assert services.apply_decision(decision=decision, on=later).day == later


def test_applying_a_draft_is_refused():
    with pytest.raises(ValidationError) as error:
        services.apply_decision(decision=DecisionFactory())
    assert error.value.code == "decision_moves_forward"
    assert Decision.objects.get().status == "draft"


def test_transfer_notes_the_edge():
    source, target = WardFactory(ends=APRIL), WardFactory(begins=APRIL)
    edge = services.transfer(
        decision=DecisionFactory(applied_on=APRIL),
        source=source,
        target=target,
        extent=Extent.REST,
        households=12,
        note="khoản 1",
    )
    assert (edge.source, edge.target, edge.extent, edge.households) == (source, target, "rest", 12)
    assert Transfer.objects.applied().get() == edge


def test_merger_by_building_blocks():
    """Two wards are merged into a new one of the same name: another unit, under the same code."""
    district = DistrictFactory()
    old = [
        WardFactory(parent=district, name=name, code=code)
        for name, code in (("Phường 1", "1"), ("Phường 2", "2"))
    ]
    decision = services.confirm_decision(decision=DecisionFactory())
    with checked():
        for unit in old:
            services.end_unit(unit=unit, on=APRIL)
        new = services.begin_unit(
            kind=Kind.WARD, name="Phường 1", code="1", on=APRIL, parent=district, decision=decision
        )
        for unit in old:
            services.transfer(decision=decision, source=unit, target=new)
        services.apply_decision(decision=decision)
    assert new.pk not in {unit.pk for unit in old}
    assert set(Transfer.objects.values_list("source", "target")) == {
        (unit.pk, new.pk) for unit in old
    }


@checked()
def found_city_and_orphan():
    services.begin_unit(kind=Kind.CITY, name="Thành phố A", on=APRIL)
    services.begin_unit(kind=Kind.WARD, name="Phường A", on=APRIL)


def test_nothing_is_written_where_one_part_is_refused():
    with pytest.raises(ValidationError, match="phải trực thuộc"):
        found_city_and_orphan()
    assert Unit.objects.count() == 0


def test_every_change_is_in_the_audit_trail_with_who_did_it(django_user_model):
    user = django_user_model.objects.create_user("a")
    unit = services.begin_unit(kind=Kind.CITY, name="Thành phố A", on=APRIL, by=user)
    services.rename_unit(unit=unit, name="Thành phố B", on=datetime.date(2025, 1, 1), by=user)
    events = UnitVersion.audit_events.rel.related_model.objects.filter(unit_id=unit.pk)
    rows = events.order_by("pgh_id").values_list("pgh_label", "name", "pgh_context__user")
    assert list(rows) == [
        ("insert", "Thành phố A", user.pk),
        ("update", "Thành phố A", user.pk),
        ("insert", "Thành phố B", user.pk),
    ]


def test_error_without_a_rule_of_ours_stays_itself():
    copy = """INSERT INTO wards_unit (id, uuid, level, valid, is_made_up)
              SELECT id, gen_random_uuid(), level, valid, false FROM wards_unit"""
    CityFactory()
    with pytest.raises(IntegrityError, match="pkey"), checked(), connection.cursor() as cursor:
        cursor.execute(copy)


def test_message_of_a_constraint_is_that_of_the_model():
    WardFactory(code="1")
    with pytest.raises(ValidationError) as error, checked():
        WardFactory(code="1")
    assert error.value.code == "version_code_once_a_day"
