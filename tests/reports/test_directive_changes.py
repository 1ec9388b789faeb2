"""When the territory changes, directives and tasks go along, and nothing is lost to read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from core import clock
from people.permissions import Profile
from reports.directives import places, services
from reports.directives.workflow import DirectiveState, MoveName, TaskState
from reports.models import Directive, DirectiveTask
from tests.factories import DistrictFactory, TermFactory, UserFactory, WardFactory
from tests.reports.directives import answered, drafted, issued, task_of
from tests.wards.orders import Order
from wards import changes
from wards.models import Extent, UnitVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("working_time")]
S = TaskState


@pytest.fixture
def sister(district):
    return WardFactory(name="Phường Đa Kao", parent=district)


def apply(order: Order) -> dict[str, int]:
    report = changes.apply(decision=order.confirmed())
    connection.check_constraints()
    return {m.code: m.count for m in report.matters if m.code.startswith("directives")}


def test_an_open_task_follows_its_ward_and_loses_who_has_no_post_there(
    district, ward, sister, reviewer, officer, leader
):
    directive = issued(district, reviewer, ward)
    task = services.assign(task=task_of(directive, ward), assignee=officer, by=leader)
    order = Order(clock.today(), number="77/NQ-HĐND")
    order.keep(sister, ward)
    assert apply(order) == {"directives.moved": 1}
    moved = DirectiveTask.objects.get(pk=task.pk)
    assert (moved.unit, moved.ward, moved.assignee) == (sister, sister, None)
    assert (moved.label, moved.state) == ("Phường Đa Kao, Quận Nhất", S.WORKING)
    event = moved.events.get(kind=MoveName.RELOCATE)
    assert event.by is None
    assert "77/NQ-HĐND" in event.text


def test_tasks_that_come_together_are_one_and_the_rest_excused_for_that(
    district, ward, sister, reviewer, officer
):
    third = WardFactory(name="Phường Tân Định", parent=district)
    directive = issued(district, reviewer, ward, sister, third)
    first = answered(task_of(directive, ward), officer)
    order = Order(clock.today())
    order.keep(third, ward, sister)
    assert apply(order) == {"directives.moved": 2}
    open_task = DirectiveTask.objects.open().get()
    assert (open_task.unit, open_task.state) == (third, S.WAITING)
    ended = DirectiveTask.objects.get(pk=first.pk)
    assert (ended.state, ended.ward, ended.answer) == (S.EXCUSED, third, "Đã rà soát xong.")
    assert "Nhập vào việc của Phường Tân Định" in ended.excuse
    assert Directive.objects.get().state == DirectiveState.ISSUED


def test_a_divided_ward_leaves_it_to_the_rest_and_says_so(district, ward, reviewer):
    directive = issued(district, reviewer, ward)
    order = Order(clock.today())
    order.found("Phường Một", district, (ward, Extent.PART))
    order.found("Phường Hai", district, (ward, Extent.REST))
    assert apply(order) == {"directives.unplaced": 1}
    task = directive.tasks.get()
    assert task.label.startswith("Phường Hai")
    assert "đã chia" in task.events.get(kind=MoveName.RELOCATE).text


def test_what_was_done_keeps_its_name_and_is_read_by_the_heir(
    district, ward, sister, reviewer, officer
):
    directive = issued(district, reviewer, ward)
    services.accept(task=answered(task_of(directive, ward), officer), by=reviewer)
    heir = UserFactory.of(Profile.WARD_OFFICIAL, sister)
    order = Order(clock.today())
    order.keep(sister, ward)
    assert apply(order) == {}
    task = DirectiveTask.objects.visible_to(heir, "directive.view").get()
    assert (task.unit, task.label, task.state) == (ward, "Phường Bến Nghé, Quận Nhất", S.ACCEPTED)


def test_when_districts_end_the_city_takes_their_place_and_drafts_go_along(
    city, district, ward, sister, reviewer, officer, city_official
):
    directive = issued(district, reviewer, ward, sister)
    done = issued(district, reviewer, sister, number="1/X")
    draft = drafted(district, reviewer, ward, sister, number="2/X")
    order = Order(clock.today())
    order.found("Phường Mới", city, ward, sister)
    order.end(district)
    matters = apply(order)
    assert matters["directives.issuers"] == 2
    unit = UnitVersion.objects.today().get(name="Phường Mới").unit
    directive.refresh_from_db()
    draft.refresh_from_db()
    assert (directive.issuer, directive.origin) == (city, district)
    assert (draft.issuer, draft.unit_ids) == (city, [unit.pk])
    assert "theo dõi" in directive.events.get(kind=MoveName.RELOCATE, task=None).text
    task = directive.tasks.open().get()
    assert (task.unit, task.label) == (unit, "Phường Mới")
    assert not DirectiveTask.objects.visible_to(officer, "directive.view").exists()
    post = TermFactory(
        unit=unit, role__profile=Profile.WARD_OFFICIAL, valid=DateRange(clock.today(), None)
    )
    new_official = UserFactory(person=post.person)
    services.accept(task=answered(task, new_official), by=city_official)
    directive.refresh_from_db()
    assert directive.state == DirectiveState.CLOSED
    assert done.tasks.open().exists()
    assert [group.name for group in places.groups_below(city)] == ["Thành phố Hồ Chí Minh"]


def test_a_ward_that_goes_to_another_district_takes_the_directive_one_level_up(
    city, district, ward, sister, reviewer
):
    directive = issued(district, reviewer, ward, sister)
    other = DistrictFactory(parent=city)
    order = Order(clock.today())
    order.keep(ward, parent=other)
    apply(order)
    directive.refresh_from_db()
    assert directive.issuer == city
    task = task_of(directive, ward)
    assert (task.unit, task.state) == (ward, S.WAITING)
    assert not task.events.filter(kind=MoveName.RELOCATE).exists()
