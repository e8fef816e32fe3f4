"""Reads of this context."""

from gongzhi.cases.queries.detail import CaseDetail, case_detail, case_json, category_label, says
from gongzhi.cases.queries.figures import Figures, figures
from gongzhi.cases.queries.follow import follow
from gongzhi.cases.queries.search import case_page, cases_json, rate_clause, search_clause
from gongzhi.cases.queries.tasks import TaskDetail, task_detail, task_json
from gongzhi.cases.queries.trial import Trial, TriedCase, tried_cases, try_catalogue
from gongzhi.cases.queries.unclear import objected_cases, unclear_lines

__all__ = [
    "CaseDetail",
    "Figures",
    "TaskDetail",
    "Trial",
    "TriedCase",
    "case_detail",
    "case_json",
    "case_page",
    "cases_json",
    "category_label",
    "figures",
    "follow",
    "objected_cases",
    "rate_clause",
    "says",
    "search_clause",
    "task_detail",
    "task_json",
    "tried_cases",
    "try_catalogue",
    "unclear_lines",
]
