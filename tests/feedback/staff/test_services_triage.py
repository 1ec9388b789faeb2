"""Triage, rejection and referral."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feedback import deadlines
from feedback.models import Case, CaseKind, Clock
from feedback.services.triage import refer_case, reject_case, triage_case
from feedback.workflow import MoveName, Status
from people.permissions import Permission
from tests.feedback.staff.conftest import rule


def triage(case, by, **fields):
    values = {
        "category": case.category,
        "kind": case.kind,
        "unit": case.unit,
        "place": case.place,
    }
    return triage_case(case=case, by=by, **values | fields)


def test_triage_sets_what_the_official_says(case, cast, noise):
    triage(case, cast.official, category=noise, kind="petition", unit=cast.khu_pho_8, place="Hẻm 3")
    case.refresh_from_db()
    assert (case.status, case.category, case.kind) == (Status.TRIAGED, noise, CaseKind.PETITION)
    assert (case.unit, case.place, case.version) == (cast.khu_pho_8, "Hẻm 3", 2)
    assert case.events.for_timeline().first().by == cast.official


def test_triage_with_another_category_moves_the_deadline(case, cast, noise):
    short = rule(Clock.ANSWER, 3, category=noise)
    triage(case, cast.official, category=noise)
    case.refresh_from_db()
    assert (case.rule, case.due_at) == (short, deadlines.ends(short, case.received_at))


def test_a_later_triage_keeps_the_state_of_the_work(make_case, cast, noise):
    case = make_case(status=Status.IN_PROGRESS, assignee=cast.official)
    triage(case, cast.official, category=noise)
    case.refresh_from_db()
    assert (case.status, case.assignee) == (Status.IN_PROGRESS, cast.official)


def test_a_denunciation_is_sealed_and_taken_from_the_khu_pho(make_case, cast):
    case = make_case(status=Status.ASSIGNED, assigned_unit=cast.khu_pho, assignee=None)
    assert Case.objects.visible_to(cast.officer, Permission.CASE_VIEW).count() == 1
    triage(case, cast.official, kind=CaseKind.DENUNCIATION)
    case.refresh_from_db()
    assert (case.is_sealed, case.assigned_unit, case.status) == (True, None, Status.TRIAGED)
    assert Case.objects.visible_to(cast.officer, Permission.CASE_VIEW).count() == 0


def test_sealing_a_waiting_case_of_a_khu_pho_officer_lets_its_clock_run(make_case, cast):
    paused = datetime.datetime(2026, 11, 2, 3, tzinfo=datetime.UTC)
    case = make_case(
        status=Status.NEEDS_INFORMATION, assignee=cast.officer, paused_at=paused, received_at=paused
    )
    due = case.due_at
    triage(case, cast.official, kind=CaseKind.COMPLAINT)
    case.refresh_from_db()
    assert (case.assignee, case.paused_at, case.status) == (None, None, Status.TRIAGED)
    assert case.due_at > due


def test_sealing_keeps_a_ward_official_on_the_case(make_case, cast):
    case = make_case(status=Status.IN_PROGRESS, assignee=cast.official)
    triage(case, cast.official, kind=CaseKind.COMPLAINT)
    case.refresh_from_db()
    assert (case.assignee, case.status) == (cast.official, Status.IN_PROGRESS)


def test_only_a_leader_unseals_a_denunciation(make_case, cast):
    case = make_case(kind=CaseKind.DENUNCIATION, is_sealed=True)
    with pytest.raises(ValidationError, match="lãnh đạo"):
        triage(case, cast.official, kind=CaseKind.FEEDBACK)
    triage(case, cast.leader, kind=CaseKind.FEEDBACK)
    assert Case.objects.get(pk=case.pk).is_sealed is False


def test_a_case_sealed_on_a_hint_is_opened_by_whoever_triages(make_case, cast):
    case = make_case(is_sealed=True)
    triage(case, cast.official)
    assert Case.objects.get(pk=case.pk).is_sealed is False


@pytest.mark.parametrize("place", ["elsewhere", "other"])
def test_triage_refuses_a_place_of_another_ward(case, cast, place):
    with pytest.raises(ValidationError, match="Nơi xảy ra"):
        triage(case, cast.official, unit=getattr(cast, place))


def test_triage_allows_the_ward_itself(case, cast):
    triage(case, cast.official, unit=cast.ward)
    assert Case.objects.get(pk=case.pk).unit == cast.ward


@pytest.mark.parametrize("stranger", ["neighbour", "officer", "reviewer", "city", "beat"])
def test_triage_is_refused_to_who_may_not(case, cast, stranger):
    with pytest.raises(PermissionDenied):
        triage(case, getattr(cast, stranger))


def test_triage_is_refused_after_the_answer(make_case, cast):
    with pytest.raises(ValidationError, match="Đã trả lời"):
        triage(make_case(status=Status.ANSWERED), cast.official)


def test_rejection_tells_reason_and_words(case, cast):
    reject_case(case=case, by=cast.official, reason="unclear", text="Xin gửi lại rõ hơn.")
    case.refresh_from_db()
    event = case.events.for_timeline().first()
    assert (case.status, case.answered_in_time) == (Status.REJECTED, True)
    assert event.public_text == "Nội dung không đủ rõ để xem xét.\n\nXin gửi lại rõ hơn."


def test_a_late_rejection_counts_as_late(make_case, cast):
    case = make_case(received_at=datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
    reject_case(case=case, by=cast.official, reason="other", text="Lý do.")
    assert Case.objects.get(pk=case.pk).answered_in_time is False


def test_referral_seals_and_tells_where_to_go(case, cast):
    refer_case(case=case, by=cast.official, kind=CaseKind.DENUNCIATION, text="Xin gửi đơn.")
    case.refresh_from_db()
    assert (case.status, case.kind, case.is_sealed) == (Status.REFERRED, "denunciation", True)
    assert case.events.get(kind=MoveName.REFER).public_text == "Xin gửi đơn."


def test_only_complaints_and_denunciations_are_referred(case, cast):
    with pytest.raises(ValidationError, match="Chỉ khiếu nại"):
        refer_case(case=case, by=cast.official, kind=CaseKind.FEEDBACK, text="…")


@pytest.mark.parametrize("stranger", ["neighbour", "officer", "reviewer"])
def test_rejection_and_referral_are_refused_to_who_may_not(case, cast, stranger):
    user = getattr(cast, stranger)
    with pytest.raises(PermissionDenied):
        reject_case(case=case, by=user, reason="other", text="…")
    with pytest.raises(PermissionDenied):
        refer_case(case=case, by=user, kind=CaseKind.COMPLAINT, text="…")
