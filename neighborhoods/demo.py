"""Figures, schemes and consultations of the demo city. They are made up, and say so."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from core import clock
from neighborhoods.balance import Size
from neighborhoods.catalogue import load_rules
from neighborhoods.figures.demo import load as load_figures
from neighborhoods.models import Matter
from neighborhoods.services import consultations, schemes, steps
from neighborhoods.services.schemes import Source, Wanted
from people.models import User
from wards import tree
from wards.models import Action, Extent, Kind, Unit, UnitVersion

PLANNED_AHEAD = datetime.timedelta(days=90)
TWO_WEEKS = datetime.timedelta(days=14)
REASON = (
    "Dữ liệu dựng cho trình diễn. Hai khu phố liền kề có ít hộ, dùng chung một trụ sở và thiếu người "
    "tham gia hoạt động; nhập lại để có đủ cán bộ và một nơi sinh hoạt chung."
)


def load(progress: Callable[[str], None]) -> None:
    """Fill in the procedures, and give two wards a made-up scheme each."""
    load_rules()
    load_figures(progress)
    progress("đề án sắp xếp khu phố, ấp (dữ liệu dựng)")
    _merger("phuong-khac", "Nhập hai khu phố có ít hộ (dữ liệu dựng)", submit=True)
    _merger("phuong", "Nhập khu phố 40 và 41 (dữ liệu dựng)", submit=False)
    _cleaning()


def _cleaning() -> None:
    """A khu phố has announced that it asks its households about a matter of its own."""
    by = User.objects.get(username="khu-pho")
    matter = Matter.objects.get(code="self_management")
    first = consultations.earliest_start(matter)
    plan = consultations.Plan(
        "Tổng vệ sinh sáng chủ nhật hằng tháng (dữ liệu dựng)",
        "Dữ liệu dựng cho trình diễn. Mỗi hộ cử một người tham gia dọn hẻm trong một giờ.",
        total=486,
        starts_on=first,
        ends_on=first + TWO_WEEKS,
        place="Văn phòng khu phố",
    )
    unit = Unit.objects.get(pk=by.posts[0].unit_id)
    asked = consultations.plan_consultation(unit=unit, matter=matter, plan=plan, by=by)
    consultations.announce_consultation(consultation=asked, by=by)


def _merger(username: str, title: str, *, submit: bool) -> None:
    """Two khu phố of the ward of a sign-in become one, and a third gives some households to it."""
    by = User.objects.get(username=username)
    ward = Unit.objects.get(pk=by.posts[0].unit_id)
    places = _last_places(ward)
    scheme = schemes.draft_scheme(
        ward=ward,
        title=title,
        reason=REASON,
        effective_on=clock.today() + PLANNED_AHEAD,
        by=by,
    )
    first, second, third = places
    wanted = Wanted(
        action=Action.FOUND,
        name=first.name,
        kind=Kind.NEIGHBORHOOD,
        sources=[
            Source(first.unit_id),
            Source(second.unit_id),
            Source(third.unit_id, Extent.PART, households=60, residents=214),
        ],
    )
    schemes.save_line(scheme=scheme, wanted=wanted, by=by)
    kept = Wanted(action=Action.CHANGE, unit=third.unit)
    schemes.save_line(scheme=scheme, wanted=kept, by=by)
    sizes = {
        first.unit_id: Size(212, 803),
        second.unit_id: Size(238, 861),
        third.unit_id: Size(604, 2206),
    }
    schemes.set_sizes(scheme=scheme, sizes=sizes, by=by)
    if submit:
        steps.advance(scheme=scheme, by=by)


def _last_places(ward: Unit) -> list[UnitVersion]:
    """Three khu phố at the end of a ward's list, next to each other by their numbers."""
    return list(tree.neighborhoods_of(ward).order_by("sort_key"))[-5:-2]
