"""Reads of this context."""

from gongzhi.cases.queries.detail import CaseDetail, case_detail, case_json, says
from gongzhi.cases.queries.figures import Figures, Measured, figures, formula_for, formulas
from gongzhi.cases.queries.follow import follow, follow_by_link
from gongzhi.cases.queries.own import Asked, Reveal, erasure_of, own_copy, reveals_of, waiting_erasures
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
    "Asked",
    "CaseDetail",
    "Figures",
    "Measured",
    "Reveal",
    "TaskDetail",
    "case_detail",
    "case_json",
    "case_page",
    "cases_json",
    "counted_when_filed",
    "erasure_of",
    "figure_clause",
    "figures",
    "follow",
    "follow_by_link",
    "formula_for",
    "formulas",
    "own_copy",
    "reveals_of",
    "says",
    "search_clause",
    "task_detail",
    "task_json",
    "waiting_erasures",
]
