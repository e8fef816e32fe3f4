"""Words of the engine (house.md "Why one engine"; glossary 89: 提、议、决、办、评)."""

from __future__ import annotations

from gongzhi.kernel.words import Word


class Phase(Word):
    """The five phases that every process has; they make all processes comparable on one board."""

    RAISE = "raise", "提"
    DELIBERATE = "deliberate", "议"
    COMMIT = "commit", "决"
    DELIVER = "deliver", "办"
    JUDGE = "judge", "评"


class By(Word):
    """In which relation to the subject a seat must stand to make a move."""

    PLACE = "place", "管辖地点的岗位"
    HOLDER = "holder", "手上有这件事的单位"
    LEAD = "lead", "承办单位"
    ORIGIN = "origin", "提出的单位"
    REPORTER = "reporter", "诉求人本人"
    ANYONE = "anyone", "任何人"
    STORY = "story", "随相关事项发生"


class HandsTo(Word):
    """Whose turn it is after a move."""

    KEEP = "keep", "不变"
    GIVEN = "given", "指定的单位"
    LEAD = "lead", "承办单位"
    ORIGIN = "origin", "受理单位"
    NOBODY = "nobody", "无"


class EntryKind(Word):
    """What a line of the journal tells."""

    MOVE = "move", "办理"
    DUE_SOON = "due_soon", "临期提醒"
    OVERDUE = "overdue", "超期"
    RESCHEDULED = "rescheduled", "时限重算"


class Urgency(Word):
    """How near the promised date is."""

    ON_TIME = "on_time", "按时"
    SOON = "soon", "临期"
    OVERDUE = "overdue", "超期"
    NONE = "none", "无时限"


class AskKind(Word):
    """What a move asks of the person who makes it."""

    TEXT = "text", "文字"
    CHOICE = "choice", "选项"
    FLAG = "flag", "是否"
    BODY = "body", "单位"
    CATEGORY = "category", "类别"
    PLACE = "place", "地点"


class WorkflowCapability(Word):
    """What a post may do with the engine itself."""

    RULES = "workflow.rules", "维护时限规则"
