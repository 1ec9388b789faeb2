"""Pages by key: every row once, at the same cost, whatever the link says."""

from __future__ import annotations

import base64
import datetime
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Case, When

from core import clock
from core.models import Notification, OutboxMessage
from core.paging import KeysetPage

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=datetime.UTC)


@pytest.fixture
def rows():
    """Seventeen rows: equal times, different times, and some without."""
    moments = [NOW + timedelta(microseconds=n // 3) for n in range(11)] + [None] * 6
    return OutboxMessage.objects.bulk_create(
        OutboxMessage(task=f"t{n % 4}", sent_at=moment, scope=n % 5, created_at=NOW)
        for n, moment in enumerate(moments)
    )


def walk(order, size=4, **options) -> list[list[int]]:
    """Every page forwards, by its links."""
    pages, token = [], ""
    while True:
        page = KeysetPage(
            OutboxMessage.objects.all(), order=order, data={"after": token}, size=size, **options
        )
        pages.append([row.pk for row in page])
        if not page.next:
            return pages
        token = page.next


def walk_back(order, size=4, **options) -> list[list[int]]:
    """Every page backwards from the last, by its links, in reading order."""
    *_rest, last = walk_pages(order, size, **options)
    pages, page = [], last
    while True:
        pages.insert(0, [row.pk for row in page])
        if not page.previous:
            return pages
        data = {"before": page.previous}
        page = KeysetPage(OutboxMessage.objects.all(), order=order, data=data, size=size, **options)


def walk_pages(order, size, **options) -> list[KeysetPage]:
    pages = [KeysetPage(OutboxMessage.objects.all(), order=order, size=size, **options)]
    while pages[-1].next:
        data = {"after": pages[-1].next}
        everything = OutboxMessage.objects.all()
        pages.append(KeysetPage(everything, order=order, data=data, size=size, **options))
    return pages


ORDERS = {
    "up": (["created_at"], lambda row: (row.created_at, row.pk)),
    "empty last": (["sent_at?"], lambda row: (row.sent_at is None, row.sent_at or NOW, row.pk)),
    "down, empty last": (
        ["-sent_at?"],
        lambda row: (row.sent_at is None, -(row.sent_at or NOW).timestamp(), row.pk),
    ),
    "two ways": (["task", "-scope"], lambda row: (row.task, -row.scope, row.pk)),
    "empty, then down": (
        ["sent_at?", "-scope"],
        lambda row: (row.sent_at is None, row.sent_at or NOW, -row.scope, row.pk),
    ),
    "pk": ([], lambda row: row.pk),
}


@pytest.mark.parametrize("by_row", [False, True])
@pytest.mark.parametrize("size", [1, 4, 16, 17, 18])
@pytest.mark.parametrize("name", ORDERS)
def test_every_row_once_in_order(rows, name, size, by_row):
    order, key = ORDERS[name]
    pages = walk(order, size, by_row=by_row)
    assert [pk for page in pages for pk in page] == [row.pk for row in sorted(rows, key=key)]
    assert {len(page) for page in pages[:-1]} <= {size}


@pytest.mark.parametrize("size", [1, 4, 16, 17])
@pytest.mark.parametrize("name", ORDERS)
def test_backwards_shows_the_same_rows(rows, name, size):
    order, key = ORDERS[name]
    pages = walk_back(order, size)
    assert [pk for page in pages for pk in page] == [row.pk for row in sorted(rows, key=key)]


def test_first_page_has_no_previous_and_last_no_next(rows):
    pages = walk_pages(["created_at"], 5)
    assert [bool(page.previous) for page in pages] == [False, True, True, True]
    assert [bool(page.next) for page in pages] == [True, True, True, False]
    assert [len(page) for page in pages] == [5, 5, 5, 2]


def test_empty_list_is_one_empty_page():
    page = KeysetPage(OutboxMessage.objects.all(), order=["created_at"])
    assert (list(page), page.next, page.previous) == ([], "", "")


def test_row_that_went_meanwhile_breaks_nothing(rows):
    order = ["created_at"]
    page = KeysetPage(OutboxMessage.objects.all(), order=order, size=5)
    data = {"after": page.next}
    page.rows[-1].delete()
    following = KeysetPage(OutboxMessage.objects.all(), order=order, data=data, size=5)
    assert [row.pk for row in following] == [row.pk for row in rows[5:10]]


def test_by_row_begins_anew_where_the_row_went(rows):
    everything = OutboxMessage.objects.all()
    page = KeysetPage(everything, order=["task"], size=5, by_row=True)
    data = {"after": page.next}
    page.rows[-1].delete()
    first = KeysetPage(everything, order=["task"], size=5, by_row=True)
    again = KeysetPage(everything, order=["task"], data=data, size=5, by_row=True)
    assert [row.pk for row in again] == [row.pk for row in first]


def test_by_row_does_not_place_rows_out_of_reach(rows):
    hidden = rows[10]
    seen = OutboxMessage.objects.exclude(pk=hidden.pk)
    token = base64.urlsafe_b64encode(json.dumps([hidden.pk]).encode()).decode().rstrip("=")
    page = KeysetPage(seen, order=["task"], data={"after": token}, by_row=True, size=50)
    assert len(page) == len(rows) - 1


def test_by_row_link_holds_nothing_but_a_number(rows):
    page = KeysetPage(OutboxMessage.objects.all(), order=["task"], size=5, by_row=True)
    held = json.loads(base64.urlsafe_b64decode(page.next + "=="))
    assert held == [page.rows[-1].pk]


def encoded(values) -> str:
    text = values if isinstance(values, str) else json.dumps(values)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize(
    "token",
    [
        "x",
        "!!!",
        "a" * 5000,
        "ạ",
        encoded("không phải json"),
        encoded("{"),
        encoded([]),
        encoded([1]),
        encoded(["2026-03-02T09:00:00+00:00"]),
        encoded(["2026-03-02T09:00:00+00:00", 1, 2]),
        encoded(["2026-03-02T09:00:00", 1]),
        encoded(["2026-02-30T09:00:00+00:00", 1]),
        encoded(["\x00", 1]),
        encoded(["2026-03-02T09:00:00+00:00", "\x00"]),
        encoded(["2026-03-02T09:00:00+00:00", "1; DROP"]),
        encoded(["2026-03-02T09:00:00+00:00", 10**30]),
        encoded(["2026-03-02T09:00:00+00:00", 1e300]),
        encoded(["2026-03-02T09:00:00+00:00", None]),
        encoded([None, 1]),
        encoded([True, True]),
        encoded(["9999-12-31T23:59:59-23:59", 1]),
        encoded(["0001-01-01T00:00:00+23:59", 1]),
        encoded([{"a": 1}, 1]),
        encoded("[" * 100),
        encoded(5),
        encoded("NaN"),
    ],
)
def test_link_that_nobody_made_is_the_first_page(rows, token, name):
    page = KeysetPage(OutboxMessage.objects.all(), order=["created_at"], data={name: token}, size=5)
    assert [row.pk for row in page] == [row.pk for row in rows[:5]]
    assert page.previous == ""


def test_a_link_in_a_zone_that_no_place_keeps_is_read_all_the_same(rows):
    """PostgreSQL refuses zones beyond 15:59; Python takes them."""
    data = {"after": encoded(["2026-03-01T00:00:00-23:59", 0])}
    page = KeysetPage(OutboxMessage.objects.all(), order=["created_at"], data=data, size=5)
    later = OutboxMessage.objects.filter(created_at__gt="2026-03-01T23:59:00+00:00")
    assert [row.pk for row in page] == [row.pk for row in later.order_by("created_at", "pk")[:5]]


def test_only_the_first_column_may_be_empty():
    with pytest.raises(ValueError, match="only the first"):
        KeysetPage(OutboxMessage.objects.all(), order=["task", "sent_at?"])


def test_order_through_a_relation(make_user):
    for name in ("ba", "an", "chi"):
        Notification.objects.create(
            key=name, kind="x", channel="email", recipient=name, user=make_user(name), subject="x"
        )
    found = Notification.objects.select_related("user")
    page = KeysetPage(found, order=["user__username"], size=2)
    after = KeysetPage(found, order=["user__username"], data={"after": page.next}, size=2)
    assert [row.key for row in (*page, *after)] == ["an", "ba", "chi"]


@pytest.mark.parametrize(("order", "most"), [(["created_at"], 1), (["sent_at?"], 2)])
def test_cost_is_the_same_for_every_page(rows, order, most, django_assert_max_num_queries):
    for page in walk_pages(order, 4):
        with django_assert_max_num_queries(most):
            KeysetPage(OutboxMessage.objects.all(), order=order, data={"after": page.next}, size=4)


def test_deep_page_starts_in_the_index():
    """The thousandth page reads as many rows as the first."""
    OutboxMessage.objects.bulk_create(
        OutboxMessage(task="t", available_at=clock.now() + timedelta(seconds=n))
        for n in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    pending = OutboxMessage.objects.pending()
    last = pending.order_by("-available_at")[10]
    page = KeysetPage(pending, order=["available_at"], size=20)
    token = page._token(last)
    deep = KeysetPage(pending, order=["available_at"], data={"after": token}, size=20)
    start = deep._values(token)
    plan = (
        pending.filter(next(deep._segments(start, backwards=False)))
        .order_by("available_at", "pk")[:21]
        .explain(analyze=True)
    )
    assert len(deep) == 10
    assert "Index Cond: (available_at >=" in plan


def test_an_order_may_begin_with_something_computed(rows):
    found = OutboxMessage.objects.annotate(turn=Case(When(scope=0, then=0), default=1))
    first = KeysetPage(found, order=["turn", "task"], size=10)
    rest = KeysetPage(found, order=["turn", "task"], size=10, data={"after": first.next})
    wanted = sorted(rows, key=lambda row: (row.scope != 0, row.task, row.pk))
    assert [row.pk for row in (*first, *rest)] == [row.pk for row in wanted]
    nonsense = base64.urlsafe_b64encode(b'["x","t",1]').decode().rstrip("=")
    assert KeysetPage(found, order=["turn", "task"], data={"after": nonsense}).refused == "after"
