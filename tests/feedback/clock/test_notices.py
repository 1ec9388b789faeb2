"""Who hears of which move, in which language, and what no message ever holds."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.utils import translation

from core import outbox
from core.models import Channel, Notification, OutboxMessage
from feedback import notices, receipt
from feedback.models import CaseKind
from feedback.workflow import MoveName, Status
from people.models import Term, User
from people.permissions import Profile
from tests.factories import NeighborhoodFactory
from tests.feedback.clock.conftest import at, sign_in_of

M = MoveName
SENDER = "dan@example.vn"


def happen(case, move: MoveName, *, by=None, **fields):
    """An event of a case, announced."""
    fields = {"due_at": case.due_at, "public_text": "Nội dung trả lời"} | fields
    event = case.events.create(kind=move, ward=case.ward, by=by, status=case.status, **fields)
    notices.announce(event)
    return event


def heard() -> set[str]:
    """Who was told, as user names (inbox) and the addresses of senders."""
    inbox = Notification.objects.filter(channel=Channel.INBOX)
    letters = Notification.objects.filter(channel=Channel.EMAIL, user=None)
    return {row.user.username for row in inbox.select_related("user")} | {
        row.address for row in letters
    }


# For a case of khu phố 23 that `phuong` handles, moved by `dong-nghiep` (by nobody where the citizen
# or the portal moves).
BY_STAFF = {
    M.SUBMIT: {SENDER, "phuong", "lanh-dao", "khu-pho"},
    M.TRIAGE: {SENDER, "khu-pho"},
    M.ASSIGN: {"phuong"},
    M.START: set(),
    M.ASK: {SENDER},
    M.RESUME: set(),
    M.NOTE: {"phuong"},
    M.ANSWER: {SENDER, "phuong"},
    M.FORWARD: {SENDER, "phuong", "lanh-dao"},
    M.MERGE: {SENDER},
    M.REJECT: {SENDER, "phuong"},
    M.REFER: {SENDER, "phuong"},
    M.EXTEND: {SENDER, "phuong"},
    M.CLOSE: {SENDER},
    M.REOPEN: {SENDER, "phuong"},
    M.PUBLISH: set(),
    M.UNPUBLISH: set(),
}
BY_CITIZEN = {
    M.SUBMIT: {SENDER, "phuong", "dong-nghiep", "lanh-dao", "khu-pho"},
    M.INFORM: {"phuong"},
    M.CITIZEN_REOPEN: {"phuong", "dong-nghiep", "lanh-dao"},
    M.RATE: {"phuong"},
}
BY_THE_PORTAL = {M.RELOCATE}  # tells nobody: who answers, and until when, stays as it was


def test_every_move_is_in_the_table_or_silent_on_purpose():
    assert set(notices.NOTICES) | notices.SILENT == set(MoveName)
    assert set(notices.NOTICES) & notices.SILENT == set()
    assert set(BY_STAFF) | set(BY_CITIZEN) | BY_THE_PORTAL == set(MoveName)


@pytest.mark.parametrize("move", BY_STAFF, ids=str)
def test_move_of_staff_is_heard_by(make_case, cast, move):
    case = make_case(assignee=cast.official)
    happen(case, move, by=cast.colleague)
    assert heard() == BY_STAFF[move]


@pytest.mark.parametrize("move", BY_CITIZEN, ids=str)
def test_move_of_the_citizen_is_heard_by(make_case, cast, move):
    case = make_case(assignee=cast.official)
    happen(case, move)
    assert heard() == BY_CITIZEN[move]


@pytest.mark.parametrize("move", [*BY_STAFF], ids=str)
def test_who_made_a_move_is_not_told_of_it(make_case, cast, move):
    happen(make_case(assignee=cast.official), move, by=cast.official)
    assert "phuong" not in heard()


def test_unheld_case_is_heard_by_all_officials(make_case):
    happen(make_case(), M.INFORM)
    assert heard() == {"phuong", "dong-nghiep", "lanh-dao"}


def test_case_given_to_a_khu_pho_is_heard_there(make_case, cast):
    happen(make_case(assigned_unit=cast.khu_pho), M.ASSIGN, by=cast.official)
    assert heard() == {"khu-pho"}


def test_khu_pho_is_told_of_its_case_once_and_of_a_corrected_place(make_case, cast):
    case = make_case()
    happen(case, M.SUBMIT)
    happen(case, M.TRIAGE, by=cast.official)
    elsewhere = NeighborhoodFactory(name="Khu phố 24", parent=cast.ward)
    sign_in_of(elsewhere, Profile.NEIGHBORHOOD_OFFICER, "khu-pho-24")
    case.unit = elsewhere
    case.save(update_fields=["unit"])
    happen(case, M.TRIAGE, by=cast.official)
    told = Notification.objects.filter(channel=Channel.INBOX, user__username__startswith="khu-pho")
    assert sorted(row.user.username for row in told) == ["khu-pho", "khu-pho-24"]


@pytest.mark.parametrize("move", MoveName, ids=str)
def test_sealed_case_reaches_no_khu_pho_and_names_no_subject(make_case, cast, move):
    case = make_case(
        kind=CaseKind.DENUNCIATION,
        is_sealed=True,
        assigned_unit=cast.khu_pho,
        origin_ward=cast.other,
    )
    happen(case, move, by=cast.colleague)
    assert "khu-pho" not in heard()
    for row in Notification.objects.filter(user__isnull=False):
        assert "Vệ sinh" not in row.subject + row.body


@pytest.mark.parametrize("move", [M.ANSWER, M.REJECT, M.REFER], ids=str)
def test_ward_that_sent_a_case_on_hears_the_end(make_case, cast, move):
    case = make_case(origin_ward=cast.other, assignee=cast.official, status=Status.ANSWERED)
    happen(case, move, by=cast.colleague)
    (row,) = Notification.objects.filter(user=cast.neighbour, channel=Channel.INBOX)
    # They cannot open the case any more: no link, and it stands in their own log.
    assert (row.url, row.scope) == ("", cast.other.pk)


def test_former_holder_hears_nothing(make_case, cast):
    term = Term.objects.get(person=cast.official.person)
    term.valid = (term.valid.lower, "2026-01-01")
    term.save()
    happen(make_case(assignee=cast.official), M.NOTE, by=cast.colleague)
    assert heard() == set()


def test_closed_sign_in_hears_nothing(make_case, cast):
    User.objects.filter(pk=cast.official.pk).update(is_active=False)
    happen(make_case(assignee=cast.official), M.NOTE, by=cast.colleague)
    assert heard() == set()


def test_repeated_announcement_tells_nobody_twice(make_case, cast):
    event = happen(make_case(assignee=cast.official), M.ANSWER, by=cast.colleague)
    before = (Notification.objects.count(), OutboxMessage.objects.count())
    notices.announce(event)
    assert (Notification.objects.count(), OutboxMessage.objects.count()) == before == (3, 2)


@pytest.mark.parametrize("move", [M.SUBMIT, M.ANSWER, M.FORWARD, M.CITIZEN_REOPEN], ids=str)
def test_announcement_costs_five_statements_at_most(
    make_case, cast, move, django_assert_max_num_queries
):
    case = make_case(assignee=cast.official, origin_ward=cast.other)
    event = case.events.create(
        kind=move, ward=case.ward, by=cast.colleague, status=case.status, due_at=case.due_at
    )
    with django_assert_max_num_queries(5):
        notices.announce(event)


# --- What is written ------------------------------------------------------------------------------


def letter(move: MoveName = M.ANSWER) -> Notification:
    return Notification.objects.get(address=SENDER, kind=f"case.{move}")


@pytest.mark.parametrize(
    "move", [move for move, notice in notices.NOTICES.items() if notice.letter], ids=str
)
def test_letter_has_reference_state_and_private_link(make_case, cast, move):
    case = make_case()
    happen(case, move, by=cast.official)
    row = letter(move)
    for words in (case.reference, "Trạng thái: Mới nhận", receipt.link(case)):
        assert words in row.body
    assert case.reference in row.subject
    assert (row.is_sensitive, row.url, row.about) == (True, "", case.reference)


def test_letter_names_the_due_time(make_case, cast):
    case = make_case(received="02/11/2026 09:00")
    happen(case, M.SUBMIT)
    assert "Hạn trả lời: 17:00 16/11/2026" in letter(M.SUBMIT).body


def test_question_names_the_time_to_answer_it(make_case, cast):
    happen(make_case(), M.ASK, by=cast.official, due_at=at("30/11/2026 17:00"))
    assert "Xin bổ sung trước: 17:00 30/11/2026" in letter(M.ASK).body


def test_answer_stands_in_the_letter_and_is_wiped_once_sent(make_case, cast):
    happen(make_case(), M.ANSWER, by=cast.official, public_text="Đã thay bóng đèn & kiểm tra")
    outbox.run_due()
    (sent,) = [mail for mail in django_mail.outbox if mail.to == [SENDER]]
    assert "Đã thay bóng đèn & kiểm tra" in sent.body
    assert letter().body == ""


@pytest.mark.parametrize("move", MoveName, ids=str)
def test_no_message_holds_the_citizens_words_or_contact(make_case, cast, move):
    happen(make_case(assignee=cast.official, origin_ward=cast.other), move, by=cast.colleague)
    for row in Notification.objects.all():
        shown = row.subject + row.body + row.url + row.about
        for private in ("Bí mật", "Nguyễn Thị Dân", SENDER, "901234567"):
            assert private not in shown
        if row.user_id:
            assert "Nội dung trả lời" not in shown


def test_letter_speaks_the_language_of_the_case(make_case, cast):
    case = make_case(language="en")
    with translation.override("vi"):
        happen(case, M.SUBMIT)
    assert "Waste" in letter(M.SUBMIT).body
    memo = Notification.objects.get(user=cast.official, channel=Channel.INBOX)
    assert "Vệ sinh, rác" in memo.body


def test_memo_speaks_the_language_of_its_reader(make_case, cast):
    User.objects.filter(pk=cast.leader.pk).update(language="en")
    happen(make_case(), M.SUBMIT)
    rows = Notification.objects.filter(channel=Channel.INBOX).select_related("user")
    words = {row.user.username: ("Waste" in row.body) for row in rows}
    assert words == {"phuong": False, "dong-nghiep": False, "lanh-dao": True, "khu-pho": False}


def test_case_without_address_gets_no_letter(make_case):
    happen(make_case(email=""), M.SUBMIT)
    assert not Notification.objects.filter(user=None).exists()
