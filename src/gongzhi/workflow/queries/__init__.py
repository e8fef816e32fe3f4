"""Reads of heads and journal."""

from gongzhi.workflow.queries.desk import DeskPage, DeskRow, desk
from gongzhi.workflow.queries.figures import Cell, cells, summed
from gongzhi.workflow.queries.lists import Page, SearchClause, SubjectRow, Wanted, subject_page
from gongzhi.workflow.queries.timeline import Named, TimelineEntry, head_of, timeline

__all__ = [
    "Cell",
    "DeskPage",
    "DeskRow",
    "Named",
    "Page",
    "SearchClause",
    "SubjectRow",
    "TimelineEntry",
    "Wanted",
    "cells",
    "desk",
    "head_of",
    "subject_page",
    "summed",
    "timeline",
]
