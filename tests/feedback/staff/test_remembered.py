"""The inbox as it was last drawn: shown again only to the same person, and only while it is right."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse_lazy

from core import clock
from core.notifications import notify
from feedback.models import Case, CaseKind
from feedback.services.answers import answer_case, reopen_case
from feedback.services.assignment import assign_case
from feedback.services.citizen import give_information
from feedback.services.handling import (
    ask_information,
    extend_case,
    note_case,
    resume_case,
    start_case,
)
from feedback.services.routing import forward_case, merge_case
from feedback.services.triage import RejectReason, refer_case, reject_case, triage_case
from feedback.workflow import OPEN, Status
from people.looks import PAGES
from people.models import Term
from tests.feedback.staff.conftest import at

INBOX = "/can-bo/phan-anh/"
ASSIGN = reverse_lazy("feedback:cases_assign")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture(autouse=True)
def noon():
    """A moment at which no minute ends while a test looks."""
    with time_machine.travel(at("23/11/2026 12:00"), tick=False) as clock_of_the_test:
        yield clock_of_the_test


@pytest.fixture
def browser(cast):
    """A browser that has been here before, so that it has a token of its own."""
    found = Client()
    found.force_login(cast.official)
    found.get(INBOX)
    return found


def drawn_anew(browser: Client, address: str = INBOX) -> bool:
    """Whether the rows themselves were read for this look."""
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(address)
    assert response.status_code == 200
    return any('"feedback_case"."body"' in query["sql"] for query in asked.captured_queries)


def test_a_second_look_is_the_same_page_for_four_short_questions(browser, make_case):
    make_case()
    first = browser.get(INBOX).content
    with CaptureQueriesContext(connection) as asked:
        again = browser.get(INBOX)
    assert again.content == first
    assert len(asked) == 4
    assert again["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert again.cookies["csrftoken"].value == browser.cookies["csrftoken"].value


def test_drawing_a_full_page_takes_no_more_than_eight(browser, make_case, settings):
    settings.ROWS_KEPT_SECONDS = 60  # as served
    browser.get(INBOX)
    for _number in range(51):
        make_case(contact=False)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(INBOX).content.count(b"data-row-link") == 50
    assert len(asked) <= 8, "\n".join(query["sql"][:90] for query in asked.captured_queries)


@pytest.mark.parametrize(
    ("status", "move"),
    [
        (Status.RECEIVED, lambda case, cast, _others: start_case(case=case, by=cast.official)),
        (Status.IN_PROGRESS, lambda case, cast, _others: note_case(case=case, by=cast.official, note="x")),
        (Status.IN_PROGRESS, lambda case, cast, _others: assign_case(case=case, by=cast.official, assignee=cast.colleague)),
        (Status.IN_PROGRESS, lambda case, cast, _others: assign_case(case=case, by=cast.official, unit=cast.khu_pho)),
        (Status.IN_PROGRESS, lambda case, cast, _others: ask_information(case=case, by=cast.official, question="Nhà số mấy?")),
        (Status.NEEDS_INFORMATION, lambda case, _cast, _others: give_information(case=case, text="Số 12.")),
        (Status.NEEDS_INFORMATION, lambda case, cast, _others: resume_case(case=case, by=cast.official)),
        (Status.IN_PROGRESS, lambda case, cast, _others: extend_case(case=case, by=cast.leader, days=2, reason="Chờ vật tư.")),
        (Status.IN_PROGRESS, lambda case, cast, _others: answer_case(case=case, by=cast.official, text="Đã dọn xong.")),
        (Status.ANSWERED, lambda case, cast, _others: reopen_case(case=case, by=cast.official, reason="Còn rác.")),
        (Status.RECEIVED, lambda case, cast, _others: reject_case(case=case, by=cast.official, reason=RejectReason.OTHER, text="Không rõ.")),
        (Status.TRIAGED, lambda case, cast, _others: refer_case(case=case, by=cast.official, kind=CaseKind.COMPLAINT, text="Xin gửi nơi khác.")),
        (Status.RECEIVED, lambda case, cast, _others: forward_case(case=case, by=cast.official, ward=cast.other, reason="Thuộc phường bạn.")),
        (Status.RECEIVED, lambda case, cast, others: merge_case(case=case, by=cast.official, into=others[0])),
        (Status.RECEIVED, lambda case, cast, others: triage_case(case=case, by=cast.official, category=others[1], kind=CaseKind.FEEDBACK, unit=cast.khu_pho_8)),
    ],
)  # fmt: skip
def test_every_move_is_seen_at_the_next_look(browser, make_case, cast, noise, status, move):
    into = make_case()
    case = make_case(
        status=status,
        **({"paused_at": clock.now()} if status == Status.NEEDS_INFORMATION else {}),
        **({"answered_at": clock.now()} if status == Status.ANSWERED else {}),
    )
    browser.get(INBOX)
    assert not drawn_anew(browser)
    move(case, cast, (into, noise))
    assert drawn_anew(browser)


def test_one_that_goes_while_another_comes_is_no_coincidence(browser, make_case):
    make_case(status=Status.ANSWERED, answered_at=clock.now())
    gone = make_case()
    before = Case.objects.filter(pk=gone.pk).mark()
    come = make_case()
    assert before is not None
    assert Case.objects.filter(pk=come.pk).mark() != before
    assert Case.objects.none().mark() is None
    assert Case.objects.filter(pk__in=[gone.pk, come.pk]).mark() != before


def test_new_ones_are_seen_at_once_and_foreign_ones_change_nothing(browser, make_case, cast):
    browser.get(INBOX)
    make_case(ward=cast.other, unit=cast.elsewhere)
    assert not drawn_anew(browser)
    new = make_case()
    assert new.reference in browser.get(INBOX).content.decode()


def test_one_that_comes_and_is_answered_within_a_minute_is_counted(browser, make_case, cast):
    make_case()
    assert "0 đã trả lời" in browser.get(INBOX).content.decode()
    answer_case(case=make_case(), by=cast.official, text="Đã dọn xong.")
    assert "1 đã trả lời" in browser.get(INBOX).content.decode()


def test_a_colleague_gets_a_page_of_their_own(browser, make_case, cast):
    make_case(status=Status.ASSIGNED, assignee=cast.official)
    own = browser.get(INBOX).content.decode()
    other = Client()
    other.force_login(cast.colleague)
    other.get(INBOX)
    theirs = other.get(INBOX).content.decode()
    assert cast.official.get_full_name() in own
    assert f"<b>{cast.colleague.get_full_name()}</b>" not in own
    assert own != theirs
    assert set(TOKEN.findall(own)).isdisjoint(TOKEN.findall(theirs))


def test_another_browser_of_the_same_person_gets_another_token(browser, make_case, cast):
    make_case()
    pages = [browser.get(INBOX).content.decode()]
    second = Client(enforce_csrf_checks=True)
    second.force_login(cast.official)
    second.get(INBOX)
    second.get(INBOX)
    pages.append(second.get(INBOX).content.decode())
    mine, theirs = (TOKEN.findall(page) for page in pages)
    assert mine and theirs and set(mine).isdisjoint(theirs)  # noqa: PT018
    refused = second.post(ASSIGN, {"csrfmiddlewaretoken": mine[0]})
    taken = second.post(ASSIGN, {"csrfmiddlewaretoken": theirs[0]})
    assert (refused.status_code, taken.status_code) == (403, 200)


def test_access_that_ends_takes_the_page_with_it(browser, make_case, cast):
    make_case()
    browser.get(INBOX)
    assert not drawn_anew(browser)
    Term.objects.filter(person=cast.official.person).delete()
    assert browser.get(INBOX).status_code == 404


def test_language_name_and_waiting_notices_are_those_of_now(browser, make_case, cast):
    make_case()
    assert "Mới nhận" in browser.get(INBOX).content.decode()
    browser.cookies["django_language"] = "en"
    assert "Mới nhận" not in browser.get(INBOX).content.decode()
    browser.cookies["django_language"] = "vi"
    assert not drawn_anew(browser)
    notify(kind="test", key="test:1", subject="Việc", body="x", users=[cast.official], url="/")
    assert drawn_anew(browser)
    person = cast.official.person
    person.name = "Trần Thị Mai Anh"
    person.save()
    assert "Trần Thị Mai Anh" in browser.get(INBOX).content.decode()


def test_what_was_done_is_said_once(browser, make_case, cast):
    case = make_case()
    browser.get(INBOX)
    browser.post(
        ASSIGN,
        {"case": f"{case.reference}:{case.version}", "target": f"n{cast.official.pk}",
         "confirmed": "1"},
    )  # fmt: skip
    told = "Đã giao 1 phản ánh"
    assert told in browser.get(INBOX).content.decode()
    assert told not in browser.get(INBOX).content.decode()
    assert told not in browser.get(INBOX).content.decode()


def test_what_is_said_of_time_is_right_to_the_minute(browser, make_case, noon):
    make_case(due_at=clock.now() + datetime.timedelta(seconds=50))
    browser.get(INBOX)
    assert not drawn_anew(browser)
    noon.shift(datetime.timedelta(minutes=1))
    assert drawn_anew(browser)
    assert len(PAGES) == 1  # nothing of the minute before lies about any more
    assert "Trễ" in browser.get(INBOX + "?due=late").content.decode()


@pytest.mark.parametrize(
    "query", ["?status=done", "?status=all", "?due=month", "?q=rac", "?status=x", "?other=1"]
)
def test_what_its_marks_do_not_tell_is_drawn_at_each_look(browser, make_case, query):
    make_case(body="Rác", status=Status.ANSWERED, answered_at=clock.now(), answered_in_time=True)
    make_case(body="Rác")
    browser.get(INBOX + query)
    assert drawn_anew(browser, INBOX + query)


@pytest.mark.parametrize(
    "query", ["", "?due=late", "?status=fresh", "?assignee=me", "?sort=newest"]
)
def test_each_address_is_a_page_of_its_own(browser, make_case, query):
    make_case()
    plain = browser.get(INBOX).content
    shown = browser.get(INBOX + query).content
    assert not drawn_anew(browser, INBOX + query)
    assert (shown == plain) == (query == "")


def test_a_piece_of_the_page_is_never_taken_for_the_page(browser, make_case):
    make_case()
    browser.get(INBOX)
    piece = browser.get(INBOX, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "<html" in browser.get(INBOX).content.decode()


@pytest.mark.parametrize("who", ["reviewer", "city"])
def test_over_many_wards_it_is_drawn_at_each_look(make_case, cast, who):
    make_case()
    found = Client()
    found.force_login(getattr(cast, who))
    found.get(INBOX)
    found.get(INBOX)
    assert drawn_anew(found)


def test_the_officer_of_a_khu_pho_sees_what_is_given_to_it_at_once(make_case, cast):
    case = make_case(unit=cast.khu_pho_8)
    found = Client()
    found.force_login(cast.officer)
    found.get(INBOX)
    found.get(INBOX)
    assert not drawn_anew(found)
    assign_case(case=case, by=cast.official, unit=cast.khu_pho)
    assert case.reference in found.get(INBOX).content.decode()


def test_open_is_what_the_marks_are_made_of(make_case):
    """A group of states that reaches beyond the open ones is not remembered, whatever it is called."""
    from feedback.filters import GROUPS, CaseFilterSet  # noqa: PLC0415 - beside what it is about

    remembered = {name for name in GROUPS if CaseFilterSet.shows_only_open({"status": name})}
    assert remembered == {name for name, (_label, states) in GROUPS.items() if states <= OPEN}
