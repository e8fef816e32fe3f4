"""The figures: rates by the dated formula with n and interval, in all and in part; from tallies only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gongzhi.cases.counting import EXCLUDED, filed
from gongzhi.cases.formulas import read_formula
from gongzhi.cases.models import FormulaVersion
from gongzhi.cases.rates import STANDARD, Formula, Rate, band, composite, in_force, rates
from gongzhi.cases.vocabulary import PROCESS, Band
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import Counters, Sums, sums, sums_by_month


@dataclass(frozen=True)
class Measured:
    """What was counted somewhere, and its rates by a formula; the composite is the last."""

    counters: Counters
    formula: Formula

    @cached_property
    def filed(self) -> int:
        """How many cases came in."""
        return filed(self.counters)

    @cached_property
    def excluded(self) -> int:
        """How many of them are set aside (R7)."""
        return self.counters.get(EXCLUDED, 0)

    @cached_property
    def rates(self) -> tuple[Rate, ...]:
        """The formula's rates, without the composite."""
        return rates(self.formula, self.counters)

    @cached_property
    def composite(self) -> Rate:
        """The weighted sum of the rates."""
        return composite(self.rates)

    def bands(self, reference: Measured | None) -> tuple[Band | None, ...]:
        """How each rate stands to the reference's."""
        others = reference.rates if reference else (None,) * len(self.rates)
        return tuple(band(rate, other) for rate, other in zip(self.rates, others, strict=True))


@dataclass(frozen=True)
class Figures:
    """What was counted from month ``first`` to ``last`` (year × 100 + month)."""

    first: int
    last: int
    formula: Formula
    sums: Sums

    @cached_property
    def total(self) -> Measured:
        """All of it."""
        return Measured(self.sums.total, self.formula)

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The rates of all of it."""
        return self.total.rates

    @property
    def filed(self) -> int:
        """How many cases came in."""
        return self.total.filed

    @property
    def by_stage(self) -> Mapping[str, int]:
        """Where the cases stand."""
        return self.sums.by_stage

    @property
    def by_street(self) -> dict[str, int]:
        """How many came in, by street; "" is what has none."""
        return {key: n for key, counters in self.sums.by_street.items() if (n := filed(counters))}

    @property
    def by_class(self) -> Mapping[str, int]:
        """How many came in, by class; "" is what has none."""
        return self.sums.standing

    def measured(self, counters: Counters) -> Measured:
        """A part of it by the same formula."""
        return Measured(counters, self.formula)


def figures(
    viewer: Viewer,
    *,
    first: int = 0,
    last: int = 999912,
    formula: Formula = STANDARD,
    everywhere: bool = False,
    detail: bool = True,
) -> Figures:
    """The figures that the viewer may see; one statement (DC-26, DC-31; 条例 art. 32, 34).

    ``everywhere`` gives the whole city's to anybody: only for what is published, with small cells hidden (R27).
    Without ``detail`` the city's communities and units are left out.
    """
    found = sums(viewer, PROCESS, first=first, last=last, everywhere=everywhere, detail=detail)
    return Figures(first, last, formula, found)


def by_month(viewer: Viewer, *, first: int = 0, last: int = 999912) -> dict[int, dict[str, int]]:
    """What was counted in each month by itself; one statement."""
    return sums_by_month(viewer, PROCESS, first=first, last=last)


def formulas(viewer: Viewer) -> tuple[Formula, ...]:
    """The versions that the viewer's city has loaded, by the day on which they begin."""
    return _formulas(viewer.city_id, viewer.revision)


def formula_for(viewer: Viewer, month: int) -> Formula:
    """The formula in force in a month (year × 100 + month)."""
    return in_force(formulas(viewer), month)


@lru_cache(maxsize=8)
def _formulas(city_id: int, _revision: int) -> tuple[Formula, ...]:
    return formulas_kept(city_id)


def formulas_kept(city_id: int) -> tuple[Formula, ...]:
    """The versions as they are kept at this moment."""
    kept = FormulaVersion.objects.filter(city_id=city_id).order_by("starts_on")
    return tuple(read_formula(content) for content in kept.values_list("content", flat=True))
