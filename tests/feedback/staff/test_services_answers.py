"""Answer, close, reopen, publish."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from feedback.models import Case, CaseKind
from feedback.services.answers import (
    answer_case,
    close_case,
    publish_answer,
    reopen_case,
    unpublish_answer,
)
from feedback.services.routing import merge_case
from feedback.workflow import MoveName, Status
from tests.feedback.staff.conftest import at


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_an_answer_ends_the_clock_in_time(case, cast):
    answer_case(case=case, by=cast.official, text="Đã thu gom.")
    assert (fresh(case).status, fresh(case).answered_in_time) == (Status.ANSWERED, True)
    assert case.events.get(kind=MoveName.ANSWER).public_text == "Đã thu gom."


def test_a_late_answer_is_late(make_case, cast):
    case = make_case(received_at=datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
    answer_case(case=case, by=cast.official, text="Xin lỗi ông/bà.")
    assert fresh(case).answered_in_time is False


def test_answering_a_waiting_case_counts_until_it_began_to_wait(make_case, cast):
    case = make_case(
        received_at=at("01/09/2026 09:00"),
        status=Status.NEEDS_INFORMATION,
        paused_at=at("04/09/2026 09:00"),
    )
    answer_case(case=case, by=cast.official, text="Đã xử lý.")
    assert (fresh(case).answered_in_time, fresh(case).paused_at) == (True, None)


def test_a_khu_pho_officer_answers_what_lies_there(case, cast):
    answer_case(case=case, by=cast.officer, text="Đã nhắc nhở.")
    assert fresh(case).status == Status.ANSWERED


def test_a_khu_pho_officer_does_not_publish(case, cast):
    with pytest.raises(PermissionDenied):
        answer_case(case=case, by=cast.officer, text="Đã.", publish=True, summary="Rác.")
    assert fresh(case).status == Status.RECEIVED


@pytest.mark.parametrize("kind", [CaseKind.COMPLAINT, CaseKind.DENUNCIATION])
def test_what_must_be_referred_is_not_answered(make_case, cast, kind):
    case = make_case(kind=kind, is_sealed=True)
    with pytest.raises(ValidationError, match="hướng dẫn nơi giải quyết"):
        answer_case(case=case, by=cast.leader, text="…")


def test_senders_of_merged_cases_get_the_answer_of_the_main_one(make_case, cast):
    main, other = make_case(), make_case()
    merge_case(case=other, by=cast.official, into=main)
    answer_case(case=fresh(main), by=cast.official, text="Đã sửa đèn.")
    event = other.events.get(kind=MoveName.ANSWER)
    assert (event.public_text, event.other, event.status) == ("Đã sửa đèn.", main, Status.MERGED)


@pytest.mark.parametrize("stranger", ["neighbour", "reviewer", "city", "beat"])
def test_answering_is_refused_to_who_may_not(case, cast, stranger):
    with pytest.raises(PermissionDenied):
        answer_case(case=case, by=getattr(cast, stranger), text="…")


def test_closing_an_answered_case(make_case, cast):
    case = make_case(status=Status.ANSWERED, answered_at=clock.now())
    close_case(case=case, by=cast.official)
    assert (fresh(case).status, fresh(case).closed_at is None) == (Status.CLOSED, False)


def test_an_open_case_is_not_closed_unanswered(case, cast):
    with pytest.raises(ValidationError, match="Kết thúc"):
        close_case(case=case, by=cast.official)


def test_closing_twice_names_who_was_first(make_case, cast):
    case = make_case(status=Status.ANSWERED)
    close_case(case=case, by=cast.colleague, version=1)
    with pytest.raises(ValidationError, match="Lê Văn Sơn cập nhật lúc"):
        close_case(case=case, by=cast.official, version=1)


def test_a_sealed_case_is_closed_by_a_leader_only(make_case, cast):
    case = make_case(status=Status.REFERRED, kind=CaseKind.COMPLAINT, is_sealed=True)
    with pytest.raises(ValidationError, match="lãnh đạo"):
        close_case(case=case, by=cast.official)
    close_case(case=case, by=cast.leader)
    assert fresh(case).status == Status.CLOSED


def test_reopening_starts_a_new_clock_and_withdraws_the_publication(make_case, cast):
    case = make_case(
        status=Status.CLOSED,
        received_at=at("01/09/2026 09:00"),
        answered_at=at("02/09/2026 09:00"),
        answered_in_time=True,
        closed_at=at("20/09/2026 09:00"),
        published_at=at("02/09/2026 09:00"),
    )
    reopen_case(case=case, by=cast.official, reason="Rác lại tồn đọng.")
    again = fresh(case)
    assert again.status == Status.REOPENED
    assert again.due_at > clock.now()
    assert (again.answered_at, again.answered_in_time, again.closed_at) == (None, None, None)
    assert again.published_at is None


def test_reopening_a_merged_case_sets_it_free(make_case, cast):
    main, other = make_case(), make_case()
    merge_case(case=other, by=cast.official, into=main)
    reopen_case(case=fresh(other), by=cast.official, reason="Khác nội dung.")
    assert (fresh(other).status, fresh(other).merged_into) == (Status.REOPENED, None)


def publish(case, by, **fields):
    values = {"summary": "Rác tồn đọng trong hẻm", "answer": "Đã thu gom."}
    return publish_answer(case=case, by=by, **values | fields)


def test_publishing_and_withdrawing(make_case, cast):
    case = make_case(status=Status.ANSWERED, answered_at=clock.now())
    publish(case, cast.official)
    assert fresh(case).published_at is not None
    assert fresh(case).public_summary == "Rác tồn đọng trong hẻm"
    unpublish_answer(case=case, by=cast.official, reason="Còn tên người.")
    assert fresh(case).published_at is None
    with pytest.raises(ValidationError, match="chưa được công khai"):
        unpublish_answer(case=case, by=cast.official, reason="Lần nữa.")


@pytest.mark.parametrize(
    "answer",
    [
        "Xin gọi 0901 234 567.",
        "Xin gọi +84 901.234.567",
        "Viết cho mai@phuong.example",
        "CCCD 079123456789",
        "Số 012345678",
        "Bà Nguyễn Thị Dân đã báo",
        "ba nguyen thi dan",
    ],
)
def test_what_looks_personal_is_not_published_unchecked(make_case, cast, answer):
    case = make_case(status=Status.ANSWERED, answered_at=clock.now())
    with pytest.raises(ValidationError, match="dữ liệu cá nhân"):
        publish(case, cast.official, answer=answer)
    publish(case, cast.official, answer=answer, personal_checked=True)
    assert fresh(case).published_at is not None


@pytest.mark.parametrize("answer", ["Ngày 19/11/2026, hẻm 12/34, 1.500.000 đồng.", "Tổng đài 1022"])
def test_ordinary_numbers_are_published(make_case, cast, answer):
    case = make_case(status=Status.ANSWERED, answered_at=clock.now())
    publish(case, cast.official, answer=answer)
    assert fresh(case).public_answer == answer


def test_a_sealed_case_is_never_published(make_case, cast):
    case = make_case(status=Status.ANSWERED, answered_at=clock.now(), is_sealed=True)
    with pytest.raises(ValidationError, match="không được công khai"):
        publish(case, cast.leader)


@pytest.mark.parametrize("stranger", ["officer", "neighbour", "reviewer", "city"])
def test_publishing_and_closing_are_refused_to_who_may_not(make_case, cast, stranger):
    case, user = make_case(status=Status.ANSWERED, answered_at=clock.now()), getattr(cast, stranger)
    for move in (
        lambda: publish(case, user),
        lambda: close_case(case=case, by=user),
        lambda: reopen_case(case=case, by=user, reason="…"),
        lambda: unpublish_answer(case=case, by=user, reason="…"),
    ):
        with pytest.raises(PermissionDenied):
            move()
