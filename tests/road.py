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
from gongzhi.cases.operations.move_task import move_task
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
    "cases_task",
    "cases_voice",
    "cases_erasure",
    "files_attachment",
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
    other: Filed | None = None
    """Another case that tells of the same matter."""

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

    def at(self, stage: str) -> Road:
        """To any stage, also those beside the straight road."""
        if stage == "coordinating":
            self.to("triage").by("dispatcher", "coordinate")
        elif stage == "suspended":
            self.to("handling").by("street", "ask_suspension")
            self.task_by("street_head", "endorse")
            self.task_by("dispatcher", "approve")
        elif stage == "merged":
            self.to("triage").by("dispatcher", "merge")
        else:
            self.to(stage)
        return self

    @property
    def task(self) -> UUID:
        """The newest part or application of the case."""
        (row,) = rows(
            "SELECT subject_id FROM cases_task WHERE case_id = %s ORDER BY subject_id DESC LIMIT 1", self.id
        )
        return UUID(str(row[0]))

    def task_by(self, who: str, move: str, **changes: Any) -> Head:
        """The person of this login makes a move of the newest part or application."""
        self.now += STEP
        given = {**task_needs(self.town, move), **changes}
        return move_task(
            self.town.viewer(who),
            subject_id=given.pop("subject_id", self.task),
            move=move,
            now=self.now,
            **given,
        )

    def handed_over(self, who: str, to: str) -> Road:
        """The unit objects, and the dispatcher gives the case to another."""
        body_id = self.town.bodies[to].id
        self.by(who, "object", body_id=body_id)
        self.task_by("dispatcher", "redirect", body_id=body_id)
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
        if move == "merge" and "facts" not in changes:
            given["facts"] = {"into": (self.other or self.file_other()).number}
        return move_case(viewer, **given)

    def file_other(self) -> Filed:
        """A neighbour files another case about the same matter."""
        place = (self.town.places["多福巷社区"].id, COMMUNITY)
        demand = Demand(text=f"{TEXT}（邻居也反映）", contact="13900139000", place=place)
        self.other = file_case(self.town.nobody, demand=demand, now=self.now)
        return self.other

    @property
    def reporter(self) -> Viewer:
        """Who has shown number and code."""
        return anybody(frozenset({self.id}), self.town.city.code)


def needs(town: Town, move: str, lead: str = "东四街道办") -> dict[str, Any]:
    """What each move has to come with."""
    given: Mapping[str, dict[str, Any]] = {
        "classify": {"facts": {"category": NOISE, "place": COMMUNITY}},
        "dispatch": {"body_id": town.bodies[lead].id if lead else None},
        "contact": {"words": "已电话联系"},
        "answer": {"words": "已责令停业整改"},
        "call_back": {"facts": {"reached": True, "solved": "solved", "satisfaction": "satisfied"}},
        "close": {"words": "办结"},
        "rework": {"words": "还没有整改"},
        "reopen": {"words": "又开始营业了"},
        "reconsider": {"words": "还是请你们研究一下"},
        "assign": {"body_id": town.bodies[lead].id if lead else None},
        "settle": {"facts": {"outcome": "beyond_duty"}, "words": "这件事属于市场行为，可以拨打 12315"},
        "answer_at_once": {"facts": {"outcome": "instant"}, "words": "老年食堂在南门仓胡同 5 号，11 点开饭"},
        "coordinate": {"words": "城管委和街道都可能负责"},
        "consult": {"body_id": town.bodies["住建委"].id, "words": "是否属于物业管理"},
        "ask_more": {"words": "请问是哪一栋楼"},
        "unmerge": {"words": "是另一家店"},
        "ask": {"words": "请问几点开始营业"},
        "explain": {"words": "已约谈店主，下周一复查"},
        "ask_part": {"body_id": town.bodies["住建委"].id, "words": "请查物业的装修备案"},
        "object": {
            "facts": {"reason": "not_duty", "basis": "街道职责清单第 12 项"},
            "body_id": town.bodies["住建委"].id,
            "words": "属于物业管理，建议派住建委",
        },
        "ask_extension": {"facts": {"reason": "complex"}, "words": "需要再查三天"},
        "ask_suspension": {"facts": {"reason": "plan"}, "words": "已列入明年改造计划"},
        "ask_exclusion": {"facts": {"reason": "beyond_duty"}, "words": "见附件的调查笔录"},
        "resume": {"words": "资金已到位"},
        "rate": {"facts": {"solved": "solved", "satisfaction": "satisfied"}},
        "note": {"words": "店主态度配合"},
        "supervise": {"words": "请本周内到现场"},
        "reply": {"words": "晚上十点以后"},
        "add": {"words": "昨晚又开到一点"},
        "include": {"words": "证据不足"},
    }
    return given.get(move, {})


def task_needs(town: Town, move: str) -> dict[str, Any]:
    """What each move of a part or an application has to come with."""
    given: Mapping[str, dict[str, Any]] = {
        "explain": {"words": "已约物业，明天答复"},
        "answer": {"facts": {"result": "solved"}, "words": "装修已停"},
        "advise": {"facts": {"ours": True}, "words": "属于物业管理条例第七条"},
        "decline": {"words": "不属于住建职责"},
        "reject": {"words": "还可以再协调"},
        "redirect": {"body_id": town.bodies["住建委"].id},
        "refuse": {"words": "职责清单里有这一项"},
        "refer": {"words": "双方都有依据"},
        "uphold": {"words": "理由成立"},
        "rule": {"words": "由住建委承办", "body_id": town.bodies["住建委"].id},
        "dismiss": {"words": "理由不成立"},
        "appeal": {"words": "清单条目已经调整"},
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


def left() -> tuple[dict[str, tuple[int, str]], int]:
    """The same, and how many lines the audit log has: what a refusal must leave as it was."""
    ((lines,),) = rows("SELECT count(*) FROM kernel_auditline")
    return written(), lines


def refusal(call: Callable[[], object]) -> str:
    """The code with which a call is refused; empty when it is not."""
    try:
        call()
    except Refusal as refused:
        return refused.code
    return ""
