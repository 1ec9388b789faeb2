"""The search across everything: who finds which cases, how a reference is typed, what it costs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core import clock
from feedback.models import Case, Obstacle, ObstacleKind
from feedback.workflow import Status
from people.models import Person
from wards import lookup_index

SEARCH = "/can-bo/tim/"


def titles(response) -> dict[str, list[str]]:
    """What was found, by kind; marks left out."""
    groups = response.context["results"].groups
    return {
        group.source.name: ["".join(piece.text for piece in hit.title) for hit in group.hits]
        for group in groups
    }


def urls(response) -> set[str]:
    return {hit.url for group in response.context["results"].groups for hit in group.hits}


@pytest.fixture
def hinder(cast):
    """An obstacle of a ward."""
    kind = ObstacleKind.objects.create(code="papers", name="Giấy tờ", name_en="Papers", days=20)

    def make(ward, number: int) -> Obstacle:
        return Obstacle.objects.create(
            ward=ward,
            unit=ward,
            number=number,
            kind=kind,
            title="Bảng tên rác rưởi",
            description="Chưa thay",
            due_on=clock.today(),
            reported_by=cast.official,
        )

    return make


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("official", {"own", "sealed", "above"}),
        ("leader", {"own", "sealed", "above"}),
        ("officer", {"own"}),
        ("reviewer", {"own", "above", "foreign"}),
        ("city", {"own", "above", "foreign"}),
        ("neighbour", {"foreign"}),
        ("beat", set()),
        ("auditor", set()),
    ],
)
def test_everybody_finds_their_own_part(sign_in, make_case, cast, who, seen):
    cases = {
        "own": make_case(),
        "sealed": make_case(is_sealed=True),
        "above": make_case(unit=cast.ward),
        "foreign": make_case(ward=cast.other, unit=cast.elsewhere),
    }
    response = sign_in(getattr(cast, who)).get(SEARCH, {"q": "RAC ton"})
    assert response.status_code == 200
    assert urls(response) == {cases[name].get_absolute_url() for name in seen}
    assert "Nguyễn Thị Dân" not in response.content.decode()


@pytest.mark.parametrize(
    "write",
    [str, str.lower, lambda r: r.replace("-", ""), lambda r: r[3:].replace("-", " ").lower()],
)
def test_a_whole_reference_opens_its_case_for_who_may_see_it(sign_in, make_case, cast, write):
    case = make_case(status=Status.CLOSED)
    typed = {"q": f" {write(case.reference)} "}
    response = sign_in(cast.official).get(SEARCH, typed)
    assert response["Location"] == case.get_absolute_url()
    foreign = sign_in(cast.neighbour).get(SEARCH, typed)
    assert (foreign.status_code, titles(foreign)) == (200, {})


def test_a_sealed_case_is_not_told_of_by_its_reference(sign_in, make_case, cast):
    sealed = make_case(is_sealed=True)
    response = sign_in(cast.officer).get(SEARCH, {"q": sealed.reference})
    assert (response.status_code, titles(response)) == (200, {})


@pytest.mark.parametrize(
    "typed", ["+84901234567", "0901234567", "dan@example.vn", "Nguyễn Thị Dân"]
)
def test_senders_are_not_found_by_what_they_left_of_themselves(sign_in, case, cast, typed):
    for who in (cast.official, cast.leader, cast.officer):
        assert case.get_absolute_url() not in urls(sign_in(who).get(SEARCH, {"q": typed}))


def test_people_are_found_by_name_in_reach_and_never_by_telephone(sign_in, cast):
    Person.objects.filter(user=cast.colleague).update(phone="0907654321")
    client = sign_in(cast.official)
    assert titles(client.get(SEARCH, {"q": "son le"})) == {"nhan-su": ["Lê Văn Sơn"]}
    assert titles(client.get(SEARCH, {"q": "0907654321"})) == {}
    assert titles(sign_in(cast.neighbour).get(SEARCH, {"q": "le van son"})) == {}
    assert titles(sign_in(cast.auditor).get(SEARCH, {"q": "le van son"})) == {}


def test_units_are_found_by_everybody_and_obstacles_by_their_ward(sign_in, hinder, cast):
    lookup_index.refresh_lookup()
    hinder(cast.ward, 1)
    client = sign_in(cast.beat)
    assert titles(client.get(SEARCH, {"q": "hiep binh chanh"})) != {}
    assert titles(client.get(SEARCH, {"q": "rac ruoi"})) == {}
    found = {"vuong-mac": ["Bảng tên rác rưởi"]}
    for who in (cast.official, cast.reviewer, cast.city):
        assert titles(sign_in(who).get(SEARCH, {"q": "ruoi"})) == found
    assert titles(sign_in(cast.neighbour).get(SEARCH, {"q": "ruoi"})) == {}


def test_many_hits_are_counted_up_to_twenty_and_all_are_a_link_away(sign_in, make_case, cast):
    for number in range(22):
        make_case(body=f"Cống nghẹt số {number}")
    make_case(body="Cống nghẹt", ward=cast.other, unit=cast.elsewhere)
    client = sign_in(cast.official)
    page = client.get(SEARCH, {"q": "cong nghet"})
    html = page.content.decode()
    assert len(titles(page)["phan-anh"]) == 5
    assert "hơn 20" in html
    assert "<mark>Cống</mark> <mark>nghẹt</mark>" in html
    everything = f"{reverse('feedback:inbox')}?status=all&amp;q=cong+nghet"
    assert f'href="{everything}"' in html
    assert len(client.get(everything.replace("&amp;", "&")).context["page"].rows) == 22
    alone = client.get(SEARCH, {"q": "cong nghet", "loai": "phan-anh"})
    assert len(titles(alone)["phan-anh"]) == 22


def test_what_was_typed_is_shown_and_never_run(sign_in, case, cast):
    html = sign_in(cast.official).get(SEARCH, {"q": "<b>rác</b>"}).content.decode()
    assert "<b>rác</b>" not in html
    assert "&lt;b&gt;rác&lt;/b&gt;" in html


@pytest.mark.parametrize("typed", ["", "   ", "a", "!?", "'", ":*", "\\", "%", "<->", "ộ ạ"])
def test_too_little_asks_no_table_and_says_what_can_be_found(
    sign_in, case, cast, typed, django_assert_max_num_queries
):
    client = sign_in(cast.official)
    with django_assert_max_num_queries(5):
        response = client.get(SEARCH, {"q": typed})
    assert response.context["results"] is None
    assert "Tìm được những gì" in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["x" * 201, "rác " * 60, "\u202erác", "a & b | c", "🙂 rác", "KP-" * 40, "1" * 200]
)
def test_odd_questions_break_nothing(sign_in, case, cast, typed):
    response = sign_in(cast.city).get(SEARCH, {"q": typed, "loai": "../etc", "after": "zzz"})
    assert response.status_code == 200
    if len(typed) > 200:
        assert "dài hơn 200 ký tự" in response.content.decode()


@pytest.mark.parametrize("who", ["official", "officer", "reviewer", "city", "auditor"])
def test_the_page_costs_at_most_ten_statements(
    sign_in, make_case, hinder, cast, who, django_assert_max_num_queries
):
    make_case()
    hinder(cast.ward, 1)
    Case.objects.bulk_create(
        Case(
            reference=f"M-{number}",
            unit=cast.khu_pho,
            ward=cast.ward,
            category=Case.objects.all()[0].category,
            body="Rác khu phố 23 số 1",
        )
        for number in range(30)
    )
    client = sign_in(getattr(cast, who))
    for typed in ("rac", "khu pho 23", "1", "12345", "khong co gi ca", "mai"):
        with django_assert_max_num_queries(10):
            client.get(SEARCH, {"q": typed})


def test_rows_are_read_behind_the_wall_even_if_a_filter_were_forgotten(
    sign_in, make_case, cast, monkeypatch
):
    """Keys are looked for outside the wall; what it hides is then neither shown nor counted."""
    foreign = make_case(ward=cast.other, unit=cast.elsewhere)
    monkeypatch.setattr(
        type(Case.objects.all()), "visible_to", lambda found, _user, _permission: found
    )
    response = sign_in(cast.official).get(SEARCH, {"q": "rac ton"})
    assert foreign.get_absolute_url() not in urls(response)
    assert titles(response) == {}


def test_the_box_stands_on_every_staff_page_and_words_stay_out_of_the_log(
    sign_in, case, cast, caplog
):
    client = sign_in(cast.official)
    assert f'action="{SEARCH}"' in client.get("/can-bo/").content.decode()
    with caplog.at_level("INFO"):
        client.get(SEARCH, {"q": "rác bí mật"})
    assert "bí mật" not in caplog.text
    assert "b%C3%AD" not in caplog.text
