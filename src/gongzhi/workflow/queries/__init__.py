"""Reads of heads and journal."""

from gongzhi.workflow.queries.desk import DeskPage, DeskRow, desk
from gongzhi.workflow.queries.figures import Cell, cells, summed
from gongzhi.workflow.queries.lists import Clause, Page, SubjectRow, Wanted, subject_page
from gongzhi.workflow.queries.subjects import (
    HEAD_COLUMNS,
    allowed_moves,
    read_head,
    sees_where,
    subject_id_of,
)

__all__ = [
    "HEAD_COLUMNS",
    "Cell",
    "Clause",
    "DeskPage",
    "DeskRow",
    "Page",
    "SubjectRow",
    "Wanted",
    "allowed_moves",
    "cells",
    "desk",
    "read_head",
    "sees_where",
    "subject_id_of",
    "subject_page",
    "summed",
]
