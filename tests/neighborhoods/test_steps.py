"""From draft to resolution: whose turn it is, what it needs, and what the territory makes of it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from core.models import Notification
from neighborhoods import notices
from neighborhoods.models import Procedure, Scheme
from neighborhoods.services import schemes, steps
from neighborhoods.services.schemes import Wanted
from neighborhoods.workflow import PERMISSIONS, STEPS, StepKind
from people.permissions import Profile
from tests.factories import CityFactory, UserFactory, WardFactory
from tests.neighborhoods.plans import advance, consent, drafted, paper, resolution, three_into_two
from tests.wards.orders import Order
from wards import changes
from wards.models import Action, DecisionStatus, UnitVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheme(ward, places, officer):
    return three_into_two(ward, places, officer)


@pytest.fixture
def cast(officer, leader, reviewer, city_official):
    """By actor."""
    return {
        "official": officer,
        "leader": leader,
        "above": reviewer,
        "city": city_official,
    }


def walk(scheme, cast, until):
    """Step by step to a step, each by who has the turn."""
    while scheme.step.kind != until:
        papers = {
            "paper": {"paper": paper()},
            "resolution": {"paper": resolution(clock.today())},
        }.get(scheme.rule.asks, {})
        if scheme.step.kind == StepKind.CONSULTATION:
            consent(scheme, cast["official"])
        scheme = advance(scheme, cast[scheme.step.actor], **papers)
    return scheme


def test_every_step_has_a_rule_and_every_actor_a_permission():
    assert set(STEPS) == set(StepKind)
    known = {step.actor for one in Procedure.objects.all() for step in one.steps.all()}
    assert known <= set(PERMISSIONS)


def test_the_procedure_follows_what_stands_above_the_ward(ward, officer, leader):
    assert drafted(ward, officer).procedure.code == "tt04-2012"
    under_the_city = WardFactory(parent=CityFactory())
    official = UserFactory.of(Profile.WARD_OFFICIAL, under_the_city)
    assert drafted(under_the_city, official).procedure.code == "nd185-2026"


def test_a_scheme_goes_the_whole_way_and_the_territory_follows(scheme, cast, ward, places):
    scheme = walk(scheme, cast, StepKind.EFFECTIVE)
    assert scheme.decision.status == DecisionStatus.CONFIRMED
    assert scheme.decision.number == "7/NQ-HĐND"
    kinds = [stage.step.kind for stage in scheme.stages.select_related("step")]
    assert kinds == [kind.value for kind in StepKind]
    changes.apply(decision=scheme.decision, on=clock.today(), by=cast["city"])
    scheme.refresh_from_db()
    assert not scheme.is_open
    assert scheme.stopped_at is None
    names = UnitVersion.objects.today().filter(parent=ward).values_list("name", flat=True)
    assert set(names) == {"Khu phố 3", "Khu phố 10"}
    assert scheme.events.order_by("-pk").values_list("kind", flat=True)[0] == "apply"


def test_it_is_public_from_the_consultation_on(scheme, cast):
    scheme = advance(scheme, cast["official"])
    assert not scheme.is_public
    scheme = advance(scheme, cast["leader"])
    assert (scheme.step.kind, scheme.is_public) == (StepKind.CONSULTATION, True)


@pytest.mark.parametrize("who", ["officer", "reviewer", "city_official", "stranger", "khu_pho"])
def test_nobody_acts_out_of_turn(scheme, officer, request, who):
    scheme = advance(scheme, officer)  # now the leader's turn
    with pytest.raises(PermissionDenied):
        steps.advance(scheme=scheme, by=request.getfixturevalue(who))
    scheme.refresh_from_db()
    assert scheme.step.kind == StepKind.APPROVAL


def test_a_plan_with_errors_is_not_submitted(ward, officer):
    scheme = drafted(ward, officer)
    with pytest.raises(ValidationError, match="chưa có dòng thay đổi"):
        steps.advance(scheme=scheme, by=officer)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "", "on": datetime.date(2026, 1, 5)}, "paper"),
        ({"number": "1/TTr", "on": None}, "paper_on"),
        ({"number": "1/TTr", "on": datetime.date(2999, 1, 1)}, "paper_on"),
    ],
)
def test_a_paper_is_asked_for_where_the_step_needs_one(scheme, cast, given, field):
    scheme = walk(scheme, cast, StepKind.COUNCIL)
    with pytest.raises(ValidationError) as refused:
        steps.advance(scheme=scheme, by=cast["official"], paper=steps.Paper(**given))
    assert list(refused.value.error_dict) == [field]


def test_a_resolution_does_not_take_effect_before_it_is_signed(scheme, cast):
    scheme = walk(scheme, cast, StepKind.RESOLUTION)
    early = resolution(clock.today() - datetime.timedelta(days=1))
    with pytest.raises(ValidationError, match="trước ngày ký"):
        steps.advance(scheme=scheme, by=cast["city"], paper=early)
    scheme.refresh_from_db()
    assert scheme.decision.status == DecisionStatus.DRAFT


def test_a_returned_scheme_may_be_mended_and_goes_on(scheme, cast):
    scheme = walk(scheme, cast, StepKind.ABOVE)
    with pytest.raises(ValidationError, match="trả lại"):
        schemes.save_line(scheme=scheme, wanted=Wanted(Action.END), by=cast["official"])
    steps.return_scheme(scheme=scheme, text="Thiếu biên bản.", by=cast["above"])
    scheme.refresh_from_db()
    assert scheme.is_editable
    assert scheme.stages.filter(is_returned=True).count() == 1
    assert walk(scheme, cast, StepKind.EFFECTIVE).is_waiting_for_day


def test_a_stopped_scheme_is_over(scheme, officer, leader):
    steps.stop_scheme(scheme=scheme, text="Không còn cần.", by=leader)
    with pytest.raises(ValidationError, match="đã kết thúc"):
        steps.add_note(scheme=scheme, text="…", by=officer)
    assert not scheme.stages.filter(finished_on__isnull=True).exists()


def test_a_withdrawn_resolution_stops_its_scheme(scheme, cast):
    scheme = walk(scheme, cast, StepKind.EFFECTIVE)
    changes.withdraw(decision=scheme.decision, by=cast["city"])
    scheme.refresh_from_db()
    assert scheme.stopped_at is not None
    assert scheme.events.last().kind == "withdraw"


def test_two_who_act_at_once_hear_of_each_other(scheme, officer, leader):
    seen = scheme.version
    steps.add_note(scheme=scheme, text="Xem lại số hộ.", by=leader)
    with pytest.raises(ValidationError, match="vừa được") as refused:
        steps.advance(scheme=scheme, by=officer, version=seen)
    assert leader.person.name in refused.value.messages[0]


def test_the_next_one_hears_that_it_is_their_turn(scheme, officer, leader, reviewer):
    advance(scheme, officer)
    told = Notification.objects.filter(kind="scheme.turn", user__isnull=False)
    assert set(told.values_list("user", flat=True)) == {leader.pk}


def test_due_days_count_working_days_and_are_reminded_of_once(scheme, officer):
    scheme.due_on = clock.today() - datetime.timedelta(days=1)
    scheme.save(update_fields=["due_on"])
    assert notices.remind() == 1
    notices.remind()
    told = Notification.objects.filter(kind="scheme.due", user=officer, channel="inbox")
    assert told.count() == 1
    assert "quá hạn" in told.get().subject


def test_what_is_due_later_than_the_reminder_is_not_mentioned(scheme):
    scheme.due_on = clock.today() + datetime.timedelta(days=30)
    scheme.save(update_fields=["due_on"])
    assert notices.remind() == 0


def test_schemes_of_a_ward_that_ends_go_to_its_heir(scheme, ward, city, officer):
    order = Order(clock.today())
    order.found("Phường Sài Gòn", city, ward)
    changes.apply(decision=order.confirmed(), on=clock.today())
    heir = UnitVersion.objects.today().get(name="Phường Sài Gòn").unit
    scheme = Scheme.objects.get(pk=scheme.pk)
    assert scheme.ward == heir
    assert set(scheme.units.values_list("ward", flat=True)) == {heir.pk}
