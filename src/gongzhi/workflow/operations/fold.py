"""Fold the tally's deltas: figures stay small however many moves there were."""

from __future__ import annotations

from django.db import connection

_KEY = "city_id, process, month, area, dimensions, body_id, counter"
_FOLD = f"""
WITH taken AS (DELETE FROM workflow_tallydelta RETURNING {_KEY}, n)
INSERT INTO workflow_tally ({_KEY}, n)
SELECT {_KEY}, sum(n) FROM taken GROUP BY {_KEY} HAVING sum(n) <> 0
ON CONFLICT ({_KEY}) DO UPDATE SET n = workflow_tally.n + excluded.n
"""


def fold() -> int:
    """Fold everything that has been committed, in one statement; how many rows of the tally it touched."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)
        return int(cursor.rowcount)
