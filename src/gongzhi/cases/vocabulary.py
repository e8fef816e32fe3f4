"""Words of cases (glossary 65-83; 接诉即办条例 art. 2, 11, 12, 14, 23, 32)."""

from __future__ import annotations

from gongzhi.catalogues.vocabulary import Branch
from gongzhi.kernel.words import Word

PROCESS = "case"
PART = "part"
APPLICATION = "application"


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
    PATROL = "patrol", "巡查"
    SNAPSHOT = "snapshot", "随手拍"
    WOODPECKER = "woodpecker", "啄木鸟"
    PAPER = "paper", "来信"
    SENSOR = "sensor", "设施报警"
    TRANSFER = "transfer", "转来"
    API = "api", "接口"


class Stage(Word):
    """Where a case stands."""

    FILED = "filed", "已受理"
    TRIAGE = "triage", "研判中"
    COORDINATING = "coordinating", "区级协调中"
    DISPATCHED = "dispatched", "已派单"
    HANDLING = "handling", "办理中"
    SUSPENDED = "suspended", "挂账"
    MERGED = "merged", "已合并"
    ANSWERED = "answered", "待回访"
    REVIEWED = "reviewed", "已回访"
    CLOSED = "closed", "已办结"


class CaseLimit(Word):
    """The clocks of a case; how long each runs is dated data (facts 2.1)."""

    DISPATCH = "dispatch", "派单"
    CONTACT = "contact", "首次联系"
    ANSWER = "answer", "办理并答复"
    CALLBACK = "callback", "回访"
    COORDINATE = "coordinate", "区级协调"
    OBJECTION = "objection", "提出派单异议"
    EXTENSION = "extension", "延期"
    SUSPENSION = "suspension", "挂账复核"


class DispatchMode(Word):
    """How a case reaches its lead unit (art. 12)."""

    DIRECT = "direct", "直派"
    DISTRICT_COPY = "direct_with_district_copy", "直派街道，同时抄送区政府"
    COORDINATED = "district_coordinate", "区级协调后交办"


class PartKind(Word):
    """What a unit beside the lead unit is asked for."""

    ASSIST = "assist", "协办"
    CONSULT = "consult", "会商"


class PartStage(Word):
    """Where a part stands."""

    ASKED = "asked", "待接办"
    WORKING = "working", "办理中"
    DONE = "done", "已办完"
    DECLINED = "declined", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class PartLimit(Word):
    """The clocks of a part."""

    ANSWER = "answer", "协办答复"
    CONSULT = "consult", "会商意见"


class ApplicationKind(Word):
    """What a lead unit may ask for instead of answering in time; each is decided by somebody else."""

    OBJECTION = "objection", "派单异议"
    EXTENSION = "extension", "延期"
    SUSPENSION = "suspension", "挂账"
    EXCLUSION = "exclusion", "剔除"


class ApplicationStage(Word):
    """Where an application stands."""

    ASKED = "asked", "待本单位审核"
    REVIEW = "review", "待审核"
    ARBITRATION = "arbitration", "待裁定"
    APPROVED = "approved", "已同意"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class ApplicationLimit(Word):
    """The clocks of an application."""

    ENDORSE = "endorse", "本单位审核"
    REVIEW = "review", "审核"
    ARBITRATE = "arbitrate", "裁定"


class ObjectionReason(Word):
    """Why a unit says that a case is not its own."""

    NOT_DUTY = "not_duty", "不属于本单位职责"
    NOT_AREA = "not_area", "不在本单位辖区"
    WRONG_CATEGORY = "wrong_category", "类别有误"
    ANOTHER_LEADS = "another_leads", "已由其他单位主办"


class ExtensionReason(Word):
    """Why more time is needed."""

    COMPLEX = "complex", "情况复杂，需要现场核查"
    COOPERATION = "cooperation", "需要多个单位配合"
    EVIDENCE = "evidence", "等待检测、鉴定或材料"
    WEATHER = "weather", "天气等不可抗因素"


class SuspensionReason(Word):
    """Why a case can't be solved for now (facts 2.1 挂账)."""

    PLAN = "plan", "需列入计划"
    FUND = "fund", "需落实资金"
    LAW = "law", "需政策法规支持"
    SEASON = "season", "受季节限制"


_MORE_EXCLUSIONS = (
    ("duplicate", "重复诉求"),
    ("not_in_area", "不在本市范围"),
    ("malicious", "恶意反复诉求，有证据"),
)
EXCLUSION_REASONS: tuple[tuple[str, str], ...] = (*Branch.choices(), *_MORE_EXCLUSIONS)
"""Why a case is not counted in the rates; it is handled all the same (facts 2.1 剔除)."""

INSTANT = "instant"
SETTLEMENTS: tuple[tuple[str, str], ...] = ((INSTANT, "当场答复"), *Branch.choices())
"""How a demand ends without being dispatched: answered at once, or by one of the branches of art. 11."""


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


class Discontent(Word):
    """Why a caller is not satisfied, as far as it was said; of the matter, never of a person (DC-31)."""

    SLOW = "slow", "办得慢"
    HALF_DONE = "half_done", "没有办彻底"
    UNEXPLAINED = "unexplained", "没有说清楚"
    MANNER = "manner", "态度不好"
    POLICY = "policy", "对政策有意见"
    UNSAID = "unsaid", "没有说"


class CaseLoop(Word):
    """The three loops: on which level a case was closed (DC-27)."""

    COMMUNITY = "community", "社区微循环"
    STREET = "street", "街道小循环"
    DISTRICT = "district", "区级大循环"


class Band(Word):
    """How a rate stands to the one it is compared with: by its interval, never by rank."""

    FEW = "few", "样本太少"
    BELOW = "below", "关注"
    STEADY = "steady", "平稳"
    ABOVE = "above", "较好"


class CaseCapability(Word):
    """What a post may do with cases."""

    FILE = "cases.file", "登记诉求"
    READ = "cases.read", "查看辖区诉求"
    DISPATCH = "cases.dispatch", "派单"
    HANDLE = "cases.handle", "承办"
    CALL_BACK = "cases.call_back", "回访"
    REOPEN = "cases.reopen", "重新办理"
    ANSWER = "cases.answer", "当场答复"
    NOTE = "cases.note", "写内部备注"
    COORDINATE = "cases.coordinate", "区级协调交办"
    SUPERVISE = "cases.supervise", "督办"
    ENDORSE = "cases.endorse", "审核本单位申请"
    REVIEW = "cases.review", "审核申请"
    ARBITRATE = "cases.arbitrate", "裁定争议"
    CONTACT = "cases.contact", "查看联系方式"
    IMPORT = "cases.import", "批量导入"
    ATTACH = "cases.attach", "添加附件"
    CLASSIFY = "cases.classify", "按模型自动分类"
    FORMULAS = "cases.formulas", "维护评价公式"


class RevealPurpose(Word):
    """What a contact is looked at for (R25); the reporter reads it."""

    CONTACT = "contact", "联系诉求人"
    CALL_BACK = "call_back", "回访"
    PLACE = "place", "核实地点"
    EMERGENCY = "emergency", "紧急救助"
    OTHER = "other", "其他"


class ErasureScope(Word):
    """What a reporter asks to have removed (PIPL 47)."""

    CONTACT = "contact", "称呼和联系方式"
    ALL = "all", "称呼、联系方式和所写内容"
