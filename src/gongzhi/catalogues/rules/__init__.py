"""Pure rules of the catalogues."""

from gongzhi.catalogues.rules.answers import Asked, check_answers
from gongzhi.catalogues.rules.lines import Line, Lines, overlaps, responsible, uncovered
from gongzhi.catalogues.rules.replies import PLACEHOLDERS, render, unknown_placeholders
from gongzhi.catalogues.rules.spans import Span, read_hours, read_season

__all__ = [
    "PLACEHOLDERS",
    "Asked",
    "Line",
    "Lines",
    "Span",
    "check_answers",
    "overlaps",
    "read_hours",
    "read_season",
    "render",
    "responsible",
    "uncovered",
    "unknown_placeholders",
]
