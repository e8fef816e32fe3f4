"""Words of cases (glossary 65-83; 接诉即办条例 art. 2, 23, 32)."""

from __future__ import annotations

from gongzhi.kernel.words import Word

PROCESS = "case"


class DemandKind(Word):
    """The five named kinds of demand, praise, and what fits none (art. 2)."""

    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "建议"
    PRAISE = "praise", "表扬"
    OTHER = "other", "其他"


class Channel(Word):
    """How it came in."""

    HOTLINE = "hotline", "热线"
    WEB = "web", "网站"
    APP = "app", "移动端"
    VISIT = "visit", "走访"
    PAPER = "paper", "来信"
    TRANSFER = "transfer", "转来"
    API = "api", "接口"


class Stage(Word):
    """Where a case stands."""

    FILED = "filed", "已受理"
    TRIAGE = "triage", "研判中"
    DISPATCHED = "dispatched", "已派单"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "待回访"
    REVIEWED = "reviewed", "已回访"
    CLOSED = "closed", "已办结"


class CaseLimit(Word):
    """The clocks of a case; how long each runs is dated data (facts 2.1)."""

    DISPATCH = "dispatch", "派单"
    CONTACT = "contact", "首次联系"
    ANSWER = "answer", "办理并答复"
    CALLBACK = "callback", "回访"


class Solved(Word):
    """The caller's own verdict on the problem."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    UNSOLVED = "unsolved", "未解决"


class Satisfaction(Word):
    """The caller's own verdict on the service."""

    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    NEUTRAL = "neutral", "一般"
    DISSATISFIED = "dissatisfied", "不满意"


class CaseCapability(Word):
    """What a post may do with cases."""

    FILE = "cases.file", "登记诉求"
    READ = "cases.read", "查看辖区诉求"
    DISPATCH = "cases.dispatch", "派单"
    HANDLE = "cases.handle", "承办"
    CALL_BACK = "cases.call_back", "回访"
    REOPEN = "cases.reopen", "重新办理"
    CONTACT = "cases.contact", "查看联系方式"
    IMPORT = "cases.import", "批量导入"
    CLASSIFY = "cases.classify", "按模型自动分类"
