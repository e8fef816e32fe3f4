"""Reads of this context."""

from gongzhi.cases.queries.detail import CaseDetail, case_detail, case_json, says
from gongzhi.cases.queries.figures import Figures, figures
from gongzhi.cases.queries.follow import follow
from gongzhi.cases.queries.search import case_page, cases_json, rate_clause, search_clause
from gongzhi.cases.queries.tasks import TaskDetail, task_detail, task_json

__all__ = [
    "CaseDetail",
    "Figures",
    "TaskDetail",
    "case_detail",
    "case_json",
    "case_page",
    "cases_json",
    "figures",
    "follow",
    "rate_clause",
    "says",
    "search_clause",
    "task_detail",
    "task_json",
]
