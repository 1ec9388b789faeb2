"""What stands in the way of a scheme, and what a person should look at before it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from neighborhoods.balance import Balance, Size, balance, touched
from neighborhoods.models import Scheme
from wards.changes import Plan, Problem, problems
from wards.models import ChangeLine, UnitVersion


@dataclass(frozen=True)
class Draft:
    """A scheme as it is planned now: its lines, the figures of its units, what is wrong with it."""

    scheme: Scheme
    plan: Plan
    sizes: dict[int, Size]
    names: dict[int, str]

    @classmethod
    def read(cls, scheme: Scheme) -> Draft:
        """Eight queries, whatever the size."""
        plan = Plan.read(scheme.decision, scheme.decision.day)
        rows = scheme.units.values_list("unit", "households", "residents")
        sizes = {unit: Size(households, residents) for unit, households, residents in rows}
        names = {pk: version.name for pk, version in plan.eve.items()}
        missing = [pk for pk in touched(plan.lines) if pk not in names]
        if missing:
            last = UnitVersion.objects.filter(unit__in=missing).order_by("valid")
            names |= dict(last.values_list("unit", "name"))
        return cls(scheme, plan, sizes, names)

    @property
    def lines(self) -> list[ChangeLine]:
        """What the scheme orders."""
        return self.plan.lines

    @cached_property
    def balance(self) -> Balance:
        """Where the households go."""
        return balance(self.lines, self.sizes, self.names)

    @cached_property
    def problems(self) -> list[Problem]:
        """Errors first, then warnings, each in the order of the lines."""
        faults = [Problem(number, "balance", text) for number, text in self.balance.faults]
        found = [*problems(self.plan), *faults, *self._outside(), *self._elsewhere()]
        return sorted(found, key=lambda problem: (not problem.is_error, problem.number))

    @property
    def errors(self) -> list[Problem]:
        """What has to be mended before the scheme goes on."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What a person should look at."""
        return [problem for problem in self.problems if not problem.is_error]

    def _outside(self) -> list[Problem]:
        """Units of another ward: a ward disposes of its own."""
        return [
            Problem(0, "outside", _("%s không thuộc phường, xã này.") % version.name)
            for version in self.plan.eve.values()
            if version.unit_id in touched(self.lines) and version.parent_id != self.scheme.ward_id
        ]

    def _elsewhere(self) -> list[Problem]:
        """Units that another scheme under way touches as well."""
        units = touched(self.lines)
        others = Scheme.objects.open().exclude(pk=self.scheme.pk).filter(ward=self.scheme.ward_id)
        touching = Q(decision__lines__unit__in=units) | Q(
            decision__lines__sources__source__in=units
        )
        found = others.filter(touching).distinct()
        text = _("Đề án “%s” đang thực hiện cũng có đơn vị trong đề án này.")
        return [Problem(0, "elsewhere", text % other, is_error=False) for other in found]
