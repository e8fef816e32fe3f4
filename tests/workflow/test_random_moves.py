"""Whatever anybody tries, in whatever order: no case leaves the flow, and the journal stays whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.cases.flow import CASE
from gongzhi.cases.operations.move_case import move_case
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.ids import new_id
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.escalate import escalate
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.operations.seal import seal
from gongzhi.workflow.subjects import Head
from tests.emptying import empty
from tests.journal_figures import kept, recount
from tests.road import WRITTEN, Road, head_of, needs, rows
from tests.town import Town

ARROWS = {
    ("", "filed"),
    ("filed", "triage"),
    ("filed", "coordinating"),
    ("filed", "dispatched"),
    ("filed", "merged"),
    ("filed", "closed"),
    ("triage", "coordinating"),
    ("triage", "dispatched"),
    ("triage", "merged"),
    ("triage", "closed"),
    ("coordinating", "dispatched"),
    ("coordinating", "closed"),
    ("dispatched", "handling"),
    ("dispatched", "merged"),
    ("handling", "dispatched"),
    ("handling", "suspended"),
    ("handling", "answered"),
    ("suspended", "handling"),
    ("merged", "triage"),
    ("answered", "triage"),
    ("answered", "reviewed"),
    ("reviewed", "triage"),
    ("reviewed", "closed"),
    ("reviewed", "dispatched"),
    ("closed", "triage"),
    ("closed", "dispatched"),
}
"""From one stage to another; every move may also leave the case where it stands."""
MOVES = [move.name for move in CASE.moves]
EVERYBODY = "dispatcher street callback department community street_head clerk leader reporter nobody".split()
USUAL = {
    "filed": ("dispatcher", ["classify", "classify", "dispatch"]),
    "triage": ("dispatcher", ["dispatch", "dispatch", "classify"]),
    "coordinating": ("leader", ["assign"]),
    "dispatched": ("", ["accept", "accept", "object"]),
    "handling": ("", ["answer", "contact", "ask_part", "ask_extension", "ask_suspension", "object"]),
    "suspended": ("", ["resume"]),
    "merged": ("dispatcher", ["unmerge"]),
    "answered": ("callback", ["call_back"]),
    "reviewed": ("callback", ["close", "rework"]),
    "closed": ("reporter", ["reopen"]),
}
"""Who usually does what at a stage; "": whoever leads the case."""

odd = (
    st.sampled_from([None, True, False, 0, 1, -1, 2**63, 201, 0.5, float("nan"), 990101001001])
    | st.sampled_from(
        ["", " ", "x", "好", "\x00", "\ud800", "solved", "satisfied", "0201", " 0201 ", "噪声", "03"]
    )
    | st.sampled_from(["990101001001", "990101002001", "990101001001-001", "990101000000", " 990101001001"])
    | st.sampled_from([[], ["solved"], {}, {"\x00": 1}, {"\ud800": 1}])
)
names = st.sampled_from(
    "category place reached solved satisfaction body traits contact_by".split()
) | st.text(max_size=3)
words = st.sampled_from(["", "已处理", "  ", "\x00", "\ud800", "𠮷👨‍👩‍👧", "字" * 20_001]) | st.text(
    max_size=8
)
spans = st.sampled_from([10, 60, 600, 3000, 20_000, 0, -60]).map(lambda minutes: timedelta(minutes=minutes))


@dataclass(frozen=True)
class Usual:
    """What is usually done next, with all it needs, so that cases get far; sometimes with odd facts."""

    choice: int
    lead: str
    spoiled: tuple[int, Any] | None
    after: timedelta


@dataclass(frozen=True)
class Anything:
    """Whatever anybody may send."""

    who: str
    move: str
    body: str
    changes: Mapping[str, Any]
    after: timedelta


@dataclass(frozen=True)
class Job:
    """Work of the program itself."""

    run: Callable[[datetime], object]
    after: timedelta


usual = st.builds(
    Usual,
    choice=st.integers(0, 5),
    lead=st.sampled_from(["东四街道办", "城管委"]),
    spoiled=st.none() | st.tuples(st.integers(0, 2), odd),
    after=spans,
)
anything = st.builds(
    Anything,
    who=st.sampled_from(EVERYBODY),
    move=st.sampled_from([*MOVES, "file", "越权", ""]),
    body=st.sampled_from(["东四街道办", "多福巷居委会", "指挥中心", "没有的单位", ""]),
    changes=st.fixed_dictionaries(
        {},
        optional={
            "words": words,
            "facts": st.dictionaries(names, odd, max_size=3),
            "seen": st.integers(-1, 9),
        },
    ),
    after=spans,
)
jobs = st.builds(Job, run=st.sampled_from([escalate, seal, lambda _: fold()]), after=spans)
steps = st.lists(usual | usual | usual | anything | jobs, min_size=8, max_size=15)


STARTS = [stage for stage in USUAL if stage not in ("coordinating", "suspended", "merged")]


@given(stage=st.sampled_from(STARTS), wanted=steps)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_moves_leaves_the_flow_or_breaks_the_journal(
    transactional_town: Town, stage: str, wanted: list[Usual | Anything | Job]
) -> None:
    """The town stays for all examples; the journal begins anew with each."""
    empty(*WRITTEN)
    road = Road(transactional_town).file(external_id=str(new_id()), contact="").to(stage)
    for step in wanted:
        if isinstance(step, Job):
            road.now += max(step.after, timedelta())
            step.run(road.now)
        else:
            _attempt(road, step)
    assert doctor().differences == []
    assert {(source, target) for source, target in _arrows_made() if source != target} - ARROWS == set()
    assert _broken_chains() == []
    assert kept() == recount()


def _attempt(road: Road, step: Usual | Anything) -> None:
    before = head_of(road.id)
    who, move, changes = _wanted(road, step, before) if isinstance(step, Usual) else _odd(road, step)
    viewer = {"reporter": road.reporter, "nobody": road.town.nobody}.get(who) or road.town.viewer(who)
    now = road.now + step.after
    try:
        after = move_case(viewer, subject_id=road.id, move=move, now=now, **changes)
    except Refusal as refused:
        assert refused.status < 500  # noqa: PT017 - made or refused, both are right
        assert head_of(road.id) == before
    else:
        road.now = max(road.now, now)
        assert (after.sequence, head_of(road.id)) == (before.sequence + 1, after)


def _wanted(road: Road, step: Usual, head: Head) -> tuple[str, str, dict[str, Any]]:
    leaders = {road.town.bodies["东四街道办"].id: "street", road.town.bodies["城管委"].id: "department"}
    who, moves = USUAL[head.stage]
    move = moves[step.choice % len(moves)]
    changes = dict(needs(road.town, move, step.lead))
    asked = CASE.by_name[move].asks
    if step.spoiled and asked:
        index, value = step.spoiled
        changes["facts"] = {**changes.get("facts", {}), asked[index % len(asked)].name: value}
    return who or leaders.get(head.lead_body_id or 0, "community"), move, changes


def _odd(road: Road, step: Anything) -> tuple[str, str, dict[str, Any]]:
    body = road.town.bodies.get(step.body)
    body_id = body.id if body else (2**62 if step.body else None)
    return step.who, step.move, {**step.changes, "body_id": body_id}


def _arrows_made() -> list[tuple[Any, ...]]:
    return rows(
        """SELECT DISTINCT e.source, e.target FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id
        WHERE e.kind = 'move' AND s.process = 'case'"""
    )


def _broken_chains() -> list[tuple[Any, ...]]:
    """Subjects whose lines are not 1, 2, 3 … or whose head is not as the last line says."""
    return rows(
        """SELECT s.number FROM workflow_subject s LEFT JOIN workflow_entry e ON e.subject_id = s.id
        GROUP BY s.id HAVING array_agg(e.sequence ORDER BY e.sequence)
            IS DISTINCT FROM (SELECT array_agg(i) FROM generate_series(1, s.sequence) i)
        OR (array_agg(e.target ORDER BY e.sequence DESC))[1] <> s.stage
        OR (array_agg(e.hash ORDER BY e.sequence DESC))[1] <> s.head_hash
        OR (array_agg(e.due_at ORDER BY e.sequence DESC))[1] IS DISTINCT FROM s.due_at
        OR (array_agg(e.holder_body_id ORDER BY e.sequence DESC))[1] IS DISTINCT FROM s.holder_body_id"""
    )
