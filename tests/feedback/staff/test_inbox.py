"""The inbox: who sees what, filters, figures, order, pages, and giving many cases away."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from feedback.filters import GROUPS
from feedback.models import Case, CaseKind, Channel
from feedback.services.routing import forward_case
from feedback.workflow import OPEN, Status
from tests.feedback.staff.conftest import at

INBOX = "/can-bo/phan-anh/"
NOON = "23/11/2026 12:00"


@pytest.fixture
def noon():
    """A Monday at noon, so that "today" and "late" mean the same on every run."""
    with time_machine.travel(at(NOON), tick=False):
        yield clock.now()


def rows(response) -> list[Case]:
    return response.context["page"].rows


def figures(response) -> dict[str, str]:
    return {str(figure.label): str(figure.value) for figure in response.context["box"].figures}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("official", {"own", "sealed", "above"}),
        ("leader", {"own", "sealed", "above"}),
        ("officer", {"own"}),
        ("reviewer", {"own", "above", "foreign"}),
        ("city", {"own", "above", "foreign"}),
        ("neighbour", {"foreign"}),
    ],
)
def test_everybody_sees_their_own_part(sign_in, make_case, cast, who, seen):
    cases = {
        "own": make_case(),
        "sealed": make_case(is_sealed=True),
        "above": make_case(unit=cast.ward),
        "foreign": make_case(ward=cast.other, unit=cast.elsewhere),
    }
    response = sign_in(getattr(cast, who)).get(INBOX)
    assert set(rows(response)) == {cases[name] for name in seen}


@pytest.mark.parametrize("who", ["beat", "auditor"])
def test_who_has_nothing_to_do_with_cases_finds_no_inbox(sign_in, cast, who):
    client = sign_in(getattr(cast, who))
    assert client.get(INBOX).status_code == 404
    for name in ("sent_away", "templates", "template_add", "cases_assign"):
        assert client.get(reverse(f"feedback:{name}")).status_code == 404


@pytest.mark.parametrize("who", ["officer", "reviewer", "city"])
def test_what_is_the_wards_alone_is_not_there_for_others(sign_in, cast, who):
    client = sign_in(getattr(cast, who))
    for name in ("sent_away", "templates", "template_add", "cases_assign"):
        assert client.get(reverse(f"feedback:{name}")).status_code == 404


def test_reviewers_read_over_wards_without_boxes_and_contact(sign_in, case, cast):
    response = sign_in(cast.reviewer).get(INBOX)
    html = response.content.decode()
    assert "Phường Hiệp Bình Chánh" in html
    assert "data-tick" not in html
    assert "Giao cho tôi" not in figures(response)
    assert "Nguyễn Thị Dân" not in html


def test_figures_count_what_their_links_show(sign_in, make_case, cast, noon):
    make_case(received_at=at("20/11/2026 09:00"))
    make_case(received_at=at("20/11/2026 09:00"), status=Status.REOPENED)
    make_case(status=Status.IN_PROGRESS, assignee=cast.official, due_at=at("20/11/2026 17:00"))
    make_case(status=Status.ASSIGNED, assignee=cast.colleague, due_at=at("23/11/2026 17:00"))
    paused = at("10/11/2026 09:00")
    make_case(status=Status.NEEDS_INFORMATION, due_at=at("20/11/2026 17:00"), paused_at=paused)
    for day, in_time in [(5, True), (6, True), (9, False), (10, None)]:
        make_case(
            status=Status.ANSWERED,
            answered_at=at(f"{day:02d}/11/2026 09:00"),
            answered_in_time=in_time,
        )
    make_case(status=Status.CLOSED, answered_at=at("31/10/2026 09:00"), answered_in_time=False)
    client = sign_in(cast.official)
    response = client.get(INBOX)
    assert figures(response) == {
        "Mới nhận": "2",
        "Đang xử lý": "2",
        "Trễ hạn": "1",
        "Hết hạn hôm nay": "1",
        "Chờ bổ sung": "1",
        "Giao cho tôi": "1",
        "Đúng hạn tháng này": "66,7%",
    }
    shown = [len(rows(client.get(INBOX + f.url))) for f in response.context["box"].figures]
    assert shown == [2, 2, 1, 1, 1, 1, 4]


def test_a_figure_in_use_leads_back_to_everything(sign_in, case, cast):
    response = sign_in(cast.official).get(INBOX + "?due=late")
    late = next(f for f in response.context["box"].figures if f.is_current)
    assert (str(late.label), late.url) == ("Trễ hạn", "?")


def test_open_cases_come_first_by_due_time_and_those_without_last(sign_in, make_case, cast):
    second = make_case(due_at=at("03/12/2026 17:00"))
    first = make_case(due_at=at("02/12/2026 17:00"))
    never = make_case(due_at=None, rule=None)
    make_case(status=Status.CLOSED)
    client = sign_in(cast.official)
    assert rows(client.get(INBOX)) == [first, second, never]


def test_other_orders(sign_in, make_case, cast):
    cases = [make_case(received_at=at(f"0{day}/11/2026 09:00")) for day in (3, 1, 2)]
    client = sign_in(cast.official)
    oldest = [cases[1], cases[2], cases[0]]
    assert rows(client.get(INBOX + "?sort=oldest")) == oldest
    assert rows(client.get(INBOX + "?sort=newest")) == oldest[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "status=waiting",
        "status=all&q=loa+keo",
        "status=all&kind=petition",
        "status=all&channel=phone",
        "status=all&category={noise}",
        "status=all&unit={unit}",
        "assignee={colleague}&status=waiting",
        "status=all&since=02/10/2026&until=02/10/2026",
    ],
)
def test_each_filter_finds_its_case(sign_in, make_case, cast, noise, query):
    make_case()
    wanted = make_case(
        body="Loa kéo hát quá giờ",
        status=Status.NEEDS_INFORMATION,
        kind=CaseKind.PETITION,
        channel=Channel.PHONE,
        category=noise,
        unit=cast.khu_pho_8,
        assignee=cast.colleague,
        received_at=at("02/10/2026 23:30"),
    )
    filled = query.format(noise=noise.pk, unit=cast.khu_pho_8.pk, colleague=cast.colleague.pk)
    assert rows(sign_in(cast.official).get(f"{INBOX}?{filled}")) == [wanted]


def test_mine_are_those_of_ones_khu_pho_too(sign_in, make_case, cast):
    make_case()
    by_name = make_case(status=Status.ASSIGNED, assignee=cast.officer)
    by_place = make_case(status=Status.ASSIGNED, assigned_unit=cast.khu_pho, assignee=None)
    response = sign_in(cast.officer).get(INBOX + "?assignee=me")
    assert set(rows(response)) == {by_name, by_place}
    assert figures(response)["Giao cho tôi"] == "2"


def test_unassigned(sign_in, make_case, cast):
    nobodys = make_case()
    make_case(status=Status.ASSIGNED, assignee=cast.official)
    assert rows(sign_in(cast.official).get(INBOX + "?assignee=none")) == [nobodys]


@pytest.mark.parametrize("words", ["den duong", "ĐÈN đường", "hu doan", "duong 36", "hem 12"])
def test_search_forgives_accents_and_case(sign_in, make_case, cast, words):
    make_case(body="Đêm đông hư hỏng")
    lamp = make_case(body="Đèn đường hư đoạn trước trường, đường 36A hẻm 12/4")
    assert rows(sign_in(cast.official).get(INBOX, {"q": words})) == [lamp]


def test_words_are_looked_for_by_their_index_and_rows_are_read_behind_the_wall(
    sign_in, make_case, cast
):
    lamp = make_case(body="Đèn đường hư")
    client = sign_in(cast.official)
    with CaptureQueriesContext(connection) as found:
        assert rows(client.get(INBOX, {"q": "den duong"})) == [lamp]
    asked = [query["sql"] for query in found]
    keys = [sql for sql in asked if "@@" in sql]
    read = [sql for sql in asked if '"feedback_case"."body"' in sql]
    assert keys
    assert all("gandan_wide" in sql for sql in keys)
    assert len(read) == 1
    assert "ROLE NONE" in read[0]


@pytest.mark.parametrize("words", ["'", "a & b", "!!", ":*", "<->", "\\", "%", "(", "x" * 200])
def test_odd_searches_find_nothing_and_break_nothing(sign_in, case, cast, words):
    response = sign_in(cast.official).get(INBOX, {"q": words})
    assert (response.status_code, rows(response)) == (200, [])


def test_search_by_part_of_a_reference(sign_in, make_case, cast):
    case = make_case()
    make_case()
    assert rows(sign_in(cast.official).get(INBOX, {"q": case.reference[3:7]}))[0] == case


@pytest.mark.parametrize("write", [str, str.lower, lambda r: r.replace("-", " ").lower()])
def test_a_whole_reference_opens_its_case(sign_in, make_case, cast, write):
    case = make_case(status=Status.CLOSED)
    response = sign_in(cast.official).get(INBOX, {"q": write(case.reference)})
    assert response["Location"] == case.get_absolute_url()


def test_a_foreign_reference_opens_nothing(sign_in, make_case, cast):
    foreign = make_case(ward=cast.other, unit=cast.elsewhere)
    response = sign_in(cast.official).get(INBOX, {"q": foreign.reference})
    assert (response.status_code, rows(response)) == (200, [])


@pytest.mark.parametrize(
    "query",
    [
        "since=31/02/2026",
        "since=2026-11-01&until=x",
        "unit=abc",
        "unit=99999999999999999999",
        "status=nothing",
        "category=%00",
        "assignee=1%27",
        "sort=-pk",
        "after=zzz&before=!!",
        "q=%00%ED%A0%80",
        "since=05/11/2026&until=04/11/2026",
        "since=31/12/9999&until=31/12/9999",
        "since=01/01/0001&until=31/12/9999",
    ],
)
def test_broken_filters_are_told_or_passed_over(sign_in, case, cast, query):
    assert sign_in(cast.official).get(f"{INBOX}?{query}").status_code == 200


def test_a_broken_date_is_named(sign_in, case, cast):
    html = sign_in(cast.official).get(f"{INBOX}?since=31/02/2026").content.decode()
    assert "data-error-summary" in html
    assert 'value="31/02/2026"' in html


def test_filters_in_use_can_be_dropped_one_by_one(sign_in, case, cast):
    query = f"?q=rac&status=all&unit={cast.khu_pho.pk}"
    response = sign_in(cast.official).get(INBOX + query)
    chips = {
        chip.name: (str(chip.value), chip.remove) for chip in response.context["filters"].chips
    }
    assert chips == {
        "q": ("rac", f"?unit={cast.khu_pho.pk}&status=all"),
        "unit": ("Khu phố 23", "?q=rac&status=all"),
        "status": ("Mọi trạng thái", f"?q=rac&unit={cast.khu_pho.pk}"),
    }


def test_htmx_gets_the_rows_alone_and_history_the_whole_page(sign_in, case, cast):
    client = sign_in(cast.official)
    response = client.get(INBOX + "?q=&status=all&sort=", headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="ket-qua"')
    assert response["HX-Push-Url"] == INBOX + "?status=all"
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert client.get(INBOX, headers=headers).content.decode().startswith("<!doctype html>")


def test_pages_follow_each_other_and_lead_back(sign_in, make_case, cast):
    for number in range(120):
        make_case(contact=False, due_at=None if number % 10 == 0 else at("02/12/2026 17:00"))
    client = sign_in(cast.official)
    seen, address = [], ""
    while True:
        response = client.get(INBOX + address)
        seen += [row.pk for row in rows(response)]
        if not response.context["next_page"]:
            break
        address = response.context["next_page"]
    assert len(seen) == len(set(seen)) == 120
    back = client.get(INBOX + response.context["previous_page"])
    assert [row.pk for row in rows(back)] == seen[50:100]


def test_empty_inbox_and_empty_search_say_different_things(sign_in, cast):
    client = sign_in(cast.official)
    assert "Không còn phản ánh nào đang mở" in client.get(INBOX).content.decode()
    searched = client.get(INBOX + "?q=xyz").content.decode()
    assert "Không có phản ánh nào khớp" in searched
    assert 'href="?q=xyz&amp;status=all"' in searched


@pytest.mark.parametrize("who", ["official", "officer", "reviewer", "city"])
def test_the_list_costs_the_same_for_one_case_and_for_sixty(
    sign_in, make_case, cast, django_assert_max_num_queries, settings, who
):
    settings.ROWS_KEPT_SECONDS = 60  # as served
    client = sign_in(getattr(cast, who))
    make_case(due_at=None)
    client.get(INBOX)
    with django_assert_max_num_queries(10) as few:
        client.get(INBOX)
    for number in range(59):
        make_case(
            assignee=[None, cast.official, cast.officer][number % 3],
            unit=[cast.khu_pho, cast.khu_pho_8][number % 2],
        )
    with django_assert_max_num_queries(10) as many:
        client.get(INBOX)
    assert len(many) <= len(few)


# --- Many at once ---------------------------------------------------------------------------------


def bulk(client, cases, **data):
    ticked = [f"{case.reference}:{case.version}" for case in cases]
    return client.post(reverse("feedback:cases_assign"), {"case": ticked, **data})


def test_many_are_confirmed_first_and_then_given(sign_in, make_case, cast):
    cases = [make_case(), make_case()]
    client, target = sign_in(cast.official), f"n{cast.colleague.pk}"
    asked = bulk(client, cases, target=target, back="due=late")
    assert "Giao 2 phản ánh cho Lê Văn Sơn" in asked.content.decode()
    assert Case.objects.filter(assignee=cast.colleague).count() == 0
    done = bulk(client, cases, target=target, back="due=late", confirmed="1", note="Gấp")
    assert done["Location"] == f"{INBOX}?due=late"
    assert Case.objects.filter(assignee=cast.colleague).count() == 2
    assert "Đã giao 2 phản ánh" in client.get(INBOX).content.decode()


def test_what_could_not_be_given_is_named(sign_in, make_case, cast):
    good, closed = make_case(), make_case(status=Status.CLOSED)
    client = sign_in(cast.official)
    bulk(client, [good, closed], target=f"k{cast.khu_pho.pk}", confirmed="1")
    html = client.get(INBOX).content.decode()
    assert "Đã giao 1 phản ánh" in html
    assert re.search(rf"{closed.reference}: Phản ánh đang ở trạng thái", html)
    assert Case.objects.get(pk=good.pk).assigned_unit == cast.khu_pho


def test_what_a_colleague_just_did_is_not_overwritten(sign_in, make_case, cast):
    case = make_case()
    Case.objects.filter(pk=case.pk).update(version=2, assignee=cast.leader)
    client = sign_in(cast.official)
    bulk(client, [case], target=f"n{cast.colleague.pk}", confirmed="1")
    assert Case.objects.get(pk=case.pk).assignee == cast.leader


@pytest.mark.parametrize(
    ("chosen", "target"),
    [("none", "n{colleague}"), ("own", ""), ("own", "n{neighbour}"), ("foreign", "n{colleague}")],
)
def test_what_is_missing_or_foreign_is_not_given(sign_in, make_case, cast, chosen, target):
    cases = {
        "none": [],
        "own": [make_case()],
        "foreign": [make_case(), make_case(ward=cast.other, unit=cast.elsewhere)],
    }[chosen]
    filled = target.format(colleague=cast.colleague.pk, neighbour=cast.neighbour.pk)
    response = bulk(sign_in(cast.official), cases, target=filled, confirmed="1")
    assert response.status_code == 200
    assert response.context["form"].errors != {}
    assert Case.objects.filter(assignee__isnull=False).count() == 0


@pytest.mark.parametrize("value", ["KP", "x:y", ":", "'", "\x00", "KP-7QD4-M2XJ:99999999999999999"])
def test_broken_ticks_are_an_error(sign_in, case, cast, value):
    data = {"case": [value], "target": f"n{cast.colleague.pk}", "confirmed": "1"}
    response = sign_in(cast.official).post(reverse("feedback:cases_assign"), data)
    assert response.status_code == 200


def test_a_version_of_endless_digits_is_none(sign_in, case, cast):
    data = {"case": [f"{case.reference}:{'9' * 5000}"], "target": f"n{cast.colleague.pk}"}
    response = sign_in(cast.official).post(reverse("feedback:cases_assign"), data)
    assert "Giao 1 phản ánh" in response.content.decode()


def test_more_than_a_hundred_at_once_are_refused(sign_in, cast):
    data = {"case": [f"KP-{n}" for n in range(101)], "target": f"n{cast.colleague.pk}"}
    response = sign_in(cast.official).post(reverse("feedback:cases_assign"), data)
    assert "nhiều nhất 100" in response.content.decode()


def test_the_way_back_leads_nowhere_else(sign_in, make_case, cast):
    target = f"n{cast.colleague.pk}"
    back = "//evil.example/?x=1&due=late"
    response = bulk(sign_in(cast.official), [make_case()], target=target, back=back, confirmed="1")
    assert response["Location"].startswith(f"{INBOX}?")


@pytest.mark.parametrize("who", ["officer", "reviewer", "neighbour"])
def test_giving_many_is_refused_to_who_may_not(sign_in, make_case, cast, who):
    case = make_case()
    bulk(sign_in(getattr(cast, who)), [case], target=f"n{cast.colleague.pk}", confirmed="1")
    assert Case.objects.get(pk=case.pk).assignee is None


# --- Sent away, rail ------------------------------------------------------------------------------


def test_sent_away_is_found_by_reference_only(sign_in, make_case, cast):
    away, other = make_case(), make_case()
    for case in (away, other):
        forward_case(case=case, by=cast.official, ward=cast.other, reason="…")
    client = sign_in(cast.official)
    address = reverse("feedback:sent_away")
    assert len(rows(client.get(address))) == 2
    assert rows(client.get(address, {"q": away.reference.lower()})) == [away]
    assert rows(client.get(address, {"q": "Rác tồn đọng"})) == []


def test_the_rail_counts_what_needs_somebody(sign_in, make_case, cast):
    for status in [Status.RECEIVED, Status.IN_PROGRESS, Status.NEEDS_INFORMATION, Status.CLOSED]:
        make_case(status=status)
    html = sign_in(cast.official).get(INBOX).content.decode()
    assert re.search(r'Phản ánh</span> <span class="rail__count">2<', html)


def test_open_states_are_covered_by_the_groups():
    named = set().union(*(states for name, (_label, states) in GROUPS.items() if name != "all"))
    assert named == set(Status)
    assert GROUPS["fresh"][1] | GROUPS["working"][1] | GROUPS["waiting"][1] == OPEN


def test_a_week_ahead(sign_in, make_case, cast, noon):
    soon = make_case(due_at=at("27/11/2026 17:00"))
    make_case(due_at=at(NOON) + datetime.timedelta(days=9))
    assert rows(sign_in(cast.official).get(INBOX + "?due=week")) == [soon]
