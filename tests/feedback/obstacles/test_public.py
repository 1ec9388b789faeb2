"""The public list: the words meant for everybody, and nothing else."""

from __future__ import annotations

import pytest

from core import clock
from feedback.models import Obstacle
from feedback.obstacles.workflow import State
from tests.factories import NeighborhoodFactory
from tests.feedback.obstacles.conftest import DAY
from tests.wards.orders import Order
from wards import changes
from wards.lookup_index import refresh_lookup

pytestmark = pytest.mark.django_db
ADDRESS = "/vuong-mac/"
SECRET = "Chỉ cán bộ đọc"


@pytest.fixture
def publish(make, cast):
    def one(text: str = "Phường đang tìm nơi họp.", **fields) -> Obstacle:
        inner = {"title": SECRET, "description": SECRET, "owner": cast.official}
        return make(is_public=True, public_text=text, **inner | fields)

    return one


def shown(response) -> list[Obstacle]:
    return [row for row, _place in response.context["rows"]]


def test_only_what_is_marked_is_shown_and_only_the_public_words(client, publish, make):
    public = publish(state=State.RESOLVED, resolution=SECRET)
    make(title="Không công khai", public_text="Bản nháp")
    page = client.get(ADDRESS)
    text = page.content.decode()
    assert shown(page) == [public]
    for words in (
        "Phường đang tìm nơi họp.",
        "Khu phố 23, Phường Hiệp Bình Chánh",
        "Giấy tờ của người dân",
        "Đã giải quyết",
        f"{clock.today():%d/%m/%Y}",
    ):
        assert words in text
    for words in (SECRET, "Bản nháp", "Không công khai", str(public.owner), str(public.uuid)):
        assert words not in text


def test_an_empty_list_says_so(client):
    assert "Chưa có vướng mắc nào được công khai" in client.get(ADDRESS).content.decode()


def test_a_ward_is_found_by_its_name_and_a_khu_pho_by_its_former_one(client, publish, cast):
    own = publish()
    foreign = publish(ward=cast.other, unit=cast.other, reported_by=cast.neighbour)
    order = Order(clock.today())
    order.keep(cast.next_one, cast.khu_pho)
    changes.apply(decision=order.confirmed())
    refresh_lookup()
    assert shown(client.get(f"{ADDRESS}?q=linh+trung")) == [foreign]
    assert shown(client.get(f"{ADDRESS}?q=hiep+binh+chanh")) == [own]
    assert shown(client.get(f"{ADDRESS}?q=khu+pho+23+hiep+binh+chanh")) == [own]
    assert shown(client.get(f"{ADDRESS}?q=khong+co+noi+nay")) == []


def test_kind_state_and_unit_narrow_it(client, publish, cast):
    settled, running = publish(state=State.CLOSED), publish(unit=cast.next_one)
    assert shown(client.get(f"{ADDRESS}?state=settled")) == [settled]
    assert shown(client.get(f"{ADDRESS}?state=open")) == [running]
    assert shown(client.get(f"{ADDRESS}?kind=papers&state=open")) == [running]
    page = client.get(f"{ADDRESS}?unit={cast.khu_pho.uuid}")
    assert shown(page) == [settled]
    assert "Khu phố 23, Phường Hiệp Bình Chánh" in page.content.decode()
    assert shown(client.get(f"{ADDRESS}?unit=00000000-0000-0000-0000-000000000000")) == []


@pytest.mark.parametrize(
    "query", ["unit=x", "kind=0", "state=x", "q=%00", "after=x", "q=" + "a" * 999]
)
def test_broken_filters_break_nothing(client, publish, query):
    publish()
    assert client.get(f"{ADDRESS}?{query}").status_code == 200


def test_a_full_page_is_small_and_costs_the_same(client, publish, django_assert_max_num_queries):
    publish()
    with django_assert_max_num_queries(10) as few:
        client.get(ADDRESS)
    for _number in range(24):
        publish("Nội dung công khai rất dài. " * 30)
    with django_assert_max_num_queries(10) as many:
        page = client.get(ADDRESS)
    assert len(many) <= len(few)
    assert len(shown(page)) == 20
    assert len(page.content) < 100_000
    token = page.context["page"].next
    assert len(shown(client.get(f"{ADDRESS}?after={token}"))) == 5


def test_the_page_of_a_unit_leads_there(client, publish, cast):
    empty = NeighborhoodFactory(parent=cast.ward)
    publish()
    for unit in (cast.ward, cast.khu_pho):
        assert (
            f'href="{ADDRESS}?unit={unit.uuid}"'
            in client.get(unit.get_absolute_url()).content.decode()
        )
    assert ADDRESS not in client.get(empty.get_absolute_url()).content.decode()
    past = client.get(f"{cast.ward.get_absolute_url()}?ngay={clock.today() - DAY:%d/%m/%Y}")
    assert f"{ADDRESS}?unit" not in past.content.decode()
