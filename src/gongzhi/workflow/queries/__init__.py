"""Reads of heads and journal."""

from gongzhi.workflow.deadlines import promises_for
from gongzhi.workflow.queries.desk import DeskPage, DeskRow, desk
from gongzhi.workflow.queries.figures import Sums, sums
from gongzhi.workflow.queries.lists import Clause, Page, SubjectRow, Wanted, subject_lines, subject_page
from gongzhi.workflow.queries.subjects import (
    HEAD_COLUMNS,
    allowed_moves,
    read_head,
    sees_where,
    subject_id_of,
)

__all__ = [
    "HEAD_COLUMNS",
    "Clause",
    "DeskPage",
    "DeskRow",
    "Page",
    "SubjectRow",
    "Sums",
    "Wanted",
    "allowed_moves",
    "desk",
    "promises_for",
    "read_head",
    "sees_where",
    "subject_id_of",
    "subject_lines",
    "subject_page",
    "sums",
]
