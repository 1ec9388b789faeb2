"""Units by spreadsheet: judged row by row, founded by the change service, all of them or none."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import outbox
from core.imports import flow, run
from core.imports.reading import read_table
from core.models import ImportState
from neighborhoods.models import Figure
from tests import sheets
from tests.factories import DecisionFactory, NeighborhoodFactory
from wards import lookup
from wards.models import Decision, Extent, HouseholdStandard, Kind, Level, Transfer, UnitVersion
from wards.sheet.resource import (
    ABOVE,
    DAY,
    EXTENT,
    HOUSEHOLDS,
    ISSUER,
    KIND,
    MOVED,
    NAME,
    PAPER,
    RESIDENTS,
    SIGNED,
    SOURCE,
    WARD,
    UnitResource,
)

pytestmark = pytest.mark.django_db
HEADER = [WARD, KIND, NAME, ABOVE, DAY, ISSUER, PAPER, SIGNED, HOUSEHOLDS, RESIDENTS, SOURCE, EXTENT, MOVED]  # fmt: skip
ON = datetime.date(2025, 7, 1)


def row(name="Khu phố 12", **said):
    values = {
        WARD: "Phường Bến Nghé",
        KIND: "Khu phố",
        NAME: name,
        DAY: "01/07/2025",
        ISSUER: "HĐND phường Bến Nghé",
        PAPER: "12/NQ-HĐND",
        SIGNED: "20/06/2025",
    } | said
    return [values.get(column) for column in HEADER]


def work(job):
    while outbox.run_due():
        pass
    job.refresh_from_db()
    return job


def brought(by, *rows):
    file = SimpleUploadedFile("don-vi.xlsx", sheets.xlsx([HEADER, *rows]))
    return work(flow.start_import(kind="don-vi", file=file, by=by))


def confirmed(job):
    flow.confirm_import(job=job, by=job.by)
    return work(job)


def named(*names):
    return UnitVersion.objects.today().filter(name__in=names).order_by("sort_key")


@pytest.fixture
def before(ward):
    """Khu phố 1 and 2, of which the file speaks."""
    return [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2)]


def test_units_begin_under_their_decision_with_what_went_into_them(city_official, ward, before):
    one, two = before
    rows = [
        row(**{HOUSEHOLDS: 480, RESIDENTS: 1_700, SOURCE: "Khu phố 1", EXTENT: "Toàn bộ"}),
        row(**{HOUSEHOLDS: 480, RESIDENTS: 1_700, SOURCE: "khu pho 2", EXTENT: "Một phần", MOVED: 90}),
        row("Khu phố 13", **{SOURCE: "Khu phố 2", EXTENT: "Phần còn lại"}),
        row("Tổ 1", **{KIND: "Tổ dân phố", ABOVE: "Khu phố 12"}),
    ]  # fmt: skip
    job = brought(city_official, *rows)
    assert (job.state, job.result["errors"]) == (ImportState.READY, [])
    assert job.result["counts"] == {"new": 4, "changed": 0, "same": 0}
    assert not Decision.objects.exists()
    assert confirmed(job).state == ImportState.DONE
    decision = Decision.objects.get()
    assert (decision.number, decision.day, decision.is_applied) == ("12/NQ-HĐND", ON, True)
    twelve, thirteen, cell = named("Khu phố 12", "Khu phố 13", "Tổ 1")
    assert (twelve.parent, twelve.kind, twelve.valid.lower) == (ward, Kind.NEIGHBORHOOD, ON)
    assert (cell.parent, cell.unit.level) == (twelve.unit, Level.CELL)
    assert set(Transfer.objects.values_list("source", "target", "extent", "households")) == {
        (one.pk, twelve.unit_id, Extent.WHOLE, None),
        (two.pk, twelve.unit_id, Extent.PART, 90),
        (two.pk, thirteen.unit_id, Extent.REST, None),
    }
    assert not named("Khu phố 1", "Khu phố 2").exists()
    assert lookup.search("khu pho 13 ben nghe").hits[0].unit_id == thirteen.unit_id


def test_the_numbers_that_the_paper_states_become_figures(city_official, ward):
    confirmed(brought(city_official, row(**{HOUSEHOLDS: 480, RESIDENTS: 1_700})))
    figure = Figure.objects.get(unit=named("Khu phố 12")[0].unit_id)
    assert (figure.households, figure.residents, figure.day) == (480, 1_700, ON)
    assert "12/NQ-HĐND" in figure.source


def test_what_is_there_already_stays_as_it_is(city_official, ward, before):
    job = confirmed(brought(city_official, row("Khu phố 1"), row("Khu phố 3")))
    assert (job.state, job.result["counts"]["same"]) == (ImportState.DONE, 1)
    assert named("Khu phố 1")[0].unit == before[0]
    assert named("Khu phố 3").count() == 1


def test_more_of_the_same_paper_is_entered_beside_it(city_official, ward):
    for name in ("Khu phố 21", "Khu phố 22"):
        assert confirmed(brought(city_official, row(name))).state == ImportState.DONE
    numbers = Decision.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["12/NQ-HĐND", "12/NQ-HĐND (danh sách 2)"]


def test_a_number_is_taken_only_in_its_own_year(city_official, ward):
    earlier = {"issuer": "HĐND phường Bến Nghé", "number": "12/NQ-HĐND"}
    DecisionFactory(**earlier, signed_on=datetime.date(2024, 6, 20), effective_on=ON)
    DecisionFactory(**earlier, signed_on=None, effective_on=datetime.date(2023, 7, 1))
    assert confirmed(brought(city_official, row())).state == ImportState.DONE
    assert Decision.objects.latest("pk").number == "12/NQ-HĐND"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({WARD: "Phường Không Có"}, (2, WARD, "Không có phường, xã này")),
        ({WARD: "99999"}, (2, WARD, "Không có phường, xã này")),
        ({KIND: "Phường"}, (2, KIND, "Phải là một trong")),
        ({KIND: ""}, (2, KIND, "Hãy chọn loại")),
        ({NAME: ""}, (2, NAME, "Hãy ghi tên")),
        ({NAME: "x" * 121}, (2, NAME, "Dài hơn 120")),
        ({ABOVE: "Khu phố 1"}, (2, ABOVE, "khu phố, ấp thì để trống")),
        ({KIND: "Tổ dân phố"}, (2, ABOVE, "Tổ thì ghi khu phố")),
        ({KIND: "Tổ dân phố", ABOVE: "Khu phố 77"}, (2, ABOVE, "Không có khu phố, ấp này")),
        ({DAY: "30/02/2025"}, (2, DAY, "Phải là ngày có thật")),
        ({DAY: ""}, (2, DAY, "Phải là ngày có thật")),
        ({DAY: "01/01/1990"}, (2, DAY, "chỉ có từ ngày")),
        ({ISSUER: ""}, (2, ISSUER, "cơ quan ban hành")),
        ({SIGNED: "01/01/2099"}, (2, SIGNED, "không thể ở tương lai")),
        ({HOUSEHOLDS: "nhiều"}, (2, HOUSEHOLDS, "Phải là số nguyên")),
        ({HOUSEHOLDS: -1}, (2, HOUSEHOLDS, "Số phải từ 0")),
        ({HOUSEHOLDS: 9, RESIDENTS: 3}, (2, RESIDENTS, "không thể nhỏ hơn số hộ")),
        ({SOURCE: "Khu phố 88", EXTENT: "Toàn bộ"}, (2, SOURCE, "không có đơn vị này")),
        ({SOURCE: "Khu phố 1"}, (2, EXTENT, "Hãy ghi phạm vi")),
        ({SOURCE: "Khu phố 1", EXTENT: "Một phần"}, (2, MOVED, "Hãy ghi số hộ")),
        ({EXTENT: "Toàn bộ"}, (2, EXTENT, "Chỉ điền khi có đơn vị cũ")),
        ({NAME: "Khu phố 13"}, (3, "", "Trùng với dòng 2")),
        ({NAME: "Khu phố 13", SOURCE: "Khu phố 1", EXTENT: "Toàn bộ"}, None),
        ({NAME: "Khu phố 13", SOURCE: "Khu phố 1", EXTENT: "Toàn bộ", PAPER: "1/QĐ"}, (3, NAME, "phải ghi giống nhau")),
        ({NAME: "Khu phố 1", KIND: "Ấp"}, (2, KIND, "đã có đơn vị tên này")),
        ({NAME: "Khu phố 1", SOURCE: "Khu phố 2", EXTENT: "Toàn bộ"}, (2, SOURCE, "Đơn vị này đã có")),
    ],
)  # fmt: skip
def test_every_error_has_its_row_and_column(city_official, ward, before, change, error):
    job = brought(city_official, row(**change), row("Khu phố 13"))
    if error is None:
        assert job.state == ImportState.READY
        return
    assert job.state == ImportState.REFUSED
    number, column, words = error
    assert (number, column) in [(r, c) for r, c, text in job.result["errors"] if words in text]
    assert not Decision.objects.exists()


def test_what_the_change_service_refuses_is_told_before_anything_is_written(
    city_official, ward, before
):
    whole = {SOURCE: "Khu phố 1", EXTENT: "Toàn bộ"}
    job = brought(city_official, row(**whole), row("Khu phố 13", **whole))
    assert job.state == ImportState.REFUSED
    assert [(r, text) for r, _c, text in job.result["errors"]] == [
        (2, "Khu phố 1 đã chuyển toàn bộ nên không thể chuyển thêm một phần.")
    ]
    later = brought(city_official, row(**{DAY: "01/01/2021", **whole}))
    assert later.state == ImportState.REFUSED


def test_what_should_be_looked_at_stops_nothing(client, city_official, ward):
    HouseholdStandard.objects.create(
        kind=Kind.NEIGHBORHOOD,
        valid=(datetime.date(2025, 1, 1), None),
        households=500,
        legal_source="thông tư thử",
    )
    job = brought(city_official, row(**{HOUSEHOLDS: 90}))
    assert job.state == ImportState.READY
    ((number, _column, words),) = job.result["warnings"]
    assert number == 2
    assert "dưới tiêu chuẩn 500 hộ" in words
    client.force_login(city_official)
    assert "dưới tiêu chuẩn 500 hộ" in client.get(job.get_absolute_url()).content.decode()


def test_only_who_keeps_the_structure_brings_units(client, officer, city_official, ward):
    for user, status in ((officer, 404), (city_official, 200)):
        client.force_login(user)
        assert client.get(reverse("core:import_start", args=["don-vi"])).status_code == status
        template = client.get(reverse("core:import_template", args=["don-vi"]))
        assert template.status_code == status
    header, *rows = sheets.cells(template.content)
    assert header == HEADER
    assert rows[0][0] == "Phường Bến Nghé, Quận Nhất"
    assert (
        reverse("core:import_start", args=["don-vi"])
        in client.get(reverse("wards:decisions")).content.decode()
    )
    with pytest.raises(LookupError):
        brought(officer, row())


def test_a_preview_writes_nothing_not_even_to_undo_it(city_official, ward, before):
    rows = [row(**{SOURCE: "Khu phố 1", EXTENT: "Toàn bộ"}), row("Tổ 1", **{KIND: "Tổ dân phố", ABOVE: "Khu phố 12"})]  # fmt: skip
    table = read_table(sheets.xlsx([HEADER, *rows]))
    with CaptureQueriesContext(connection) as asked:
        assert run.examine(UnitResource(city_official), table).errors == []
    written = [q["sql"] for q in asked if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert written == []


def test_five_thousand_units_are_founded_in_a_few_statements(
    city_official, ward, django_assert_max_num_queries
):
    rows = [row(f"Khu phố {number}") for number in range(1, 2_001)]
    rows += [
        row(f"Tổ {number}", **{KIND: "Tổ dân phố", ABOVE: f"Khu phố {number % 2_000 + 1}"})
        for number in range(3_000)
    ]
    table = read_table(sheets.xlsx([HEADER, *rows]))
    with django_assert_max_num_queries(90):
        outcome = run.examine(UnitResource(city_official), table)
        assert (outcome.counts["new"], outcome.errors) == (5_000, [])
        run.perform(UnitResource(city_official), table)
    assert UnitVersion.objects.today().filter(decision__isnull=False).count() == 5_000
