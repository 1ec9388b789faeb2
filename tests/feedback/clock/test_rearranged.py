"""When units end, cases go where their place went, people keep nothing, and nothing is lost."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.models import OutboxMessage
from feedback.models import AnswerTemplate, Case, Contact
from feedback.workflow import MoveName, Status
from people.models import Basis, Person, Role, Term, User
from people.permissions import Permission, Profile
from tests.factories import NeighborhoodFactory, WardFactory
from tests.feedback.clock.conftest import sign_in_of
from tests.wards.orders import Order
from wards import changes
from wards.models import Extent, Unit

pytestmark = pytest.mark.django_db
PART, REST = Extent.PART, Extent.REST


@pytest.fixture
def today():
    return clock.today()


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_ward_that_goes_to_another_as_a_whole_hands_over_what_it_has(cast, make_case, today):
    in_khu_pho = make_case(assignee=cast.official, status=Status.ASSIGNED)
    of_the_ward = make_case(unit=cast.ward)
    closed = make_case(status=Status.CLOSED, closed_at=clock.now(), assignee=cast.official)
    template = AnswerTemplate.objects.create(
        unit=cast.ward, use="answer", title="Mẫu", body="Kính gửi"
    )
    file = cast.official.person.pk
    order = Order(today, number="99/NQ-HĐND")
    order.keep(cast.other, cast.ward)
    report = changes.apply(decision=order.confirmed())

    in_khu_pho, of_the_ward = fresh(in_khu_pho), fresh(of_the_ward)
    assert (in_khu_pho.unit, in_khu_pho.ward) == (cast.khu_pho, cast.other), "the khu phố goes on"
    assert (of_the_ward.unit, of_the_ward.ward) == (cast.other, cast.other)
    assert (fresh(closed).ward, fresh(closed).version) == (cast.other, 1)
    assert fresh(closed).assignee == cast.official, "who answered stays known"
    assert in_khu_pho.assignee is None, "its holder works in a ward that is no more"
    assert in_khu_pho.status == Status.TRIAGED
    event = in_khu_pho.events.get(kind=MoveName.RELOCATE)
    assert (event.from_ward, event.to_ward) == (cast.ward, cast.other)
    assert event.public_text == (
        f"Từ ngày {today:%d/%m/%Y}, theo 99/NQ-HĐND (Hội đồng nhân dân Thành phố), phản ánh do "
        "Khu phố 23, Phường Linh Trung, Thành phố Thủ Đức tiếp tục giải quyết."
    )
    assert not closed.events.exists()
    assert set(Contact.objects.values_list("ward", flat=True)) == {cast.other.pk}
    assert {matter.code: matter.count for matter in report.matters} == {
        "terms.ended": 3,
        "cases.moved": 2,
    }
    template.refresh_from_db()
    assert template.unit == cast.other
    assert Person.objects.get(pk=file).unit == cast.other

    former = User.objects.get(pk=cast.official.pk)
    assert not Case.objects.visible_to(former, Permission.CASE_VIEW).exists()
    heir = User.objects.get(pk=cast.neighbour.pk)
    assert Case.objects.visible_to(heir, Permission.CASE_VIEW).count() == 3
    term = Term.objects.get(person=former.person)
    assert (term.valid.upper, bool(term.end_decision)) == (today, True)


def test_a_khu_pho_that_is_renamed_while_its_ward_goes_elsewhere_takes_its_cases_along(
    cast, make_case, today
):
    case = make_case()
    order = Order(today)
    order.keep(cast.other, cast.ward)
    order.keep(cast.khu_pho, name="Khu phố 99")
    changes.apply(decision=order.confirmed())
    assert (fresh(case).unit, fresh(case).ward) == (cast.khu_pho, cast.other)
    version = cast.khu_pho.versions.on(today).get()
    assert (version.name, version.parent) == ("Khu phố 99", cast.other)


def test_a_divided_khu_pho_leaves_its_cases_to_the_ward(cast, make_case, today, client):
    case = make_case(assignee=cast.official, status=Status.IN_PROGRESS)
    order = Order(today)
    order.found("Khu phố 50", cast.ward, (cast.khu_pho, PART))
    order.found("Khu phố 51", cast.ward, (cast.khu_pho, REST))
    report = changes.apply(decision=order.confirmed())
    case = fresh(case)
    assert (case.unit, case.ward, case.status) == (cast.ward, cast.ward, Status.IN_PROGRESS)
    assert case.assignee == cast.official, "whoever works on it still reaches it"
    assert "chưa rõ" in case.events.get(kind=MoveName.RELOCATE).internal_note
    assert ("cases.unplaced", 1) in {(matter.code, matter.count) for matter in report.matters}
    client.force_login(cast.official)
    page = client.get("/can-bo/phan-anh/?unit=none").content.decode()
    assert case.reference in page


def test_a_divided_ward_leaves_them_to_the_one_that_took_the_rest(cast, make_case, today):
    case = make_case(unit=cast.ward)
    placed = make_case()
    order = Order(today)
    new = order.found("Phường Mới", cast.district, (cast.ward, PART))
    order.keep(cast.other, (cast.ward, REST))
    order.keep(cast.khu_pho, parent_line=new)
    changes.apply(decision=order.confirmed())
    new.refresh_from_db()
    assert (fresh(case).unit, fresh(case).ward) == (cast.other, cast.other)
    assert (fresh(placed).unit, fresh(placed).ward) == (cast.khu_pho, new.founded)


def test_a_case_given_to_a_khu_pho_that_went_whole_is_held_by_its_heir(cast, make_case, today):
    neighbour = NeighborhoodFactory(parent=cast.ward, name="Khu phố 24")
    case = make_case(assigned_unit=cast.khu_pho, status=Status.ASSIGNED)
    order = Order(today)
    order.keep(neighbour, cast.khu_pho)
    changes.apply(decision=order.confirmed())
    case = fresh(case)
    assert (case.unit, case.assigned_unit, case.status) == (neighbour, neighbour, Status.ASSIGNED)


def test_a_unit_that_ends_without_a_successor_is_named(cast, make_case, today):
    make_case()
    order = Order(today)
    order.end(cast.khu_pho)
    report = changes.apply(decision=order.confirmed())
    assert ("cases.stranded", 1) in {(matter.code, matter.count) for matter in report.matters}


def test_cases_wait_for_the_day_and_terms_know_it_already(cast, make_case, today):
    case = make_case(unit=cast.ward)
    later = sign_in_of(WardFactory(parent=cast.district), Profile.WARD_OFFICIAL, "khac")
    tomorrow = today + datetime.timedelta(days=1)
    order = Order(tomorrow)
    order.keep(cast.other, cast.ward)
    decision = order.confirmed()
    changes.apply(decision=decision)
    assert fresh(case).ward == cast.ward
    term = Term.objects.get(person=cast.official.person)
    assert term.valid.upper == tomorrow
    assert User.objects.get(pk=cast.official.pk).reach(Permission.CASE_VIEW).wards
    assert OutboxMessage.objects.filter(task="wards.tasks.follow").count() == 1

    changes.withdraw(decision=decision)
    term.refresh_from_db()
    assert (term.valid.upper, term.end_reason) == (None, "")
    assert later.reach(Permission.CASE_VIEW).wards


def test_staff_go_on_for_the_time_being_where_the_decision_says_so(cast, today):
    tomorrow = today + datetime.timedelta(days=1)
    order = Order(tomorrow, keeps_staff=True)
    new = order.found("Phường Mới", cast.district, cast.ward, cast.other)
    decision = order.confirmed()
    report = changes.apply(decision=decision)
    new.refresh_from_db()
    acting = Term.objects.filter(unit=new.founded)
    people = {
        cast.official.person,
        cast.colleague.person,
        cast.leader.person,
        cast.neighbour.person,
    }
    assert {term.person for term in acting} == people
    assert {(term.basis, term.valid.lower) for term in acting} == {(Basis.ACTING, tomorrow)}
    assert {matter.code: matter.count for matter in report.matters} == {"terms.acting": 4}
    changes.withdraw(decision=decision)
    assert not Term.objects.filter(basis=Basis.ACTING).exists()
    assert not Unit.objects.filter(pk=new.founded_id).exists()


def test_a_post_with_one_seat_goes_to_one_person(cast, today):
    Role.objects.filter(profile=Profile.WARD_OFFICIAL).update(seats=1)
    Term.objects.filter(person=cast.colleague.person).delete()
    order = Order(today, keeps_staff=True)
    order.keep(cast.other, cast.ward)
    report = changes.apply(decision=order.confirmed())
    assert {matter.code: matter.count for matter in report.matters} == {
        "terms.ended": 1,
        "terms.acting": 1,
    }
    assert User.objects.get(pk=cast.neighbour.pk).may(Permission.CASE_TRIAGE)


def test_following_costs_as_many_queries_for_many_cases_as_for_one(
    cast, make_case, today, django_assert_max_num_queries
):
    for _number in range(30):
        make_case(email="")
    order = Order(today)
    order.keep(cast.other, cast.ward)
    decision = order.confirmed()
    with django_assert_max_num_queries(110):
        changes.apply(decision=decision)
    assert Case.objects.filter(ward=cast.other).count() == 30
