"""The figures of khu phố and ấp: units, what was counted in them, schemes, consultations."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from core import clock, indicators, wall
from core.indicators import Window
from neighborhoods.models import Consultation, Matter, Scheme, SchemeStage
from neighborhoods.services import steps
from neighborhoods.workflow import MoveName
from tests.behind import figures_of
from tests.factories import LONG_AGO, FigureFactory, NeighborhoodFactory, WardFactory
from tests.neighborhoods.plans import advance, drafted, three_into_two
from wards.models import HouseholdStandard, Kind, Unit, UnitVersion

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
MOMENT = datetime.timedelta(microseconds=1)
ROOM = ("units.", "figures.", "schemes.", "consultations.")
CODES = [code for code in indicators.codes() if code.startswith(ROOM)]
FIRST, LAST = datetime.date(2026, 10, 15), datetime.date(2026, 11, 14)


def at(day: datetime.date, hour: int = 0) -> datetime.datetime:
    return clock.at(day, datetime.time(hour))


MONTH = Window(at(FIRST), at(LAST + DAY))
NOON = Window(at(datetime.date(2026, 10, 25), 12), at(datetime.date(2026, 11, 25), 12))
EDGES = [(FIRST, True), (FIRST - DAY, False), (LAST, True), (LAST + DAY, False)]
MOMENTS = [
    (MONTH, MONTH.start, True),
    (MONTH, MONTH.start - MOMENT, False),
    (MONTH, MONTH.end - MOMENT, True),
    (MONTH, MONTH.end, False),
    (NOON, NOON.start, True),
    (NOON, NOON.start - MOMENT, False),
    (NOON, NOON.end - MOMENT, True),
    (NOON, NOON.end, False),
]


def figures(window: Window, *wards: Unit) -> list[dict[str, int]]:
    """The figures of some wards that are not 0."""
    found = figures_of(CODES, window, [ward.pk for ward in wards])
    return [{code: int(value) for code, value in found[ward.pk].items() if value} for ward in wards]


def seen(code: str, window: Window, ward: Unit) -> int:
    return int(figures_of([code], window, [ward.pk])[ward.pk][code] or 0)


# --- Units -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "belongs"), EDGES)
def test_a_unit_is_founded_and_ended_on_its_days(ward, day, belongs):
    NeighborhoodFactory(parent=ward, begins=day)
    NeighborhoodFactory(parent=ward, ends=day)
    counted = (seen("units.founded", MONTH, ward), seen("units.ended", MONTH, ward))
    assert counted == ((1, 1) if belongs else (0, 0))


def test_units_of_the_last_day_are_their_ward_s_of_that_day(ward, foreign_ward):
    NeighborhoodFactory(parent=ward)
    NeighborhoodFactory(parent=ward, begins=LAST + DAY)
    NeighborhoodFactory(parent=ward, ends=LAST)
    moved = NeighborhoodFactory(parent=ward)
    old = moved.versions.get()
    UnitVersion.objects.filter(pk=old.pk).update(valid=DateRange(LONG_AGO, LAST))
    UnitVersion.objects.create(
        unit=moved,
        valid=DateRange(LAST, None),
        name=old.name,
        kind=old.kind,
        parent=foreign_ward,
    )
    counted = figures(MONTH, ward, foreign_ward)
    assert counted[0]["units.neighborhoods"] == counted[1]["units.neighborhoods"] == 1
    # Who only goes on under another ward is neither founded nor ended.
    assert counted[0].get("units.ended") == 1
    assert "units.founded" not in counted[1]
    before = Window(at(FIRST - 30 * DAY), at(FIRST))
    assert seen("units.neighborhoods", before, ward) == 3


# --- Figures ---------------------------------------------------------------------------------------


def test_figures_are_the_newest_of_each_living_unit(ward, foreign_ward):
    HouseholdStandard.objects.all().delete()
    for kind, since, households in (
        (Kind.NEIGHBORHOOD, LONG_AGO, 450),
        (Kind.NEIGHBORHOOD, LAST + DAY, 9_000),  # of later
        (Kind.HAMLET, LONG_AGO, 350),
    ):
        until = LAST + DAY if households == 450 else None
        HouseholdStandard.objects.create(
            kind=kind,
            valid=DateRange(since, until),
            households=households,
            legal_source="Quy định thử",
        )
    small, large, old, hamlet, silent = (
        NeighborhoodFactory(parent=ward, kind=kind)
        for kind in (*[Kind.NEIGHBORHOOD] * 3, Kind.HAMLET, Kind.NEIGHBORHOOD)
    )
    FigureFactory(unit=small, day=LAST - DAY, households=9_999, residents=99_999)
    FigureFactory(unit=small, day=LAST, households=449, residents=None)
    FigureFactory(unit=small, day=LAST + DAY, households=1, residents=1)  # of later
    FigureFactory(unit=large, day=LAST - 365 * DAY, households=450, residents=1_500)
    FigureFactory(unit=old, day=LAST - 366 * DAY, households=500, residents=1_600)
    FigureFactory(unit=hamlet, day=LAST, households=350, residents=1_200)
    FigureFactory(unit=silent, day=LAST + DAY)
    gone = NeighborhoodFactory(parent=ward, ends=LAST)
    FigureFactory(unit=gone, day=LAST - DAY, households=7, residents=7)
    assert figures(MONTH, ward, foreign_ward) == [
        {
            "units.neighborhoods": 5,
            "units.ended": 1,
            "figures.households": 449 + 450 + 500 + 350,
            "figures.residents": 1_500 + 1_600 + 1_200,
            "figures.missing": 2,
            "figures.small": 1,
        },
        {},
    ]


# --- Schemes ---------------------------------------------------------------------------------------


def due(scheme: Scheme, day: datetime.date) -> None:
    """Say by when the present step should be over, as its procedure would."""
    SchemeStage.objects.filter(scheme=scheme, finished_on=None).update(due_on=day)
    Scheme.objects.filter(pk=scheme.pk).update(due_on=day)


def reread(scheme: Scheme) -> Scheme:
    return Scheme.objects.select_related("step", "procedure", "decision").get(pk=scheme.pk)


@pytest.mark.parametrize(("window", "moment", "belongs"), MOMENTS)
def test_a_scheme_is_done_when_its_resolution_is_applied(ward, officer, window, moment, belongs):
    with time_machine.travel(window.start - 30 * DAY, tick=False):
        scheme = drafted(ward, officer)
    with time_machine.travel(moment, tick=False):
        steps.finish(scheme, MoveName.APPLY, by=None)
    assert seen("schemes.done", window, ward) == belongs
    assert seen("schemes.open", window, ward) == (moment >= window.end)


@pytest.mark.parametrize("window", [MONTH, NOON])
def test_a_late_count_gives_what_one_at_the_cut_off_gave(
    ward, foreign_ward, places, officer, leader, window
):
    with time_machine.travel(window.start + DAY, tick=False):
        late = three_into_two(ward, places, officer)
        in_time, stopped, done = (drafted(ward, officer, title=name) for name in "ABC")
        due(late, window.last_day - DAY)
        due(in_time, window.last_day)
        due(stopped, window.first_day)
    with time_machine.travel(window.end - DAY, tick=False):
        steps.finish(done, MoveName.APPLY, by=None)
        steps.stop_scheme(scheme=stopped, text="Chưa cần.", by=leader)
    with time_machine.travel(window.end - MOMENT, tick=False):
        at_cut_off = figures(window, ward, foreign_ward)
    assert (
        at_cut_off[0] | {"schemes.open": 2, "schemes.late": 1, "schemes.done": 1} == at_cut_off[0]
    )
    assert not any(code.startswith("schemes.") for code in at_cut_off[1])
    with time_machine.travel(window.end, tick=False):
        drafted(ward, officer, title="D")
        advance(reread(late), officer)
        steps.stop_scheme(scheme=in_time, text="Chưa cần.", by=leader)
    with wall.lifted():
        Scheme.objects.filter(ward=ward).update(due_on=window.first_day)
    assert figures(window, ward, foreign_ward) == at_cut_off


# --- Consultations ---------------------------------------------------------------------------------


@pytest.fixture
def closed(ward, neighborhood, officer):
    """A consultation whose result was entered at a moment."""

    def make(moment: datetime.datetime, **fields) -> Consultation:
        agree = fields.pop("agree", 200)
        day = clock.local(moment).date()
        values = {
            "ward": ward,
            "unit": neighborhood,
            "matter": Matter.objects.get(code="contributions"),
            "title": "Đóng góp sửa hẻm 12",
            "total": 300,
            "announced_on": day,
            "starts_on": day,
            "ends_on": day,
            "status": Consultation.Status.CLOSED,
            "agree": agree,
            "against": 0,
            "other": 0,
            "invalid": 0,
            "needed": 151,
            "is_adopted": agree >= 151,
            "closed_at": moment,
            "created_by": officer,
        }
        return Consultation.objects.create(**values | fields)

    return make


@pytest.mark.parametrize(("window", "moment", "belongs"), MOMENTS)
def test_consultations_count_when_their_result_is_entered(ward, closed, window, moment, belongs):
    closed(moment)
    closed(moment, agree=150)
    closed(moment, status=Consultation.Status.CANCELLED)
    counted = figures(window, ward)[0]
    held = (counted.get("consultations.held"), counted.get("consultations.passed"))
    assert held == ((2, 1) if belongs else (None, None))


def test_a_consultation_stays_with_the_ward_of_that_day(ward, foreign_ward, closed):
    found = closed(MONTH.start)
    # Weeks later the ward has ended and handed it over.
    Consultation.objects.filter(pk=found.pk).update(ward=foreign_ward)
    assert seen("consultations.held", MONTH, ward) == 1
    assert seen("consultations.held", MONTH, foreign_ward) == 0


# --- All of them -----------------------------------------------------------------------------------


def test_one_ward_and_twenty_cost_the_same(ward, neighborhood, district, django_assert_num_queries):
    FigureFactory(unit=neighborhood)
    wards = [ward, *(WardFactory(parent=district) for _n in range(19))]
    for some in (wards[:1], wards):
        for code in CODES:
            with django_assert_num_queries(1):
                indicators.indicator(code).count(MONTH, [ward.pk for ward in some])
