"""Consultations when the territory changes: seen by who serves the khu phố now, ended with a khu phố that ends."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, holidays, wall
from core.models import Notification
from neighborhoods.changes import hand_over
from neighborhoods.models import Consultation, Matter, NamePoll, Scheme, Voter
from neighborhoods.services import consultations, naming, online
from neighborhoods.services.consultations import Plan
from neighborhoods.voters.services import Household, replace_voters
from neighborhoods.workflow import MoveName
from people.digests import sending
from people.permissions import Profile
from people.reach import area_of
from tests.factories import NeighborhoodFactory, TermFactory, UserFactory, WardFactory
from tests.neighborhoods.plans import advance, held, three_into_two
from tests.wards.orders import Order
from wards import changes
from wards.changes import Applied
from wards.changes.follow import matters_of
from wards.models import Extent

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
MORNING = datetime.datetime(2026, 11, 17, 7, tzinfo=clock.CITY)  # a Tuesday


def asked(unit, by, *, status="open", **changed):
    """An announced consultation of a khu phố, under way since yesterday, that may be answered online."""
    matter = Matter.objects.get(code="self_management")
    plan = Plan("Dọn hẻm", total=10)
    made = consultations.plan_consultation(unit=unit, matter=matter, plan=plan, by=by)
    today = clock.today()
    days = {"announced_on": today - 3 * DAY, "starts_on": today - DAY, "ends_on": today + DAY}
    Consultation.objects.filter(pk=made.pk).update(status=status, **days | changed)
    return Consultation.objects.get(pk=made.pk)


def closed(unit, by):
    counts = {"agree": 8, "against": 1, "other": 0, "invalid": 0, "needed": 6, "is_adopted": True}
    return asked(unit, by, status="closed", closed_at=clock.now(), **counts)


def applied(order):
    decision = order.confirmed()
    changes.apply(decision=decision, on=clock.today())
    decision.refresh_from_db()
    return decision


def new(order_line):
    order_line.refresh_from_db()
    return order_line.founded


def sees(client, user, found) -> int:
    """What the page answers, behind the filters and the wall."""
    client.force_login(user)
    return client.get(found.get_absolute_url()).status_code


def official(ward):
    since = DateRange(ward.valid.lower, None)
    term = TermFactory(unit=ward, role__profile=Profile.WARD_OFFICIAL, valid=since)
    return UserFactory(person=term.person)


def test_in_a_divided_ward_each_part_goes_on_with_its_own(client, ward, places, district, officer):
    one, two = (asked(unit, officer) for unit in places[:2])
    past = closed(places[1], officer)
    scheme = three_into_two(ward, places, officer)
    line = scheme.decision.lines.first()
    naming.propose_name(
        line=line, scheme=scheme, name="Khu phố Mới", reason="place", text="Ở đó", by=officer
    )
    order = Order(clock.today())
    east = order.found("Phường Đông", district, (ward, Extent.PART))
    west = order.found("Phường Tây", district, (ward, Extent.REST))
    order.keep(places[0], parent_line=east)
    for place in places[1:]:
        order.keep(place, parent_line=west)
    applied(order)
    in_east, in_west = official(new(east)), official(new(west))
    assert [sees(client, user, one) for user in (in_east, in_west)] == [200, 404]
    assert [sees(client, user, two) for user in (in_east, in_west)] == [404, 200]
    assert [sees(client, user, past) for user in (in_east, in_west)] == [404, 200]
    client.force_login(in_east)
    client.post(reverse("neighborhoods:consultation_cancel", args=[one.uuid]))
    one.refresh_from_db()
    assert one.status == "cancelled", "somebody can act again"
    poll = NamePoll.objects.get()
    assert poll.ward == poll.scheme.ward == new(west)
    with wall.narrowed(lambda: area_of(in_west)):
        trail = poll.audit_events.model.objects.filter(pgh_obj=poll)
        assert [row.ward_id for row in trail] == [new(west).pk]


def test_a_khu_pho_that_moves_takes_its_consultations_and_its_past(
    client, ward, places, officer, foreign_ward, stranger
):
    earlier = Order(clock.today() - DAY)
    before = closed(places[0], officer)
    kept = asked(places[2], officer)
    earlier.keep(places[1], places[0])
    decision = earlier.confirmed()
    changes.apply(decision=decision, on=clock.today() - DAY)
    running = asked(places[1], officer)
    order = Order(clock.today())
    order.keep(places[1], parent=foreign_ward)
    applied(order)
    for found, answers in ((running, [404, 200]), (before, [404, 200]), (kept, [200, 404])):
        assert [sees(client, user, found) for user in (officer, stranger)] == answers
    running.refresh_from_db()
    assert (running.status, running.ward) == ("open", foreign_ward)
    client.force_login(stranger)
    page = client.get(reverse("neighborhoods:result", args=[running.uuid]))
    assert page.status_code == 200, "the new ward can enter the result"


def test_a_new_ward_goes_on_although_the_scheme_stays_with_the_old_one(
    client, ward, places, officer, leader, foreign_ward, stranger
):
    scheme = three_into_two(ward, places, officer)
    scheme = advance(advance(scheme, officer), leader)
    failed = held(scheme.consultations.get(unit=places[0]), officer, agree=1)
    order = Order(clock.today())
    order.keep(places[0], parent=foreign_ward)
    applied(order)
    assert sees(client, stranger, failed) == 200
    again = client.post(reverse("neighborhoods:repeat", args=[failed.uuid]))
    assert again.status_code == 302
    second = Consultation.objects.get(unit=places[0], round=2)
    assert (second.ward, second.scheme) == (foreign_ward, scheme)
    assert sees(client, stranger, second) == 200


def test_what_moved_is_found_by_the_names_of_its_new_place(ward, places, district, officer):
    scheme = three_into_two(ward, places, officer)
    running, ended = asked(places[0], officer), closed(places[1], officer)
    old = ward.name_on(clock.today())
    order = Order(clock.today())
    east = order.found("Phường Đông Sơn", district, ward)
    order.keep(places[0], name="Khu phố Bình Minh", parent_line=east)
    order.keep(places[2], places[1], parent_line=east)
    applied(order)
    with wall.lifted():
        assert list(Scheme.objects.search("dong son")) == [scheme]
        assert set(Consultation.objects.search("dong son")) == {running, ended}
        assert list(Consultation.objects.search("binh minh")) == [running]
        known = ended.unit.versions.order_by("-valid").first().name
        assert ended in Consultation.objects.search(f"{known} dong son dọn hẻm")
        assert not Scheme.objects.search(old)
        assert not Consultation.objects.search(old)
        trail = scheme.audit_events.filter(ward=new(east)).values_list("search_text", flat=True)
    assert len(trail) == 1, "going over leaves one trace"
    assert "dong son" in trail[0]


def test_an_open_one_ends_with_its_khu_pho(client, ward, places, officer, settings):
    settings.PORTAL_DEMO = False
    holidays.load([2026])
    found = asked(places[0], officer)
    given = online.give_codes(consultation=found, agreed=6, count=10, by=officer)
    online.answer(consultation=found, code=given[0], choice="agree")
    replace_voters(consultation=found, households=[Household("Hộ thử", "1 Thử")], by=officer)
    planned = asked(places[1], officer, status="planned")
    order = Order(clock.today())
    order.found("Khu phố Mới", ward, *places[:2])
    decision = applied(order)
    found.refresh_from_db()
    planned.refresh_from_db()
    assert [found.status, planned.status, found.ward] == ["cancelled", "cancelled", ward]
    assert not Voter.objects.exists()
    with pytest.raises(ValidationError, match="Hiện không nhận"):
        online.answer(consultation=found, code=given[1], choice="agree")
    assert client.get(found.get_public_url()).status_code == 404
    client.force_login(officer)
    assert str(decision) in client.get(found.get_absolute_url()).content.decode()
    trail = list(found.audit_events.order_by("pgh_id").values_list("status", "version"))
    assert trail[-1] == ("cancelled", trail[-2][1] + 1)
    said = [(matter.count, str(matter.label)) for matter in matters_of(decision)]
    assert (2, "đợt lấy ý kiến đang diễn ra đã dừng vì đơn vị kết thúc") in said


def test_nobody_is_reminded_for_ever_of_what_cannot_be_counted(ward, places, officer):
    holidays.load([2026])
    over = {"announced_on": MORNING.date() - 5 * DAY, "starts_on": MORNING.date() - 3 * DAY}
    asked(places[0], officer, **over, ends_on=MORNING.date() - DAY)
    told = Notification.objects.filter(kind="digest", user=officer)
    sending.send_all(MORNING)
    assert "Lấy ý kiến chưa ghi kết quả" in told.get().body
    told.delete()
    order = Order(clock.today())
    order.keep(places[1], places[0])
    applied(order)
    sending.send_all(MORNING)
    assert not told.exists()


def test_what_was_counted_is_read_where_the_heir_lies(
    client, places, officer, foreign_ward, foreign_neighborhood, stranger
):
    merged, divided, alone = (closed(place, officer) for place in places)
    order = Order(clock.today())
    order.keep(foreign_neighborhood, places[0])
    order.found("Khu phố Đông", foreign_ward, (places[1], Extent.PART))
    order.found("Khu phố Tây", foreign_ward, (places[1], Extent.REST))
    order.end(places[2])
    decision = applied(order)
    for found in (merged, divided):
        assert [sees(client, user, found) for user in (officer, stranger)] == [404, 200]
        found.refresh_from_db()
        assert (found.status, found.agree, found.remarks) == ("closed", 8, "")
    assert [sees(client, user, alone) for user in (officer, stranger)] == [200, 404]
    assert "consultations.stopped" not in decision.outcome["matters"]


def test_a_scheme_hears_that_its_consultation_was_stopped(ward, places, officer, leader):
    scheme = three_into_two(ward, places, officer)
    scheme = advance(advance(scheme, officer), leader)
    order = Order(clock.today())
    order.found("Khu phố Khác", ward, places[0])
    decision = applied(order)
    after = Scheme.objects.get(pk=scheme.pk)
    event = after.events.order_by("-pk").first()
    assert (event.kind, event.by, after.version) == (MoveName.NOTE, None, scheme.version + 1)
    assert str(decision) in event.text
    statuses = scheme.consultations.order_by("unit").values_list("status", flat=True)
    assert list(statuses) == ["cancelled", "planned", "planned"]


def test_it_costs_the_same_for_one_and_for_many(ward, places, district, foreign_ward, officer):
    other = WardFactory(parent=district)
    many = [NeighborhoodFactory(parent=other) for _ in range(6)]
    counts = []
    for home, by, units in ((ward, officer, places[:1]), (other, official(other), many)):
        running = [asked(unit, by).pk for unit in units for _ in range(len(units))]
        for unit in units:
            closed(unit, by)
        order = Order(clock.today())
        order.found(f"Khu phố Mới {home.pk}", foreign_ward, *units)
        decision = applied(order)
        Consultation.objects.filter(unit__in=units).update(ward=home)
        Consultation.objects.filter(pk__in=running).update(status="open")
        ended = frozenset(unit.pk for unit in units)
        with wall.lifted(), CaptureQueriesContext(connection) as queries:
            found = hand_over(Applied(decision, clock.today(), ended=ended))
        assert found == {"consultations.stopped": len(running)}
        gone = Consultation.objects.filter(unit__in=units, ward=foreign_ward)
        assert gone.count() == len(running) + len(units)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
