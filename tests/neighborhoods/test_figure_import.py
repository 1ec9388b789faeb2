"""Figures by spreadsheet: looked at first, then all or nothing; every error with its row and column."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, outbox
from core.imports import flow, run
from core.imports.reading import read_table
from core.models import ImportJob, ImportState
from neighborhoods.figures.resource import (
    AREA,
    CODE,
    DAY,
    HOUSEHOLDS,
    NAME,
    RESIDENTS,
    SOURCE,
    FigureResource,
)
from neighborhoods.models import Figure
from people.permissions import Profile
from tests import sheets
from tests.factories import FigureFactory, NeighborhoodFactory, UserFactory

pytestmark = pytest.mark.django_db

HEADER = [CODE, NAME, DAY, HOUSEHOLDS, RESIDENTS, AREA, SOURCE]
DATE = datetime.date(2024, 12, 31)
SAID = "Rà soát cuối năm"


@pytest.fixture
def places(ward):
    return [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2, 3)]


def row(unit, day=DATE, households=500, residents=1_900, area=None, source=SAID):
    return [str(unit.uuid), str(unit), day, households, residents, area, source]


def work() -> None:
    while outbox.run_due():
        pass


def brought(by, rows, *, header=HEADER, make=sheets.xlsx) -> ImportJob:
    """A file that was uploaded and looked at."""
    file = SimpleUploadedFile("so-lieu.xlsx", make([header, *rows]))
    job = flow.start_import(kind="so-lieu", file=file, by=by)
    work()
    job.refresh_from_db()
    return job


def errors(by, rows, **more) -> list[tuple[int, str, str]]:
    job = brought(by, rows, **more)
    assert job.state == ImportState.REFUSED
    assert not Figure.objects.filter(source=SAID).exists()
    return [tuple(error) for error in job.result["errors"]]


def test_a_file_is_looked_at_first_and_written_when_it_is_confirmed(officer, places):
    FigureFactory(unit=places[1], day=DATE, households=480, residents=1_900, source=SAID)
    FigureFactory(unit=places[2], day=DATE, households=500, residents=1_900, source=SAID)
    job = brought(officer, [row(unit) for unit in places])
    assert (job.state, job.result["counts"]) == (
        ImportState.READY,
        {"new": 1, "changed": 1, "same": 1},
    )
    assert Figure.objects.count() == 2
    assert [
        (shown["number"], shown["kind"], shown["cells"][2]) for shown in job.result["rows"]
    ] == [
        (2, "new", {"column": HOUSEHOLDS, "now": "500", "before": ""}),
        (3, "changed", {"column": HOUSEHOLDS, "now": "500", "before": "480"}),
    ]
    flow.confirm_import(job=job, by=officer)
    work()
    job.refresh_from_db()
    assert job.state == ImportState.DONE
    assert [
        (figure.unit, figure.ward, figure.households, figure.entered_by)
        for figure in Figure.objects.order_by("unit__versions__sort_key")
    ] == [
        (places[0], job.by.person.unit, 500, officer),
        (places[1], job.by.person.unit, 500, officer),
        (places[2], job.by.person.unit, 500, None),
    ]
    changed = Figure.objects.get(unit=places[1])
    assert [event.households for event in changed.audit_events.order_by("pgh_id")] == [480, 500]


def test_the_template_filled_in_is_imported_and_rows_left_blank_are_not(client, officer, places):
    client.force_login(officer)
    template = client.get(reverse("core:import_template", args=["so-lieu"])).content
    table = sheets.cells(template)
    assert table[0] == HEADER
    assert [line[:2] for line in table[1:]] == [[str(u.uuid), str(u)] for u in places]
    assert [line[0] for line in sheets.cells(template, 1)[1:]] == HEADER
    filled = [[*table[2][:2], DATE, 500, None, 84_000, SAID], *table[1:2], *table[3:]]
    job = brought(officer, filled)
    assert (job.state, job.result["counts"]["new"]) == (ImportState.READY, 1)


def test_a_unit_is_found_by_its_name_where_that_is_enough(officer, places, ward):
    by_name = [["", "khu pho 2", DATE, 500, "", "", SAID]]
    assert brought(officer, by_name).result["counts"]["new"] == 1
    NeighborhoodFactory(parent=ward, name="Khu phố 2")
    assert errors(officer, by_name) == [
        (2, CODE, "Nhiều đơn vị cùng tên; hãy điền mã đơn vị như trong mẫu.")
    ]


@pytest.mark.parametrize("text", ["03/04/2024", "3/4/2024", "03-04-2024", "2024-04-03", datetime.date(2024, 4, 3)])  # fmt: skip
def test_the_third_of_april_is_not_the_fourth_of_march(officer, places, text):
    job = brought(officer, [row(places[0], text)])
    assert job.result["rows"][0]["cells"][1]["now"] == "03/04/2024"


@pytest.mark.parametrize("count", [1250, 1250.0, "1250", "1.250", "1 250", "1,250"])
def test_numbers_are_read_as_people_write_them(officer, places, count):
    job = brought(officer, [row(places[0], households=count, residents=None)])
    assert job.result["rows"][0]["cells"][2]["now"] == "1.250"


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"households": -5}, HOUSEHOLDS, "Số phải từ 0 trở lên."),
        ({"households": "-5"}, HOUSEHOLDS, "Số phải từ 0 trở lên."),
        ({"households": "năm trăm"}, HOUSEHOLDS, "Phải là số nguyên, ví dụ 1250."),
        ({"households": 12.5}, HOUSEHOLDS, "Phải là số nguyên, ví dụ 1250."),
        ({"area": True}, AREA, "Phải là số nguyên, ví dụ 1250."),
        ({"day": "31/02/2024"}, DAY, "Phải là ngày có thật theo mẫu 31/12/2023."),
        ({"day": 45_383}, DAY, "Phải là ngày có thật theo mẫu 31/12/2023."),
        ({"day": ""}, DAY, "Phải là ngày có thật theo mẫu 31/12/2023."),
        ({"day": datetime.date(2020, 1, 1)}, DAY, "Đơn vị không tồn tại vào ngày này."),
        ({"day": datetime.date(2100, 1, 1)}, DAY, "Ngày tính số liệu không thể ở tương lai."),
        ({"source": None}, SOURCE, "Hãy ghi nguồn số liệu."),
        (
            {"households": 1_900, "residents": 500},
            RESIDENTS,
            "Số nhân khẩu không thể nhỏ hơn số hộ; có thể hai số đã đổi chỗ cho nhau.",
        ),
        (
            {"households": "=500+1"},
            HOUSEHOLDS,
            "Ô là công thức; hãy thay bằng giá trị (dán giá trị).",
        ),
    ],
)
def test_an_error_says_its_row_column_and_why(officer, places, changed, column, words):
    found = errors(officer, [row(places[0]), row(places[1], **changed)])
    assert (3, column, words) in found


def test_all_errors_are_told_at_once_and_the_good_rows_wait(officer, places):
    found = errors(
        officer, [row(places[0], "x", "y"), row(places[1]), row(places[2], households=-1)]
    )
    assert [(number, column) for number, column, _words in found] == [
        (2, HOUSEHOLDS),
        (2, DAY),
        (4, HOUSEHOLDS),
    ]


def test_two_rows_of_one_unit_and_day_are_refused_even_where_nothing_changes(officer, places):
    FigureFactory(unit=places[0], day=DATE, households=500, residents=1_900, source="Khác")
    twice = row(places[0], source="Khác")
    job = brought(officer, [twice, row(places[1]), twice])
    assert job.result["errors"] == [[4, "", "Trùng với dòng 2 của tệp."]]


def test_what_lies_out_of_reach_is_an_error_like_what_is_not_there(
    officer, places, foreign_neighborhood
):
    words = "Không thuộc phạm vi của ông/bà, hoặc không có đơn vị này."
    foreign = row(foreign_neighborhood)
    missing = [str(uuid.UUID(int=1)), *row(places[0])[1:]]
    by_name = ["", *foreign[1:]]
    assert errors(officer, [foreign, missing, by_name]) == [
        (number, CODE, words) for number in (2, 3, 4)
    ]


def test_a_code_beside_another_name_is_a_row_that_slipped(officer, places):
    slipped = [str(places[0].uuid), *row(places[1])[1:]]
    assert errors(officer, [slipped]) == [
        (2, CODE, "Mã này là của Khu phố 1, không khớp với tên đơn vị.")
    ]


def test_an_officer_of_a_khu_pho_brings_that_one_only(khu_pho, neighborhood, places):
    job = brought(khu_pho, [row(neighborhood)])
    assert job.state == ImportState.READY
    assert [error[1] for error in errors(khu_pho, [row(places[1])])] == [CODE]


def test_wrong_headers_are_named(officer, places):
    header = [CODE, NAME, "Ngày", HOUSEHOLDS, RESIDENTS, RESIDENTS, SOURCE]
    found = errors(officer, [row(places[0])], header=header)
    assert sorted(found) == sorted(
        [
            (1, AREA, "Thiếu cột này ở dòng tiêu đề; hãy dùng đúng mẫu."),
            (1, DAY, "Thiếu cột này ở dòng tiêu đề; hãy dùng đúng mẫu."),
            (1, "Ngày", "Cột này không có trong mẫu; hãy bỏ cột hoặc sửa tên cột."),
            (1, RESIDENTS, "Cột này có hai lần."),
        ]
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "không phải bảng tính"),
        (sheets.xlsx([HEADER]), "không có dòng dữ liệu nào"),
        (sheets.xlsx(HEADER[:0]), "Tệp rỗng"),
    ],
)
def test_what_is_no_table_is_said_on_the_page(client, officer, places, data, words):
    client.force_login(officer)
    upload = SimpleUploadedFile("x.xlsx", data)
    answer = client.post(reverse("core:import_start", args=["so-lieu"]), {"file": upload})
    work()
    page = client.get(answer["Location"])
    assert words in page.content.decode()
    assert ImportJob.objects.get().state == ImportState.REFUSED


def test_a_row_of_another_order_of_columns_means_the_same(officer, places):
    turned = [list(reversed(row(places[0])))]
    job = brought(officer, turned, header=list(reversed(HEADER)), make=sheets.xlsx)
    assert job.result["counts"]["new"] == 1


def test_what_changed_meanwhile_is_judged_anew_and_then_nothing_is_written(
    officer, places, monkeypatch
):
    job = brought(officer, [row(unit) for unit in places])
    flow.confirm_import(job=job, by=officer)
    type(officer.person.terms.get()).objects.filter(person=officer.person).delete()
    work()
    job.refresh_from_db()
    assert (job.state, job.result) == (
        ImportState.FAILED,
        {"problem": "Ông/bà không còn quyền nhập bảng này."},
    )
    assert not Figure.objects.exists()


def test_a_unit_that_ended_meanwhile_stops_the_whole_file(officer, places):
    job = brought(officer, [row(unit) for unit in places])
    flow.confirm_import(job=job, by=officer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    end = datetime.date(2024, 6, 1)
    places[2].versions.update(valid=[places[2].valid.lower, end])
    type(places[2]).objects.filter(pk=places[2].pk).update(valid=[places[2].valid.lower, end])
    work()
    job.refresh_from_db()
    assert job.state == ImportState.FAILED
    assert [error[:2] for error in job.result["errors"]] == [[4, CODE]]
    assert not Figure.objects.exists()


def test_it_is_written_once_however_often_it_is_confirmed_or_run(officer, places):
    job = brought(officer, [row(places[0])])
    flow.confirm_import(job=job, by=officer)
    with pytest.raises(ValidationError):
        flow.confirm_import(job=job, by=officer)
    work()
    assert flow.carry_out(job.pk) == ""
    assert Figure.objects.get().audit_events.count() == 1


def test_the_page_watches_itself_until_there_is_something_to_see(client, officer, places):
    client.force_login(officer)
    upload = SimpleUploadedFile("bang.xlsx", sheets.xlsx([HEADER, row(places[0])]))
    answer = client.post(reverse("core:import_start", args=["so-lieu"]), {"file": upload})
    page = client.get(answer["Location"]).content.decode()
    assert 'hx-trigger="every 2s"' in page
    job = ImportJob.objects.get()
    progress = reverse("core:import_progress", args=[job.pk])
    assert "HX-Refresh" not in client.get(progress)
    work()
    assert client.get(progress)["HX-Refresh"] == "true"
    page = client.get(answer["Location"]).content.decode()
    assert "Khu phố 1" in page
    assert ">Nhập</button>" in page
    client.post(answer["Location"])
    work()
    assert "Mọi dòng của tệp đã được ghi." in client.get(answer["Location"]).content.decode()
    assert Figure.objects.get().unit == places[0]


def test_a_large_file_is_refused_before_anything_reads_it(client, officer, monkeypatch):
    client.force_login(officer)
    upload = SimpleUploadedFile("to.xlsx", b"x" * (10 * 1024 * 1024 + 1))
    page = client.post(reverse("core:import_start", args=["so-lieu"]), {"file": upload})
    assert "Tệp lớn hơn 10 MB" in page.content.decode()
    assert not ImportJob.objects.exists()


def test_nobody_sees_the_file_of_another(client, officer, leader, places, stranger):
    job = brought(officer, [row(places[0])])
    for other in (leader, stranger):
        client.force_login(other)
        for name in ("core:import_job", "core:import_progress"):
            assert client.get(reverse(name, args=[job.pk])).status_code == 404
        assert client.post(job.get_absolute_url()).status_code == 404
    job.refresh_from_db()
    assert job.state == ImportState.READY


@pytest.mark.parametrize("who", ["reviewer", "city_official", "beat", "auditor"])
def test_who_enters_no_figures_finds_no_import(client, request, who, neighborhood):
    client.force_login(request.getfixturevalue(who))
    for name in ("import_start", "import_template"):
        assert client.get(reverse(f"core:{name}", args=["so-lieu"])).status_code == 404
    brings_others = who == "city_official"  # lists of units
    assert client.get(reverse("core:imports")).status_code == (200 if brings_others else 404)


def test_the_list_of_files_costs_the_same_for_any_number(
    client, officer, places, django_assert_num_queries
):
    client.force_login(officer)
    brought(officer, [row(places[0])])
    client.get(reverse("core:imports"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("core:imports"))
    assert len(few) <= 10
    for _ in range(4):
        brought(officer, [row(places[0])])
    with django_assert_num_queries(len(few)):
        client.get(reverse("core:imports"))


def test_files_are_forgotten_after_a_month_and_the_figures_stay(
    officer, places, django_capture_on_commit_callbacks
):
    old, young = (brought(officer, [row(unit)]) for unit in places[:2])
    flow.confirm_import(job=old, by=officer)
    work()
    ImportJob.objects.filter(pk=old.pk).update(created_at=clock.now() - datetime.timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert flow.forget_imports() == 1
    assert list(ImportJob.objects.all()) == [young]
    assert not old.file.storage.exists(old.file.name)
    assert Figure.objects.count() == 1


def test_the_work_says_how_far_it_has_come(officer, ward):
    places = [NeighborhoodFactory(parent=ward, name=f"Khu phố {n}") for n in range(1, 6)]
    days = [DATE - datetime.timedelta(days=n) for n in range(90)]
    table = read_table(sheets.xlsx([HEADER, *(row(unit, day) for unit in places for day in days)]))
    resource, told = FigureResource(officer), []
    resource.tell = told.append
    run.examine(resource, table)
    assert told == [200, 400]


def test_a_preview_writes_nothing_not_even_to_undo_it(officer, places):
    FigureFactory(unit=places[0], day=DATE, households=480)
    table = read_table(sheets.xlsx([HEADER, *(row(unit) for unit in places)]))
    with CaptureQueriesContext(connection) as asked:
        run.examine(FigureResource(officer), table)
    written = [q["sql"] for q in asked if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert written == []


@pytest.mark.parametrize("before", [None, 480])
def test_five_thousand_rows_are_written_in_a_few_statements(
    ward, before, django_assert_max_num_queries
):
    """New or changed, looked at and written: the number of statements does not grow with the rows."""
    officer = UserFactory.of(Profile.WARD_OFFICIAL, ward)
    units = [NeighborhoodFactory(parent=ward, name=f"Khu phố {n}") for n in range(1, 51)]
    days = [datetime.date(2022, 1, 1) + datetime.timedelta(days=n) for n in range(100)]
    if before:
        Figure.objects.bulk_create(
            Figure(unit=unit, ward=ward, day=day, households=before, source="Cũ")
            for unit in units
            for day in days
        )
    table = read_table(sheets.xlsx([HEADER, *(row(unit, day) for unit in units for day in days)]))
    with django_assert_max_num_queries(30):
        outcome = run.examine(FigureResource(officer), table)
        counts = outcome.counts["new"], outcome.counts["changed"]
        assert (counts, outcome.errors) == ((0, 5_000) if before else (5_000, 0), [])
        run.perform(FigureResource(officer), table)
    assert Figure.objects.filter(households=500).count() == 5_000
