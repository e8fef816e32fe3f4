"""The figures counted once more, in plain SQL from the journal: nothing of the program's own counting is used.

A case is counted by the latest word of each kind, in the month of that word, under the place and the unit that it
has come to; what is set aside is counted under ``excluded:``.
"""

from __future__ import annotations

from collections import Counter

from tests.road import rows

Cell = tuple[int, str, str, int, str]
"""(month, area, class or "-", body, counter)."""

_MONTH = "to_char({at} AT TIME ZONE 'Asia/Shanghai', 'YYYYMM')::int"
_LAST = "ORDER BY e.sequence DESC LIMIT 1"

_COUNTED = f"""
WITH life AS (
    SELECT e.subject_id AS id, max(e.sequence) AS last, min(e.at) AS opened
    FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id WHERE s.process = 'case' GROUP BY 1),
known AS (
    SELECT l.id, {_MONTH.format(at="l.opened")} AS opened,
        (SELECT e.target FROM workflow_entry e WHERE e.subject_id = l.id AND e.sequence = l.last) AS stage,
        (SELECT e.facts->>'place' FROM workflow_entry e WHERE e.subject_id = l.id AND e.facts ? 'place' {_LAST}) AS place,
        coalesce((SELECT e.facts->'traits'->>'class' FROM workflow_entry e
            WHERE e.subject_id = l.id AND e.facts->'traits' ? 'class' {_LAST}), '') AS class,
        (SELECT e.facts->'traits'->>'channel' FROM workflow_entry e WHERE e.subject_id = l.id AND e.sequence = 1) AS channel,
        coalesce((SELECT e.facts->'traits'->>'excluded' FROM workflow_entry e
            WHERE e.subject_id = l.id AND e.facts->'traits' ? 'excluded' {_LAST}), '') AS excluded,
        (SELECT e.holder_body_id FROM workflow_entry e WHERE e.subject_id = l.id
            AND e.move IN ('dispatch', 'assign', 'hand_over', 'succeed') {_LAST}) AS lead
    FROM life l),
told AS (
    -- The contact: due from the last dispatch that was not taken away before the call.
    SELECT k.id, 'contact:due' AS counter, {_MONTH.format(at="(d.facts->>'contact_by')::timestamptz")} AS month
    FROM known k, LATERAL (SELECT * FROM workflow_entry e
        WHERE e.subject_id = k.id AND e.move IN ('dispatch', 'assign', 'hand_over') {_LAST}) d
    WHERE d.facts->>'contact_by' IS NOT NULL AND NOT EXISTS (SELECT 1 FROM workflow_entry r
        WHERE r.subject_id = k.id AND r.move = 'orphan' AND r.sequence > d.sequence AND r.facts ? 'withdrawn')
    UNION ALL
    SELECT k.id, 'contact:met', {_MONTH.format(at="(d.facts->>'contact_by')::timestamptz")}
    FROM known k, LATERAL (SELECT * FROM workflow_entry e
        WHERE e.subject_id = k.id AND e.move IN ('dispatch', 'assign', 'hand_over') {_LAST}) d
    WHERE (SELECT c.at <= (d.facts->>'contact_by')::timestamptz FROM workflow_entry c
        WHERE c.subject_id = k.id AND c.move = 'contact' AND c.sequence > d.sequence ORDER BY c.sequence LIMIT 1)
    UNION ALL
    SELECT k.id, unnest(CASE WHEN a.at <= p.due_at OR p.due_at IS NULL
        THEN ARRAY['answer:given', 'answer:met'] ELSE ARRAY['answer:given'] END), {_MONTH.format(at="a.at")}
    FROM known k, LATERAL (SELECT * FROM workflow_entry e
        WHERE e.subject_id = k.id AND e.move = 'answer' {_LAST}) a
    JOIN workflow_entry p ON p.subject_id = a.subject_id AND p.sequence = a.sequence - 1
    UNION ALL
    SELECT k.id, unnest(array_remove(ARRAY['callback:valid', 'solved:' || (v.facts->>'solved'),
        'satisfaction:' || (v.facts->>'satisfaction'), 'reason:' || (v.facts->>'reason'),
        CASE WHEN v.facts->>'solved' = 'solved' AND v.facts->>'satisfaction' = 'dissatisfied'
            THEN 'verdict:solved_unhappy' END], NULL)), {_MONTH.format(at="v.at")}
    FROM known k, LATERAL (SELECT * FROM workflow_entry e
        WHERE e.subject_id = k.id AND e.move IN ('call_back', 'rate') AND (e.facts->>'reached')::boolean {_LAST}) v
    UNION ALL
    SELECT k.id, 'callback:unreached', {_MONTH.format(at="v.at")}
    FROM known k, LATERAL (SELECT * FROM workflow_entry e WHERE e.subject_id = k.id AND e.move IN ('call_back', 'rate') {_LAST}) v
    WHERE NOT EXISTS (SELECT 1 FROM workflow_entry e
        WHERE e.subject_id = k.id AND e.move IN ('call_back', 'rate') AND (e.facts->>'reached')::boolean)
    UNION ALL
    SELECT k.id, 'loop:' || (SELECT CASE WHEN b.kind = 'residents_committee' THEN 'community'
            WHEN b.kind IN ('street', 'street_office', 'street_center', 'enforcement_team') THEN 'street'
            ELSE 'district' END FROM orgs_body b WHERE b.id = k.lead), {_MONTH.format(at="c.at")}
    FROM known k, LATERAL (SELECT * FROM workflow_entry e
        WHERE e.subject_id = k.id AND e.target = 'closed' AND e.source <> 'closed' {_LAST}) c
    WHERE k.stage = 'closed' AND k.lead IS NOT NULL),
counted AS (
    SELECT id, opened AS month, 'channel:' || channel AS counter FROM known
    UNION ALL SELECT id, opened, 'excluded' FROM known WHERE excluded <> ''
    UNION ALL SELECT t.id, t.month, CASE WHEN k.excluded = '' THEN t.counter ELSE 'excluded:' || t.counter END
    FROM told t JOIN known k ON k.id = t.id),
placed AS (
    SELECT *, CASE WHEN substr(place, 7, 3) = '000' THEN '' ELSE left(place, 9) END AS street,
        CASE WHEN substr(place, 10, 3) = '000' THEN '' ELSE left(place, 12) END AS community FROM known)
SELECT opened, street, class, 0::bigint, 'stage:' || stage, count(*) FROM placed GROUP BY 1, 2, 3, 5
UNION ALL SELECT month, street, '-', 0, counter, count(*) FROM counted c JOIN placed p ON p.id = c.id GROUP BY 1, 2, 5
UNION ALL SELECT month, '', class, 0, counter, count(*) FROM counted c JOIN placed p ON p.id = c.id GROUP BY 1, 3, 5
UNION ALL SELECT month, community, '-', 0, counter, count(*) FROM counted c JOIN placed p ON p.id = c.id
    WHERE community <> '' GROUP BY 1, 2, 5
UNION ALL SELECT month, '', '-', lead, counter, count(*) FROM counted c JOIN placed p ON p.id = c.id
    WHERE lead IS NOT NULL GROUP BY 1, 4, 5
"""


def recount() -> Counter[Cell]:
    """Every cell of the figures."""
    return Counter({tuple(row[:5]): row[5] for row in rows(_COUNTED)})


def kept() -> Counter[Cell]:
    """What the tallies hold, folded or not."""
    found = rows(
        """SELECT month, area, coalesce(dimensions->>0, '-'), body_id, counter, sum(n)::int FROM (
            SELECT month, area, dimensions, body_id, counter, n FROM workflow_tally WHERE process = 'case' UNION ALL
            SELECT month, area, dimensions, body_id, counter, n FROM workflow_tallydelta WHERE process = 'case') t
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0"""
    )
    return Counter({(month, area, top, body, counter): n for month, area, top, body, counter, n in found})
