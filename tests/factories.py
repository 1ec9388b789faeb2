"""Rows for tests, by their meaning."""

from __future__ import annotations

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateRange

from wards.models import Decision, DecisionStatus, Extent, Kind, Level, Transfer, Unit, UnitVersion

LONG_AGO = datetime.date(2021, 1, 1)


class UnitFactory(factory.django.DjangoModelFactory):
    """A unit with one name for all its life; `begins` and `ends` bound it, `parent` is above it."""

    class Meta:
        model = Unit
        abstract = True

    begins = LONG_AGO
    ends = None
    code = ""
    parent = None

    @classmethod
    def _create(cls, model_class, *args, begins, ends, name, kind, code, parent, **kwargs):
        life = DateRange(begins, ends)
        unit = super()._create(model_class, *args, valid=life, **kwargs)
        UnitVersion.objects.create(
            unit=unit, valid=life, name=name, kind=kind, code=code, parent=parent
        )
        return unit


class CityFactory(UnitFactory):
    level = Level.CITY
    kind = Kind.CITY
    name = factory.Sequence(lambda number: f"Thành phố {number}")


class DistrictFactory(UnitFactory):
    level = Level.DISTRICT
    kind = Kind.URBAN_DISTRICT
    name = factory.Sequence(lambda number: f"Quận {number}")
    parent = factory.SubFactory(CityFactory)


class WardFactory(UnitFactory):
    level = Level.WARD
    kind = Kind.WARD
    name = factory.Sequence(lambda number: f"Phường {number}")
    parent = factory.SubFactory(DistrictFactory)


class NeighborhoodFactory(UnitFactory):
    level = Level.NEIGHBORHOOD
    kind = Kind.NEIGHBORHOOD
    name = factory.Sequence(lambda number: f"Khu phố {number}")
    parent = factory.SubFactory(WardFactory)


class CellFactory(UnitFactory):
    level = Level.CELL
    kind = Kind.RESIDENT_GROUP
    name = factory.Sequence(lambda number: f"Tổ {number}")
    parent = factory.SubFactory(NeighborhoodFactory)


class DecisionFactory(factory.django.DjangoModelFactory):
    """A decision, as a draft; `applied_on` carries it through confirmation to application."""

    class Meta:
        model = Decision

    issuer = "Hội đồng nhân dân Thành phố"
    number = factory.Sequence(lambda number: f"{number}/NQ-HĐND")
    signed_on = datetime.date(2024, 3, 14)
    effective_on = datetime.date(2024, 4, 1)
    title = "Về sắp xếp khu phố, ấp"

    @classmethod
    def _create(cls, model_class, *args, applied_on=None, **kwargs):
        decision = super()._create(model_class, *args, **kwargs)
        if applied_on:
            decision.status = DecisionStatus.CONFIRMED
            decision.save()
            decision.status, decision.applied_on = DecisionStatus.APPLIED, applied_on
            decision.save()
        return decision


class TransferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Transfer

    extent = Extent.WHOLE
