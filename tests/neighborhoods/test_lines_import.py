"""The plan of a scheme by spreadsheet: judged row by row, written as a whole."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import outbox
from core.imports import flow
from core.models import ImportState
from neighborhoods.lines_resource import (
    ACTION,
    EXTENT,
    HOUSEHOLDS,
    KIND,
    NAME,
    NUMBER,
    RESIDENTS,
    SCHEME,
    SOURCE,
    UNIT,
    LineResource,
)
from tests import sheets
from tests.neighborhoods.plans import advance, drafted, three_into_two

pytestmark = pytest.mark.django_db
HEADER = [SCHEME, NUMBER, ACTION, UNIT, NAME, KIND, SOURCE, EXTENT, HOUSEHOLDS, RESIDENTS]
TITLE = "Sắp xếp khu phố 1, 2 và 3"
PLAN = [
    [TITLE, 1, "Thành lập mới", "", "Khu phố 10", "Khu phố", "Khu phố 1", "Toàn bộ", "", ""],
    [TITLE, 1, "Thành lập mới", "", "Khu phố 10", "Khu phố", "Khu phố 2", "Một phần", 120, 400],
    [TITLE, 2, "Giữ", "Khu phố 3", "", "", "Khu phố 2", "Phần còn lại", "", ""],
]


def brought(by, rows):
    file = SimpleUploadedFile("de-an.xlsx", sheets.xlsx([HEADER, *rows]))
    job = flow.start_import(kind="de-an", file=file, by=by)
    while outbox.run_due():
        pass
    job.refresh_from_db()
    return job


def confirmed(job):
    flow.confirm_import(job=job, by=job.by)
    while outbox.run_due():
        pass
    job.refresh_from_db()
    return job


def lines(scheme):
    return [
        (line.number, line.action, line.name, [(s.source_id, s.extent) for s in line.sources.all()])
        for line in scheme.decision.lines.prefetch_related("sources")
    ]


def test_a_plan_is_looked_at_first_and_then_replaces_what_was_there(ward, places, officer):
    scheme = drafted(ward, officer)
    job = brought(officer, PLAN)
    assert (job.state, job.result["errors"]) == (ImportState.READY, [])
    assert job.result["counts"]["new"] == 3
    assert not scheme.decision.lines.exists()
    assert confirmed(job).state == ImportState.DONE
    first, second, third = (place.pk for place in places)
    planned = [
        (1, "found", "Khu phố 10", [(first, "whole"), (second, "part")]),
        (2, "change", "", [(second, "rest")]),
    ]
    assert lines(scheme) == planned
    assert confirmed(brought(officer, PLAN[:2])).state == ImportState.DONE
    assert lines(scheme) == planned[:1]
    assert third not in scheme.units.values_list("unit", flat=True)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({SCHEME: "Không có"}, (2, SCHEME, "Không có (hoặc có hơn một) đề án")),
        ({NUMBER: ""}, (2, NUMBER, "Hãy ghi số dòng")),
        ({NUMBER: "một"}, (2, NUMBER, "Phải là số nguyên")),
        ({ACTION: "Nhập"}, (2, ACTION, "Phải là một trong")),
        ({ACTION: "Giữ"}, (2, UNIT, "Hãy ghi đơn vị")),
        ({NAME: ""}, (2, NAME, "Hãy nhập tên")),
        ({KIND: "Phường"}, (2, KIND, "Phải là một trong")),
        ({SOURCE: "Khu phố 99"}, (2, SOURCE, "Phường, xã không có")),
        ({EXTENT: "Một phần"}, (2, HOUSEHOLDS, "Hãy ghi số hộ")),
        ({HOUSEHOLDS: 9_999_999_999}, (2, HOUSEHOLDS, "lớn quá mức")),
        ({HOUSEHOLDS: -3}, (2, HOUSEHOLDS, "Số phải từ 0")),
        ({EXTENT: ""}, (2, EXTENT, "Hãy ghi phạm vi")),
        ({NAME: "Khu phố 11"}, (3, NUMBER, "cùng việc, đơn vị, tên và loại")),
        ({SOURCE: "Khu phố 2"}, (3, "", "Trùng với dòng 2")),
    ],
)
def test_every_error_has_its_row_and_column(ward, places, officer, change, error):
    scheme = drafted(ward, officer)
    rows = [dict(zip(HEADER, row, strict=True)) for row in PLAN]
    rows[0] |= change
    job = brought(officer, [list(row.values()) for row in rows])
    assert job.state == ImportState.REFUSED
    row, column, words = error
    found = [(r, c) for r, c, text in job.result["errors"] if words in text]
    assert (row, column) in found
    assert not scheme.decision.lines.exists()


def test_what_the_plan_as_a_whole_refuses_writes_nothing(ward, places, officer):
    scheme = three_into_two(ward, places, officer)
    before = lines(scheme)
    twice = [[TITLE, 1, *PLAN[2][2:]], [TITLE, 2, *PLAN[2][2:6], "Khu phố 1", "Toàn bộ", "", ""]]
    job = confirmed(brought(officer, twice))
    assert job.state == ImportState.FAILED
    assert "Đơn vị này đã có một dòng trong văn bản." in job.result["problem"]
    assert lines(scheme) == before


def test_the_template_holds_the_khu_pho_of_schemes_that_are_drafted(
    ward, places, officer, stranger
):
    scheme = drafted(ward, officer)
    rows = [(row[0], row[6]) for row in LineResource(officer).template_rows()]
    assert rows == [(scheme.title, f"Khu phố {number}") for number in (1, 2, 3)]
    assert list(LineResource(stranger).template_rows()) == []


def test_a_scheme_that_was_submitted_is_not_written_over(ward, places, officer):
    advance(three_into_two(ward, places, officer), officer)
    job = brought(officer, PLAN)
    assert job.state == ImportState.REFUSED
    assert {column for _row, column, _text in job.result["errors"]} >= {SCHEME}
