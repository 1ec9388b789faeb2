"""The inbox over many years of cases still reads an index, never the whole table."""

from __future__ import annotations

import itertools
import json
import os
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import pgtrigger
import pytest
from django.db import connection
from django.db.models import Q

from core import clock, wall
from core.search.nearest import NEAR, keys
from core.search.words import Words
from feedback.filters import CaseFilterSet, month_of
from feedback.finding import cases
from feedback.inbox import ORDERS
from feedback.models import Case
from feedback.workflow import OPEN
from people.permissions import Permission
from people.reach import area_of
from tests import services

CASES = 20_000
MAKE = """
INSERT INTO feedback_case (
    reference, form_token, unit_id, ward_id, category_id, kind, channel, language, body, place,
    status, is_sealed, version, received_at, due_at, answered_at, answered_in_time,
    rating_text, public_summary, public_answer)
SELECT 'PLAN-' || n, gen_random_uuid(), (unit.ids)[1 + mod(n, 10)], (ward.ids)[1 + mod(n, 10)],
       %s, 'feedback', 'web', 'vi',
       'Nội dung số ' || n || CASE WHEN mod(n, 500) = 0 THEN ' đèn đường' ELSE ' rác' END, '',
       CASE WHEN mod(n, 100) < 2 THEN 'received' ELSE 'closed' END, false, 1,
       now.now - n * interval '1 hour', now.now + (240 - n) * interval '1 hour',
       CASE WHEN mod(n, 100) >= 2 THEN now.now - n * interval '30 minutes' END,
       CASE WHEN mod(n, 100) >= 2 THEN true END, '', '', ''
FROM generate_series(1, %s) n, (SELECT %s::bigint[] AS ids) unit, (SELECT %s::bigint[] AS ids) ward,
     (SELECT %s::timestamptz AS now) now
"""


def make_years(cast, category) -> None:
    """Thousands of closed cases over both wards and a few hundred open ones, by one statement."""
    with pgtrigger.ignore("feedback.Case:insert_insert"), connection.cursor() as cursor:
        units = 6 * [cast.khu_pho.pk] + 4 * [cast.elsewhere.pk]
        wards = 6 * [cast.ward.pk] + 4 * [cast.other.pk]
        cursor.execute(MAKE, [category.pk, CASES, units, wards, clock.now()])
    here = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(
        path="/" + connection.settings_dict["NAME"]
    )
    with services.cursor_at(urlunsplit(here)) as cursor:
        cursor.execute("VACUUM ANALYZE feedback_case")  # only its owner may


def nodes(plan: dict) -> list[dict]:
    return [plan, *(node for below in plan.get("Plans", []) for node in nodes(below))]


pytestmark = pytest.mark.django_db(transaction=True)
MOST_READ = 4 * NEAR  # the walk (over more than one ward), and what the index of words brings


class Plan(NamedTuple):
    """Indexes used, rows of cases read, and whether the table was read from end to end."""

    indexes: set[str]
    read: float
    is_whole: bool


def explained(rows) -> Plan:
    """How PostgreSQL really answers a query."""
    with connection.cursor() as cursor:
        sql, params = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    plan = nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
    indexes = {node["Index Name"] for node in plan if "Index Name" in node}
    on_cases = [node for node in plan if node.get("Relation Name") == "feedback_case"]
    read = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in on_cases
    )
    return Plan(indexes, read, any(node["Node Type"] == "Seq Scan" for node in on_cases))


def inbox_of(user, query: dict):
    visible = Case.objects.visible_to(user, Permission.CASE_VIEW)
    filters = CaseFilterSet(query, visible, user=user)
    order = [column.removesuffix("?") for column in ORDERS[filters.order]]
    return filters.qs.order_by(*order, "pk" if order[0][0] != "-" else "-pk")[:51]


def in_figures(start, end) -> Q:
    """What the figures above the inbox are counted over."""
    return Q(status__in=sorted(OPEN)) | Q(answered_at__gte=start, answered_at__lt=end)


def test_lists_and_counts_read_indexes_behind_the_wall_too(cast, category):
    """The words of a search are looked at in the rows of the ward: no index but ours may be trusted."""
    make_years(cast, category)
    start, end = month_of(clock.now())
    visible = Case.objects.visible_to(cast.official, Permission.CASE_VIEW)
    asked = {
        "official": inbox_of(cast.official, {}),
        "newest": inbox_of(cast.official, {"status": "all", "sort": "newest"}),
        "counts": visible.open().values("pk"),
        "mark": visible.open_or_answered_since(clock.now()).values("pk", "version"),
        "month": visible.answered_between(start, end),
        "reference": visible.filter(reference="PLAN-20"),
    }
    with wall.narrowed(lambda: area_of(cast.official)):
        found = {name: explained(rows) for name, rows in asked.items()}
    assert {name for name, plan in found.items() if plan.is_whole} == set()
    with wall.narrowed(lambda: area_of(cast.neighbour)):
        assert explained(visible.filter(reference="PLAN-20")).read <= 1


def test_lists_counts_and_search_read_indexes(cast, category):
    make_years(cast, category)
    start, end = month_of(clock.now())
    visible = Case.objects.visible_to(cast.official, Permission.CASE_VIEW)
    open_ones = Case.objects.open().count()
    month = Case.objects.answered_between(start, end).count()
    asked = {
        "official": (inbox_of(cast.official, {}), open_ones),
        "officer": (inbox_of(cast.officer, {}), open_ones),
        "reviewer": (inbox_of(cast.reviewer, {}), open_ones),
        # A ward with six of ten cases may as well be read from the newest of all.
        "newest": (inbox_of(cast.official, {"status": "all", "sort": "newest"}), 102),
        "oldest": (inbox_of(cast.official, {"status": "all", "sort": "oldest"}), 102),
        "closed": (inbox_of(cast.official, {"status": "done"}), 102),
        "search": (inbox_of(cast.official, {"status": "all", "q": "den duong"}), 51),
        "counts": (visible.open().values("pk"), open_ones),
        "mark": (visible.open_or_answered_since(clock.now()).values("pk", "version"), open_ones),
        "month": (visible.answered_between(start, end), month),
        "figures": (visible.filter(in_figures(start, end)).values("pk"), open_ones + month),
        "reference": (visible.filter(reference="PLAN-20"), 1),
    }
    found = {name: (explained(rows), most) for name, (rows, most) in asked.items()}
    assert {name for name, (plan, _most) in found.items() if plan.is_whole} == set()
    assert {name: plan for name, (plan, most) in found.items() if plan.read > most} == {}
    assert found["newest"][0].indexes <= {"case_ward_received", "case_received"}
    assert {name: found[name][0].indexes for name in ("search", "month")} == {
        "search": {"case_search"},
        "month": {"case_answered"},
    }


def test_a_search_reads_little_however_frequent_its_words(cast, category):
    """Words that all rows hold, few, or that stand never together: a walk that ends, or their index."""
    make_years(cast, category)
    with connection.cursor() as cursor:
        # What costs too much over a million rows is cheap over these few.
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET enable_{way} = off")
    readers = [cast.official, cast.officer, cast.reviewer, cast.city]
    questions = ["rac", "den duong", "den rac", "so 7", "khong co"]
    found = {
        (user.username, words): explained(keys(cases(user, Words(words)), 21))
        for user, words in itertools.product(readers, questions)
    }
    assert {asked: plan for asked, plan in found.items() if plan.is_whole} == {}
    assert {asked: plan for asked, plan in found.items() if plan.read > MOST_READ} == {}
    rare = {asked: plan for asked, plan in found.items() if asked[1] != "rac"}
    assert {asked for asked, plan in rare.items() if "case_search" not in plan.indexes} == set()
