"""Reads of this context."""

from gongzhi.cases.queries.detail import CaseDetail, case_detail, case_json, says
from gongzhi.cases.queries.figures import Figures, figures
from gongzhi.cases.queries.follow import follow, follow_by_link
from gongzhi.cases.queries.own import Asked, Reveal, erasure_of, own_copy, reveals_of, waiting_erasures
from gongzhi.cases.queries.search import case_page, cases_json, rate_clause, search_clause
from gongzhi.cases.queries.tasks import TaskDetail, task_detail, task_json

__all__ = [
    "Asked",
    "CaseDetail",
    "Figures",
    "Reveal",
    "TaskDetail",
    "case_detail",
    "case_json",
    "case_page",
    "cases_json",
    "erasure_of",
    "figures",
    "follow",
    "follow_by_link",
    "own_copy",
    "rate_clause",
    "reveals_of",
    "says",
    "search_clause",
    "task_detail",
    "task_json",
    "waiting_erasures",
]
