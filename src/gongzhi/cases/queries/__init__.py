"""Reads of this context."""

from gongzhi.cases.queries.detail import CaseDetail, case_detail, case_json, says
from gongzhi.cases.queries.figures import Figures, figures
from gongzhi.cases.queries.follow import follow
from gongzhi.cases.queries.message import Message
from gongzhi.cases.queries.search import case_page, rate_clause, search_clause
from gongzhi.cases.queries.similar import SimilarCase, SimilarMatter, similar_cases, similar_matters
from gongzhi.cases.queries.suggest import Suggestions, suggestions

__all__ = [
    "CaseDetail",
    "Figures",
    "Message",
    "SimilarCase",
    "SimilarMatter",
    "Suggestions",
    "case_detail",
    "case_json",
    "case_page",
    "figures",
    "follow",
    "rate_clause",
    "says",
    "search_clause",
    "similar_cases",
    "similar_matters",
    "suggestions",
]
