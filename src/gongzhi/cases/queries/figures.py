"""The city's figures: three rates with n, counts by stage, street, class and month; from tallies only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gongzhi.cases.rules import Rate, three_rates
from gongzhi.cases.vocabulary import PROCESS
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import cells, summed

_STAGE = "stage:"


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
    found = cells(viewer, PROCESS, first=first, last=last)
    staged = [cell for cell in found if cell.counter.startswith(_STAGE)]
    by_street, by_class, by_month = Counter[str](), Counter[str](), Counter[int]()
    for cell in staged:
        by_street[cell.street] += cell.n
        by_class[cell.dimension] += cell.n
        by_month[cell.month] += cell.n
    return Figures(
        first=first,
        last=last,
        rates=three_rates(summed(found)),
        filed=sum(cell.n for cell in staged),
        by_stage=summed(staged, prefix=_STAGE),
        by_street=dict(by_street),
        by_class=dict(by_class),
        by_month=dict(sorted(by_month.items())),
    )
