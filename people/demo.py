"""The people of the demo city. All of them are made up, and every page says so.

Names are put together from common Vietnamese family, middle and given names; addresses end in
`.invalid`, telephone numbers are left out.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from core import clock, text
from people.catalogue import load_roles
from people.models import Basis, Gender, Person, Role, Term, User
from wards import tree
from wards.models import Level, UnitVersion
from wards.rules import write_in_bulk

PASSWORD = "gan-dan-demo"  # noqa: S105 - published on the demo's sign-in page; refused in production
WARD = "Phường Hiệp Bình Chánh"
OTHER_WARD = "Phường Linh Đông"
DISTRICT = "Thành phố Thủ Đức"
NEIGHBORHOOD = "Khu phố 23"

# (sign-in name, what it may do, role code, where)
_CAST = [
    ("khu-pho", "Trưởng khu phố", "head", NEIGHBORHOOD),
    ("phuong", "Công chức phường", "ward-official", WARD),
    ("lanh-dao", "Lãnh đạo phường", "ward-chair", WARD),
    ("quan", "Cán bộ thành phố Thủ Đức theo dõi phường", "district-reviewer", DISTRICT),
    ("thanh-pho", "Cán bộ Sở Nội vụ Thành phố", "city-admin", ""),
    ("canh-sat", "Cảnh sát khu vực", "beat-officer", NEIGHBORHOOD),
    ("khu-doi", "Khu đội trưởng", "militia-lead", NEIGHBORHOOD),
    ("to-truong", "Tổ trưởng Tổ bảo vệ an ninh, trật tự", "security-lead", NEIGHBORHOOD),
    ("kiem-tra", "Cán bộ kiểm tra", "ward-auditor", WARD),
    ("phuong-khac", "Công chức của một phường khác", "ward-official", OTHER_WARD),
]
SIGN_INS = [(username, what) for username, what, _role, _where in _CAST]
# More hands in the ward of the demo, so that work can be shared out there.
_COLLEAGUES = ["ward-official", "ward-official", "ward-deputy"]


def _words(line: str) -> list[str]:
    return line.split()


_FAMILY = _words(
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Lâm Mai"
)
_MIDDLE = {
    Gender.FEMALE: _words("Thị Ngọc Thanh Kim Thu Minh Bích Phương Mỹ Tuyết"),
    Gender.MALE: _words("Văn Minh Quốc Hữu Thanh Công Đình Xuân Đức Trọng"),
}
_GIVEN = {
    Gender.FEMALE: _words(
        "Mai Lan Hương Anh Hà Bích Hồng Châu Hoa Hạnh Loan Nga Nhung Oanh Phượng Quyên Thảo Thủy "
        "Trang Tuyền Vân Xuân Yến Dung Giang Hiền Liên Ngân Thoa Diệp"
    ),
    Gender.MALE: _words(
        "Sơn Hùng Đức Bảo Phước Tùng Dũng Thành Khôi Lộc An Bình Cường Danh Hải Hiếu Khang Long "
        "Nam Nghĩa Phúc Quang Tài Tâm Thắng Thịnh Toàn Trung Tuấn Vinh"
    ),
}
_POSTS = ["cell-secretary", "head", "front-head"]
_ALSO = ["militia-lead"]
# In the ward of the demo the security side and a helper are filled as well.
_MORE_POSTS = ["beat-officer", "security-lead", "women-head"]
_VACANCY_EVERY = 40
_DUE_SOON_EVERY = 29
_SINCE = datetime.date(2024, 4, 1)
_ELECTED_UNTIL = datetime.date(2029, 4, 1)


def load(progress: Callable[[str], None]) -> None:
    """Fill the register of the demo city: three posts a khu phố, ward staff, the sign-ins."""
    with transaction.atomic():
        write_in_bulk()
        _load(progress)


def _load(progress: Callable[[str], None]) -> None:
    load_roles()
    roles = {role.code: role for role in Role.objects.all()}
    wards = {place.unit_id: place for place in _wards()}
    progress(f"cán bộ khu phố, ấp và phường, xã (dữ liệu dựng) cho {len(wards)} phường, xã")
    _register(wards, roles)
    progress(f"{len(_CAST)} tài khoản trình diễn")
    _sign_ins(roles)


def _wards() -> Iterable[UnitVersion]:
    return UnitVersion.objects.today().filter(unit__level=Level.WARD).order_by("sort_key", "pk")


def _names() -> Iterator[tuple[str, Gender]]:
    chance = random.Random(2024)  # noqa: S311 - the same made-up names at each load
    while True:
        gender = chance.choice([Gender.FEMALE, Gender.MALE])
        parts = (
            chance.choice(_FAMILY),
            chance.choice(_MIDDLE[gender]),
            chance.choice(_GIVEN[gender]),
        )
        yield " ".join(parts), gender


def _person(name: str, gender: Gender, keeper: int, number: int, contact: str) -> Person:
    return Person(
        unit_id=keeper,
        name=name,
        gender=gender,
        birth_year=1955 + number % 40,
        office_contact=contact,
        is_made_up=True,
        search_name=text.fold(name),
        sort_key=text.person_key(name),
    )


def _register(wards: dict[int, UnitVersion], roles: dict[str, Role]) -> None:
    cast_seats = {(role, where) for _u, _w, role, where in _CAST}
    people, posts = [], []
    names = _names()
    numbers = itertools.count()
    for ward_id, name, unit_id, wanted in _offices(wards):
        for code in wanted:
            if _is_cast(code, name, ward_id, wards, cast_seats):
                continue
            person_name, gender = next(names)
            contact = f"Văn phòng {name}, sáng thứ Ba và thứ Năm"
            people.append(_person(person_name, gender, ward_id, next(numbers), contact))
            posts.append((unit_id, roles[code]))
    Person.objects.bulk_create(people, batch_size=2000)
    terms = _seated(_term(p, unit, role) for p, (unit, role) in zip(people, posts, strict=True))
    for term in terms[::_DUE_SOON_EVERY]:
        term.due_on = clock.today() + datetime.timedelta(days=30)
    Term.objects.bulk_create(terms, batch_size=2000)


def _is_cast(code: str, name: str, ward_id: int, wards: dict[int, UnitVersion], cast: set) -> bool:
    return (code, name) in cast and wards[ward_id].name == WARD


def _offices(wards: dict[int, UnitVersion]) -> Iterator[tuple[int, str, int, list[str]]]:
    """Ward, office name, unit and the posts to fill there; every fortieth khu phố has a vacancy."""
    below = (
        UnitVersion.objects.today()
        .filter(parent__in=wards, unit__level=Level.NEIGHBORHOOD)
        .order_by("parent", "sort_key")
        .values_list("parent_id", "name", "unit_id")
    )
    home = next((unit for unit, version in wards.items() if version.name == WARD), None)
    for number, (ward_id, name, unit_id) in enumerate(below):
        posts = _POSTS[:2] if number % _VACANCY_EVERY == 0 else _POSTS
        more = _MORE_POSTS if ward_id == home else []
        yield ward_id, name, unit_id, [*posts, *_ALSO, *more]
    for ward_id, version in wards.items():
        colleagues = _COLLEAGUES if version.name == WARD else ["ward-chair", "ward-official"]
        yield ward_id, version.name, ward_id, colleagues


def _seated(terms: Iterable[Term]) -> list[Term]:
    """Give everybody in one post of one unit a seat of their own."""
    taken: Counter[tuple[int, int]] = Counter()
    seated = list(terms)
    for term in seated:
        taken[term.unit_id, term.role_id] += 1
        term.seat = taken[term.unit_id, term.role_id]
    return seated


def _term(person: Person, unit_id: int, role: Role) -> Term:
    return Term(
        person=person,
        unit_id=unit_id,
        role=role,
        seat=1,
        valid=DateRange(_SINCE, None),
        due_on=_ELECTED_UNTIL if role.is_elected else None,
        basis=Basis.ELECTED if role.is_elected else Basis.APPOINTED,
        start_decision="Quyết định dựng cho trình diễn",
    )


def _sign_ins(roles: dict[str, Role]) -> None:
    names = itertools.islice(_names(), 500, None)
    password = make_password(PASSWORD)
    ward = _find(WARD, Level.WARD)
    places = {
        NEIGHBORHOOD: _below(ward, NEIGHBORHOOD),
        WARD: ward,
        OTHER_WARD: _find(OTHER_WARD, Level.WARD),
        DISTRICT: _find(DISTRICT, Level.DISTRICT),
        "": UnitVersion.objects.today().get(unit__level=Level.CITY).unit_id,
    }
    for number, (username, _what, role, where) in enumerate(_CAST):
        name, gender = next(names)
        keeper = ward if where == NEIGHBORHOOD else places[where]
        person = _person(
            name, gender, keeper, number, f"Phòng tiếp công dân, {where or 'Thành phố'}"
        )
        person.email = f"{username}@demo.invalid"
        person.save()
        _take_post(person, places[where], roles[role])
        _account(person, username, password)
    _colleague_accounts(ward, password)


def _take_post(person: Person, unit_id: int, role: Role) -> None:
    term = _term(person, unit_id, role)
    taken = Term.objects.today().filter(unit_id=unit_id, role=role).values_list("seat", flat=True)
    term.seat = max(taken, default=0) + 1
    term.save()


def _account(person: Person, username: str, password: str) -> None:
    User.objects.create(
        username=username, email=person.email, person=person, password=password, is_demo=True
    )


def _colleague_accounts(ward: int, password: str) -> None:
    """The ward's other staff can be assigned work, so they need a sign-in too."""
    terms = Term.objects.today().filter(unit_id=ward, person__user__isnull=True).for_list()
    for number, term in enumerate(terms, 1):
        username = f"phuong-{number}"
        term.person.email = f"{username}@demo.invalid"
        term.person.save(update_fields=["email"])
        _account(term.person, username, password)


def _find(name: str, level: Level) -> int:
    version = UnitVersion.objects.today().filter(name=name, unit__level=level).first()
    if version is None:
        raise CommandError(f"the demo city has no {name}")
    return version.unit_id


def _below(ward: int, name: str) -> int:
    inside = tree.below([ward], clock.today())
    return UnitVersion.objects.today().get(unit__in=inside, name=name).unit_id
