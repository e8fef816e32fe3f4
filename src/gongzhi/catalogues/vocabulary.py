"""Words of the catalogues (glossary 70 派单目录, 86 七有五性; 接诉即办条例 art. 11)."""

from __future__ import annotations

from gongzhi.kernel.words import Word


class Grade(Word):
    """How long matters of a category may take (facts 2.1 "Deadlines")."""

    URGENT = "urgent", "紧急"
    UTILITY = "utility", "水电气热"
    GENERAL = "general", "一般"
    COMPLEX = "complex", "疑难"


class Need(Word):
    """The twelve needs of 七有五性: seven that everybody should have, five natures of a good place."""

    CHILDCARE = "childcare", "幼有所育"
    SCHOOLING = "schooling", "学有所教"
    WORK = "work", "劳有所得"
    HEALTH = "health", "病有所医"
    OLD_AGE = "old_age", "老有所养"
    HOUSING = "housing", "住有所居"
    SUPPORT = "support", "弱有所扶"
    CONVENIENCE = "convenience", "便利性"
    LIVABILITY = "livability", "宜居性"
    VARIETY = "variety", "多样性"
    FAIRNESS = "fairness", "公正性"
    SAFETY = "safety", "安全性"


class Branch(Word):
    """Why a demand is answered instead of dispatched: the six branches of 条例 art. 11."""

    EMERGENCY = "emergency", "紧急情况，转紧急服务热线"
    LEGAL_CHANNEL = "legal_channel", "应走诉讼、仲裁、复议、信访等法定途径"
    IN_PROGRESS = "in_progress", "同一事项正在办理或已办结，无新情况"
    SECRET = "secret", "涉及国家秘密、商业秘密或个人隐私"
    BEYOND_DUTY = "beyond_duty", "不属于政府职责，可走市场或社会渠道"
    UNLAWFUL = "unlawful", "违反法律法规或公序良俗"


class QuestionKind(Word):
    """How a question of a category is answered."""

    TEXT = "text", "文字"
    CHOICE = "choice", "选项"
    NUMBER = "number", "数字"
    FLAG = "flag", "是否"


class ReplyMove(Word):
    """For which step a reply template is written."""

    ANSWER = "answer", "答复"
    CONTACT = "contact", "联系"
    INTERIM = "interim", "阶段说明"


class Sheet(Word):
    """The dated code tables, each of which comes and goes as one sheet."""

    CATEGORY = "category", "诉求类别"
    QUESTION = "question", "类别问题"
    DISPATCH = "dispatch", "派单目录"
    REFUSAL = "refusal", "不予派单告知"
    TEMPLATE = "template", "答复模板"


class CataloguesCapability(Word):
    """What a post may do in this context."""

    READ = "catalogues.read", "查看目录"
    MANAGE = "catalogues.manage", "维护目录"
