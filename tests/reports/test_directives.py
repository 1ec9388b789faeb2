"""What directives may and may not do: drafting, issuing, answering, ending."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from core import clock, wall
from core.models import Notification
from people.permissions import Profile
from people.reach import area_of
from reports.directives import drafting, places, services
from reports.directives.workflow import DirectiveState, MoveName, TaskState
from reports.models import Directive, DirectiveEvent, DirectivePaper, DirectiveTask
from tests.factories import UserFactory, WardFactory
from tests.neighborhoods.plans import a_pdf
from tests.reports.directives import (
    answered,
    drafted,
    issued,
    make_late,
    task_of,
    working_day,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("working_time")]
S = TaskState
SUNDAY = datetime.timedelta(days=1)


@pytest.fixture
def sister(district):
    """Another ward of the district."""
    return WardFactory(name="Phường Đa Kao", parent=district)


def heard(user, kind: str) -> int:
    return Notification.objects.inbox_of(user).filter(kind=kind).count()


def day_off() -> datetime.date:
    day = clock.today() + SUNDAY
    while day.weekday() != 6:
        day += SUNDAY
    return day


# --- Drafting and issuing -------------------------------------------------------------------------


def test_a_draft_tells_nobody_and_its_issue_gives_each_unit_a_task(
    district, ward, sister, reviewer, officer, leader, stranger
):
    draft = drafted(district, reviewer, ward, sister)
    assert not Notification.objects.exists()
    assert not DirectiveTask.objects.visible_to(officer, "directive.view").exists()
    assert not Directive.objects.visible_to(officer, "directive.view").exists()
    directive = drafting.issue_directive(directive=draft, by=reviewer)
    assert directive.state == DirectiveState.ISSUED
    assert {t.unit for t in directive.tasks.all()} == {ward, sister}
    task = task_of(directive, ward)
    assert (task.state, task.due_on, task.ward) == (S.WAITING, directive.due_on, ward)
    assert task.label == "Phường Bến Nghé, Quận Nhất"
    assert (heard(officer, "directive.issue"), heard(leader, "directive.issue")) == (1, 1)
    assert heard(stranger, "directive.issue") == heard(reviewer, "directive.issue") == 0
    assert directive.events.get().kind == MoveName.ISSUE


def test_after_its_issue_words_and_recipients_are_fixed(district, ward, sister, reviewer):
    directive = issued(district, reviewer, ward)
    words = {"subject": "X", "text": "X", "due_on": working_day(3)}
    for act in (
        lambda: drafting.correct_directive(directive=directive, by=reviewer, **words),
        lambda: drafting.choose_units(
            directive=directive, by=reviewer, shown=[sister.pk], chosen=[sister.pk]
        ),
        lambda: drafting.add_paper(directive=directive, title="X", file=a_pdf(), by=reviewer),
        lambda: drafting.issue_directive(directive=directive, by=reviewer),
        lambda: drafting.discard_directive(directive=directive, by=reviewer),
    ):
        with pytest.raises(ValidationError, match="Đang thực hiện"):
            act()
    assert directive.tasks.count() == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"number": ""}, "Chưa có số"),
        ({"signed_on": None}, "Chưa có ngày ký"),
    ],
)
def test_what_is_incomplete_is_not_issued(district, ward, reviewer, words, said):
    draft = drafted(district, reviewer, ward, **words)
    with pytest.raises(ValidationError, match=said):
        drafting.issue_directive(directive=draft, by=reviewer)
    assert not DirectiveTask.objects.exists()


def test_nobody_is_written_to_without_recipients_and_none_outside_the_area(
    district, ward, foreign_ward, reviewer
):
    draft = drafted(district, reviewer, foreign_ward)
    assert draft.unit_ids == []
    with pytest.raises(ValidationError, match="Chưa chọn nơi nhận"):
        drafting.issue_directive(directive=draft, by=reviewer)


@pytest.mark.parametrize(
    ("due_on", "said"), [(working_day, "từ hôm nay"), (day_off, "là ngày nghỉ")]
)
def test_the_due_date_is_a_working_day_to_come(district, ward, reviewer, due_on, said):
    day = due_on(-1) if due_on is working_day else due_on()
    with pytest.raises(ValidationError, match=said):
        drafted(district, reviewer, ward, due_on=day)


def test_a_number_is_used_once_a_year(district, ward, reviewer):
    issued(district, reviewer, ward)
    again = drafted(district, reviewer, ward)
    with pytest.raises(ValidationError, match="đã dùng"):
        drafting.issue_directive(directive=again, by=reviewer)


def test_only_those_who_issue_for_a_unit_may(
    district, city, ward, officer, reviewer, city_official
):
    for by in (officer, city_official):
        with pytest.raises(PermissionDenied):
            drafted(district, by, ward)
    directive = issued(district, reviewer, ward)
    task = answered(task_of(directive, ward), officer)
    for act in (
        lambda: services.accept(task=task, by=city_official),
        lambda: services.excuse(task=task, reason="x", by=city_official),
        lambda: services.urge(task=task, by=officer),
        lambda: drafting.withdraw_directive(directive=directive, reason="x", by=city_official),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_city_writes_to_every_ward_and_the_district_looks_on(
    city, ward, foreign_ward, city_official, reviewer
):
    directive = issued(city, city_official, ward, foreign_ward)
    seen = DirectiveTask.objects.visible_to(reviewer, "directive.view")
    assert [task.unit for task in seen] == [ward]
    assert Directive.objects.visible_to(reviewer, "directive.view").get() == directive
    assert not Directive.objects.visible_to(reviewer, "directive.issue").exists()


# --- Answering ------------------------------------------------------------------------------------


def test_the_whole_way_to_the_end(district, ward, sister, reviewer, officer, leader):
    directive = issued(district, reviewer, ward, sister)
    task = services.acknowledge(task=task_of(directive, ward), by=leader)
    task = services.assign(task=task, assignee=officer, by=leader, note="Làm trước thứ Sáu.")
    assert heard(officer, "directive.assign") == 1
    services.report_progress(
        task=task, text="Đã đi 3 khu phố", percent=30, file=a_pdf(), by=officer
    )
    task = services.answer(task=task, text="Xong.", file=a_pdf(), by=officer)
    assert (task.state, task.percent, task.papers.count()) == (S.ANSWERED, 100, 2)
    assert heard(reviewer, "directive.answer") == 1
    task = services.return_answer(task=task, reason="Thiếu số liệu", by=reviewer)
    assert (task.state, task.returns, task.due_on) == (S.RETURNED, 1, directive.due_on)
    assert heard(officer, "directive.return") == 1
    task = services.answer(task=task, text="Đã bổ sung.", by=officer)
    task = services.accept(task=task, by=reviewer)
    directive.refresh_from_db()
    assert (task.state, directive.state) == (S.ACCEPTED, DirectiveState.ISSUED)
    with pytest.raises(ValidationError, match="lý do"):
        services.excuse(task=task_of(directive, sister), reason=" ", by=reviewer)
    services.excuse(task=task_of(directive, sister), reason="Không có địa bàn", by=reviewer)
    directive.refresh_from_db()
    assert directive.state == DirectiveState.CLOSED
    assert directive.closed_at
    kinds = [event.kind for event in task.events.order_by("pk")]
    assert kinds == ["acknowledge", "assign", "progress", "answer", "return", "answer", "accept"]
    assert directive.events.filter(kind=MoveName.CLOSE).get().by is None


def test_the_database_itself_closes_nothing_without_an_answer(district, ward, reviewer):
    directive = issued(district, reviewer, ward)
    task = task_of(directive, ward)
    with pytest.raises(DatabaseError, match="task_accepted"), transaction.atomic():
        DirectiveTask.objects.filter(pk=task.pk).update(state="accepted", ended_at=clock.now())
    with pytest.raises(DatabaseError, match="task_excused"), transaction.atomic():
        DirectiveTask.objects.filter(pk=task.pk).update(state="excused", ended_at=clock.now())
    Directive.objects.filter(pk=directive.pk).update(state="closed", closed_at=clock.now())
    with pytest.raises(DatabaseError, match="chưa trả lời xong"), transaction.atomic():
        connection.check_constraints()
    Directive.objects.filter(pk=directive.pk).update(state="issued", closed_at=None)


def test_moves_out_of_turn_are_refused(district, ward, reviewer, officer, stranger):
    task = task_of(issued(district, reviewer, ward), ward)
    with pytest.raises(ValidationError, match="Chờ tiếp nhận"):
        services.answer(task=task, text="Xong", by=officer)
    with pytest.raises(ValidationError, match="Chờ tiếp nhận"):
        services.accept(task=task, by=reviewer)
    with pytest.raises(PermissionDenied):
        services.acknowledge(task=task, by=stranger)
    services.acknowledge(task=task, by=officer, version=1)
    with pytest.raises(ValidationError, match="vừa được"):
        services.assign(task=task, assignee=officer, by=officer, version=1)
    with pytest.raises(ValidationError, match="không có chức danh"):
        services.assign(task=task, assignee=stranger, by=officer)
    with pytest.raises(ValidationError, match="Hãy nhập nội dung"):
        services.answer(task=task, text="  ", by=officer)
    with pytest.raises(ValidationError, match="Chỉ nhận tệp"):
        services.answer(task=task, text="Xong", file=io.BytesIO(b"MZ"), by=officer)
    assert task_of(task.directive, ward).state == S.WORKING


# --- Time -----------------------------------------------------------------------------------------


def test_lateness_counts_working_days_and_stops_with_the_answer(district, ward, reviewer, officer):
    directive = issued(district, reviewer, ward)
    make_late(directive, 3)
    task = task_of(directive, ward)
    assert task.late_days() == 3
    assert list(DirectiveTask.objects.late()) == [task]
    task = answered(task, officer)
    assert not DirectiveTask.objects.late().exists()
    week_on = clock.today() + datetime.timedelta(days=14)
    assert task.late_days(week_on) == 3
    task = services.return_answer(task=task, reason="Thiếu", by=reviewer)
    assert task.late_days(week_on) > 3


def test_on_a_day_off_nothing_becomes_late(district, ward, reviewer):
    directive = issued(district, reviewer, ward, due_on=working_day(1))
    sunday = day_off()
    friday = sunday - datetime.timedelta(days=2)
    directive.tasks.update(due_on=friday)
    task = task_of(directive, ward)
    assert task.late_days(sunday) == 0
    assert not DirectiveTask.objects.late(sunday).exists()
    assert DirectiveTask.objects.late(sunday + datetime.timedelta(days=1)).exists()


def test_a_later_day_is_given_with_a_reason_to_who_still_owes(
    district, ward, sister, reviewer, officer
):
    directive = issued(district, reviewer, ward, sister)
    old = directive.due_on
    answered(task_of(directive, ward), officer)
    with pytest.raises(ValidationError, match="sau hạn cũ"):
        drafting.extend_directive(directive=directive, due_on=old, reason="x", by=reviewer)
    new = working_day(9)
    drafting.extend_directive(directive=directive, due_on=new, reason="Mưa bão", by=reviewer)
    assert (task_of(directive, ward).due_on, task_of(directive, sister).due_on) == (old, new)
    assert directive.events.get(kind=MoveName.EXTEND).text == "Mưa bão"


def test_what_is_withdrawn_asks_nothing_more_and_keeps_what_was_done(
    district, ward, sister, reviewer, officer
):
    directive = issued(district, reviewer, ward, sister)
    services.accept(task=answered(task_of(directive, ward), officer), by=reviewer)
    drafting.withdraw_directive(directive=directive, reason="Nhầm nơi nhận", by=reviewer)
    assert task_of(directive, ward).state == S.ACCEPTED
    task = task_of(directive, sister)
    assert task.state == S.WITHDRAWN
    assert not DirectiveTask.objects.open().exists()
    connection.check_constraints()
    with pytest.raises(ValidationError, match="Đã thu hồi"):
        drafting.withdraw_directive(directive=directive, reason="x", by=reviewer)


def test_urging_is_one_press_and_not_twice_an_hour(
    district, ward, sister, reviewer, officer, leader
):
    directive = issued(district, reviewer, ward, sister)
    with pytest.raises(ValidationError, match="Không có đơn vị nào trễ"):
        services.urge_late(directive=directive, by=reviewer)
    services.urge(task=task_of(directive, ward), by=reviewer)
    make_late(directive, 1)
    assert services.urge_late(directive=directive, by=reviewer) == 1  # the sister alone
    with pytest.raises(ValidationError, match="Vừa đôn đốc lúc"):
        services.urge_late(directive=directive, by=reviewer)
    with pytest.raises(ValidationError, match="Vừa đôn đốc lúc"):
        services.urge(task=task_of(directive, ward), by=reviewer)
    assert (heard(officer, "directive.urge"), heard(leader, "directive.urge")) == (1, 1)
    hour = datetime.timedelta(minutes=61)
    directive.tasks.update(urged_at=clock.now() - hour)
    assert services.urge_late(directive=directive, by=reviewer) == 2
    assert heard(officer, "directive.urge") == 2
    assert DirectiveEvent.objects.filter(kind="urge", task__isnull=False).count() == 4


def test_waiting_for_names_whose_turn_it_is(district, ward, reviewer, officer, leader, stranger):
    directive = issued(district, reviewer, ward)
    colleague = UserFactory.of(Profile.WARD_OFFICIAL, ward)

    def waits(user) -> bool:
        return DirectiveTask.objects.waiting_for(user).exists()

    assert (waits(officer), waits(leader), waits(reviewer), waits(stranger)) == (1, 1, 0, 0)
    task = services.assign(task=task_of(directive, ward), assignee=officer, by=leader)
    assert (waits(officer), waits(colleague), waits(reviewer)) == (1, 0, 0)
    services.answer(task=task, text="Xong", by=officer)
    assert (waits(officer), waits(reviewer)) == (0, 1)


# --- Walls ----------------------------------------------------------------------------------------


def test_the_database_itself_shows_an_area_its_own(
    city, district, ward, foreign_ward, city_official, reviewer, officer, stranger
):
    directive = issued(city, city_official, ward, foreign_ward)
    for by, unit in ((officer, ward), (stranger, foreign_ward)):
        task = services.acknowledge(task=task_of(directive, unit), by=by)
        services.report_progress(task=task, text="x", file=a_pdf(), by=by)
    draft = drafted(district, reviewer, ward)
    drafting.add_paper(directive=draft, title="Phụ lục", file=a_pdf(), by=reviewer)
    WardFactory(parent=district)  # so that the ward is not all of its district
    tables = (Directive, DirectiveTask, DirectiveEvent, DirectivePaper)
    for user, seen in ((officer, [1, 1, 3, 1]), (stranger, [1, 1, 3, 1]), (reviewer, [2, 1, 3, 2])):
        with wall.narrowed(lambda user=user: area_of(user)):
            assert [table.objects.count() for table in tables] == seen
    with wall.narrowed(wall.Area):
        assert [table.objects.count() for table in tables] == [0, 0, 0, 0]


def test_a_ward_could_write_to_its_khu_pho(ward, neighborhood):
    place = places.groups_below(ward)[0].places[0]
    assert (place.unit_id, place.ward_id) == (neighborhood.pk, ward.pk)
