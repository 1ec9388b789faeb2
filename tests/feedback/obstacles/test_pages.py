"""The staff pages of the obstacle log."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core import clock
from feedback.models import Obstacle, ObstacleKind
from feedback.obstacles.workflow import State
from tests.factories import DecisionFactory, UserFactory
from tests.feedback.obstacles.conftest import DAY, fresh

pytestmark = pytest.mark.django_db
LIST = "/can-bo/vuong-mac/"
ADD = f"{LIST}them/"
BY_WARD = f"{LIST}theo-phuong/"


def rows(response) -> list[Obstacle]:
    return response.context["page"].rows


def figures(response) -> dict[str, int]:
    return {str(figure.label): figure.value for figure in response.context["log"].figures}


# --- The list -------------------------------------------------------------------------------------


def test_the_most_late_come_first_and_settled_ones_are_asked_for(sign_in, cast, make):
    later, late = make(), make(due_on=clock.today() - 3 * DAY)
    closed = make(state=State.CLOSED)
    client = sign_in(cast.official)
    assert rows(client.get(LIST)) == [late, later]
    assert rows(client.get(f"{LIST}?state=settled")) == [closed]
    assert rows(client.get(f"{LIST}?state=all")) == [closed, late, later]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bien+so", "first"),
        ("q=BIỂN SỐ", "first"),
        ("q=2", "second"),
        ("q=khong-co-gi", ""),
        ("state=in_progress", "second"),
        ("kind={kind}", "second"),
        ("unit={next_one}", "second"),
        ("unit=none", ""),
        ("due=late", "first"),
        ("due=week", "second"),
        ("owner=me", "second"),
        ("owner=none", "first"),
        ("owner={official}", "second"),
    ],
)
def test_each_filter_finds_its_obstacle(sign_in, cast, make, query, found):
    other = ObstacleKind.objects.create(code="x", name="X", name_en="X", days=9, legal_source="x")
    made = {
        "first": make(due_on=clock.today() - DAY),
        "second": make(
            unit=cast.next_one,
            kind=other,
            title="Thiếu ghế",
            description="Chưa bàn giao.",
            owner=cast.official,
            state=State.IN_PROGRESS,
            due_on=clock.today() + 5 * DAY,
        ),
    }
    asked = query.format(kind=other.pk, next_one=cast.next_one.pk, official=cast.official.pk)
    assert rows(sign_in(cast.official).get(f"{LIST}?{asked}")) == ([made[found]] if found else [])


@pytest.mark.parametrize(
    "query",
    ["unit=9&state=x&kind=abc", "owner=%00", "q=%00'--", "after=xyz", "due=9", "q=" + "9" * 150],
)
def test_broken_filters_break_nothing(sign_in, cast, make, query):
    make()
    assert sign_in(cast.official).get(f"{LIST}?{query}").status_code == 200


def test_figures_count_what_their_links_show(sign_in, cast, make):
    make(), make(state=State.IN_PROGRESS, owner=cast.official, due_on=clock.today() - DAY)
    make(state=State.WAITING_ABOVE), make(state=State.RESOLVED), make(state=State.CLOSED)
    client = sign_in(cast.official)
    page = client.get(LIST)
    assert figures(page) == {
        "Mới ghi nhận": 1,
        "Đang xử lý": 1,
        "Chờ cấp trên": 1,
        "Trễ hạn": 1,
        "Giao cho tôi": 1,
        "Đã giải quyết, kết thúc": 2,
    }
    for figure in page.context["log"].figures:
        assert len(rows(client.get(f"{LIST}{figure.url}"))) == figure.value, figure.label


def test_the_first_page_counts_what_waits_for_the_reader(sign_in, cast, make):
    make(), make(owner=cast.colleague, state=State.IN_PROGRESS), make(state=State.WAITING_ABOVE)
    counted = {}
    for who in ("official", "colleague", "reviewer", "officer"):
        board = sign_in(getattr(cast, who)).get("/can-bo/").context["board"]
        counted[who] = [count for _label, count, url in board.waiting if url == LIST]
    assert counted == {"official": [1], "colleague": [2], "reviewer": [1], "officer": []}


@pytest.mark.parametrize("who", ["official", "officer", "reviewer", "city"])
def test_the_list_costs_the_same_for_one_and_for_fifty(
    sign_in, cast, make, django_assert_max_num_queries, who
):
    client = sign_in(getattr(cast, who))
    make()
    client.get(LIST)
    with django_assert_max_num_queries(10) as few:
        client.get(LIST)
    for number in range(49):
        make(owner=[None, cast.official, cast.leader][number % 3])
    with django_assert_max_num_queries(10) as many:
        assert len(rows(client.get(LIST))) == 50
    assert len(many) <= len(few)


def test_pages_follow_each_other(sign_in, cast, make):
    for _number in range(51):
        make()
    client = sign_in(cast.official)
    first = client.get(LIST)
    second = client.get(f"{LIST}{first.context['log'].next_page}")
    assert (len(rows(first)), len(rows(second))) == (50, 1)


# --- Wards side by side ---------------------------------------------------------------------------


def test_wards_stand_side_by_side_for_those_above(
    sign_in, cast, make, django_assert_max_num_queries
):
    make(due_on=clock.today() - DAY), make(state=State.WAITING_ABOVE), make(state=State.CLOSED)
    make(ward=cast.other, unit=cast.other, reported_by=cast.neighbour)
    client = sign_in(cast.reviewer)
    with django_assert_max_num_queries(10):
        page = client.get(BY_WARD)
    found = {
        row.name.split(",")[0]: (row.unsettled, row.late, row.above) for row in page.context["rows"]
    }
    assert found == {"Phường Hiệp Bình Chánh": (2, 1, 1), "Phường Linh Trung": (1, 0, 0)}
    first = page.context["rows"][0]
    assert len(rows(client.get(f"{first.url}&due=late"))) == 1
    assert "chart__bars" in page.content.decode()
    assert "Không nơi nào" in sign_in(cast.far_reviewer).get(BY_WARD).content.decode()


# --- Entering one ---------------------------------------------------------------------------------


def test_the_only_khu_pho_of_an_officer_is_chosen_already(sign_in, cast, kind):
    client = sign_in(cast.officer)
    page = client.get(ADD)
    form = page.context["form"]
    assert form["unit"].value() == cast.khu_pho.pk
    assert {"owner", "due_on"}.isdisjoint(form.fields)
    assert "Không ghi thông tin cá nhân" in page.content.decode()
    data = {
        "unit": cast.khu_pho.pk,
        "kind": kind.pk,
        "title": "Chưa có bảng tên",
        "description": "x",
    }
    answer = client.post(ADD, data | {"owner": cast.official.pk, "due_on": "01/01/2030"})
    new = Obstacle.objects.get()
    assert answer.url == new.get_absolute_url()
    assert (new.reported_by, new.owner, new.due_source) == (
        cast.officer,
        None,
        "20 ngày làm việc; quy định thử",
    )


def test_errors_stand_at_their_field_and_nothing_typed_is_lost(sign_in, cast, kind):
    client = sign_in(cast.official)
    data = {
        "unit": cast.other.pk,
        "kind": 0,
        "title": "Một việc vướng",
        "description": "",
        "decision": 999,
        "owner": cast.neighbour.pk,
        "due_on": "31/02/2026",
    }
    page = client.post(ADD, data)
    errors = page.context["form"].errors
    assert set(errors) == {"unit", "kind", "description", "decision", "owner", "due_on"}
    assert 'value="Một việc vướng"' in page.content.decode()
    assert "Lỗi:" in page.content.decode()
    good = {
        "unit": cast.khu_pho.pk,
        "kind": kind.pk,
        "description": "x",
        "decision": "",
        "owner": "",
    }
    past = client.post(ADD, data | good | {"due_on": "01/01/2020"})
    assert set(past.context["form"].errors) == {"due_on"}
    assert not Obstacle.objects.exists()


def test_decisions_are_those_of_the_place(sign_in, cast):
    decision = DecisionFactory(applied_on=clock.today())
    DecisionFactory(applied_on=clock.today())
    version = cast.khu_pho.versions.get()
    version.decision = decision
    version.save()
    offered = sign_in(cast.officer).get(ADD).context["form"].fields["decision"].queryset
    assert list(offered) == [decision]


# --- One obstacle ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "slugs"),
    [
        ("officer", "trao-doi"),
        ("official", "giao bat-dau giai-quyet cap-tren trao-doi cong-khai sua"),
        ("reviewer", "y-kien"),
        ("city", "y-kien"),
    ],
)
def test_everybody_is_offered_what_they_may_do(sign_in, cast, make, who, slugs):
    page = sign_in(getattr(cast, who)).get(make().get_absolute_url())
    assert [action.slug for action in page.context["offered"]] == slugs.split()


@pytest.mark.parametrize("who", ["neighbour", "far_reviewer", "beat"])
def test_for_a_stranger_it_does_not_exist(sign_in, cast, make, who, do):
    obstacle = make()
    client = sign_in(getattr(cast, who))
    assert client.get(obstacle.get_absolute_url()).status_code == 404
    for slug in ("trao-doi", "giai-quyet", "y-kien"):
        assert do(getattr(cast, who), obstacle, slug, text="x", resolution="x").status_code == 404
    assert obstacle.events.count() == 1


def test_an_officer_does_not_see_the_next_khu_pho(sign_in, cast, make):
    client = sign_in(cast.officer)
    assert client.get(make(unit=cast.next_one).get_absolute_url()).status_code == 404
    assert client.get(make(unit=cast.ward).get_absolute_url()).status_code == 404


def test_every_form_opens_and_every_plain_button_works(sign_in, cast, make, do):
    obstacle = make()
    client = sign_in(cast.official)
    for slug in ("giao", "giai-quyet", "cap-tren", "trao-doi", "cong-khai", "sua"):
        page = client.get(f"{obstacle.get_absolute_url()}?viec={slug}")
        assert page.context["form"] is not None, slug
        moved = client.get(reverse("feedback:obstacle_move", args=[obstacle.uuid, slug]))
        assert moved.url == f"{obstacle.get_absolute_url()}?viec={slug}"
    assert client.get(f"{obstacle.get_absolute_url()}?viec=khong-co").context["form"] is None
    assert do(cast.official, obstacle, "khong-co").status_code == 404
    do(cast.official, obstacle, "bat-dau")
    assert (fresh(obstacle).state, fresh(obstacle).owner) == (State.IN_PROGRESS, cast.official)


def test_the_work_goes_through_the_page(cast, make, do, sign_in):
    obstacle = make()
    day = clock.today() + 4 * DAY
    do(cast.leader, obstacle, "giao", owner=cast.official.pk, due_on=f"{day:%d/%m/%Y}", note="Gấp")
    do(cast.official, obstacle, "cap-tren", text="Xin hướng dẫn")
    do(cast.reviewer, obstacle, "tra-loi", text="Giấy cũ vẫn dùng")
    do(cast.official, obstacle, "giai-quyet", resolution="Đã niêm yết hướng dẫn")
    do(cast.official, obstacle, "cong-khai", public_text="Giấy tờ cũ vẫn dùng được.")
    do(cast.leader, obstacle, "ket-thuc")
    done = fresh(obstacle)
    assert (done.state, done.is_public, done.due_on) == (State.CLOSED, True, day)
    page = sign_in(cast.officer).get(obstacle.get_absolute_url()).content.decode()
    for words in ("Gấp", "Xin hướng dẫn", "Giấy cũ vẫn dùng", "Đã niêm yết hướng dẫn"):
        assert words in page
    do(cast.official, obstacle, "go-cong-khai")
    assert (fresh(obstacle).is_public, bool(fresh(obstacle).public_text)) == (False, True)


def test_where_it_has_changed_meanwhile_the_words_stay_in_the_form(cast, make, do):
    obstacle = make()
    do(cast.colleague, obstacle, "trao-doi", text="Đã hỏi")
    page = do(cast.official, obstacle, "giai-quyet", resolution="Đã thay biển", version=1)
    assert page.status_code == 200
    assert "Đã thay biển" in page.content.decode()
    assert "vừa được" in page.content.decode()
    assert page.context["form"]["version"].value() == 2
    assert fresh(obstacle).state == State.OPEN


def test_a_broken_version_and_empty_words_are_errors(cast, make, do):
    obstacle = make()
    page = do(cast.official, obstacle, "giai-quyet", resolution=" ", version="9" * 200)
    assert set(page.context["form"].errors) >= {"resolution"}
    assert do(cast.official, obstacle, "bat-dau", version="x").status_code == 200
    assert fresh(obstacle).version == 1


def test_the_page_costs_the_same_for_many_events(
    sign_in, cast, make, do, django_assert_max_num_queries
):
    obstacle = make()
    client = sign_in(cast.official)
    client.get(obstacle.get_absolute_url())
    with django_assert_max_num_queries(10) as few:
        client.get(obstacle.get_absolute_url())
    for _number in range(10):
        do(UserFactory.of("ward_official", cast.ward), obstacle, "trao-doi", text="x")
    sign_in(cast.official)
    client.get(obstacle.get_absolute_url())
    with django_assert_max_num_queries(10) as many:
        client.get(obstacle.get_absolute_url())
    assert len(many) <= len(few)
