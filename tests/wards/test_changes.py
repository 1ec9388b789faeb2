"""A decision is carried out as it says, whole or not at all, for any day."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.backends.postgresql.psycopg_any import DateRange

from core import clock, outbox
from core.models import OutboxMessage
from tests.factories import (
    CellFactory,
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    WardFactory,
)
from tests.wards.orders import Order
from wards import changes, lineage, lookup
from wards.models import (
    Decision,
    DecisionStatus,
    Extent,
    HouseholdStandard,
    Kind,
    Unit,
    UnitVersion,
)

pytestmark = pytest.mark.django_db

APRIL = datetime.date(2024, 4, 1)
EVE = APRIL - datetime.timedelta(days=1)
PART, REST = Extent.PART, Extent.REST


@pytest.fixture
def ward():
    return WardFactory(name="Phường Tân Định")


@pytest.fixture
def three(ward):
    return [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2, 3)]


def state(ward, day):
    """What hangs under a ward on a day, by name."""
    return sorted(version.name for version in ward.child_versions.on(day))


def codes(decision, day=APRIL):
    return [problem.code for problem in changes.preview(decision=decision, on=day).problems]


def test_a_merger_a_split_and_a_renaming_in_one_decision(ward, three):
    first, second, third = three
    order = Order(APRIL)
    order.found("Khu phố Bến Thành", ward, first, (second, PART))
    order.keep(third, (second, REST), name="Khu phố 2")
    report = changes.apply(decision=order.confirmed())
    assert state(ward, EVE) == ["Khu phố 1", "Khu phố 2", "Khu phố 3"]
    assert state(ward, APRIL) == ["Khu phố 2", "Khu phố Bến Thành"]
    assert Unit.objects.get(pk=third.pk).valid.upper is None, "a unit that is renamed goes on"
    assert (len(report.founded), len(report.changed), report.transfers) == (1, 1, 3)
    assert lineage.fate(first).is_single
    assert {s.place.name for s in lineage.fate(second).successors} == {
        "Khu phố Bến Thành",
        "Khu phố 2",
    }
    found = lookup.search("khu pho 3 tan dinh")
    assert [hit.unit_id for hit in found.hits] == [third.pk], "the old name leads to it"


def test_a_whole_source_takes_what_hangs_under_it_along(ward, three):
    cell = CellFactory(parent=three[0], name="Tổ 1")
    order = Order(APRIL)
    order.keep(three[1], three[0])
    changes.apply(decision=order.confirmed())
    assert cell.versions.on(EVE).get().parent == three[0]
    assert cell.versions.on(APRIL).get().parent == three[1]


def test_wards_merge_with_what_lies_in_them_and_a_new_parent_follows_its_line():
    city_district = DistrictFactory()
    old = WardFactory(parent=city_district)
    other = WardFactory(parent=city_district)
    inside = NeighborhoodFactory(parent=old)
    divided = NeighborhoodFactory(parent=other)
    order = Order(APRIL)
    new = order.found("Phường Mới", city_district, old, (other, PART))
    rest = order.found("Phường Khác", city_district, (other, REST))
    order.keep(divided, parent_line=rest)
    changes.apply(decision=order.confirmed())
    new.refresh_from_db()
    rest.refresh_from_db()
    assert inside.versions.on(APRIL).get().parent == new.founded
    assert divided.versions.on(APRIL).get().parent == rest.founded


def test_what_is_wrong_is_said_line_by_line_and_nothing_is_written(ward, three):
    CellFactory(parent=three[0], name="Tổ 9")
    ended = NeighborhoodFactory(parent=ward, ends=datetime.date(2023, 1, 1))
    order = Order(APRIL)
    order.found("Khu phố 7", ward, (three[0], PART), ended)
    order.found("Khu phố 8", ward, (three[0], REST))
    order.end(three[1])
    order.keep(three[2], (three[1], PART))
    decision = order.confirmed()
    before = state(ward, APRIL)
    with pytest.raises(ValidationError) as error:
        changes.apply(decision=decision)
    assert {line.split(":")[0] for line in error.value.messages} >= {"Dòng 1", "Dòng 3"}
    assert set(codes(decision)) == {"not_alive", "end_and_transfer", "orphan"}
    assert state(ward, APRIL) == before
    assert Decision.objects.get(pk=decision.pk).status == DecisionStatus.CONFIRMED


@pytest.mark.parametrize(
    ("extents", "code"),
    [((Extent.WHOLE, PART), "whole_and_more"), ((REST, REST), "two_rests")],
)
def test_extents_that_contradict_each_other_are_refused(ward, three, extents, code):
    order = Order(APRIL)
    for name, extent in zip(("Khu phố 8", "Khu phố 9"), extents, strict=True):
        order.found(name, ward, (three[0], extent))
    assert code in codes(order.decision)


def test_warnings_do_not_stop_a_decision(ward, three):
    HouseholdStandard.objects.create(
        kind=Kind.NEIGHBORHOOD,
        valid=DateRange(datetime.date(2018, 1, 1), None),
        households=450,
        legal_source="TT 14/2018/TT-BNV",
    )
    order = Order(APRIL)
    order.found("Khu phố 2", ward, (three[0], PART, 300))
    order.found("Khu phố 9", ward)
    assert codes(order.decision) == ["part_without_rest", "same_name", "small", "from_nothing"]
    changes.apply(decision=order.confirmed())
    assert "Khu phố 9" in state(ward, APRIL)


def test_names_that_meet_in_a_merger_are_warned_of_once(ward, three):
    other = WardFactory(parent=ward.versions.get().parent)
    for number in (1, 2, 9):
        NeighborhoodFactory(parent=other, name=f"Khu phố {number}")
    order = Order(APRIL)
    order.keep(other, ward)
    [problem] = changes.preview(decision=order.decision).problems
    assert str(problem) == "Dòng 1: Trùng tên dưới cùng một đơn vị cấp trên: Khu phố 1, Khu phố 2."


def test_a_preview_shows_what_applying_does_and_writes_nothing(ward, three):
    order = Order(APRIL)
    order.found("Khu phố 4", ward, *three)
    shown = changes.preview(decision=order.decision)
    assert (len(shown.founded), shown.ended, shown.transfers) == (1, {u.pk for u in three}, 3)
    assert state(ward, APRIL) == ["Khu phố 1", "Khu phố 2", "Khu phố 3"]
    done = changes.apply(decision=order.confirmed())
    assert (len(done.founded), done.ended, done.transfers) == (1, shown.ended, 3)


def test_only_a_confirmed_decision_is_applied_and_only_once(ward, three):
    order = Order(APRIL)
    order.found("Khu phố 4", ward, three[0])
    with pytest.raises(ValidationError, match="đã xác nhận"):
        changes.apply(decision=order.decision)
    changes.apply(decision=order.confirmed())
    with pytest.raises(ValidationError, match="chưa áp dụng"):
        changes.apply(decision=order.decision)


def test_a_decision_before_one_that_is_applied_already_waits_its_turn(ward, three):
    later, earlier = Order(APRIL), Order(EVE)
    later.keep(three[0], name="Khu phố Mới")
    earlier.keep(three[0], name="Khu phố Giữa")
    changes.apply(decision=later.confirmed())
    assert codes(earlier.confirmed(), EVE) == ["later"]


# A day to come


@pytest.fixture
def tomorrow():
    return clock.today() + datetime.timedelta(days=1)


def test_a_day_to_come_holds_by_itself_and_can_be_taken_back(ward, three, tomorrow):
    order = Order(tomorrow)
    new = order.found("Khu phố 4", ward, three[0], three[1])
    order.keep(three[2], name="Khu phố Chợ")
    decision = order.confirmed()
    changes.apply(decision=decision)
    new.refresh_from_db()
    assert state(ward, clock.today()) == ["Khu phố 1", "Khu phố 2", "Khu phố 3"]
    assert state(ward, tomorrow) == ["Khu phố 4", "Khu phố Chợ"]
    job = OutboxMessage.objects.get(task="wards.tasks.follow")
    assert job.available_at == clock.at(tomorrow, datetime.time.min)
    assert not changes.follow_due(decision.pk), "its day has not come"

    changes.withdraw(decision=decision)
    assert state(ward, tomorrow) == ["Khu phố 1", "Khu phố 2", "Khu phố 3"]
    assert not Unit.objects.filter(pk=new.founded_id).exists()
    assert all(
        unit.valid.upper is None for unit in Unit.objects.filter(pk__in=[u.pk for u in three])
    )
    assert lookup.search("khu pho 4 tan dinh").hits == []
    assert outbox.handle(job.pk) == outbox.Outcome.DONE, "the job finds nothing to do"


def test_what_is_in_force_is_not_taken_back(ward, three):
    order = Order(APRIL)
    order.keep(three[0], name="Khu phố Mới")
    decision = order.confirmed()
    changes.apply(decision=decision)
    with pytest.raises(ValidationError, match="văn bản mới"):
        changes.withdraw(decision=decision)


def test_a_draft_can_be_withdrawn_and_its_number_used_again(ward):
    decision = Order(APRIL, number="5/NQ-HĐND").decision
    changes.withdraw(decision=decision)
    with pytest.raises(ValidationError, match="đã được rút"):
        changes.withdraw(decision=decision)
    assert Order(APRIL, number="5/NQ-HĐND").decision.pk


# By hand


def run(*arguments):
    out = io.StringIO()
    call_command("apply_decision", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_shows_what_it_would_do_and_then_does_it(ward, three):
    order = Order(APRIL, number="7/NQ-HĐND")
    order.keep(three[0], three[1])
    order.confirmed()
    shown = run("7/NQ-HĐND", "--preview")
    assert "01/04/2024: 0 đơn vị lập, 1 kết thúc, 1 giữ nguyên và thay đổi, 1 dòng" in shown
    assert len(state(ward, APRIL)) == 3
    run("7/NQ-HĐND", "--on", "02/04/2024")
    assert len(state(ward, APRIL)) == 3
    assert len(state(ward, APRIL + datetime.timedelta(days=1))) == 2


def test_the_command_says_what_stands_in_the_way(ward, three):
    order = Order(APRIL, number="7/NQ-HĐND")
    order.found("Khu phố 9", ward, (three[0], REST), (three[1], REST))
    order.found("Khu phố 8", ward, (three[0], REST))
    order.confirmed()
    for arguments in (["7/NQ-HĐND"], ["7/NQ-HĐND", "--preview"]):
        with pytest.raises(CommandError, match="1 lỗi; chưa ghi gì"):
            run(*arguments)
    with pytest.raises(CommandError, match="Có 0 văn bản"):
        run("8/NQ-HĐND")


def test_what_another_decision_founded_on_the_same_day_goes_along():
    city = CityFactory()
    ward = WardFactory(parent=city, name="Phường Cũ")
    places = [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2, 3)]
    day = clock.today()
    first = Order(day)
    first.found("Khu phố 9", ward, *places[:2])
    changes.apply(decision=first.confirmed())
    second = Order(day)
    second.found("Phường Mới", city, ward)
    report = changes.apply(decision=second.confirmed())
    new = report.founded[0][1]
    assert [version.name for version in new.child_versions.on(day).order_by("sort_key")] == [
        "Khu phố 3",
        "Khu phố 9",
    ]
    young = UnitVersion.objects.get(name="Khu phố 9")
    assert (young.valid.lower, young.parent, young.decision) == (day, new, second.decision)


def test_of_two_decisions_of_one_day_the_later_is_taken_back_first():
    city = CityFactory()
    ward = WardFactory(parent=city, name="Phường Cũ")
    places = [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2)]
    day = clock.today() + datetime.timedelta(days=30)
    first, second = Order(day), Order(day)
    first.found("Khu phố 9", ward, *places)
    changes.apply(decision=first.confirmed())
    second.found("Phường Mới", city, ward)
    changes.apply(decision=second.confirmed())
    changes.withdraw(decision=second.decision)
    assert state(ward, day) == ["Khu phố 9"]
    changes.withdraw(decision=first.decision)
    assert state(ward, day) == ["Khu phố 1", "Khu phố 2"]
