"""Words of the catalogues (glossary 70 派单目录)."""

from __future__ import annotations

from gongzhi.kernel.words import Word


class Grade(Word):
    """How long matters of a category may take (facts 2.1 "Deadlines")."""

    URGENT = "urgent", "紧急"
    UTILITY = "utility", "水电气热"
    GENERAL = "general", "一般"
    COMPLEX = "complex", "疑难"


class Branch(Word):
    """Why a demand is answered instead of dispatched: the six branches of 条例 art. 11."""

    EMERGENCY = "emergency", "紧急情况，转紧急服务热线"
    LEGAL_CHANNEL = "legal_channel", "应走诉讼、仲裁、复议、信访等法定途径"
    IN_PROGRESS = "in_progress", "同一事项正在办理或已办结，无新情况"
    SECRET = "secret", "涉及国家秘密、商业秘密或个人隐私"
    BEYOND_DUTY = "beyond_duty", "不属于政府职责，可走市场或社会渠道"
    UNLAWFUL = "unlawful", "违反法律法规或公序良俗"


class CataloguesCapability(Word):
    """What a post may do in this context."""

    MANAGE = "catalogues.manage", "维护目录"
