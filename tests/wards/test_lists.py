"""Reading lists: every fault is named with file, line and column."""

import pytest

from wards.history import DATA, Lists
from wards.lists import BadListError, Edge, read_edges, read_units
from wards.models import Kind, Level

HEAD = "code,name,type,parent_code\n"
CITY = "79,Thành phố Hồ Chí Minh,Thành phố trực thuộc trung ương,\n"
EDGE_HEAD = "old_code,new_code,extent,area_only,nq1685_clause\n"


@pytest.fixture
def write(tmp_path):
    def to(text, name="ds.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to


def faults(read, *args):
    with pytest.raises(BadListError) as error:
        read(*args)
    return [(problem.line, problem.column, problem.reason) for problem in error.value.problems]


def test_list_is_read_from_the_top_down(write):
    rows = read_units(write(HEAD + "26740,Phường Bến Nghé,Phường,760\n760,Quận 1,Quận,79\n" + CITY))
    assert [(row.line, row.code, row.kind, row.level) for row in rows] == [
        (4, "79", Kind.CITY, Level.CITY),
        (3, "760", Kind.URBAN_DISTRICT, Level.DISTRICT),
        (2, "26740", Kind.WARD, Level.WARD),
    ]


def test_names_are_composed_and_blanks_collapsed(write):
    decomposed = "79,Tha\u0300nh   phố  A,Thành phố trực thuộc trung ương,\n"
    assert read_units(write(HEAD + decomposed))[0].name == "Thành phố A"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("760,Quận 1,Quan,79", (3, "type", "không có loại đơn vị “Quan”")),
        ("76,Quận 1,Quận,79", (3, "code", "mã “76” phải gồm 3 chữ số")),
        ("٧٦٠,Quận 1,Quận,79", (3, "code", "mã “٧٦٠” phải gồm 3 chữ số")),
        ("760,1,Quận,79", (3, "name", "tên phải bắt đầu bằng “Quận”")),
        (f"760,Quận {'a' * 130},Quận,79", (3, "name", "tên dài hơn 120 ký tự")),
        ("760,Quận 1,Quận,80", (3, "parent_code", "không có đơn vị cấp trên mang mã “80”")),
        ("760,Quận 1,Quận,", (3, "parent_code", "không có đơn vị cấp trên mang mã “”")),
        ("74,Tỉnh A,Tỉnh,79", (3, "parent_code", "đơn vị cấp cao nhất không có đơn vị cấp trên")),
        ("760,Quận 1,Quận", (3, "-", "số ô không khớp với dòng tiêu đề")),
        ("760,Quận 1,Quận,79,x", (3, "-", "số ô không khớp với dòng tiêu đề")),
        ('760,"Quận 1,Quận,79', (3, "-", "dấu ngoặc kép không khép")),
    ],
)
def test_bad_row_is_named(write, row, fault):
    assert faults(read_units, write(f"{HEAD}{CITY}{row}\n")) == [fault]


def test_every_fault_is_named_at_once(write):
    text = HEAD + CITY + "760,Quận 1,Quận,79\n760,Quận 3,Quận,79\n1,x,Phường,760\n"
    assert faults(read_units, write(text)) == [
        (4, "code", "mã đã có ở dòng 3"),
        (5, "code", "mã “1” phải gồm 5 chữ số"),
        (5, "name", "tên phải bắt đầu bằng “Phường”"),
    ]


def test_parent_has_to_be_higher(write):
    text = HEAD + CITY + "760,Quận 1,Quận,761\n761,Quận 3,Quận,79\n"
    assert faults(read_units, write(text)) == [
        (3, "parent_code", "đơn vị cấp trên không ở cấp cao hơn")
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "thiếu cột code, name, type, parent_code"),
        (b"code,name\n", "thiếu cột type, parent_code"),
        (HEAD.encode(), "tệp không có dòng nào"),
        (b"\xff\xfe", "không đọc được; tệp phải là văn bản UTF-8"),
    ],
)
def test_file_that_is_no_list(write, content, reason):
    assert faults(read_units, write(content)) == [(1, "-", reason)]


def test_file_that_is_not_there(tmp_path):
    assert faults(read_units, tmp_path / "x.csv") == [(1, "-", "không có tệp này")]


def test_problem_in_words(write):
    with pytest.raises(BadListError, match=r"ds.csv, dòng 2, cột type: không có loại đơn vị “X”"):
        read_units(write(HEAD + "1,A,X,\n"))


@pytest.fixture
def wards(write):
    names = "".join(f"1000{n},Phường {n},Phường,79\n" for n in range(1, 6))
    return read_units(write(HEAD + CITY + names))


def test_edges_are_read(write, wards):
    path = write(EDGE_HEAD + "10001,10002,part,1,7\n10001,10003,rest,,8\n10004,10004,unchanged,,\n")
    assert read_edges(path, wards, wards)[0] == Edge(2, "10001", "10002", "part", True, "7")


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("9,10002,whole,,", (2, "old_code", "không có mã này trong danh sách cũ")),
        ("10001,9,whole,,", (2, "new_code", "không có mã này trong danh sách mới")),
        ("10001,10002,whole,x,", (2, "area_only", "chỉ để trống hoặc ghi 1")),
        (
            "10001,10002,half,,",
            (2, "extent", "phạm vi “half” không thuộc whole, part, rest, unchanged"),
        ),
        ("10001,10002,unchanged,,", (2, "extent", "đơn vị giữ nguyên phải có cùng mã ở hai cột")),
        (
            "10001,10002,part,,\n10001,10002,rest,,",
            (3, "new_code", "dòng chuyển này đã có"),
        ),
        (
            "10001,10002,whole,,\n10001,10003,part,,",
            (3, "extent", "đơn vị chuyển toàn bộ hoặc giữ nguyên chỉ có một dòng"),
        ),
        (
            "10001,10002,part,,\n10001,10003,part,,",
            (3, "extent", "đơn vị bị chia phải có đúng một dòng “rest”"),
        ),
    ],
)
def test_bad_edge_is_named(write, wards, rows, fault):
    path = write(f"{EDGE_HEAD}{rows}\n", "edges.csv")
    assert faults(read_edges, path, wards, wards) == [fault]


def test_official_lists_are_complete():
    lists = Lists.read()
    assert [len(rows) for rows in (lists.year_2024, lists.early_2025, lists.late_2025)] == [
        335,
        482,
        169,
    ]
    assert len(lists.early_of("79")) == 296
    extents = [edge.extent for edge in lists.edges]
    assert {extent: extents.count(extent) for extent in sorted(set(extents))} == {
        "part": 51, "rest": 47, "unchanged": 5, "whole": 390,
    }  # fmt: skip
    assert sorted(path.name for path in DATA.glob("*.csv")) == [
        "hcmc-units-2024.csv",
        "hcmc-units-2025.csv",
        "hcmc-units-2025h1.csv",
        "hcmc-ward-succession-2025.csv",
        "standards.csv",
    ]
