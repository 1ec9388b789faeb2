"""Forwarding to another ward and merging into another case."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from feedback.models import Case, Contact
from feedback.services.handling import note_case
from feedback.services.routing import forward_case, merge_case
from feedback.services.triage import triage_case
from feedback.workflow import MoveName, Status
from people.permissions import Permission


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


def forward(case, by, ward):
    return forward_case(case=case, by=by, ward=ward, reason="Thuộc phường khác.", note="Xin xem.")


def test_a_forwarded_case_belongs_to_the_other_ward(make_case, cast):
    case = make_case(status=Status.ASSIGNED, assignee=cast.colleague)
    forward(case, cast.official, cast.other)
    moved = fresh(case)
    assert (moved.status, moved.ward, moved.unit) == (Status.FORWARDED, cast.other, cast.other)
    assert (moved.origin_ward, moved.assignee) == (cast.ward, None)
    assert Contact.objects.get(case=case).ward == cast.other


def test_forwarding_starts_both_clocks_anew(make_case, cast):
    case = make_case(status=Status.NEEDS_INFORMATION, paused_at=clock.now())
    forward(case, cast.official, cast.other)
    moved = fresh(case)
    assert moved.due_at >= case.due_at
    assert clock.now() < moved.accept_due_at < moved.due_at
    assert moved.paused_at is None


def test_any_work_of_the_receiving_ward_accepts(case, cast):
    forward(case, cast.official, cast.other)
    note_case(case=fresh(case), by=cast.neighbour, note="Đang xem.")
    assert fresh(case).accept_due_at is not None
    moved = fresh(case)
    triage_case(
        case=moved, by=cast.neighbour, category=moved.category, kind=moved.kind, unit=moved.unit
    )
    assert fresh(case).accept_due_at is None


def test_the_sending_ward_keeps_the_state_only(case, cast):
    forward(case, cast.official, cast.other)
    seen = [p for p in Permission if Case.objects.visible_to(cast.official, p).exists()]
    assert seen == []
    assert list(Case.objects.sent_away_by(cast.official)) == [case]
    assert list(Case.objects.sent_away_by(cast.neighbour)) == []


def test_a_case_that_came_back_is_not_away(case, cast):
    forward(case, cast.official, cast.other)
    forward(fresh(case), cast.neighbour, cast.ward)
    assert list(Case.objects.sent_away_by(cast.official)) == []
    assert list(Case.objects.sent_away_by(cast.neighbour)) == [case]


@pytest.mark.parametrize("target", ["ward", "district", "elsewhere"])
def test_only_another_ward_is_a_target(case, cast, target):
    with pytest.raises(ValidationError, match="phường, xã khác"):
        forward(case, cast.official, getattr(cast, target))


@pytest.mark.parametrize("stranger", ["officer", "neighbour", "reviewer", "city"])
def test_forwarding_is_refused_to_who_may_not(case, cast, stranger):
    with pytest.raises(PermissionDenied):
        forward(case, getattr(cast, stranger), cast.other)


def test_merging_leaves_traces_on_both(make_case, cast):
    main, other = make_case(), make_case()
    merge_case(case=other, by=cast.official, into=main, note="Cùng một bãi rác.")
    assert (fresh(other).status, fresh(other).merged_into) == (Status.MERGED, main)
    assert other.events.get(kind=MoveName.MERGE).other == main
    assert main.events.get(kind=MoveName.NOTE).other == other
    assert main.reference not in other.events.get(kind=MoveName.MERGE).public_text


def test_there_are_no_chains(make_case, cast):
    first, second, third = make_case(), make_case(), make_case()
    merge_case(case=first, by=cast.official, into=second)
    merge_case(case=fresh(second), by=cast.official, into=third)
    assert fresh(first).merged_into == third
    assert fresh(second).merged_into == third


def test_there_are_no_circles(make_case, cast):
    first, second = make_case(), make_case()
    merge_case(case=first, by=cast.official, into=second)
    with pytest.raises(ValidationError, match="đang mở"):
        merge_case(case=fresh(second), by=cast.official, into=first)
    with pytest.raises(ValidationError, match="chính nó"):
        merge_case(case=fresh(second), by=cast.official, into=second)


def test_the_target_must_be_open_unsealed_and_ones_own(make_case, cast):
    case = make_case()
    foreign = make_case(ward=cast.other, unit=cast.elsewhere)
    for target, words in [
        (foreign, "Không tìm thấy"),
        (make_case(status=Status.CLOSED), "đang mở"),
        (make_case(is_sealed=True), "bảo mật"),
    ]:
        with pytest.raises(ValidationError, match=words):
            merge_case(case=case, by=cast.official, into=target)


@pytest.mark.parametrize("stranger", ["officer", "neighbour", "reviewer"])
def test_merging_is_refused_to_who_may_not(make_case, cast, stranger):
    with pytest.raises(PermissionDenied):
        merge_case(case=make_case(), by=getattr(cast, stranger), into=make_case())
