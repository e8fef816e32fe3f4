"""Words of places, bodies and posts (glossary rows 2-24, 92-94, 115)."""

from __future__ import annotations

from gongzhi.kernel.words import Word


class Level(Word):
    """Levels of places. A grid and a compound are different partitions of a community."""

    CITY = "city", "市"
    DISTRICT = "district", "区县"
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"
    COMPOUND = "compound", "小区"
    GRID = "grid", "网格"
    BUILDING = "building", "楼栋"


class BodyKind(Word):
    """Kinds of bodies (条 and 块)."""

    GOVERNMENT = "government", "政府"
    DEPARTMENT = "department", "政府部门"
    HOTLINE_CENTER = "hotline_center", "热线中心"
    STREET = "street", "街道办事处"
    STREET_OFFICE = "street_office", "街道内设办公室"
    STREET_CENTER = "street_center", "街道中心"
    DISCIPLINE = "discipline", "街道纪工委"
    ENFORCEMENT_TEAM = "enforcement_team", "综合执法队"
    RESIDENTS_COMMITTEE = "residents_committee", "社区居委会"
    PARTY_ORG = "party_org", "党组织"
    UNIT = "unit", "驻区单位"
    PROPERTY_COMPANY = "property_company", "物业服务企业"
    OWNERS_COMMITTEE = "owners_committee", "业主委员会"
    SOCIAL_ORG = "social_org", "社会组织"


class PostKind(Word):
    """What a post is for. Contexts give capabilities to kinds, never to persons."""

    ADMINISTRATOR = "administrator", "系统管理员"
    HOTLINE_CLERK = "hotline_clerk", "热线受理员"
    DISPATCHER = "dispatcher", "派单员"
    CALLBACK_CLERK = "callback_clerk", "回访员"
    HANDLER = "handler", "承办人"
    HEAD = "head", "负责人"
    LEADER = "leader", "分管领导"
    COMMUNITY_COMMISSIONER = "community_commissioner", "社区专员"
    COMMUNITY_WORKER = "community_worker", "社区工作者"
    GRID_LEADER = "grid_leader", "网格长"
    GRID_WORKER = "grid_worker", "网格员"
    BUILDING_HEAD = "building_head", "楼门院长"
    SECRETARY = "secretary", "书记"
    PART_TIME_MEMBER = "part_time_member", "兼职委员"
    MEMBER = "member", "成员"


class RoleTag(Word):
    """Roles that a post carries beside its kind. A household is a tag, its address is never stored (DG-21)."""

    CENTER_HOUSEHOLD = "party_center_household", "党员中心户"
    DELEGATE = "delegate", "两代表一委员"


class OrgsCapability(Word):
    """What a post may do in this context."""

    READ = "orgs.read", "查看组织与人员"
    MANAGE = "orgs.manage", "维护组织与人员"
    AUDIT = "orgs.audit", "查看安全日志"


class Kept(Word):
    """Personal data that is kept for a time and then removed (PIPL 19)."""

    CONTACT = "contact", "称呼和联系方式"
    WORDS = "words", "所写内容和办理文字"
    VISIT = "visit", "走访记录"
    AUDIT = "audit", "安全日志"
