"""What if: another formula, other cases; beside today's rates, and nothing written (D7)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from gongzhi.cases.queries.whatif import LeaveOut, what_if
from gongzhi.cases.rates import STANDARD
from gongzhi.kernel.numbers import number
from gongzhi.orgs.queries.viewers import system_viewer
from tests.cases.test_replay import file_all, play
from tests.road import refusal, rows, written
from tests.town import Town

MARCH = 202603
LENIENT = replace(
    STANDARD,
    version="试算",
    rates=(
        STANDARD.rates[0],
        STANDARD.rates[1],
        replace(STANDARD.rates[2], part={"satisfaction:satisfied": 100}),
    ),
)
BY_HAND = """
SELECT count(*), count(*) FILTER (WHERE v.facts->>'satisfaction' = 'satisfied')
FROM workflow_subject s, LATERAL (SELECT e.facts, e.at FROM workflow_entry e WHERE e.subject_id = s.id
    AND e.move = 'call_back' AND (e.facts->>'reached')::boolean ORDER BY e.sequence DESC LIMIT 1) v
WHERE to_char(v.at AT TIME ZONE 'Asia/Shanghai', 'YYYYMM') = '202603' AND NOT ({left_out})
"""


def by_hand(left_out: str = "false") -> tuple[int, int]:
    ((n, satisfied),) = rows(BY_HAND.format(left_out=left_out))
    return n, satisfied


def test_another_formula_and_other_cases_beside_todays(town: Town) -> None:
    play(file_all(town, 120))
    viewer, before = system_viewer(), written()
    plain = what_if(viewer, month=MARCH)
    assert (plain.today.counters, plain.left_out) == (plain.then.counters, 0)
    other = what_if(viewer, month=MARCH, formula=LENIENT)
    n, satisfied = by_hand()
    assert (other.then.rates[2].part, other.then.rates[2].n) == (satisfied, n)
    assert other.today.rates[2].part > other.then.rates[2].part
    noise = what_if(viewer, month=MARCH, formula=LENIENT, leave_out=LeaveOut(category="02"))
    n, satisfied = by_hand("s.traits->>'class' = '02'")
    assert (noise.then.rates[2].part, noise.then.rates[2].n) == (satisfied, n)
    assert 0 < noise.left_out < 120
    ((known,),) = rows(
        """SELECT number FROM workflow_subject WHERE position('callback:valid@202603' in traits->>'counted') > 0
        ORDER BY 1 LIMIT 1"""
    )
    one = what_if(viewer, month=MARCH, leave_out=LeaveOut(numbers=(known, known)))
    assert (one.left_out, one.today.rates[1].n - one.then.rates[1].n) == (1, 1)
    web = what_if(viewer, month=MARCH, leave_out=LeaveOut(channel="web"))
    assert (web.then.filed, web.then.rates[1].n) == (0, 0)
    assert written() == before


def test_a_number_that_is_none_is_refused(town: Town) -> None:
    viewer = system_viewer()
    unknown = number("990101", 2026, 9_999_999)
    found = [
        refusal(partial(what_if, viewer, month=MARCH, leave_out=LeaveOut(numbers=(said,))))
        for said in ("x", unknown)
    ]
    assert found == ["number.shape", "whatif.number"]
