"""Reads of heads and journal."""

from gongzhi.workflow.deadlines import promises_for
from gongzhi.workflow.queries.desk import DeskPage, DeskRow, desk
from gongzhi.workflow.queries.figures import Counters, Sums, counted_for, sums, sums_by_month
from gongzhi.workflow.queries.lists import (
    Clause,
    Page,
    SubjectRow,
    Wanted,
    subject_count,
    subject_lines,
    subject_page,
)
from gongzhi.workflow.queries.marks import Mark, journal_mark
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
    "Counters",
    "DeskPage",
    "DeskRow",
    "Mark",
    "Page",
    "SubjectRow",
    "Sums",
    "Wanted",
    "allowed_moves",
    "counted_for",
    "desk",
    "journal_mark",
    "promises_for",
    "read_head",
    "sees_where",
    "subject_count",
    "subject_id_of",
    "subject_lines",
    "subject_page",
    "sums",
    "sums_by_month",
]
