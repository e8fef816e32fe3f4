"""Whatever anybody tries, in whatever order: no case leaves the flow, and the journal stays whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from gongzhi.cases.operations.file_case import Demand, file_case
from gongzhi.cases.operations.move_case import move_case
from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.queries.viewers import anybody
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.escalate import escalate
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.operations.seal import seal
from tests.road import needs, rows
from tests.town import MONDAY, Town

ARROWS = {
    ("", "filed"),
    ("filed", "triage"),
    ("filed", "dispatched"),
    ("triage", "triage"),
    ("triage", "dispatched"),
    ("dispatched", "handling"),
    ("dispatched", "triage"),
    ("handling", "handling"),
    ("handling", "triage"),
    ("handling", "answered"),
    ("answered", "reviewed"),
    ("reviewed", "closed"),
    ("reviewed", "dispatched"),
    ("closed", "dispatched"),
}
MOVES = "classify dispatch accept return contact answer call_back close rework reopen".split()
EVERYBODY = "dispatcher street callback department community street_head clerk leader reporter nobody".split()
USUAL = {
    "filed": ("dispatcher", ["classify", "classify", "dispatch"]),
    "triage": ("dispatcher", ["dispatch", "dispatch", "classify"]),
    "dispatched": ("", ["accept", "accept", "return"]),
    "handling": ("", ["answer", "contact", "return"]),
    "answered": ("callback", ["call_back"]),
    "reviewed": ("callback", ["close", "rework"]),
    "closed": ("reporter", ["reopen"]),
}
"""Who usually does what at a stage; "": whoever leads the case."""

junk: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
verdicts = st.sampled_from(["solved", "partly", "unsolved", "satisfied", "dissatisfied", "好", ""])
places = st.sampled_from(["990101001001", "990101002001", "990101001001-001", "990101000000", "", 990101001001])
facts: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(["0201", "噪声", "0101", "03", "99", " 02 "]) | junk,
        "place": places | junk,
        "reached": st.booleans() | junk,
        "solved": verdicts | junk,
        "satisfaction": verdicts | junk,
        "body": junk,
        "traits": junk,
    },
) | st.dictionaries(st.text(max_size=5), junk, max_size=2)
words = st.sampled_from(["", "已处理", "  ", "\x00", "\ud800", "𠮷👨‍👩‍👧", "字" * 20_001]) | st.text(max_size=8)
spans = st.sampled_from([-60, 0, 1, 60, 600, 3000, 20_000]).map(lambda minutes: timedelta(minutes=minutes))


class Life(RuleBasedStateMachine):
    """People of the town, and whoever passes by, file and move cases."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.cases: list[UUID] = []
        self.file("夜里施工")

    @rule(text=st.sampled_from(["夜里施工", "路灯不亮", "垃圾没人收"]) | st.text(max_size=6))
    def file(self, text: str) -> None:
        demand = Demand(text=text, external_id=f"{id(self)}-{len(self.cases)}")
        try:
            self.cases.append(file_case(self.town.nobody, demand=demand, now=self.now).id)
        except Refusal as refused:
            assert refused.code == "case.text_missing"  # noqa: PT017 - nothing else is wrong with it

    @rule(
        which=st.integers(0, 9),
        choice=st.integers(0, 2),
        after=spans,
        lead=st.sampled_from(["东四街道办", "城管委"]),
        spoiled=st.none() | facts,
    )
    def go_on(
        self, which: int, choice: int, after: timedelta, lead: str, spoiled: Mapping[str, Any] | None
    ) -> None:
        """What is usually done next, with all it needs, so that cases get far; sometimes with odd facts."""
        subject_id = self.cases[which % len(self.cases)]
        stage, leading = _standing(subject_id)
        who, moves = USUAL[stage]
        move = moves[choice % len(moves)]
        changes = dict(needs(self.town, move, lead))
        if spoiled:
            changes["facts"] = {**changes.get("facts", {}), **spoiled}
        leader = {"东四街道办": "street", "城管委": "department"}.get(leading, "")
        self._attempt(subject_id, who or leader, move, self.now + after, changes)

    @rule(
        which=st.integers(0, 9),
        who=st.sampled_from(EVERYBODY),
        move=st.sampled_from([*MOVES, "file", "越权", ""]),
        after=spans,
        said=words,
        given=facts,
        body=st.sampled_from(["东四街道办", "多福巷居委会", "指挥中心", "没有的单位", ""]),
        seen=st.none() | st.integers(-1, 9),
    )
    def try_anything(
        self,
        which: int,
        who: str,
        move: str,
        after: timedelta,
        said: str,
        given: Mapping[str, Any],
        body: str,
        seen: int | None,
    ) -> None:
        row = self.town.bodies.get(body)
        body_id = row.id if row else (2**62 if body else None)
        changes = {"words": said, "facts": given, "body_id": body_id, "seen": seen}
        self._attempt(self.cases[which % len(self.cases)], who, move, self.now + after, changes)

    @rule(after=spans)
    def look_for_what_is_overdue(self, after: timedelta) -> None:
        self.now += max(after, timedelta())
        escalate(self.now)

    @rule()
    def fold_figures(self) -> None:
        fold()

    @rule()
    def seal_journal(self) -> None:
        seal(self.now)

    def teardown(self) -> None:
        assert doctor().differences == []
        assert {arrow for arrow in _arrows_made() if arrow not in ARROWS} == set()
        assert _broken_chains() == []
        assert _tallied() == _counted()

    def _attempt(self, subject_id: UUID, who: str, move: str, now: datetime, changes: Mapping[str, Any]) -> None:
        viewer = {"reporter": anybody(frozenset({subject_id})), "nobody": self.town.nobody}.get(who)
        before = rows("SELECT sequence FROM workflow_subject WHERE id = %s", subject_id)[0][0]
        try:
            head = move_case(viewer or self.town.viewer(who), subject_id=subject_id, move=move, now=now, **changes)
        except Refusal as refused:
            assert refused.status < 500
            expected = before
        else:
            self.now, expected = max(self.now, now), before + 1
            assert head.sequence == expected
        assert rows("SELECT sequence FROM workflow_subject WHERE id = %s", subject_id) == [(expected,)]


def _standing(subject_id: UUID) -> tuple[str, str]:
    """Stage and name of the unit that leads the case."""
    ((stage, lead),) = rows(
        """SELECT s.stage, coalesce(b.name, '') FROM workflow_subject s
        LEFT JOIN orgs_body b ON b.id = s.lead_body_id WHERE s.id = %s""",
        subject_id,
    )
    return stage, lead


def _arrows_made() -> list[tuple[Any, ...]]:
    return rows("SELECT DISTINCT source, target FROM workflow_entry WHERE kind = 'move'")


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


def _tallied() -> Counter[tuple[Any, ...]]:
    found = rows(
        """SELECT street, dimensions->>0, counter, sum(n)::int FROM (SELECT * FROM workflow_tally UNION ALL
        SELECT * FROM workflow_tallydelta) t WHERE counter LIKE 'stage:%%' OR counter LIKE 'callback:%%'
        GROUP BY 1, 2, 3 HAVING sum(n) <> 0"""
    )
    return Counter({tuple(key): n for *key, n in found})


def _counted() -> Counter[tuple[Any, ...]]:
    """Every case once under its stage, and every call back, by the slow way."""
    counted: Counter[tuple[Any, ...]] = Counter()
    for code, class_, stage in rows("SELECT place_code, coalesce(traits->>'class', ''), stage FROM workflow_subject"):
        counted["" if code[6:9] == "000" else code[:9], class_, f"stage:{stage}"] += 1
    for code, class_, reached in rows(
        """SELECT s.place_code, coalesce(s.traits->>'class', ''), e.facts->>'reached' FROM workflow_entry e
        JOIN workflow_subject s ON s.id = e.subject_id WHERE e.move = 'call_back'"""
    ):
        counted[code[:9], class_, "callback:valid" if reached == "true" else "callback:unreached"] += 1
    return counted


def test_no_sequence_of_moves_leaves_the_flow_or_breaks_the_journal(transactional_town: Town) -> None:
    kind = type("LifeInTown", (Life,), {"town": transactional_town})
    run_state_machine_as_test(kind, settings=settings(max_examples=40, stateful_step_count=15, deadline=None))
