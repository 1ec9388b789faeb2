"""The figures of obstacles: by their events, at the edges of the window, early and late."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from core import clock, indicators
from core.indicators import Window
from feedback.models import Obstacle, ObstacleEvent
from feedback.obstacles import services
from feedback.obstacles.workflow import MoveName
from tests.behind import figures_of
from tests.factories import WardFactory
from wards.models import Unit

pytestmark = pytest.mark.django_db
CODES = [code for code in indicators.codes() if code.startswith("obstacles.")]
MOMENT = datetime.timedelta(microseconds=1)


def at(text: str) -> datetime.datetime:
    """A moment on the city's wall clock, e.g. "13/02/2026 16:00"."""
    return datetime.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=clock.CITY)


MONTH = Window(at("15/10/2026 00:00"), at("15/11/2026 00:00"))


def figures(window: Window, *wards: Unit) -> list[dict[str, int]]:
    """The figures of some wards that are not 0, without the room's name."""
    found = figures_of(CODES, window, [ward.pk for ward in wards])
    return [
        {code.partition(".")[2]: int(value) for code, value in found[ward.pk].items() if value}
        for ward in wards
    ]


@pytest.fixture
def reported(cast, kind):
    """An obstacle of the khu phố entered at a moment, as the portal does."""

    def report(moment: str, due_on: str = "30/10/2026") -> Obstacle:
        with time_machine.travel(at(moment), tick=False):
            return services.report_obstacle(
                unit=cast.khu_pho,
                kind=kind,
                title="Biển số nhà ghi tổ cũ",
                description="Người giao hàng hay tìm nhầm.",
                by=cast.official,
                due_on=clock.day_of(due_on),
            )

    return report


@pytest.fixture
def when(cast):
    """Do something at a moment, as an official of the ward unless told."""

    def do(moment: str, service, obstacle: Obstacle, **values):
        with time_machine.travel(at(moment), tick=False):
            return service(obstacle=obstacle, **{"by": cast.official} | values)

    return do


@pytest.mark.parametrize(
    ("moment", "belongs"),
    [
        (MONTH.start, True),
        (MONTH.start - MOMENT, False),
        (MONTH.end - MOMENT, True),
        (MONTH.end, False),
    ],
)
def test_the_start_belongs_to_a_window_and_its_end_to_the_next(cast, make, moment, belongs):
    obstacle = make(reported_at=moment)
    ObstacleEvent.objects.create(
        obstacle=obstacle,
        ward=cast.ward,
        kind=MoveName.RESOLVE,
        at=moment,
        state="resolved",
        due_on=obstacle.due_on,
    )
    counted = figures(MONTH, cast.ward)[0]
    assert (counted.get("new"), counted.get("settled")) == ((1, 1) if belongs else (None, None))


def test_a_late_count_gives_what_one_at_the_cut_off_gave(cast, reported, when):
    due = {"moment": "16/10/2026 09:00"}
    resolved, reopened, above, late = (reported(**due) for _n in range(4))
    on_the_day = reported("16/10/2026 09:00", "14/11/2026")  # due on the last day: not late yet
    when("20/10/2026 09:00", services.resolve_obstacle, resolved, resolution="Đã thay biển.")
    when("21/10/2026 09:00", services.close_obstacle, resolved)
    when("20/10/2026 09:00", services.resolve_obstacle, reopened, resolution="Đã thay biển.")
    when("22/10/2026 09:00", services.reopen_obstacle, reopened, reason="…", due_on=clock.day_of("20/11/2026"))  # fmt: skip
    when("23/10/2026 09:00", services.ask_above, above, text="Xin hướng dẫn.")
    with time_machine.travel(MONTH.end, tick=False):
        at_cut_off = figures(MONTH, cast.ward, cast.other)
    assert at_cut_off == [{"new": 5, "settled": 2, "open": 4, "late": 2, "above": 1}, {}]
    reported("15/11/2026 00:00", "30/12/2026")
    when("16/11/2026 09:00", services.answer_above, above, by=cast.reviewer, text="Làm như sau.")
    when("16/11/2026 09:00", services.assign_obstacle, late, owner=cast.official, due_on=clock.day_of("20/12/2026"))  # fmt: skip
    when("17/11/2026 09:00", services.resolve_obstacle, on_the_day, resolution="Đã thay biển.")
    when("18/11/2026 09:00", services.reopen_obstacle, resolved, reason="…", due_on=clock.day_of("20/12/2026"))  # fmt: skip
    assert figures(MONTH, cast.ward, cast.other) == at_cut_off


def test_one_ward_and_twenty_cost_the_same(cast, make, django_assert_num_queries):
    make(reported_at=MONTH.start)
    wards = [cast.ward, *(WardFactory(parent=cast.district) for _n in range(19))]
    for some in (wards[:1], wards):
        for code in CODES:
            with django_assert_num_queries(1):
                indicators.indicator(code).count(MONTH, [ward.pk for ward in some])
