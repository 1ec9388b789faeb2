"""The pages of schemes: drafting, the turn of each, the list, what everybody reads."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from core import clock
from neighborhoods.models import Scheme, SchemePaper
from neighborhoods.services import papers, schemes, steps
from neighborhoods.services.schemes import Source, Wanted
from tests.factories import NeighborhoodFactory
from tests.neighborhoods.plans import a_pdf, advance, drafted, three_into_two
from wards.models import Action, Kind

pytestmark = pytest.mark.django_db
EMPTY_ROWS = {"tu-TOTAL_FORMS": "3", "tu-INITIAL_FORMS": "0"}


def address(name, scheme, *args):
    return reverse(f"neighborhoods:{name}", args=[scheme.uuid, *args])


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def scheme(ward, places, officer):
    return three_into_two(ward, places, officer)


def test_a_scheme_is_begun_with_its_ward_chosen_already(signed_in, ward):
    data = {"ward": ward.pk, "title": "Nhập khu phố 1 và 2", "effective_on": "01/03/2030"}
    response = signed_in.post(reverse("neighborhoods:scheme_add"), data)
    scheme = Scheme.objects.get()
    assert response.url == scheme.get_absolute_url()
    assert f"{scheme.decision.effective_on:%d/%m/%Y}" == "01/03/2030"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": "", "effective_on": "01/03/2030"}, "Trường này"),
        ({"title": "X", "effective_on": "30/02/2030"}, "Hãy nhập ngày có thật"),
        ({"title": "X", "effective_on": ""}, "Hãy nhập ngày."),
    ],
)
def test_what_is_missing_is_said_at_its_field(signed_in, ward, data, words):
    page = signed_in.post(reverse("neighborhoods:scheme_add"), {"ward": ward.pk, **data})
    assert words in page.content.decode() or page.context["form"].errors
    assert not Scheme.objects.exists()


def test_a_ward_of_somebody_else_cannot_be_chosen(signed_in, foreign_ward):
    data = {"ward": foreign_ward.pk, "title": "X", "effective_on": "01/03/2030"}
    page = signed_in.post(reverse("neighborhoods:scheme_add"), data)
    assert list(page.context["form"].errors) == ["ward"]
    assert not Scheme.objects.exists()


def test_a_line_is_written_with_its_sources(signed_in, ward, places, officer):
    scheme = drafted(ward, officer)
    data = {
        "action": "found",
        "name": "Khu phố 10",
        "kind": "neighborhood",
        "version": scheme.version,
        **EMPTY_ROWS,
        "tu-0-source": places[0].pk,
        "tu-0-extent": "whole",
        "tu-1-source": places[1].pk,
        "tu-1-extent": "part",
        "tu-1-households": "1.200",
        "tu-2-extent": "whole",
    }
    assert signed_in.post(address("line_add", scheme), data).status_code == 302
    line = scheme.decision.lines.get()
    sources = line.sources.values_list("source", "extent", "households")
    assert list(sources) == [(places[0].pk, "whole", None), (places[1].pk, "part", 1200)]
    page = signed_in.get(scheme.get_absolute_url()).content.decode()
    assert "Chưa có số hộ hiện trạng của Khu phố 1." in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": ""}, "kind"),
        ({"action": "change"}, "unit"),
        ({"action": "steal"}, "action"),
        ({"unit": "x", "action": "end"}, "unit"),
    ],
)
def test_a_bad_line_is_refused_and_nothing_typed_is_lost(
    signed_in, ward, places, officer, change, field
):
    scheme = drafted(ward, officer)
    data = {"action": "found", "name": "Khu phố 10", "kind": "neighborhood", "note": "Ghi nhớ"}
    page = signed_in.post(address("line_add", scheme), data | EMPTY_ROWS | change)
    assert field in page.context["form"].errors
    assert "Ghi nhớ" in page.content.decode()
    assert not scheme.decision.lines.exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"tu-0-extent": "part"}, "households"),
        ({"tu-0-extent": "whole", "tu-0-households": "-5"}, "households"),
        ({"tu-0-extent": "whole", "tu-0-households": "nhiều"}, "households"),
        ({"tu-0-extent": "half"}, "extent"),
    ],
)
def test_a_bad_source_is_refused_at_its_field(signed_in, ward, places, officer, row, field):
    scheme = drafted(ward, officer)
    data = {"action": "found", "name": "Khu phố 10", "kind": "neighborhood", **EMPTY_ROWS}
    data |= {"tu-1-extent": "whole", "tu-2-extent": "whole", "tu-0-source": places[0].pk, **row}
    page = signed_in.post(address("line_add", scheme), data)
    assert list(page.context["rows"].forms[0].errors) == [field]
    assert not scheme.decision.lines.exists()


def test_more_rows_keep_what_was_typed(signed_in, ward, places, officer):
    scheme = drafted(ward, officer)
    data = {"action": "found", "name": "Khu phố 77", "more": "1", **EMPTY_ROWS}
    page = signed_in.post(address("line_add", scheme), data).content.decode()
    assert 'name="tu-TOTAL_FORMS" value="6"' in page
    assert "Khu phố 77" in page
    assert "field--error" not in page, "nothing was sent yet"


@pytest.mark.parametrize("total", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_forged_number_of_rows_breaks_nothing(signed_in, ward, officer, total):
    scheme = drafted(ward, officer)
    data = {"action": "found", "name": "A", "tu-TOTAL_FORMS": total, "tu-INITIAL_FORMS": "0"}
    assert signed_in.post(address("line_add", scheme), {**data, "more": "1"}).status_code == 200
    assert signed_in.post(address("line_add", scheme), data).status_code == 200


def test_a_unit_of_another_ward_is_no_choice(signed_in, ward, officer, foreign_neighborhood):
    scheme = drafted(ward, officer)
    data = {"action": "end", "unit": foreign_neighborhood.pk, **EMPTY_ROWS}
    page = signed_in.post(address("line_add", scheme), data)
    assert list(page.context["form"].errors) == ["unit"]


def test_a_removed_line_lets_the_others_move_up(signed_in, scheme):
    signed_in.post(address("line_delete", scheme, 1))
    assert list(scheme.decision.lines.values_list("number", "action")) == [(1, "change")]
    assert signed_in.get(address("line_edit", scheme, 2)).status_code == 404


def test_figures_are_typed_on_one_page(signed_in, scheme, places):
    data = {f"households_{place.pk}": "1.000" for place in places}
    data |= {f"residents_{place.pk}": "" for place in places}
    assert signed_in.post(address("sizes", scheme), data).status_code == 302
    assert set(scheme.units.values_list("households", "residents")) == {(1000, None)}


def test_the_page_says_whose_turn_it_is(client, scheme, officer, leader, reviewer):
    button = "Hoàn thành bước này"
    scheme = advance(scheme, officer)
    seen = {}
    for user in (officer, leader, reviewer):
        client.force_login(user)
        page = client.get(scheme.get_absolute_url()).content.decode()
        seen[user.username] = (button in page, "Đang chờ: lãnh đạo phường, xã." in page)
    assert seen == {"phuong": (False, True), "lanh-dao": (True, False), "quan": (False, True)}


def test_a_step_is_done_and_returned_on_its_pages(client, scheme, officer, leader):
    client.force_login(officer)
    assert client.post(address("step_done", scheme), {"version": scheme.version}).status_code == 302
    client.force_login(leader)
    page = client.post(address("scheme_return", scheme), {"text": ""})
    assert list(page.context["form"].errors) == ["text"]
    client.post(address("scheme_return", scheme), {"text": "Xem lại tên gọi."})
    client.force_login(officer)
    assert "Xem lại tên gọi." in client.get(scheme.get_absolute_url()).content.decode()


def test_an_old_page_is_told_who_was_first(client, scheme, leader, officer):
    client.force_login(leader)
    client.post(address("scheme_note", scheme), {"text": "Một ghi chú."})
    client.force_login(officer)
    data = {"version": scheme.version, "text": "Đã xong"}
    page = client.post(address("step_done", scheme), data).content.decode()
    assert "vừa được" in page
    assert "Đã xong" in page


def test_papers_are_downloaded_and_published_by_choice(client, signed_in, scheme):
    file = SimpleUploadedFile("to-trinh.pdf", a_pdf().read())
    data = {"title": "Tờ trình", "file": file}
    assert signed_in.post(address("paper_add", scheme), data).status_code == 302
    paper = SchemePaper.objects.get()
    response = signed_in.get(address("paper", scheme, paper.uuid))
    assert response["Content-Disposition"].startswith("attachment")
    Scheme.objects.update(is_public=True)
    public = address("paper_public", scheme, paper.uuid)
    assert client.get(public).status_code == 404
    signed_in.post(address("paper_publish", scheme, paper.uuid))
    client.logout()
    assert client.get(public).status_code == 200


def test_what_is_no_document_is_refused_at_its_field(signed_in, scheme):
    file = SimpleUploadedFile("to-trinh.pdf", b"<html>")
    page = signed_in.post(address("paper_add", scheme), {"title": "Tờ trình", "file": file})
    assert list(page.context["form"].errors) == ["file"]
    assert not SchemePaper.objects.exists()


def test_the_list_costs_the_same_for_many(
    signed_in, ward, places, officer, django_assert_max_num_queries
):
    for number in range(30):
        drafted(ward, officer, title=f"Đề án {number}")
    with django_assert_max_num_queries(8):
        page = signed_in.get(reverse("neighborhoods:schemes")).content.decode()
    assert "Đề án 29" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Sắp xếp Alpha", "Sắp xếp Omega"}),
        ("q=sap+xep+omeg", {"Sắp xếp Omega"}),
        ("q=ben+nghe", {"Sắp xếp Alpha", "Sắp xếp Omega"}),
        ("q=thu+duc", set()),
        ("state=mine", {"Sắp xếp Alpha"}),
        ("state=late", {"Sắp xếp Omega"}),
        ("step=approval", {"Sắp xếp Omega"}),
        ("state=done", set()),
        ("state=nonsense&step=x", {"Sắp xếp Alpha", "Sắp xếp Omega"}),
    ],
)
def test_the_list_is_filtered(signed_in, ward, places, officer, query, found):
    three_into_two(ward, places, officer, title="Sắp xếp Alpha")
    late = advance(three_into_two(ward, places, officer, title="Sắp xếp Omega"), officer)
    Scheme.objects.filter(pk=late.pk).update(due_on=clock.today().replace(year=2020))
    page = signed_in.get(f"{reverse('neighborhoods:schemes')}?{query}")
    assert {scheme.title for scheme in page.context["page"].rows} == found


def test_one_scheme_costs_the_same_for_many_lines(
    signed_in, ward, officer, scheme, django_assert_max_num_queries
):
    for number in range(12):
        source = NeighborhoodFactory(parent=ward, name=f"Khu phố {number + 30}")
        wanted = Wanted(Action.FOUND, None, f"KP {number}", Kind.NEIGHBORHOOD, [Source(source.pk)])
        schemes.save_line(scheme=scheme, wanted=wanted, by=officer)
    # session, user, posts, reach, scheme, path, the plan (5 + problems 3 + sizes), steps, events, papers
    with django_assert_max_num_queries(24):
        page = signed_in.get(scheme.get_absolute_url()).content.decode()
    assert "Khu phố 41" in page


def test_everybody_reads_what_is_public_and_nothing_else(client, scheme, officer, leader):
    address = scheme.get_public_url()
    assert client.get(address).status_code == 404
    scheme = advance(advance(scheme, officer), leader, text="Đồng ý lấy ý kiến.")
    papers.add_paper(scheme=scheme, title="Nháp", file=a_pdf(), is_public=False, by=officer)
    page = client.get(address).content.decode()
    assert "Khu phố 10" in page
    assert "Đồng ý lấy ý kiến." in page
    assert "Nháp" not in page
    assert leader.person.name not in page
    listed = client.get(reverse("neighborhoods:schemes_public")).content.decode()
    assert scheme.title in listed


def test_what_the_ward_said_to_itself_stays_inside(client, scheme, officer, leader):
    scheme = advance(scheme, officer, text="Nháp vội, xin xem kỹ.")
    steps.return_scheme(scheme=scheme, text="Làm lại, tính sai.", by=leader)
    scheme = advance(scheme, officer, text="Đã sửa theo ý anh.")
    scheme = advance(scheme, leader, text="Đồng ý lấy ý kiến.")
    page = client.get(scheme.get_public_url()).content.decode()
    inner = ("Nháp vội", "Làm lại", "Đã sửa theo ý anh")
    assert [words for words in inner if words in page] == []
    assert "Đồng ý lấy ý kiến." in page


def test_who_writes_for_everybody_is_told_so(client, scheme, officer, leader):
    told = "Mọi người đọc được trên trang công khai của đề án."
    client.force_login(officer)
    assert told not in client.get(address("step_done", scheme)).content.decode()
    scheme = advance(advance(scheme, officer), leader)
    for name, is_told in (("step_done", True), ("scheme_return", True), ("scheme_note", False)):
        assert (told in client.get(address(name, scheme)).content.decode()) is is_told


def test_a_scheme_drafted_in_english_has_a_vietnamese_issuer(client, officer, ward):
    client.force_login(officer)
    data = {"ward": ward.pk, "title": "X", "effective_on": "01/03/2030"}
    with translation.override("vi"):  # the request leaves its own language behind
        client.post(reverse("neighborhoods:scheme_add"), data, headers={"Accept-Language": "en"})
    assert Scheme.objects.get().decision.issuer == "Hội đồng nhân dân"


def test_an_official_of_another_ward_reads_the_public_page_and_no_other(
    client, scheme, officer, leader, stranger
):
    scheme = advance(advance(scheme, officer), leader)
    client.force_login(stranger)
    assert client.get(scheme.get_public_url()).status_code == 200
    assert client.get(scheme.get_absolute_url()).status_code == 404


def test_the_progress_counts_wards_once(client, scheme, reviewer, ward, officer):
    advance(scheme, officer)
    client.force_login(reviewer)
    response = client.get(reverse("neighborhoods:progress"))
    rows = [(row.name, row.open, row.late, row.done, row.step) for row in response.context["rows"]]
    assert rows == [("Phường Bến Nghé", 1, 0, 0, "Chờ lãnh đạo phê duyệt")]
    assert [pair for pair in response.context["steps"] if pair[1]] == [
        ("Chờ lãnh đạo phê duyệt", 1)
    ]
    file = client.get(reverse("neighborhoods:progress_file", args=["csv"])).content.decode(
        "utf-8-sig"
    )
    assert "Phường Bến Nghé,1,0,0,Chờ lãnh đạo phê duyệt" in file
