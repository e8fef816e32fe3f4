"""Counts and rates as pages show them: each number with the address that opens its cases (R30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.cases.counting import CHANNEL, COUNTERS, EXCLUDED, LOOP
from gongzhi.cases.queries import ALL, Measured
from gongzhi.cases.rates import Rate as CountedRate
from gongzhi.cases.rates import RateRule
from gongzhi.cases.vocabulary import Band, CaseLoop, Channel, Discontent, Satisfaction, Solved
from gongzhi.kernel.errors import Refusal
from gongzhi.ui.parts import Breakdown, Measure, Measures, Part, Rate

KINDS: Mapping[Band | None, str] = {Band.BELOW: "soon", Band.ABOVE: "done"}
"""The meaning in which a band is drawn; the others are ink."""


@dataclass(frozen=True)
class Opener:
    """Makes the address of the cases behind a number; nothing where numbers are published without their cases."""

    chosen: Mapping[str, str]
    linked: bool = True

    def __call__(self, figure: str = ALL, **more: str) -> str:
        """The list of exactly these cases."""
        if not self.linked:
            return ""
        said = {**self.chosen, **more, "figure": figure}
        return f"{reverse('cases')}?{urlencode({name: value for name, value in said.items() if value})}"

    def narrowed(self, **more: str) -> Opener:
        """The same with something more chosen."""
        return replace(self, chosen={**self.chosen, **more})


def month_words(month: int) -> str:
    """``2026 年 3 月``."""
    return _("%(year)s 年 %(month)s 月") % {"year": month // 100, "month": month % 100}


def read_month(text: str, otherwise: int) -> int:
    """A month as pages write it (``202603``); ``all`` is 0.

    Raises:
        Refusal: ``page.month``.
    """
    if text in ("", "all"):
        return otherwise if not text else 0
    if (
        len(text) == 6
        and text.isascii()
        and text.isdecimal()
        and 1 <= int(text[4:]) <= 12
        and "190001" <= text < "210001"
    ):
        return int(text)
    raise Refusal("page.month", _("月份应写成 202603 这样。"))


def rates(found: Measured, reference: Measured | None, opened: Opener) -> tuple[Rate, ...]:
    """The rates of one place, the composite first."""
    bands = found.bands(reference)
    each = zip(found.rates, found.formula.rates, bands, strict=True)
    whole = found.composite
    return (
        _rate(whole, None, Opener({}, linked=False)),
        *(
            replace(_rate(rate, band, opened, rule), parts=_parts(rule, found, opened))
            for rate, rule, band in each
        ),
    )


def _rate(rate: CountedRate, band: Band | None, opened: Opener, rule: RateRule | None = None) -> Rate:
    base = next(iter(rule.n)) if rule and len(rule.n) == 1 and set(rule.n.values()) == {1} else ""
    aside = Part(_("剔除"), rate.excluded, opened(f"{EXCLUDED}:{base}") if base else "")
    said = band if band in (Band.BELOW, Band.ABOVE) else None
    return Rate(
        label=_(rate.label),
        share=rate.share if rate.shown else None,
        n=rate.n,
        formula=_(rate.formula),
        url=opened(base) if base else "",
        unit=_(rate.unit),
        low=rate.low if rate.shown else None,
        high=rate.high if rate.shown else None,
        band=_(said.label) if said else "",
        kind=KINDS.get(band, ""),
        aside=aside if rate.excluded else None,
    )


def _parts(rule: RateRule, found: Measured, opened: Opener) -> tuple[Part, ...]:
    return tuple(
        Part(_(COUNTERS[counter]), found.counters.get(counter, 0), opened(counter)) for counter in rule.part
    )


def measures(
    title: str,
    column: str,
    lines: Iterable[tuple[str, Measured, Opener, str]],
    whole: Measured,
) -> Measures:
    """Rates compared with the whole's. ``lines``: name, what was counted, its opener, the way further down."""
    return Measures(
        title,
        column,
        tuple(_(rule.label) for rule in whole.formula.rates),
        tuple(
            Measure(
                name,
                Part(name, found.filed, opened()),
                tuple(
                    _rate(one, band, opened, rule)
                    for one, rule, band in zip(
                        found.rates, found.formula.rates, found.bands(whole), strict=True
                    )
                ),
                url,
            )
            for name, found, opened, url in lines
        ),
    )


def breakdowns(found: Measured, opened: Opener) -> tuple[Breakdown, ...]:
    """What the callers said, on which level cases were closed, how they came in."""

    def counts(title: str, column: str, names: Iterable[tuple[str, str]]) -> Breakdown:
        parts = (Part(_(label), found.counters.get(counter, 0), opened(counter)) for counter, label in names)
        return Breakdown(title, column, tuple(part for part in parts if part.count))

    def words(prefix: str, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(f"{prefix}{value}", label) for value, label in pairs]

    shown = (
        counts(_("问题解决了吗"), _("回答"), [
            *words("solved:", Solved.choices()), ("verdict:solved_unhappy", "其中：解决了但不满意"),
        ]),
        counts(_("对办理满意吗"), _("回答"), words("satisfaction:", Satisfaction.choices())),
        counts(_("为什么不满意"), _("原因"), words("reason:", Discontent.choices())),
        counts(_("在哪一级办结"), _("循环"), words(LOOP, CaseLoop.choices())),
        _channels(found, opened),
    )  # fmt: skip
    return tuple(one for one in shown if one.parts)


def _channels(found: Measured, opened: Opener) -> Breakdown:
    parts = (
        Part(_(channel.label), found.counters.get(f"{CHANNEL}{channel}", 0), opened(channel=str(channel)))
        for channel in Channel
    )
    return Breakdown(_("从哪里来"), _("渠道"), tuple(part for part in parts if part.count))
