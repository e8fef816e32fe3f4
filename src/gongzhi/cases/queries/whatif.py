"""What if: a month by another formula, or without some of its cases. Nothing is written (D7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongzhi.cases.counting import CHANNEL, EXCLUDED
from gongzhi.cases.queries.figures import Measured, figures, formula_for
from gongzhi.cases.rates import Formula
from gongzhi.cases.vocabulary import PROCESS
from gongzhi.kernel.clock import span_of
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import counted_for, sees_where


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Cases to be left out: of a class, of a channel, or by number; nothing by default."""

    category: str = ""
    channel: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The month as it is counted, and as it would be. ``left_out``: how many counted cases the choice met."""

    month: int
    today: Measured
    then: Measured
    left_out: int


NOTHING = LeaveOut()


def what_if(
    viewer: Viewer, *, month: int, formula: Formula | None = None, leave_out: LeaveOut = NOTHING
) -> WhatIf:
    """A month (year × 100 + month) by ``formula`` (its own when None), without the cases left out.

    Raises:
        Refusal: ``whatif.number`` for a number that is none or not to be seen; ``number.*``.
    """
    own = formula_for(viewer, month)
    counted = figures(viewer, first=month, last=month, formula=own).total
    less = _Left.read(viewer, month, leave_out)
    remaining = {
        name: n for name, value in counted.counters.items() if (n := value - less.counters.get(name, 0))
    }
    return WhatIf(month, counted, Measured(remaining, formula or own), less.cases)


@dataclass(frozen=True, slots=True)
class _Left:
    """What the chosen cases are counted by."""

    cases: int = 0
    counters: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, viewer: Viewer, month: int, chosen: LeaveOut) -> _Left:
        where, params = _chosen(viewer, chosen)
        if not where:
            return cls()
        (sees, seen), inside = sees_where(viewer), counted_for(viewer, PROCESS)
        begin, end = span_of(month)
        found = rows(_COUNTED.format(
            chosen=where, sees=sees, inside=inside.where.replace("{s}", "s")
        ), [viewer.city_id, PROCESS, *params, *seen, *inside.params, f"@{month}", f"@{month}", begin, end])  # fmt: skip
        counters = {name: n for name, n in found if name}
        return cls(sum(n for name, n in found if not name), counters)


_COUNTED = f"""
WITH chosen AS (SELECT s.id, s.traits, s.opened_at FROM workflow_subject s
    WHERE s.city_id = %s AND s.process = %s AND ({{chosen}}) AND {{sees}} AND {{inside}}
    AND coalesce(s.traits->>'{EXCLUDED}', '') = ''),
words AS (SELECT id, word FROM chosen, unnest(string_to_array(traits->>'counted', ' ')) AS word
    WHERE right(word, 7) = %s)
SELECT replace(word, %s, ''), count(*) FROM words GROUP BY 1
UNION ALL SELECT '{CHANNEL}' || coalesce(traits->>'channel', ''), count(*) FROM chosen
    WHERE opened_at >= %s AND opened_at < %s GROUP BY 1
UNION ALL SELECT '', count(DISTINCT id) FROM words
"""


def _chosen(viewer: Viewer, chosen: LeaveOut) -> tuple[str, list[Any]]:
    ways: list[tuple[str, Any]] = []
    if chosen.category:
        ways.append(("starts_with(coalesce(s.traits->>'category', ''), %s)", chosen.category))
    if chosen.channel:
        ways.append(("s.traits->>'channel' = %s", chosen.channel))
    if chosen.numbers:
        ways.append(("s.number = ANY(%s)", _known(viewer, chosen.numbers)))
    return " OR ".join(way for way, _ in ways), [value for _, value in ways]


def _known(viewer: Viewer, numbers: tuple[str, ...]) -> list[str]:
    read = sorted({read_number(number) for number in numbers})
    sees, params = sees_where(viewer)
    found = {
        n
        for (n,) in rows(
            f"SELECT s.number FROM workflow_subject s WHERE s.number = ANY(%s) AND {sees}", [read, *params]
        )
    }
    if missing := [number for number in read if number not in found]:
        raise Refusal(
            "whatif.number", f"没有找到这些编号：{'、'.join(missing)}。请核对后再试算，什么也没有改动。"
        )
    return read
