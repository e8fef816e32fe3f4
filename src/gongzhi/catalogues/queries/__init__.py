"""Reads of the catalogues, cached under the version of the city's reference data."""

from gongzhi.catalogues.queries.categories import Catalogue, CategoryEntry, catalogue
from gongzhi.catalogues.queries.dispatch import (
    EndedLine,
    ended_lines,
    gaps,
    line_traits,
    lines_of,
    responsible_line,
)
from gongzhi.catalogues.queries.doors import RefusalEntry, refusal_texts
from gongzhi.catalogues.queries.questions import questions_of
from gongzhi.catalogues.queries.replies import Reply, render_template, reply_templates
from gongzhi.catalogues.queries.sheets import SheetRow, Version, draft_of, sheet_rows, versions
from gongzhi.catalogues.rules import Asked, Line, Lines, check_answers

__all__ = [
    "Asked",
    "Catalogue",
    "CategoryEntry",
    "EndedLine",
    "Line",
    "Lines",
    "RefusalEntry",
    "Reply",
    "SheetRow",
    "Version",
    "catalogue",
    "check_answers",
    "draft_of",
    "ended_lines",
    "gaps",
    "line_traits",
    "lines_of",
    "questions_of",
    "refusal_texts",
    "render_template",
    "reply_templates",
    "responsible_line",
    "sheet_rows",
    "versions",
]
