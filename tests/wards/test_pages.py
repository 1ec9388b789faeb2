"""The public pages and the staff list: what they show, what they refuse, what they cost."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from people.permissions import Profile
from tests.factories import (
    CellFactory,
    CityFactory,
    DecisionFactory,
    DistrictFactory,
    NeighborhoodFactory,
    TransferFactory,
    UserFactory,
    WardFactory,
)
from tests.wards.orders import Order
from wards import changes, registry, services
from wards.models import Kind

pytestmark = pytest.mark.django_db

APRIL = datetime.date(2024, 4, 1)
LOOKUP, HOME = reverse("wards:lookup"), reverse("wards:home")
STAFF = reverse("wards:unit_list_staff")


@pytest.fixture
def city():
    return CityFactory(name="Thành phố Hồ Chí Minh", code="79")


@pytest.fixture
def ward(city):
    district = DistrictFactory(parent=city, name="Thành phố Thủ Đức", kind=Kind.DISTRICT_CITY)
    return WardFactory(parent=district, name="Phường Hiệp Bình Chánh", code="26812")


@pytest.fixture
def changed(ward):
    """Tổ 41 of old khu phố 6 went to khu phố 23 as a whole, khu phố 6 to 23 and 24 in parts."""
    old = NeighborhoodFactory(parent=ward, name="Khu phố 6", ends=APRIL)
    cell = CellFactory(parent=old, name="Tổ 41", ends=APRIL)
    new = [
        NeighborhoodFactory(parent=ward, name=f"Khu phố {n}", begins=APRIL, is_made_up=True)
        for n in (23, 24)
    ]
    decision = DecisionFactory(number="11/NQ-HĐND", issuer="HĐND Thành phố", applied_on=APRIL)
    TransferFactory(decision=decision, source=cell, target=new[0])
    TransferFactory(decision=decision, source=old, target=new[0], extent="part")
    TransferFactory(decision=decision, source=old, target=new[1], extent="rest")
    services.refresh_lookup()
    return {"old": old, "cell": cell, "new": new[0]}


def text(response):
    """What the page says, without its marks-up and line ends."""
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_home_is_open_to_everybody(client):
    said = text(client.get(HOME))
    assert "Khu phố của ông/bà ở đâu, ai đang phục vụ?" in said
    assert "<b>113</b>" in said


@pytest.mark.parametrize("page", [HOME, LOOKUP])
def test_answer_says_what_it_was_and_what_it_is(client, changed, page):
    said = text(client.get(page, {"q": "to 41 khu pho 6 hiep binh chanh"}))
    assert f'Trước đây là <a href="{changed["cell"].get_absolute_url()}">Tổ 41, Khu phố 6,' in said
    assert (
        f'nay là <a href="{changed["new"].get_absolute_url()}"><b>Khu phố 23, Phường Hiệp' in said
    )
    assert "Theo văn bản số 11/NQ-HĐND của HĐND Thành phố, áp dụng từ 01/04/2024" in said


def test_answer_names_all_parts_of_a_divided_unit(client, changed):
    said = text(client.get(LOOKUP, {"q": "khu phố 6 hiệp bình chánh"}))
    assert "nay được chia về 2 đơn vị." in said
    assert "Ở Phường Hiệp Bình Chánh, Thành phố Thủ Đức:" in said


def test_answer_says_that_a_successor_is_missing(client, ward):
    NeighborhoodFactory(parent=ward, name="Khu phố 9", ends=APRIL)
    services.refresh_lookup()
    said = text(client.get(LOOKUP, {"q": "khu phố 9"}))
    assert "Đã kết thúc từ ngày 01/04/2024. Chưa nhập đơn vị kế thừa." in said


def test_answer_says_what_was_put_right(client, changed):
    said = text(client.get(LOOKUP, {"q": "hiep binh chnah"}))
    assert "đang hiện kết quả cho “chanh”" in said


def test_nothing_found_gives_hints_and_keeps_what_was_typed(client, changed):
    said = text(client.get(LOOKUP, {"q": "zzz <b>qqq</b>"}))
    assert "Chưa tìm thấy đơn vị nào." in said
    assert 'value="zzz &lt;b&gt;qqq&lt;/b&gt;"' in said


def test_look_up_by_level_and_day(client, changed):
    said = text(client.get(LOOKUP, {"q": "khu phố 6", "cap": "4", "ngay": "31/12/2023"}))
    assert "Tên gọi có hiệu lực ngày 31/12/2023." in said
    assert changed["old"].get_absolute_url() in said
    assert text(client.get(LOOKUP, {"q": "khu phố 6", "cap": "3"})).count("/don-vi/") == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"cap": "77"}, "Hãy chọn một cấp trong danh sách."),
        ({"ngay": "45/45/2022"}, "Hãy nhập ngày có thật theo mẫu 31/12/2023."),
        ({"q": "x" * 201}, "Câu hỏi dài hơn 200 ký tự."),
    ],
)
def test_bad_question_is_explained(client, data, message):
    said = text(client.get(LOOKUP, {"q": "a", **data}))
    assert message in said
    assert "<title>Lỗi:" in said


def test_unit_page_says_where_it_stands(client, changed, ward):
    said = text(client.get(changed["new"].get_absolute_url()))
    assert '<h1 class="page-header__title">Khu phố 23</h1>' in said
    assert f'<a href="{ward.get_absolute_url()}">Phường Hiệp Bình Chánh</a>' in said
    assert "dữ liệu dựng cho trình diễn" in said


def test_unit_page_draws_and_tells_its_lineage(client, changed):
    said = text(client.get(changed["new"].get_absolute_url()))
    assert '<svg class="lineage"' in said
    assert "Sơ đồ các đơn vị trước và sau Khu phố 23" in said
    rows = said.split("<tbody")[1].split("</tbody>")[0]
    assert rows.count("<tr") == 2
    assert "Tổ 41, Khu phố 6, Phường Hiệp Bình Chánh, Thành phố Thủ Đức" in rows


def test_page_of_a_unit_that_ended_leads_on(client, changed):
    said = text(client.get(changed["cell"].get_absolute_url()))
    assert "Đơn vị đã kết thúc" in said
    assert changed["new"].get_absolute_url() in said


def test_ward_page_lists_below_in_natural_order_and_what_was_before(client, changed, ward):
    NeighborhoodFactory(parent=ward, name="Khu phố 3", begins=APRIL)
    said = text(client.get(ward.get_absolute_url()))
    below = said.split('<ul class="units">')
    assert [name for name in ("Khu phố 3", "Khu phố 23", "Khu phố 24") if f">{name}<" in below[1]] == [
        "Khu phố 3", "Khu phố 23", "Khu phố 24",
    ]  # fmt: skip
    assert "Trước 01/04/2024: khu phố, ấp (1)" in said
    assert ">Khu phố 6<" in below[2]


def test_ward_as_of_a_day_shows_that_day(client, changed, ward):
    said = text(client.get(ward.get_absolute_url(), {"ngay": "31/03/2024"}))
    assert "Trang hiện tên gọi và nơi trực thuộc của ngày 31/03/2024." in said
    assert ">Khu phố 6<" in said
    assert ">Khu phố 23<" not in said


def test_day_outside_the_life_of_a_unit_is_moved_into_it(client, changed):
    said = text(client.get(changed["new"].get_absolute_url(), {"ngay": "01/01/2022"}))
    assert "Ngày 01/01/2022 nằm ngoài thời gian tồn tại của đơn vị" in said


@pytest.mark.parametrize("day", ["x", "31/02/2024", "01/01/0000", "99/99/9999"])
def test_day_that_does_not_exist_is_explained(client, ward, day):
    assert "Hãy nhập ngày có thật" in text(client.get(ward.get_absolute_url(), {"ngay": day}))


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_day_at_the_end_of_the_calendar_is_harmless(client, ward, day):
    assert client.get(ward.get_absolute_url(), {"ngay": day}).status_code == 200


def test_former_names_are_told(client, ward):
    services.rename_unit(unit=ward, name="Phường Hiệp Bình", on=APRIL)
    said = text(client.get(ward.get_absolute_url()))
    assert "Phường Hiệp Bình Chánh <span" in said


def test_decision_that_waits_is_said_on_the_page_of_the_city(client, city):
    decision = DecisionFactory(
        title="Về sắp xếp phường, xã", effective_on=datetime.date(2025, 7, 1)
    )
    services.confirm_decision(decision=decision)
    said = text(client.get(city.get_absolute_url()))
    assert "Văn bản đã xác nhận, chưa áp dụng" in said
    assert "Ngày có hiệu lực ghi trong văn bản: 01/07/2025." in said


def test_decision_applied_later_shows_both_days(client, changed, ward):
    later = datetime.date(2026, 11, 23)
    old, new = (
        NeighborhoodFactory(parent=ward, ends=later),
        NeighborhoodFactory(parent=ward, begins=later),
    )
    decision = DecisionFactory(effective_on=datetime.date(2025, 7, 1), applied_on=later)
    TransferFactory(decision=decision, source=old, target=new)
    said = text(client.get(old.get_absolute_url()))
    assert "áp dụng từ 23/11/2026 (ngày có hiệu lực ghi trong văn bản: 01/07/2025)" in said


def test_unknown_unit_is_not_found(client):
    assert client.get(reverse("wards:unit", args=[uuid.uuid4()])).status_code == 404
    assert client.get("/don-vi/1/").status_code == 404


@pytest.mark.parametrize("address", [HOME, LOOKUP, reverse("wards:help"), STAFF])
def test_pages_only_answer_get(client, address):
    client.force_login(UserFactory())
    assert client.post(address).status_code == 405


def test_help_says_what_a_citizen_must_know(client):
    said = text(client.get(reverse("wards:help")))
    for words in (
        "Tố cáo phải nộp đơn có chữ ký",
        "10 ngày làm việc",
        "Thông tin cá nhân",
        "<b>115</b>",
    ):
        assert words in said


def test_panels_of_other_rooms_are_drawn(client, ward, monkeypatch):
    def panel(unit, on):
        return ("wards/_branch_list.html", {"versions": []}) if unit == ward else None

    monkeypatch.setattr(registry, "unit_panels", [panel])
    assert registry.panels_of(ward, APRIL) == [("wards/_branch_list.html", {"versions": []})]
    assert registry.panels_of(WardFactory(), APRIL) == []
    assert client.get(ward.get_absolute_url()).status_code == 200


# The staff list


def rows(response):
    return [entry.label for entry in response.context["page"].rows]


def test_staff_list_needs_a_sign_in(client):
    assert client.get(STAFF).status_code == 302


def test_official_sees_own_ward_and_what_is_below_and_nothing_else(client, changed, ward):
    NeighborhoodFactory()
    services.refresh_lookup()
    client.force_login(UserFactory.of(Profile.WARD_OFFICIAL, ward))
    assert [label.split(",")[0] for label in rows(client.get(STAFF))] == [
        "Phường Hiệp Bình Chánh", "Khu phố 23", "Khu phố 24",
    ]  # fmt: skip


def test_user_without_a_post_sees_nothing(client, changed):
    client.force_login(UserFactory())
    response = client.get(STAFF)
    assert rows(response) == []
    assert "Không có đơn vị nào" in text(response)


def test_staff_list_is_filtered_by_words_and_level(client, changed, city):
    client.force_login(UserFactory.of(Profile.CITY, city))
    found = [rows(client.get(STAFF, data)) for data in ({"q": "kp 24"}, {"cap": "3"}, {"q": "6"})]
    assert [[label.split(",")[0] for label in labels] for labels in found] == [
        ["Khu phố 24"], ["Phường Hiệp Bình Chánh"], [],
    ]  # fmt: skip


def test_staff_list_has_pages_that_keep_the_filter(client, ward, city):
    for number in range(60):
        NeighborhoodFactory(parent=ward, name=f"Khu phố {number}")
    services.refresh_lookup()
    client.force_login(UserFactory.of(Profile.CITY, city))
    first = client.get(STAFF, {"cap": "4"})
    second = client.get(STAFF + first.context["next"])
    numbers = [int(label.split(",")[0].split()[-1]) for label in [*rows(first), *rows(second)]]
    assert numbers == list(range(60))


def test_staff_list_costs_the_same_for_few_and_for_many(client, ward, django_assert_num_queries):
    client.force_login(UserFactory.of(Profile.WARD_OFFICIAL, ward))
    services.refresh_lookup()
    client.get(STAFF)
    with CaptureQueriesContext(connection) as few:
        client.get(STAFF)
    assert len(few) <= 10
    for number in range(20):
        NeighborhoodFactory(parent=ward, name=f"Khu phố {number}")
    services.refresh_lookup()
    with django_assert_num_queries(len(few)):
        client.get(STAFF)


def test_staff_list_explains_a_bad_filter(client, ward):
    client.force_login(UserFactory.of(Profile.WARD_OFFICIAL, ward))
    assert "Hãy chọn một cấp trong danh sách." in text(client.get(STAFF, {"cap": "x"}))


def test_what_is_decided_for_a_day_to_come_is_said_beforehand(
    client, django_assert_max_num_queries
):
    ward = WardFactory(name="Phường Tân Định")
    one, two, three = (NeighborhoodFactory(parent=ward, name=f"Khu phố {n}") for n in (1, 2, 3))
    tomorrow = clock.today() + datetime.timedelta(days=1)
    order = Order(tomorrow, number="8-C/NQ-HĐND")
    new = order.found("Khu phố Chợ", ward, one)
    order.keep(two, name="Khu phố Đình")
    changes.apply(decision=order.confirmed())
    new.refresh_from_db()
    with django_assert_max_num_queries(10):
        ending = client.get(one.get_absolute_url()).content.decode()
    assert f"Thay đổi từ ngày {tomorrow:%d/%m/%Y}" in ending
    assert new.founded.get_absolute_url() in ending
    assert "8-C/NQ-HĐND" in ending
    renamed = client.get(two.get_absolute_url()).content.decode()
    assert "Từ ngày này đơn vị là Khu phố Đình." in renamed
    assert "Thay đổi từ ngày" not in client.get(three.get_absolute_url()).content.decode()
