"""The shapes of what the API takes and gives: they check what comes in and describe what goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from gongzhi.cases.vocabulary import Channel, DemandKind, RevealPurpose
from gongzhi.files.vocabulary import Audience, Kind, Role


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


class Asking(Schema):
    """A contact whose earlier cases are looked for."""

    contact: str = Field(max_length=60, description="完整的电话或邮箱；不要写进网址")
    after: UUID | None = None


class Looking(Schema):
    """What a contact is looked at for; the reporter reads it."""

    purpose: RevealPurpose
    words: str = Field("", max_length=300, description="补充说明；用途为“其他”时必填")


class Shown(Schema):
    """Name and contact, for a minute."""

    number: str
    reporter: str
    contact: str
    shown_until: datetime = Field(description="到这时必须从屏幕上隐去，不得保存")


class Receipt(Schema):
    """What the reporter keeps."""

    id: UUID
    number: str
    code: str = Field(description="查询码")
    repeated: bool = Field(description="以前登记过，这次没有新登记")


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


class Answered(Schema):
    """An answer to a question of the category."""

    key: str
    label: str
    value: bool | float | str
    category: str = Field(description="回答时的类别")
    at: datetime


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


class Task(Schema):
    """A part or an application that belongs to a case."""

    id: UUID
    number: str
    process: str = Field(description="part 协办或会商；application 申请")
    kind: str
    stage: str
    unit: str | None
    holder: str | None
    opened_at: datetime
    due_at: datetime | None


class WholeTask(Schema):
    """Everything about a part or an application that you may see."""

    id: UUID
    number: str
    process: str
    kind: str
    kind_label: str
    stage: str
    stage_label: str
    phase: str
    holder: str
    origin: str
    opened_at: datetime
    due_at: datetime | None
    limit: dict[str, Any] | None
    closed_at: datetime | None
    sequence: int
    case: str = Field(description="所属诉求的编号")
    case_stage: str
    case_due_at: datetime | None
    moves: list[str] = Field(description="您现在可以做的操作")
    journal: list[Step]


class AttachmentShape(Schema):
    """An attachment. Pictures are ours, made anew; everything else is only to be downloaded."""

    id: UUID
    role: Role
    role_label: str
    kind: Kind
    name: str
    size: int = Field(description="字节")
    sha256: str = Field(description="所存内容的哈希，与日志里的相同")
    width: int | None
    height: int | None
    audience: Audience
    added_at: datetime
    added_by: str = Field(description="添加的单位；诉求人添加的为空")
    used_in: list[str] = Field(description="同一张照片出现过的其他诉求；只列您能看到的")
    url: str = Field(description="一小时内可以打开")
    thumb_url: str | None = Field(description="480 像素的小图；不是照片时为 null")


class LeftOutShape(Schema):
    """A file that was not kept, and why."""

    name: str
    code: str
    sentence: str


class AttachedShape(Schema):
    """What became of the files, each by itself: a file that was sent before is not kept twice."""

    kept: list[UUID]
    repeated: list[UUID]
    left: list[LeftOutShape]


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
    answers: list[Answered] = Field(description="类别问题的回答，先后为序；同一问题以最后一个为准")
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
    excluded: str = Field(description="剔除的理由；空为计入统计")
    merged_into: str = Field(description="并入哪一件；空为没有合并")
    voices: list[str] = Field(description="并入这一件的诉求编号")
    tasks: list[Task] = Field(description="协办、会商和申请")
    moves: list[str] = Field(description="您现在可以做的操作")
    attachments: list[AttachmentShape]
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
    """A rate with its n and interval; ``percent`` is null when n is too small to say one."""

    name: str
    label: str
    percent: float | None
    n: int
    low: float | None = Field(description="95 % 区间的下端，百分数；n 太小时为空")
    high: float | None
    excluded: int = Field(description="剔除而没有计入的件数")
    formula: str


class Counted(Schema):
    """The figures from month ``first`` to ``last``."""

    first: int
    last: int
    formula: str = Field(description="评价公式的版本")
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
