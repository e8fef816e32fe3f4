"""Reads of this context."""

from gongzhi.cases.queries.detail import CaseDetail, case_detail, case_json, says
from gongzhi.cases.queries.figures import Figures, Measured, figures, formula_for, formulas
from gongzhi.cases.queries.follow import follow
from gongzhi.cases.queries.search import (
    ALL,
    case_page,
    cases_json,
    counted_when_filed,
    figure_clause,
    search_clause,
)
from gongzhi.cases.queries.tasks import TaskDetail, task_detail, task_json

__all__ = [
    "ALL",
    "CaseDetail",
    "Figures",
    "Measured",
    "TaskDetail",
    "case_detail",
    "case_json",
    "case_page",
    "cases_json",
    "counted_when_filed",
    "figure_clause",
    "figures",
    "follow",
    "formula_for",
    "formulas",
    "says",
    "search_clause",
    "task_detail",
    "task_json",
]
