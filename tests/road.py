"""A case on its road through the flow, in the town: who makes which move, with what, ten minutes after the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.cases.operations.file_case import Demand, Filed, file_case
from gongzhi.cases.operations.move_case import move_case
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.viewers import anybody
from gongzhi.workflow.engine import read_head
from gongzhi.workflow.statements import HEAD_COLUMNS
from gongzhi.workflow.subjects import Head
from tests.town import MONDAY, Town

STEP = timedelta(minutes=10)
NOISE = "0201"
COMMUNITY = "990101001001"
TEXT = "楼下烧烤噪声太大，半夜还在营业"
CONTACT = "13800138000"

WAY = (
    ("dispatcher", "classify", "triage"),
    ("dispatcher", "dispatch", "dispatched"),
    ("street", "accept", "handling"),
    ("street", "answer", "answered"),
    ("callback", "call_back", "reviewed"),
    ("callback", "close", "closed"),
)
"""The straight road: who, which move, the stage that it leads to."""

WRITTEN = (
    "workflow_subject",
    "workflow_entry",
    "workflow_tallydelta",
    "workflow_tally",
    "workflow_involvement",
    "workflow_seal",
    "cases_case",
    "cases_suggestion",
)
"""The tables that the engine and the filing of cases write."""


@dataclass
class Road:
    """Files and moves one case; ``now`` goes on by itself."""

    town: Town
    lead: str = "东四街道办"
    now: datetime = MONDAY
    filed: Filed = field(init=False)

    def file(self, **changes: Any) -> Road:
        """File the case from 多福巷社区, as somebody without an account."""
        place = (self.town.places["多福巷社区"].id, COMMUNITY)
        demand = Demand(**{"text": TEXT, "contact": CONTACT, "place": place, **changes})
        self.filed = file_case(self.town.nobody, demand=demand, now=self.now)
        return self

    @property
    def id(self) -> UUID:
        """The case."""
        return self.filed.id

    def to(self, stage: str) -> Road:
        """Go on along the straight road until the case stands at ``stage``."""
        here = head_of(self.id).stage
        names = ["filed", *(target for _, _, target in WAY)]
        for who, move, _ in WAY[names.index(here) : names.index(stage)]:
            self.by(who, move)
        return self

    def by(self, who: str, move: str, **changes: Any) -> Head:
        """The person of this login makes a move, with what it needs."""
        return self.as_viewer(self.town.viewer(who), move, **changes)

    def as_viewer(self, viewer: Viewer, move: str, **changes: Any) -> Head:
        """Whoever makes a move, with what it needs."""
        self.now += STEP
        given = {
            "subject_id": self.id,
            "move": move,
            "now": self.now,
            **needs(self.town, move, self.lead),
            **changes,
        }
        return move_case(viewer, **given)

    @property
    def reporter(self) -> Viewer:
        """Who has shown number and code."""
        return anybody(frozenset({self.id}), self.town.city.code)


def needs(town: Town, move: str, lead: str = "东四街道办") -> dict[str, Any]:
    """What each move has to come with."""
    given: Mapping[str, dict[str, Any]] = {
        "classify": {"facts": {"category": NOISE, "place": COMMUNITY}},
        "dispatch": {"body_id": town.bodies[lead].id if lead else None},
        "return": {"words": "不属于本单位职责，建议派城管委"},
        "contact": {"words": "已电话联系"},
        "answer": {"words": "已责令停业整改"},
        "call_back": {"facts": {"reached": True, "solved": "solved", "satisfaction": "satisfied"}},
        "close": {"words": "办结"},
        "rework": {"words": "还没有整改"},
        "reopen": {"words": "又开始营业了"},
    }
    return given.get(move, {})


def head_of(subject_id: UUID) -> Head:
    """The head as it stands in the database."""
    (row,) = rows(f"SELECT {HEAD_COLUMNS} FROM workflow_subject s WHERE s.id = %s", subject_id)
    return read_head(row)


def journal_of(subject_id: UUID) -> list[tuple[int, str, str, str, str]]:
    """(sequence, kind, move, source, target) of each line, oldest first."""
    return rows(
        "SELECT sequence, kind, move, source, target FROM workflow_entry WHERE subject_id = %s ORDER BY sequence",
        subject_id,
    )


def rows(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """What a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def written() -> dict[str, tuple[int, str]]:
    """Everything that the engine writes, by table: how many rows, and a digest of them all."""
    select = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM {table} t"
        for table in WRITTEN
    )
    return {table: (count, digest) for table, count, digest in rows(select)}


def refusal(call: Callable[[], object]) -> str:
    """The code with which a call is refused; empty when it is not."""
    try:
        call()
    except Refusal as refused:
        return refused.code
    return ""
