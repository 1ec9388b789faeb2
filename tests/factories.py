"""Rows for tests, by their meaning."""

from __future__ import annotations

import datetime

import factory
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from neighborhoods.models import Figure
from people.models import Person, Role, Term, User
from people.permissions import Profile
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
        with transaction.atomic():
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


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody whose file the ward `unit` keeps."""

    class Meta:
        model = Person

    unit = factory.SubFactory(WardFactory)
    name = factory.Sequence(lambda number: f"Nguyễn Văn Người {number}")


class RoleFactory(factory.django.DjangoModelFactory):
    """A post; its access profile decides what its holders may do."""

    class Meta:
        model = Role

    code = factory.Sequence(lambda number: f"role-{number}")
    name = factory.Sequence(lambda number: f"Chức danh {number}")
    level = Level.WARD
    profile = Profile.WARD_OFFICIAL


class TermFactory(factory.django.DjangoModelFactory):
    """A person holds a role in a unit, since long ago and without an end unless told."""

    class Meta:
        model = Term

    unit = factory.SubFactory(WardFactory)
    person = factory.SubFactory(PersonFactory, unit=factory.SelfAttribute("..unit"))
    role = factory.SubFactory(RoleFactory, level=factory.SelfAttribute("..unit.level"))
    valid = DateRange(LONG_AGO, None)


class UserFactory(factory.django.DjangoModelFactory):
    """A sign-in; `of(profile, unit)` gives one with a post of today."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"can-bo-{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@vi-du.invalid")
    person = factory.SubFactory(PersonFactory)

    @classmethod
    def of(cls, profile: Profile, unit: Unit, **kwargs) -> User:
        """A user whose person holds a post of a profile in a unit today."""
        term = TermFactory(unit=unit, role__profile=profile)
        return cls(person=term.person, **kwargs)


class FigureFactory(factory.django.DjangoModelFactory):
    """What was counted in a unit; `ward` is the unit's own unless told."""

    class Meta:
        model = Figure

    ward = factory.LazyAttribute(lambda figure: figure.unit.versions.first().parent)
    day = datetime.date(2024, 12, 31)
    households = 500
    residents = 1_900
    source = "Rà soát của khu phố"
