"""`manage.py load_units FILE --on DAY`: all or nothing, every fault named."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from tests.factories import CityFactory, NeighborhoodFactory
from tests.wards.settle import settle
from wards import lookup
from wards.models import Unit, UnitVersion

pytestmark = pytest.mark.django_db

HEAD = "code,name,type,parent_code\n"
CITY = "79,Thành phố Hồ Chí Minh,Thành phố trực thuộc trung ương,\n"


def load(*args):
    out = io.StringIO()
    call_command("load_units", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    def to(text):
        path = tmp_path / "ds.csv"
        path.write_text(HEAD + text)
        return str(path)

    return to


def test_file_of_one_day_begins_keeps_moves_and_ends(write):
    first = (
        CITY
        + "760,Quận 1,Quận,79\n770,Quận 3,Quận,79\n10001,Phường A,Phường,760\n10002,Phường B,Phường,760\n"
    )
    load(write(first), "--on", "01/01/2024")
    second = (
        CITY
        + "760,Quận 1,Quận,79\n770,Quận 3,Quận,79\n10001,Phường A,Phường,770\n10003,Phường C,Phường,770\n"
    )
    said = load(write(second), "--on", "01/02/2024")
    assert said.splitlines()[0] == (
        "01/02/2024: 1 đơn vị lập, 1 kết thúc, 1 đổi đơn vị cấp trên, 4 giữ nguyên."
    )
    assert "  Phường B, Quận 1" in said.splitlines()
    assert [lookup.find(name)[0].label for name in ("phuong a", "phuong c")] == [
        "Phường A, Quận 3",
        "Phường C, Quận 3",
    ]


def test_bad_file_loads_nothing(write):
    err = io.StringIO()
    path = write(CITY + "760,Quận 1,Quận,79\nx,Phường A,Phường,760\n")
    with pytest.raises(CommandError, match="1 lỗi; chưa nạp gì"):
        call_command("load_units", path, "--on", "01/01/2024", stdout=io.StringIO(), stderr=err)
    assert err.getvalue().strip() == "ds.csv, dòng 4, cột code: mã “x” phải gồm 5 chữ số"
    assert Unit.objects.count() == 0


def test_list_that_ends_a_ward_with_living_khu_pho_loads_nothing(write):
    load(write(CITY + "10001,Phường A,Phường,79\n"), "--on", "01/01/2024")
    ward = UnitVersion.objects.get(code="10001").unit
    NeighborhoodFactory(parent=ward, begins=datetime.date(2024, 1, 1))
    settle()
    with pytest.raises(CommandError, match="Còn đơn vị trực thuộc"):
        load(write(CITY + "10002,Phường B,Phường,79\n"), "--on", "01/02/2024")
    assert not UnitVersion.objects.filter(code="10002").exists()


@pytest.mark.parametrize("args", [[], ["--history", "x.csv"], ["x.csv"], ["--on", "01/01/2024"]])
def test_command_says_how_it_is_used(args):
    with pytest.raises(CommandError, match="Dùng: load_units"):
        load(*args)


def test_true_lists_are_not_loaded_over_made_up_units():
    CityFactory(is_made_up=True)
    with pytest.raises(CommandError, match="cơ sở dữ liệu trống"):
        load("--history")
