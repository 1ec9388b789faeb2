"""The pages of reports: the list, one report, writing, moving, comparing, a period and its sum."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from core import clock
from people.permissions import Profile
from reports.models import Report, ReportPeriod, ReportType, Rhythm
from reports.services import building, moves, rolling, writing
from reports.workflow import ReportStatus
from tests.factories import UserFactory, WardFactory
from tests.reports.test_review import sent, written

pytestmark = pytest.mark.django_db
LIST, PERIODS = "/can-bo/bao-cao/", "/can-bo/bao-cao/ky/"


def page_of(report, name="report", *args):
    return reverse(f"reports:{name}", args=[report.uuid, *args])


def read(client, user, address, **data):
    client.force_login(user)
    return client.get(address, data)


def post(client, user, address, **data):
    client.force_login(user)
    return client.post(address, data)


def test_the_list_shows_what_waits_for_whom(client, report, officer, leader, reviewer, stranger):
    assert report.unit_name in read(client, officer, LIST).content.decode()
    assert "Không có báo cáo nào đang chờ" in read(client, reviewer, LIST).content.decode()
    written(report, officer)
    moves.make_ready(report=report, by=officer)
    assert page_of(report) in read(client, leader, LIST).content.decode()
    assert page_of(report) not in read(client, officer, LIST).content.decode()
    moves.submit(report=report, number="5/BC-UBND", by=leader)
    assert page_of(report) in read(client, reviewer, LIST).content.decode()
    assert page_of(report) not in read(client, stranger, LIST, state="all").content.decode()


def test_the_level_above_knows_of_a_draft_and_does_not_read_it(client, report, reviewer, officer):
    page = read(client, reviewer, LIST, state="all").content.decode()
    assert report.unit_name in page
    assert page_of(report) not in page
    assert client.get(page_of(report)).status_code == 404
    assert read(client, officer, page_of(report)).status_code == 200


@pytest.mark.parametrize("state", ["late", "draft", "rolled_up", "all", "nonsense"])
def test_filters_are_kind_to_nonsense(client, report, officer, state):
    assert read(client, officer, LIST, state=state, type="x", q="o " * 300).status_code == 200


def test_the_words_are_written_and_nothing_typed_is_lost(client, report, officer):
    address = page_of(report, "report_write")
    section = report.period.type.sections.get(number=2)
    page = post(client, officer, address, **{f"s{section.pk}": "x" * 10_001, "version": 1})
    assert page.status_code == 200
    assert "x" * 10_001 in page.content.decode()
    response = post(client, officer, address, **{f"s{section.pk}": "Ổn định.", "version": 1})
    assert response.url == report.get_absolute_url()
    page = post(client, officer, address, **{f"s{section.pk}": "Của tôi.", "version": 1})
    assert "vừa được" in page.content.decode()
    assert "Của tôi." in page.content.decode()
    assert report.texts.get(section=section).text == "Ổn định."
    version = page.context["form"]["version"].value()
    post(client, officer, address, **{f"s{section.pk}": "Của cả hai.", "version": version})
    assert report.texts.get(section=section).text == "Của cả hai."


def test_a_leader_sends_and_the_reviewer_returns_with_comments_in_place(
    client, report, officer, leader, reviewer
):
    written(report, officer)
    address = page_of(report, "report_move", "gui")
    assert read(client, officer, address).status_code == 404
    page = post(client, leader, address, number="", text="")
    assert list(page.context["form"].errors) == ["number"]
    assert post(client, leader, address, number="05/BC-UBND", text="").status_code == 302
    section = report.period.type.sections.get(number=2)
    comment = page_of(report, "comment_add")
    assert post(client, reviewer, comment, section="", text=" ").status_code == 200
    assert (
        post(client, reviewer, comment, section=section.pk, text="Nêu rõ hơn.").status_code == 302
    )
    back = page_of(report, "report_move", "tra-lai")
    assert list(post(client, reviewer, back, text="").context["form"].errors) == ["text"]
    assert post(client, reviewer, back, text="Thiếu.").status_code == 302
    page = read(client, officer, page_of(report, "report_write")).content.decode()
    assert "Nêu rõ hơn." in page
    resolve = page_of(report, "comment_resolve", report.comments.get().pk)
    assert post(client, reviewer, resolve).status_code == 404
    assert post(client, officer, resolve).status_code == 302
    assert report.comments.get().resolved_by == officer


def test_versions_show_what_changed(client, report, officer, leader, reviewer):
    report = sent(report, officer, leader)
    report = moves.return_report(report=report, text="Sửa.", by=reviewer)
    section = report.period.type.sections.get(number=2)
    writing.write(report=report, texts={section.pk: "Ổn định hơn. <b>"}, by=officer)
    report.refresh_from_db()
    moves.submit(report=report, number="6/BC-UBND", by=leader)
    page = read(client, reviewer, page_of(report, "version", 2)).content.decode()
    assert "<ins>" in page
    assert "<b>" not in page.split("<ins>")[1].split("</ins>")[0]
    assert client.get(page_of(report, "version", 3)).status_code == 404


def test_a_period_names_who_is_missing_and_makes_the_sum(client, report, officer, leader, reviewer):
    report = sent(report, officer, leader)
    moves.accept(report=report, by=reviewer)
    WardFactory(name="Phường Đa Kao", parent=report.reviewer)
    address = report.period.get_absolute_url()
    page = read(client, reviewer, address).content.decode()
    assert "Phường Đa Kao" in page
    made = post(client, reviewer, reverse("reports:period_sum", args=[report.period_id]))
    total = Report.objects.get(unit=report.reviewer)
    assert made.url == total.get_absolute_url()
    page = read(client, reviewer, page_of(total, "report_write")).content.decode()
    assert "Ổn định." in page, "what the wards wrote stands beside the box"
    assert (
        post(client, officer, reverse("reports:period_sum", args=[report.period_id])).status_code
        == 404
    )


def test_progress_is_shown_until_all_drafts_are_there(client, kind, ward, reviewer):
    now = clock.now()
    period = ReportPeriod.objects.create(
        type=kind, name="x", subject="Tình hình", start=now - datetime.timedelta(days=9), end=now,
        due_on=now.date(), due_above_on=now.date(), expected=3,
    )  # fmt: skip
    address = reverse("reports:period_progress", args=[period.pk])
    assert "hx-get" in read(client, reviewer, address).content.decode()
    ReportPeriod.objects.update(built_at=now)
    assert "hx-get" not in read(client, reviewer, address).content.decode()


def test_an_urgent_report_is_asked_for_and_seen_by_those_asked(
    client, kind, ward, foreign_ward, reviewer, officer, stranger
):
    ReportType.objects.update(rhythm=Rhythm.AD_HOC)
    address = reverse("reports:period_ask")
    today = f"{clock.today():%d/%m/%Y}"
    data = {
        "subject": "Ngập nước",
        "note": "Nêu số hộ.",
        "first": today,
        "last": today,
        "due_on": today,
    }
    page = post(client, reviewer, address, **data)
    assert "Hãy chọn ít nhất một" in page.content.decode()
    assert "Nêu số hộ." in page.content.decode()
    page = post(client, reviewer, address, **data, wards=[str(foreign_ward.pk)])
    assert "wards" in page.context["form"].errors
    assert post(client, reviewer, address, **data, everyone="on").status_code == 302
    period = ReportPeriod.objects.get()
    assert period.get_absolute_url() in read(client, officer, PERIODS).content.decode()
    assert period.get_absolute_url() not in read(client, stranger, PERIODS).content.decode()
    assert client.get(period.get_absolute_url()).status_code == 404
    assert read(client, officer, address).status_code == 404


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_period_is_taken_away_without_drafts(client, report, officer, leader, reviewer, suffix):
    address = reverse("reports:period_file", args=[report.period_id, suffix])
    body = read(client, reviewer, address)
    assert body.status_code == 200
    if suffix == "csv":
        assert report.unit_name not in body.content.decode()
        sent(report, officer, leader)
        assert report.unit_name in read(client, reviewer, address).content.decode()


def test_pages_cost_the_same_for_many(
    client, kind, ward, district, reviewer, django_assert_max_num_queries
):
    for _number in range(30):
        WardFactory(parent=district)
    building.open_due()
    period = ReportPeriod.objects.get()
    building.build(period.pk)
    period.reports.update(status=ReportStatus.ACCEPTED, reviewer=district, sent_at=clock.now())
    total = rolling.roll_up(period=period, unit=district, by=reviewer)
    client.force_login(reviewer)
    for address, most in (
        (LIST, 10),
        (PERIODS, 10),
        (f"{LIST}?state=all", 10),
        # who looks (3), the period, its states, late ones, the rows, the sum, who is missing (3)
        (period.get_absolute_url(), 14),
        # who looks (3), the report, sections, figures, words (2), comments, events, versions, missing (2),
        # members
        (total.get_absolute_url(), 15),
        (page_of(total, "report_write"), 15),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("profile", [Profile.AUDITOR, Profile.NEIGHBORHOOD_OFFICER])
def test_who_has_no_part_in_reports_finds_no_page(client, report, ward, neighborhood, profile):
    place = ward if profile == Profile.AUDITOR else neighborhood
    user = UserFactory.of(profile, place)
    for address in (LIST, PERIODS, report.get_absolute_url(), report.period.get_absolute_url()):
        assert read(client, user, address).status_code == 404
