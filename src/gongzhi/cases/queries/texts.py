"""Texts of cases that are not what their first entry has committed to; ``gongzhi doctor`` asks."""

from __future__ import annotations

from gongzhi.kernel.rows import rows

_CHANGED = """
SELECT s.number FROM cases_case c JOIN workflow_subject s ON s.id = c.subject_id
JOIN workflow_entry e ON e.subject_id = c.subject_id AND e.sequence = 1
WHERE CASE WHEN e.words_salt IS NULL THEN c.text <> '' AND e.words_hash IS NOT NULL
    ELSE sha256(e.words_salt || convert_to(c.text, 'UTF8')) <> e.words_hash END
ORDER BY s.number
"""


def changed_texts() -> list[str]:
    """The numbers of cases whose text was changed after filing; one that was removed as a whole is not."""
    return [number for (number,) in rows(_CHANGED, [])]
