"""The city's figures: three rates with n, counts by stage, street, class and month; from tallies only."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.cases.rules.case import Rate, three_rates
from gongzhi.cases.vocabulary import PROCESS
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import sums


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted from month ``first`` to ``last`` (year × 100 + month)."""

    first: int
    last: int
    rates: tuple[Rate, Rate, Rate]
    filed: int
    by_stage: dict[str, int]
    by_street: dict[str, int]
    by_class: dict[str, int]
    by_month: dict[int, int]


def figures(viewer: Viewer, *, first: int = 0, last: int = 999912) -> Figures:
    """The figures that the viewer may see; one statement (DC-26, DC-31; 条例 art. 32, 34)."""
    found = sums(viewer, PROCESS, first=first, last=last)
    return Figures(
        first=first,
        last=last,
        rates=three_rates(found.by_counter),
        filed=sum(found.by_stage.values()),
        by_stage=found.by_stage,
        by_street=found.by_street,
        by_class=found.by_dimension,
        by_month=found.by_month,
    )
