"""What the database refuses about the territory, asked of real PostgreSQL."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import (
    CellFactory,
    CityFactory,
    DecisionFactory,
    DistrictFactory,
    NeighborhoodFactory,
    TransferFactory,
    WardFactory,
)
from tests.wards.settle import settle
from wards.models import Decision, DecisionStatus, Extent, Kind, Level, Unit, UnitVersion
from wards.rules import TRIGGERS

pytestmark = pytest.mark.django_db

START = datetime.date(2021, 1, 1)
APRIL = datetime.date(2024, 4, 1)
JULY = datetime.date(2025, 7, 1)


def refused(write):
    """The name of the rule that refuses a write, "" if none does; what was before it holds."""
    settle()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            write()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return ""


def version_of(unit):
    return UnitVersion.objects.get(unit=unit)


def set_life(unit, *dates):
    life = DateRange(*dates)
    Unit.objects.filter(pk=unit.pk).update(valid=life)
    UnitVersion.objects.filter(unit=unit).update(valid=life)


@pytest.mark.parametrize(
    ("life", "rule"),
    [
        (DateRange(APRIL, APRIL), "unit_valid_starts_and_is_not_empty"),
        (DateRange(None, APRIL), "unit_valid_starts_and_is_not_empty"),
        (DateRange(START, None), ""),
    ],
)
def test_life_of_unit_starts_and_is_not_empty(life, rule):
    unit = WardFactory()

    def change():
        Unit.objects.filter(pk=unit.pk).update(valid=life)

    assert refused(change) == rule


def test_unit_without_a_name_is_refused():
    def create():
        Unit.objects.create(level=Level.CITY, valid=DateRange(START, None))

    assert refused(create) == "unit_named_all_its_life"


@pytest.mark.parametrize(
    "named", [DateRange(START, APRIL), DateRange(APRIL, None), DateRange(JULY, None)]
)
def test_day_without_a_name_is_refused(named):
    unit = WardFactory()

    def shorten():
        UnitVersion.objects.filter(unit=unit).update(valid=named)

    assert refused(shorten) == "unit_named_all_its_life"


def test_deleting_a_version_leaves_a_gap_and_is_refused():
    unit = WardFactory()
    assert refused(UnitVersion.objects.filter(unit=unit).delete) == "unit_named_all_its_life"


def test_two_names_on_one_day_are_refused():
    version = version_of(WardFactory())

    def repeat():
        version.pk, version._state.adding = None, True
        version.save()

    assert refused(repeat) == "version_one_per_unit_and_day"


def test_one_code_twice_on_one_day_is_refused():
    WardFactory(code="26812")
    assert refused(lambda: WardFactory(code="26812")) == "version_code_once_a_day"


def test_code_may_return_the_day_its_unit_has_ended():
    WardFactory(code="26812", ends=APRIL)
    assert refused(lambda: WardFactory(code="26812", begins=APRIL)) == ""


def test_version_outside_the_life_of_its_unit_is_refused():
    version = version_of(CityFactory(ends=JULY))

    def outlive():
        UnitVersion.objects.create(
            unit=version.unit, valid=DateRange(JULY, None), name=version.name, kind=version.kind
        )

    assert refused(outlive) == "version_inside_life_of_unit"


def test_shrinking_a_life_checks_its_own_versions():
    unit = CityFactory()

    def shrink():
        Unit.objects.filter(pk=unit.pk).update(valid=DateRange(START, JULY))

    assert refused(shrink) == "unit_named_all_its_life"


def test_shrinking_a_life_checks_what_hangs_under_it():
    neighborhood = NeighborhoodFactory()
    ward = version_of(neighborhood).parent
    assert refused(lambda: set_life(ward, START, JULY)) == "unit_outlives_what_is_below"


def test_child_outside_the_life_of_its_parent_is_refused():
    ward = WardFactory(begins=APRIL)
    assert refused(lambda: NeighborhoodFactory(parent=ward)) == "version_parent_is_alive"


def test_child_for_exactly_the_life_of_its_parent_is_kept():
    ward = WardFactory(begins=APRIL, ends=JULY)
    assert refused(lambda: NeighborhoodFactory(parent=ward, begins=APRIL, ends=JULY)) == ""


@pytest.mark.parametrize("parent", [WardFactory, NeighborhoodFactory, CellFactory])
def test_parent_has_to_be_higher(parent):
    assert refused(lambda: WardFactory(parent=parent())) == "version_parent_is_higher"


def test_level_may_be_skipped():
    assert refused(lambda: WardFactory(parent=CityFactory())) == ""


def test_unit_below_the_top_hangs_somewhere():
    assert refused(lambda: WardFactory(parent=None)) == "version_has_a_parent"


def test_unit_cannot_hang_under_itself():
    version = version_of(WardFactory())

    def hang():
        UnitVersion.objects.filter(pk=version.pk).update(parent=version.unit)

    assert refused(hang) == "version_parent_is_another_unit"


def test_unit_is_never_deleted():
    unit = WardFactory()
    assert refused(lambda: Unit.objects.filter(pk=unit.pk)._raw_delete("default")) == (
        "unit_is_never_deleted"
    )


def test_level_of_a_unit_does_not_change():
    unit = WardFactory()

    def change():
        Unit.objects.filter(pk=unit.pk).update(level=Level.DISTRICT)

    assert refused(change) == "unit_keeps_its_level"


def test_decision_starts_as_a_draft():
    def create():
        DecisionFactory(status=DecisionStatus.CONFIRMED)

    assert refused(create) == "decision_starts_as_draft"


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("draft", "confirmed", ""),
        ("draft", "applied", "decision_moves_forward"),
        ("confirmed", "draft", "decision_moves_forward"),
        ("applied", "confirmed", "decision_moves_forward"),
        ("applied", "draft", "decision_moves_forward"),
    ],
)
def test_decision_moves_forward_step_by_step(before, after, rule):
    decision = DecisionFactory(applied_on=APRIL if before == "applied" else None)
    if before == "confirmed":
        Decision.objects.filter(pk=decision.pk).update(status=before)

    def move():
        day = APRIL if after == "applied" else None
        Decision.objects.filter(pk=decision.pk).update(status=after, applied_on=day)

    assert refused(move) == rule


def test_applied_decision_has_its_day():
    decision = DecisionFactory(applied_on=APRIL)

    def forget():
        Decision.objects.filter(pk=decision.pk).update(applied_on=None)

    assert refused(forget) == "decision_applied_has_its_day"


def test_number_of_a_decision_stands_once_a_year():
    DecisionFactory(number="5/NQ-HĐND", signed_on=datetime.date(2024, 1, 2))
    again = {"number": "5/NQ-HĐND", "signed_on": datetime.date(2024, 12, 30)}
    assert refused(lambda: DecisionFactory(**again)) == "decision_number_once_a_year"
    assert refused(lambda: DecisionFactory(**again, issuer="Hội đồng nhân dân Phường")) == ""


def test_unknown_numbers_do_not_collide():
    DecisionFactory(number="")
    assert refused(lambda: DecisionFactory(number="")) == ""


@pytest.fixture
def merger():
    """An applied decision of 1 April 2024 with its district: sources end then, targets begin."""
    district = DistrictFactory()
    decision = DecisionFactory(applied_on=APRIL)

    def edge(extent="whole", *, source=None, target=None, ends=APRIL, begins=APRIL):
        return {
            "decision": decision,
            "source": source or WardFactory(parent=district, ends=ends),
            "target": target or WardFactory(parent=district, begins=begins),
            "extent": extent,
        }

    return edge


def test_source_is_not_its_own_target(merger):
    unit = WardFactory()
    edge = merger("part", source=unit, target=unit)
    assert refused(lambda: TransferFactory(**edge)) == "transfer_source_is_not_target"


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("whole", "part", "transfer_whole_stands_alone"),
        ("part", "whole", "transfer_whole_stands_alone"),
        ("whole", "whole", "transfer_one_whole_or_rest"),
        ("rest", "rest", "transfer_one_whole_or_rest"),
        ("part", "part", ""),
        ("part", "rest", ""),
    ],
)
def test_two_edges_of_one_source(merger, first, second, rule):
    edge = merger(first)
    TransferFactory(**edge)
    other = merger(second, source=edge["source"])
    assert refused(lambda: TransferFactory(**other)) == rule


def test_same_edge_twice_is_refused(merger):
    edge = merger("part")
    TransferFactory(**edge)
    assert refused(lambda: TransferFactory(**edge)) == "transfer_once"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"ends": None}, "transfer_ends_its_source"),
        ({"ends": None, "extent": "rest"}, "transfer_ends_its_source"),
        ({"ends": None, "extent": "part"}, ""),
        ({"ends": datetime.date(2023, 4, 1)}, "transfer_between_living_units"),
        ({"begins": JULY}, "transfer_between_living_units"),
        ({"begins": START}, ""),
    ],
)
def test_applied_transfer_runs_between_living_units(merger, change, rule):
    assert refused(lambda: TransferFactory(**merger(**change))) == rule


def test_transfer_of_a_plan_may_wait_for_its_units(merger):
    draft = DecisionFactory()
    edge = merger(ends=None) | {"decision": draft}
    assert refused(lambda: TransferFactory(**edge)) == ""


def test_applying_a_decision_checks_its_transfers(merger):
    decision = DecisionFactory()
    TransferFactory(**merger(ends=None) | {"decision": decision})
    Decision.objects.filter(pk=decision.pk).update(status=DecisionStatus.CONFIRMED)

    def apply():
        Decision.objects.filter(pk=decision.pk).update(
            status=DecisionStatus.APPLIED, applied_on=APRIL
        )

    assert refused(apply) == "transfer_ends_its_source"


def test_moving_the_end_of_a_unit_checks_its_transfers(merger):
    edge = merger()
    TransferFactory(**edge)
    assert refused(lambda: set_life(edge["source"], START, JULY)) == "transfer_ends_its_source"


def test_every_refusal_of_a_trigger_has_words(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT (regexp_matches(prosrc, 'CONSTRAINT = ''(\\w+)''', 'g'))[1]"
            " FROM pg_proc WHERE proname LIKE 'wards\\_%%'"
        )
        named = {name for (name,) in cursor.fetchall()}
    assert named == set(TRIGGERS)


def test_kinds_know_their_level():
    assert {kind: kind.level for kind in (Kind.CITY, Kind.DISTRICT_CITY, Kind.SPECIAL_ZONE)} == {
        Kind.CITY: Level.CITY,
        Kind.DISTRICT_CITY: Level.DISTRICT,
        Kind.SPECIAL_ZONE: Level.WARD,
    }
    assert {kind.level for kind in Kind} == set(Level)
    assert Extent.values == ["whole", "part", "rest"]
