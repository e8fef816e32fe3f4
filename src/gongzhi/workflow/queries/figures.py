"""Figures from the tallies: small sums, never a scan of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.registry import flow_of
from gongzhi.workflow.rules import STREET_DIGITS

STANDING = "stage:"
"""The counters that say where subjects stand begin so and name no body; each subject is in exactly one."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted: everything by counter, and the subjects themselves by stage, street, dimension and month."""

    by_counter: dict[str, int]
    by_stage: dict[str, int]
    by_street: dict[str, int]
    """By street code; "" is what has no street."""
    by_dimension: dict[str, int]
    """By the flow's first dimension; "" is what has none."""
    by_month: dict[int, int]
    """By year × 100 + month."""


_SUMS = """
WITH counted AS NOT MATERIALIZED ({counted}),
standing AS MATERIALIZED (
    SELECT month, street, dimensions->>0 AS dimension, sum(n)::bigint AS n FROM counted
    WHERE starts_with(counter, %s) GROUP BY 1, 2, 3)
SELECT 'counter', counter, sum(n)::bigint AS total FROM counted GROUP BY 2
UNION ALL SELECT 'street', street, sum(n)::bigint FROM standing GROUP BY 2
UNION ALL SELECT 'dimension', coalesce(dimension, ''), sum(n)::bigint FROM standing GROUP BY 2
UNION ALL SELECT 'month', month::text, sum(n)::bigint FROM standing GROUP BY 2
"""


def sums(viewer: Viewer, process: str, *, first: int = 0, last: int = 999912) -> Sums:
    """What the viewer may see of a process in the months from ``first`` to ``last``; one statement.

    A seat that reads the city sees all; one that reads a street or below sees the street; any other sees what
    is counted for its own bodies.
    """
    where, params = _visible(viewer, process)
    counted = " UNION ALL ".join(
        f"""SELECT month, street, dimensions, body_id, counter, n FROM {table}
        WHERE city_id = %s AND process = %s AND month BETWEEN %s AND %s AND {where}"""
        for table in ("workflow_tally", "workflow_tallydelta")
    )
    one = [viewer.city_id, process, first, last, *params]
    found: dict[str, dict[str, int]] = {"counter": {}, "street": {}, "dimension": {}, "month": {}}
    for kind, key, total in rows(_SUMS.format(counted=counted), [*one, *one, STANDING]):
        if total:
            found[kind][key] = total
    counters = found["counter"]
    return Sums(
        by_counter=counters,
        by_stage={
            name.removeprefix(STANDING): n for name, n in counters.items() if name.startswith(STANDING)
        },
        by_street=found["street"],
        by_dimension=found["dimension"],
        by_month={int(month): n for month, n in sorted(found["month"].items())},
    )


def _visible(viewer: Viewer, process: str) -> tuple[str, list[Any]]:
    scopes = [scope for seat in viewer.seats_with(flow_of(process).read) for scope in seat.scopes]
    if any(len(scope) < STREET_DIGITS for scope in scopes):
        return "body_id = 0", []
    if scopes:
        return "body_id = 0 AND street = ANY(%s)", [sorted({scope[:STREET_DIGITS] for scope in scopes})]
    return "body_id = ANY(%s)", [sorted(viewer.body_ids)]
