"""Rates by a dated formula: how they are computed, how sure they are, what they are compared with. Pure.

A formula is data: each rate is a sum of counters (in hundredths, so that an answer can count in part) over
another sum of counters. Nothing of a user's is ever run (key decision 6; 条例 art. 32; R18).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongzhi.cases.counting import EXCLUDED
from gongzhi.cases.vocabulary import Band

Z = 1.959964
"""Of an interval that holds the true share 19 times in 20."""

COMPOSITE = "composite"
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class RateRule:
    """How one rate is computed. ``part``: counter → hundredths; ``n``: counter → how often; ``weight`` in percent."""

    name: str
    label: str
    says: str
    weight: int
    part: Mapping[str, int]
    n: Mapping[str, int]
    unit: str = "件"


@dataclass(frozen=True, slots=True)
class Formula:
    """A version of the evaluation scheme, in force from ``starts_on`` until the next one or ``ends_on``."""

    version: str
    starts_on: date
    ends_on: date | None
    basis: str
    """The text of the document that it follows."""
    approved_by: str
    smallest_n: int
    """Below this no percentage is shown: a few answers say nothing of a city."""
    freeze_workday: int
    """On which workday of the next month a month is frozen."""
    rates: tuple[RateRule, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its two sides, its interval (95 %) and how much was set aside.

    ``low`` and ``high`` are None with nothing to divide. ``shown`` is False below the smallest n: then no
    percentage is said anywhere.
    """

    name: str
    label: str
    part: float
    n: int
    formula: str
    unit: str
    low: float | None
    high: float | None
    excluded: int
    shown: bool
    weight: int = 0

    @property
    def share(self) -> float | None:
        """The rate from 0 to 1; None when nothing was counted (never a guess)."""
        return None if self.n <= 0 else self.part / self.n

    @property
    def percent(self) -> float | None:
        """The rate in percent, to one digit; None below the smallest n."""
        return None if self.share is None or not self.shown else round(100 * self.share, 1)

    @property
    def excluded_share(self) -> float | None:
        """The share of what would count that was set aside (R7)."""
        return self.excluded / (self.n + self.excluded) if self.n + self.excluded > 0 else None


STANDARD = Formula(
    version="本系统口径",
    starts_on=date(2000, 1, 1),
    ends_on=None,
    basis="本系统口径：响应率、解决率、满意率按 30 : 35 : 35 合成；未载入本地评价办法时使用",
    approved_by="系统默认",
    smallest_n=10,
    freeze_workday=5,
    rates=(
        RateRule(
            "response_rate", "响应率", "按时首次联系的件数 ÷ 首次联系时限落在期内的件数", 30,
            {"contact:met": 100}, {"contact:due": 1},
        ),
        RateRule(
            "resolution_rate", "解决率", "最近一次有效回访答“已解决”的件数 ÷ 有效回访的件数", 35,
            {"solved:solved": 100}, {"callback:valid": 1},
        ),
        RateRule(
            "satisfaction_rate", "满意率", "Σ 评价权重（满意 1、基本满意 0.8、一般 0.5、不满意 0）÷ 有效回访的件数", 35,
            {"satisfaction:satisfied": 100, "satisfaction:mostly": 80, "satisfaction:neutral": 50},
            {"callback:valid": 1},
        ),
    ),
)  # fmt: skip
"""In force where a city has loaded none (facts 2.1 "Rates")."""


def rates(formula: Formula, counted: Mapping[str, int]) -> tuple[Rate, ...]:
    """The formula's rates from the counters (DC-26, DC-31). Not the property three rates (key decision 2)."""
    return tuple(_rate(rule, counted, formula.smallest_n) for rule in formula.rates)


def composite(parts: Sequence[Rate]) -> Rate:
    """The weighted sum of the rates, resting on the smallest n among them.

    Its interval adds up the rates' own (each side in quadrature, as for independent rates). Nothing is shown
    when one of the rates is not.
    """
    n = min((rate.n for rate in parts), default=0)
    shares = [(rate.weight / _PERCENT, rate.share, rate.low, rate.high) for rate in parts]
    known = [
        (w, p, low, high)
        for w, p, low, high in shares
        if p is not None and low is not None and high is not None
    ]
    whole = len(known) == len(parts) and n > 0
    value = sum(w * p for w, p, _, _ in known)
    down = math.sqrt(sum((w * (p - low)) ** 2 for w, p, low, _ in known))
    up = math.sqrt(sum((w * (high - p)) ** 2 for w, p, _, high in known))
    return Rate(
        name=COMPOSITE,
        label="综合得分",
        part=value * n if whole else 0,
        n=n if whole else 0,
        formula=" + ".join(f"{rate.label} × {rate.weight} %" for rate in parts),
        unit="件",
        low=max(value - down, 0.0) if whole else None,
        high=min(value + up, 1.0) if whole else None,
        excluded=max((rate.excluded for rate in parts), default=0),
        shown=whole and all(rate.shown for rate in parts),
    )


def _rate(rule: RateRule, counted: Mapping[str, int], smallest_n: int) -> Rate:
    part = sum(counted.get(name, 0) * weight for name, weight in rule.part.items()) / 100
    n = sum(counted.get(name, 0) * times for name, times in rule.n.items())
    aside = sum(counted.get(f"{EXCLUDED}:{name}", 0) * times for name, times in rule.n.items())
    low, high = wilson(part / n, n) if n > 0 else (None, None)
    return Rate(
        rule.name, rule.label, part, n, rule.says, rule.unit, low, high, aside, n >= smallest_n, rule.weight
    )


def wilson(share: float, n: int, of: int | None = None) -> tuple[float, float]:
    """The score interval of a share seen in ``n`` (Wilson 1927); of a sample from ``of``, with their correction.

    For a mean of part-counting answers it is on the safe side: no spread is larger than that of yes and no.
    """
    share = min(max(share, 0.0), 1.0)
    if of is not None and of > 1:
        spread = (of - n) / (of - 1)
        if spread <= 0:
            return share, share
        n_effective = n / spread
    else:
        n_effective = float(n)
    z2 = Z * Z / n_effective
    middle = (share + z2 / 2) / (1 + z2)
    half = Z * math.sqrt(share * (1 - share) / n_effective + z2 / (4 * n_effective)) / (1 + z2)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def band(rate: Rate, reference: Rate | None) -> Band | None:
    """How a rate stands to the one it is compared with: apart from it only when its interval leaves it out.

    None when there is nothing to compare with. Small numbers are in no order: nobody is ranked (B12 (9), D7).
    """
    if not rate.shown or rate.low is None or rate.high is None:
        return Band.FEW
    if reference is None or not reference.shown or reference.share is None:
        return None
    if rate.high < reference.share:
        return Band.BELOW
    return Band.ABOVE if rate.low > reference.share else Band.STEADY


SMALL_CELL = 5


def suppressed(counts: Sequence[int]) -> tuple[bool, ...]:
    """Which cells of a published table are hidden: those of 1 to 4, and one more when it could be worked out (R27).

    With the total beside the table a single hidden cell is the rest; then the next smallest goes too.
    """
    hidden = [0 < n < SMALL_CELL for n in counts]
    if sum(hidden) == 1:
        others = [(n, i) for i, n in enumerate(counts) if n > 0 and not hidden[i]]
        if others:
            hidden[min(others)[1]] = True
    return tuple(hidden)


def in_force(formulas: Iterable[Formula], month: int) -> Formula:
    """The formula for a month (year × 100 + month): of those that hold on its first day, the one begun last."""
    first = month * 100 + 1
    fitting = [f for f in formulas if _number(f.starts_on) <= first <= _number(f.ends_on or date.max)]
    return max(fitting, key=lambda formula: formula.starts_on, default=STANDARD)


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
