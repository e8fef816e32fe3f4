"""Reads of this context."""

from gongzhi.cases.queries.detail import CaseDetail, case_detail, case_json, category_label, says
from gongzhi.cases.queries.figures import Figures, Measured, by_month, figures, formula_for, formulas
from gongzhi.cases.queries.follow import follow, follow_by_link
from gongzhi.cases.queries.message import Message
from gongzhi.cases.queries.own import Asked, Reveal, erasure_of, own_copy, reveals_of, waiting_erasures
from gongzhi.cases.queries.search import (
    ALL,
    case_page,
    cases_json,
    counted_when_filed,
    figure_clause,
    search_clause,
)
from gongzhi.cases.queries.similar import SimilarCase, SimilarMatter, similar_cases, similar_matters
from gongzhi.cases.queries.suggest import Suggestions, suggestions
from gongzhi.cases.queries.tasks import TaskDetail, task_detail, task_json
from gongzhi.cases.queries.trial import Trial, TriedCase, tried_cases, try_catalogue
from gongzhi.cases.queries.unclear import objected_cases, unclear_lines

__all__ = [
    "ALL",
    "Asked",
    "CaseDetail",
    "Figures",
    "Measured",
    "Message",
    "Reveal",
    "SimilarCase",
    "SimilarMatter",
    "Suggestions",
    "TaskDetail",
    "Trial",
    "TriedCase",
    "by_month",
    "case_detail",
    "case_json",
    "case_page",
    "cases_json",
    "category_label",
    "counted_when_filed",
    "erasure_of",
    "figure_clause",
    "figures",
    "follow",
    "follow_by_link",
    "formula_for",
    "formulas",
    "objected_cases",
    "own_copy",
    "reveals_of",
    "says",
    "search_clause",
    "similar_cases",
    "similar_matters",
    "suggestions",
    "task_detail",
    "task_json",
    "tried_cases",
    "try_catalogue",
    "unclear_lines",
    "waiting_erasures",
]
