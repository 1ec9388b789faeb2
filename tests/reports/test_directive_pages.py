"""The pages of directives: drafting without a script, confirming, following up, answering."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from people.permissions import Permission, Profile
from reports.directives import drafting, services
from reports.directives.workflow import DirectiveState, TaskState
from reports.models import Directive, DirectivePaper, DirectiveTask
from tests.factories import DistrictFactory, UserFactory, WardFactory
from tests.neighborhoods.plans import a_pdf
from tests.reports.directives import answered, drafted, issued, make_late, task_of, working_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("working_time")]
LIST = "/can-bo/chi-dao/"
TASKS = "/can-bo/chi-dao/viec/"


@pytest.fixture
def sister(district):
    return WardFactory(name="Phường Đa Kao", parent=district)


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def address(name, thing, *more):
    return reverse(f"reports:{name}", args=[thing.uuid, *more])


def move(task, slug):
    return address("directive_task_move", task, slug)


def pdf(name="a.pdf"):
    return SimpleUploadedFile(name, a_pdf().read(), "application/pdf")


# --- From the draft to its issue ------------------------------------------------------------------


def test_the_way_of_a_letter_through_its_pages(as_user, district, ward, sister, reviewer):
    browser = as_user(reviewer)
    words = {
        "issuer": district.pk,
        "subject": "V/v rà soát",
        "text": "Đề nghị rà soát.",
        "urgency": "2_very_urgent",
        "due_on": f"{working_day(4):%d/%m/%Y}",
    }
    page = browser.post(reverse("reports:directive_add"), words)
    draft = Directive.objects.get()
    assert page.url == address("directive_units", draft)
    browser.post(page.url, {"press": f"add:{district.pk}"})
    draft.refresh_from_db()
    assert draft.unit_ids == sorted([ward.pk, sister.pk])
    lacking = browser.get(address("directive", draft)).content.decode()
    assert "Chưa có số, ký hiệu." in lacking
    assert address("directive_issue", draft) not in lacking
    assert (
        browser.post(address("directive_issue", draft), {"version": draft.version}).status_code
        == 200
    )
    words |= {"number": "7/UBND", "signed_on": "01/01/2026", "version": draft.version}
    browser.post(address("directive_edit", draft), words)
    browser.post(address("directive_paper_add", draft), {"title": "Phụ lục", "file": pdf()})
    question = browser.get(address("directive_issue", draft)).content.decode()
    assert "Phát hành đến 2 đơn vị" in question
    assert "không sửa được" in question
    draft.refresh_from_db()
    assert draft.is_draft  # looking at the question sends nothing
    browser.post(address("directive_issue", draft), {"version": draft.version})
    draft.refresh_from_db()
    assert (draft.state, draft.tasks.count()) == (DirectiveState.ISSUED, 2)
    paper = draft.papers.get()
    file = browser.get(address("directive_paper", draft, paper.uuid))
    assert file["Content-Disposition"].startswith("attachment")
    for name in ("edit", "units", "paper_add", "discard", "issue"):
        assert browser.get(address(f"directive_{name}", draft)).status_code == 404


def test_who_looked_at_a_draft_that_changed_meanwhile_can_save_it(
    as_user, district, ward, reviewer
):
    draft = drafted(district, reviewer, ward)
    browser, url = as_user(reviewer), address("directive_edit", draft)
    old = draft.version
    words = {
        "number": "8/UBND",
        "signed_on": "01/01/2026",
        "subject": "V/v của tôi",
        "text": "Đề nghị rà soát.",
        "urgency": "0_normal",
        "due_on": f"{working_day(4):%d/%m/%Y}",
    }
    drafting.choose_units(directive=draft, by=reviewer, shown=[], chosen=[])
    stale = browser.post(url, words | {"version": old})
    assert "Nội dung vừa được người khác cập nhật." in stale.content.decode()
    assert "V/v của tôi" in stale.content.decode()
    browser.post(url, words | {"version": stale.context["form"]["version"].value()})
    draft.refresh_from_db()
    assert draft.subject == "V/v của tôi"
    stale = browser.post(address("directive_issue", draft), {"version": old})
    assert "Nội dung vừa được người khác cập nhật." in stale.content.decode()
    seen = {"version": stale.context["form"]["version"].value()}
    browser.post(address("directive_issue", draft), seen)
    draft.refresh_from_db()
    assert draft.state == DirectiveState.ISSUED


def test_a_unit_finds_as_late_only_what_it_may_see_as_late(
    district, ward, sister, officer, reviewer
):
    directive = issued(district, reviewer, ward, sister)
    answered(task_of(directive, ward), officer)
    make_late(directive, 2)
    seen = Directive.objects.visible_to(officer, Permission.DIRECTIVE_VIEW)
    assert not seen.with_late(officer, clock.today()).exists()
    assert seen.with_late(reviewer, clock.today()).get() == directive


def test_recipients_are_found_by_words_and_others_keep_their_tick(
    as_user, city, district, ward, sister, foreign_ward, city_official
):
    draft = drafted(city, city_official, foreign_ward)
    browser = as_user(city_official)
    url = address("directive_units", draft)
    page = browser.get(url, {"q": "da kao"}).content.decode()
    assert "Phường Đa Kao" in page
    assert "Phường Bến Nghé" not in page
    browser.post(f"{url}?q=da+kao", {"units": [sister.pk]})
    draft.refresh_from_db()
    assert draft.unit_ids == sorted([foreign_ward.pk, sister.pk])
    found = browser.post(url, {"units": [ward.pk], "press": "find", "words": "linh"})
    assert found.url == f"{url}?q=linh"
    draft.refresh_from_db()
    assert draft.unit_ids == [ward.pk]  # what was ticked is kept, what was not is not
    assert browser.post(f"{url}?q=linh", {"press": "clear"}).url == url
    browser.post(url, {"units": [sister.pk], "press": "all"})
    draft.refresh_from_db()
    assert len(draft.unit_ids) == 3
    browser.post(url, {"units": draft.unit_ids, "press": f"drop:{district.pk}"})
    draft.refresh_from_db()
    assert draft.unit_ids == [foreign_ward.pk]
    browser.post(url, {"units": draft.unit_ids, "press": "none"})
    draft.refresh_from_db()
    assert draft.unit_ids == []
    assert "Không tìm thấy đơn vị nào" in browser.get(url, {"q": "zzz"}).content.decode()
    refused = browser.post(url, {"units": [city.pk, "x"], "press": "add:1;drop"})
    assert refused.status_code == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"due_on": "30/02/2027"}, "Hãy nhập ngày có thật"),
        ({"due_on": "06/09/2026"}, "từ hôm nay"),
        ({"signed_on": "01/01/2090"}, "tương lai"),
        ({"subject": ""}, "Trích yếu"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    as_user, district, reviewer, words, said
):
    data = {
        "issuer": district.pk,
        "subject": "V/v thử",
        "text": "Nội dung đã gõ",
        "urgency": "0_normal",
    }
    page = as_user(reviewer).post(reverse("reports:directive_add"), data | words)
    text = page.content.decode()
    assert page.status_code == 200
    assert said in text
    assert "Nội dung đã gõ" in text
    assert page.context["form"].errors.keys() >= words.keys()
    assert not Directive.objects.exists()


def test_a_draft_is_thrown_away_after_a_question_with_its_files(
    as_user, district, ward, reviewer, django_capture_on_commit_callbacks
):
    draft = drafted(district, reviewer, ward)
    paper = drafting.add_paper(directive=draft, title="Phụ lục", file=a_pdf(), by=reviewer)
    browser = as_user(reviewer)
    assert browser.get(address("directive_paper_remove", draft, paper.uuid)).status_code == 200
    browser.get(address("directive_discard", draft))
    assert Directive.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address("directive_discard", draft))
    assert not Directive.objects.exists()
    assert not DirectivePaper.objects.exists()
    assert not paper.file.storage.exists(paper.file.name)


# --- Following up ---------------------------------------------------------------------------------


def test_the_issuer_sees_who_has_done_what_in_numbers_picture_and_file(
    as_user, district, ward, sister, reviewer, officer
):
    directive = issued(district, reviewer, ward, sister)
    task = task_of(directive, ward)
    services.acknowledge(task=task, by=officer)
    services.answer(task=task, text="=1+1 đã xong", by=officer)
    directive.tasks.filter(unit=sister).update(due_on=working_day(-5))
    browser = as_user(reviewer)
    page = browser.get(directive.get_absolute_url())
    overview = page.context["overview"]
    assert [row.unit for row in overview.rows] == [ward, sister]  # answers first, then what is late
    assert [figure.value for figure in overview.figures] == [2, 1, 1, 1, 0]
    assert {str(label): n for label, n, _tone in overview.shares} == {
        "Chờ tiếp nhận": 1,
        "Đã trả lời, chờ xem xét": 1,
    }
    text = page.content.decode()
    assert "Xem bằng số" in text
    assert "Đôn đốc 1 đơn vị trễ hạn" in text
    for query, found in (
        ("state=late", [sister]),
        ("state=owed", [sister]),
        ("state=answered", [ward]),
        ("q=ben+nghe", [ward]),
        ("sort=unit", [ward, sister]),
        ("sort=late", [sister, ward]),
        ("sort=percent", [sister, ward]),
        ("sort=answered", [ward, sister]),
        ("sort=nonsense&state=x", [ward, sister]),
    ):
        rows = browser.get(f"{directive.get_absolute_url()}?{query}").context["overview"].rows
        assert [row.unit for row in rows] == found, query
    file = browser.get(address("directive_file", directive, "csv") + "?state=answered")
    header, row = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert (row[0], row[1]) == ("Phường Bến Nghé, Quận Nhất", "Đã trả lời, chờ xem xét")
    assert row[header.index("Nội dung trả lời")] == "'=1+1 đã xong"
    assert browser.get(address("directive_file", directive, "xlsx")).status_code == 200
    assert browser.get(address("directive_file", directive, "exe")).status_code == 404


def test_the_end_of_a_directive_by_its_pages(as_user, district, ward, sister, reviewer):
    directive = issued(district, reviewer, ward, sister)
    make_late(directive, 1)
    browser = as_user(reviewer)
    for _press in range(2):
        browser.post(address("directive_urge", directive))
    page = browser.get(directive.get_absolute_url()).content.decode()
    assert "Vừa đôn đốc lúc" in page
    url = address("directive_extend", directive)
    refused = browser.post(url, {"due_on": f"{working_day(6):%d/%m/%Y}", "reason": ""})
    assert "reason" in refused.context["form"].errors
    browser.post(url, {"due_on": f"{working_day(6):%d/%m/%Y}", "reason": "Mưa bão"})
    directive.refresh_from_db()
    assert directive.due_on == working_day(6)
    url = address("directive_withdraw", directive)
    assert "không" in browser.get(url).content.decode()
    browser.post(url, {"reason": "Nhầm"})
    directive.refresh_from_db()
    assert directive.state == DirectiveState.WITHDRAWN
    assert browser.post(url, {"reason": "Nhầm"}).status_code == 404


# --- Answering ------------------------------------------------------------------------------------


def test_a_ward_answers_on_the_page_of_its_task(as_user, district, ward, reviewer, officer):
    directive = issued(district, reviewer, ward)
    task = task_of(directive, ward)
    browser = as_user(officer)
    page = browser.get(LIST).content.decode()
    assert task.get_absolute_url() in page
    assert "Tiếp nhận" in browser.get(task.get_absolute_url()).content.decode()
    assert (
        browser.get(directive.get_absolute_url()).status_code == 404
    )  # for who looks over several
    browser.post(move(task, "tiep-nhan"), {"version": task.version})
    task.refresh_from_db()
    data = {"version": task.version, "text": "Đã đi hai khu phố", "percent": "150"}
    refused = browser.post(move(task, "tien-do"), data)
    assert "percent" in refused.context["form"].errors
    assert "Đã đi hai khu phố" in refused.content.decode()
    browser.post(move(task, "tien-do"), data | {"percent": "50"})
    task.refresh_from_db()
    assert (task.percent, task.assignee) == (50, officer)
    bad = SimpleUploadedFile("a.pdf", b"MZ not a document")
    data = {"version": task.version, "text": "Đã xong", "file": bad}
    refused = browser.post(move(task, "tra-loi"), data)
    assert "file" in refused.context["form"].errors
    browser.post(move(task, "tra-loi"), data | {"file": pdf()})
    task.refresh_from_db()
    assert (task.state, task.answer) == (TaskState.ANSWERED, "Đã xong")
    paper = task.papers.get()
    assert browser.get(paper.get_absolute_url()).status_code == 200
    stale = as_user(reviewer).post(move(task, "tra-lai"), {"version": 1, "reason": "Thiếu"})
    assert "vừa được" in stale.content.decode()
    as_user(reviewer).post(move(task, "tra-lai"), {"version": task.version, "reason": "Thiếu"})
    task.refresh_from_db()
    assert task.state == TaskState.RETURNED
    assert "Thiếu" in as_user(officer).get(task.get_absolute_url()).content.decode()


def test_strangers_get_nothing_and_the_ward_none_of_the_others(
    as_user, ward, foreign_ward, city_official, officer, stranger, khu_pho, auditor
):
    city = city_official.person.terms.get().unit
    directive = issued(city, city_official, ward, foreign_ward)
    theirs = task_of(directive, foreign_ward)
    services.acknowledge(task=theirs, by=stranger)
    services.report_progress(task=theirs, text="Chuyện riêng", file=a_pdf(), by=stranger)
    theirs.refresh_from_db()
    paper = theirs.papers.get()
    browser = as_user(officer)
    for url in (theirs.get_absolute_url(), paper.get_absolute_url(), directive.get_absolute_url()):
        assert browser.get(url).status_code == 404
    own = task_of(directive, ward)
    other_way = address("directive_task_paper", own, paper.uuid)
    assert browser.get(other_way).status_code == 404
    assert "Chuyện riêng" not in browser.get(own.get_absolute_url()).content.decode()
    assert browser.post(move(own, "don-doc"), {"version": own.version}).status_code == 404
    for nobody in (khu_pho, auditor):
        assert as_user(nobody).get(LIST).status_code == 404
        assert as_user(nobody).get(own.get_absolute_url()).status_code == 404


def test_the_lists_filter_and_search(as_user, district, ward, sister, reviewer, officer):
    late = issued(district, reviewer, ward, sister, number="1/A", subject="V/v ngập nước")
    make_late(late, 2)
    done = issued(district, reviewer, ward, number="2/B", subject="V/v tổng kết", urgency="3_flash")
    services.accept(task=answered(task_of(done, ward), officer), by=reviewer)
    draft = drafted(district, reviewer, ward, number="3/C", subject="V/v dự thảo")
    browser = as_user(reviewer)
    for query, found in (
        ("", [draft, late]),
        ("state=ended", [done]),
        ("state=late", [late]),
        ("state=draft", [draft]),
        ("state=all&urgency=3_flash", [done]),
        ("state=all&q=ngap", [late]),
        ("state=all&q=2/b", [done]),
        ("whose=own", [draft, late]),
        ("state=nonsense", [draft, late]),
    ):
        lines = browser.get(f"{LIST}?{query}").context["lines"]
        assert [line.directive for line in lines] == found, query
    line = browser.get(f"{LIST}?state=late").context["lines"][0]
    assert (line.total, line.done, line.late) == (2, 0, 2)
    browser = as_user(officer)
    own, ended = task_of(late, ward), task_of(done, ward)
    for query, found in (
        ("", [own]),
        ("state=mine", [own]),
        ("state=late", [own]),
        ("state=soon", []),
        ("state=done", [ended]),
        ("state=all", [ended, own]),
        ("q=tong+ket&state=all", [ended]),
        ("urgency=3_flash", []),
    ):
        assert list(browser.get(f"{TASKS}?{query}").context["page"]) == found, query
    board = browser.get("/can-bo/").context["board"]
    assert [str(label) for label, count, _url in board.waiting if count == 1] == ["Chỉ đạo"]


def test_pages_ask_as_little_for_many_rows_as_for_few(
    as_user, city, city_official, reviewer, officer, ward, django_assert_max_num_queries
):
    for number in range(3):
        wards = [WardFactory(parent=DistrictFactory(parent=city)) for _ in range(9)]
        directive = issued(city, city_official, ward, *wards, number=f"{number}/X")
    task = task_of(directive, ward)
    services.acknowledge(task=task, by=officer)
    services.report_progress(task=task, text="x", file=a_pdf(), by=officer)
    for unit in wards:
        by = UserFactory.of(Profile.WARD_OFFICIAL, unit)
        answered(task_of(directive, unit), by)
    for user in (city_official, reviewer):
        browser = as_user(user)
        browser.get("/can-bo/")
        for url in (LIST, TASKS, directive.get_absolute_url(), task.get_absolute_url()):
            with django_assert_max_num_queries(10):
                assert browser.get(url).status_code == 200
    browser = as_user(officer)
    browser.get("/can-bo/")
    for url in (LIST, task.get_absolute_url(), f"{task.get_absolute_url()}?viec=giao"):
        with django_assert_max_num_queries(10):
            assert browser.get(url).status_code == 200
    draft = drafted(city, city_official, *wards, number="9/X")
    browser = as_user(city_official)
    browser.get("/can-bo/")
    for name in ("directive", "directive_units", "directive_issue"):
        with django_assert_max_num_queries(10):
            assert browser.get(address(name, draft)).status_code == 200
    assert DirectiveTask.objects.count() == 30
    assert not re.search(r"\{\{|\{%", as_user(reviewer).get(LIST).content.decode())
