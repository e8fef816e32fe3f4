"""One subject: finding it, and seeing whether it may be seen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.engine import read_head
from gongzhi.workflow.rules import allowed_moves
from gongzhi.workflow.scope import visible_where
from gongzhi.workflow.statements import HEAD_COLUMNS

__all__ = ["HEAD_COLUMNS", "allowed_moves", "read_head", "sees_where", "subject_id_of"]


def sees_where(viewer: Viewer) -> tuple[str, list[Any]]:
    """The condition, on a subject aliased ``s``, that the viewer may see it."""
    return visible_where(viewer, "s")


def subject_id_of(number: str) -> UUID | None:
    """The subject that has a canonical number, whoever may see it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM workflow_subject WHERE number = %s", [number])
        row = cursor.fetchone()
    return None if row is None else row[0]
