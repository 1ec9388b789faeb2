"""Made-up figures for the demonstration: the khu phố of one district, at the end of each year."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterable, Iterator

from core import clock
from neighborhoods.models import Figure
from people.demo import DISTRICT
from wards.models import Level, UnitVersion

SOURCE = "Số liệu dựng cho trình diễn, không phải số liệu thật"
BEGAN = datetime.date(2024, 4, 1)
NEVER_COUNTED_EVERY = 23
NOT_THIS_YEAR_EVERY = 7


def load(progress: Callable[[str], None]) -> None:
    """Count the khu phố of the demonstration's district, and the wards as their sums."""
    wards = UnitVersion.objects.today().filter(
        unit__level=Level.WARD,
        parent__in=UnitVersion.objects.today().filter(name=DISTRICT).values("unit"),
    )
    places = UnitVersion.objects.today().filter(
        parent__in=wards.values("unit"), unit__level=Level.NEIGHBORHOOD
    )
    rows = list(_figures(places.order_by("parent", "sort_key")))
    rows += _sums(rows)
    Figure.objects.bulk_create(rows, batch_size=2000)
    progress(f"số liệu khu phố (dữ liệu dựng): {len(rows)} dòng")


def _figures(places: Iterable[UnitVersion]) -> Iterator[Figure]:
    chance = random.Random(2024)  # noqa: S311 - the same made-up numbers at each load
    days = [BEGAN, *(datetime.date(year, 12, 31) for year in range(2024, clock.today().year))]
    for number, place in enumerate(places):
        households, size = chance.randint(230, 980), chance.uniform(3.1, 4.4)
        area = chance.randint(4, 60) * 10_000
        counted = days[:-1] if number % NOT_THIS_YEAR_EVERY == NOT_THIS_YEAR_EVERY // 2 else days
        if number % NEVER_COUNTED_EVERY == NEVER_COUNTED_EVERY // 2:
            continue
        for day in counted:
            yield Figure(
                unit_id=place.unit_id,
                ward_id=place.parent_id or 0,
                day=day,
                households=households,
                residents=round(households * size),
                area=area,
                source=SOURCE,
            )
            households += chance.randint(-6, 24)


def _sums(rows: list[Figure]) -> list[Figure]:
    """The wards on each day: what was counted in their khu phố."""
    sums: dict[tuple[int, datetime.date], Figure] = {}
    for row in rows:
        whole = sums.setdefault(
            (row.ward_id, row.day),
            Figure(
                unit_id=row.ward_id,
                ward_id=row.ward_id,
                day=row.day,
                households=0,
                residents=0,
                source=SOURCE,
            ),
        )
        whole.households = (whole.households or 0) + (row.households or 0)
        whole.residents = (whole.residents or 0) + (row.residents or 0)
    return list(sums.values())
