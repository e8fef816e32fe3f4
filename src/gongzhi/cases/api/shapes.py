"""The shapes of what the API takes and gives: they check what comes in and describe what goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from gongzhi.cases.vocabulary import Channel, DemandKind


class Filing(Schema):
    """A demand as a program files it."""

    text: str = Field(description="内容")
    title: str = Field("", description="标题；不填则取内容的第一句")
    kind: DemandKind = Field(DemandKind.OTHER, description="类型")
    channel: Channel = Field(Channel.API, description="来源渠道")
    category: str = Field("", description="类别代码或名称")
    place: str = Field("", description="地点代码")
    place_words: str = Field("", description="地点描述")
    lon: float | None = Field(None, ge=73, le=136)
    lat: float | None = Field(None, ge=3, le=54)
    reporter: str = Field("", max_length=60)
    contact: str = Field("", max_length=60)
    external_id: str | None = Field(None, max_length=80, description="来源系统中的编号；同号只登记一次")


class Moving(Schema):
    """A move that the flow declares."""

    move: str = Field(description="操作名，见“moves”")
    words: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)
    body_id: int | None = None
    seen: int | None = Field(None, description="您看到的 sequence；已变化时拒绝")


class Receipt(Schema):
    """What the reporter keeps."""

    id: UUID
    number: str
    code: str = Field(description="查询码")
    repeated: bool = Field(description="以前登记过，这次没有新登记")


class Problem(Schema):
    """Why not. Programs decide by ``code``, people read ``sentence``."""

    code: str
    sentence: str
    fields: dict[str, str] = Field(description="有问题的字段各是什么问题")
    details: dict[str, Any]


class Line(Schema):
    """A case in a list."""

    id: UUID
    number: str
    title: str
    stage: str
    place_code: str
    place: str
    holder: str = Field(description="现在在谁手里")
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    category: str
    channel: str
    provisional: bool = Field(description="时限按尚未公布的放假安排推算")
    sequence: int


class Listing(Schema):
    """A page of a list, newest first."""

    cases: list[Line]
    next: UUID | None = Field(description="下一页的 after；null 表示到底了")


class Where(Schema):
    """Where it is, and how the reporter put it."""

    code: str
    name: str
    words: str


class Step(Schema):
    """One line of the journal."""

    sequence: int
    at: datetime
    kind: str
    move: str
    stage: str
    body: str | None
    post: str | None
    person: str | None
    holder: str | None
    due_at: datetime | None
    facts: dict[str, Any]
    words: str | None
    redacted: bool
    hash: str


class Whole(Schema):
    """Everything about a case that you may see."""

    id: UUID
    number: str
    title: str
    text: str
    kind: DemandKind
    kind_label: str
    channel: Channel
    channel_label: str
    category: str
    category_label: str
    place: Where
    lon: float | None
    lat: float | None
    stage: str
    stage_label: str
    phase: str
    holder: str
    lead: str
    opened_at: datetime
    due_at: datetime | None
    due_provisional: bool
    limit: dict[str, Any] | None = Field(description="正在计时的时限和依据")
    closed_at: datetime | None
    sequence: int
    contact: str = Field(description="脱敏；无权查看时为空")
    moves: list[str] = Field(description="您现在可以做的操作")
    journal: list[Step]


class Moved(Schema):
    """Where a case stands after a move."""

    id: UUID
    number: str
    stage: str
    stage_label: str
    due_at: datetime | None
    sequence: int


class RateShape(Schema):
    """A rate with its n; ``percent`` is null when nothing was counted."""

    name: str
    label: str
    percent: float | None
    n: int
    formula: str


class Counted(Schema):
    """The figures from month ``first`` to ``last``."""

    first: int
    last: int
    rates: list[RateShape]
    filed: int
    by_stage: dict[str, int]
    by_street: dict[str, int]
    by_class: dict[str, int]
    by_month: dict[str, int]


class Telling(Schema):
    """A message as far as it is told; nothing of it is kept."""

    text: str = Field(description="内容", max_length=20_000)
    title: str = Field("", max_length=200)
    category: str = Field("", max_length=40, description="已知的类别代码或名称")
    place: str = Field("", max_length=24, description="已知的地点代码")
    place_words: str = Field("", max_length=200, description="地点描述")
    lon: float | None = Field(None, ge=73, le=136)
    lat: float | None = Field(None, ge=3, le=54)


class SuggestedCategory(Schema):
    """One of the three likeliest categories."""

    code: str
    label: str
    confidence: float | None = Field(description="校准过的把握，0 到 1；null 表示没有模型，只按目录里的词")
    reason: str


class SuggestedPlace(Schema):
    """Where it seems to be."""

    code: str
    name: str
    certain: bool = Field(description="不必再问")
    reason: str


class SuggestedUnit(Schema):
    """Who answers by the dispatch catalogue."""

    body_id: int
    name: str
    basis: str = Field(description="依据")


class Similar(Schema):
    """A case that may be about the same matter."""

    id: UUID
    number: str
    title: str
    text: str
    stage: str
    place: str
    opened_at: datetime
    days: int = Field(description="相隔天数")
    metres: int | None = Field(description="相距米数；有一方没有坐标时为 null")
    similarity: float


class Suggesting(Schema):
    """What is suggested; people decide."""

    categories: list[SuggestedCategory]
    place: SuggestedPlace | None
    unit: SuggestedUnit | None
    version: int | None = Field(description="哪一版模型说的；null 表示没有模型")
    automatic: bool = Field(description="首选类别的把握达到了本市数据上 95% 准确的程度")
    similar: list[Similar] = Field(description="您看得到的相似诉求，最像的在前；由人决定是否合并")
