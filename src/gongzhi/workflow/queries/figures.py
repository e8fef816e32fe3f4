"""Figures from the tallies: small sums, never a scan of cases; and the subjects behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries.lists import Clause
from gongzhi.workflow.registry import flow_of
from gongzhi.workflow.tallying import COMMUNITY_DIGITS, STREET_DIGITS

STANDING = "stage:"
"""The counters that say where subjects stand begin so; each subject is in exactly one."""

Counters = Mapping[str, int]
"""How many subjects each counter counts."""


@dataclass(frozen=True, slots=True)
class Sums:
    """How many subjects were counted: in all, and once for each way of asking."""

    total: Counters
    by_stage: Mapping[str, int]
    standing: Mapping[str, int]
    """All subjects by the flow's first dimension; "" is what has none."""
    by_dimension: Mapping[str, Counters]
    """For who reads the whole city."""
    by_street: Mapping[str, Counters]
    """By street code; "" is what has no street."""
    by_community: Mapping[str, Counters]
    by_unit: Mapping[int, Counters]


@dataclass(frozen=True, slots=True)
class _Reach:
    """What is counted for a viewer: cells of the tallies in all and in part, and the same subjects."""

    total: str
    parts: str
    params: Mapping[str, list[Any]]
    subjects: Clause


_TALLIES = """(SELECT month, area, dimensions, body_id, counter, n FROM workflow_tally
    WHERE city_id = %(city)s AND process = %(process)s AND month BETWEEN %(first)s AND %(last)s AND {scanned}
    UNION ALL SELECT month, area, dimensions, body_id, counter, n FROM workflow_tallydelta
    WHERE city_id = %(city)s AND process = %(process)s AND month BETWEEN %(first)s AND %(last)s AND {scanned}) t"""
_AXIS = """CASE WHEN starts_with(counter, 'stage:') THEN 'stage' WHEN body_id <> 0 THEN 'unit'
    WHEN dimensions <> '[]' THEN 'dimension' WHEN length(area) = 12 THEN 'community' ELSE 'street' END AS axis"""
_SUMS = f"""
WITH summed AS (
    SELECT area, dimensions->>0 AS dimension, body_id, counter, n, {_AXIS} FROM (
        SELECT area, dimensions, body_id, counter, sum(n)::bigint AS n FROM {_TALLIES} GROUP BY 1, 2, 3, 4) s)
SELECT 'total' AS axis, '' AS key, counter, sum(n)::bigint FROM summed WHERE {{total}} GROUP BY 3
UNION ALL SELECT 'standing', coalesce(dimension, ''), '', sum(n)::bigint FROM summed
    WHERE axis = 'stage' AND {{parts}} GROUP BY 2
UNION ALL SELECT axis, CASE axis WHEN 'unit' THEN body_id::text WHEN 'dimension' THEN dimension
        WHEN 'stage' THEN '' ELSE area END AS key, counter, sum(n)::bigint
    FROM summed WHERE {{parts}} GROUP BY 1, 2, 3
"""
_MONTHS = f"""
SELECT month, counter, sum(n)::bigint FROM (SELECT month, area, body_id, counter, n, {_AXIS} FROM {_TALLIES}) m
WHERE {{total}} GROUP BY 1, 2
"""
_AREAS = "body_id = 0 AND length(area) < 12"
"""Of the whole city the small sums: what most pages and the API ask for."""


def sums(
    viewer: Viewer,
    process: str,
    *,
    first: int = 0,
    last: int = 999912,
    everywhere: bool = False,
    detail: bool = True,
) -> Sums:
    """What is counted for the viewer of a process in the months from ``first`` to ``last``; one statement.

    A seat that reads the city is counted all; one that reads streets or communities these; any other what its
    own bodies lead. ``everywhere`` counts the city for anybody: for what is published, with small cells hidden.
    Without ``detail`` the city's communities and units are left out, which are most of the cells.
    """
    reach = _EVERYTHING if everywhere else _reach(viewer, process)
    scanned = "true" if detail or reach is not _EVERYTHING else _AREAS
    statement = _SUMS.format(total=reach.total, parts=reach.parts, scanned=scanned)
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for axis, key, counter, n in rows(statement, _params(viewer, process, first, last, reach)):
        if n:
            found[axis][key][counter] = n
    return Sums(
        total=found["total"][""],
        by_stage={name.removeprefix(STANDING): n for name, n in found["stage"][""].items()},
        standing={key: n for key, sums_of in found["standing"].items() for n in sums_of.values()},
        by_dimension=found["dimension"],
        by_street=found["street"],
        by_community=found["community"],
        by_unit={int(key): sums_of for key, sums_of in found["unit"].items()},
    )


def sums_by_month(
    viewer: Viewer, process: str, *, first: int = 0, last: int = 999912
) -> dict[int, dict[str, int]]:
    """The total of :func:`sums` for each month (year × 100 + month) by itself; one statement."""
    reach = _reach(viewer, process)
    scanned = f"{_AREAS} AND dimensions = '[]'" if reach is _EVERYTHING else "true"
    statement = _MONTHS.format(total=reach.total, scanned=scanned)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for month, counter, n in rows(statement, _params(viewer, process, first, last, reach)):
        if n:
            found[month][counter] = n
    return dict(sorted(found.items()))


def _params(viewer: Viewer, process: str, first: int, last: int, reach: _Reach) -> dict[str, Any]:
    return {"city": viewer.city_id, "process": process, "first": first, "last": last, **reach.params}


def counted_for(viewer: Viewer, process: str) -> Clause:
    """The subjects that :func:`sums` counts for the viewer: not everything that it sees lies in its area (R30)."""
    return _reach(viewer, process).subjects


_EVERYTHING = _Reach("axis = 'street'", "true", {}, Clause("true", ()))


def _reach(viewer: Viewer, process: str) -> _Reach:
    scopes = {scope for seat in viewer.seats_with(flow_of(process).read) for scope in seat.scopes}
    if any(len(scope) < STREET_DIGITS for scope in scopes):
        return _EVERYTHING
    bodies = sorted(viewer.body_ids)
    if not scopes:
        lead = "axis = 'unit' AND body_id = ANY(%(bodies)s)"
        return _Reach(lead, lead, {"bodies": bodies}, Clause("{s}.lead_body_id = ANY(%s)", (bodies,)))
    streets = sorted({scope for scope in scopes if len(scope) == STREET_DIGITS})
    communities = sorted(
        {s for s in scopes if len(s) == COMMUNITY_DIGITS and not s.startswith(tuple(streets))}
    )
    here = """(axis IN ('stage', 'street') AND area = ANY(%(streets)s)
        OR axis = 'community' AND (area = ANY(%(communities)s) OR left(area, 9) = ANY(%(streets)s))
        OR axis = 'unit' AND body_id = ANY(%(bodies)s))"""
    total = (
        "(axis = 'street' AND area = ANY(%(streets)s) OR axis = 'community' AND area = ANY(%(communities)s))"
    )
    subjects = "(left({s}.place_code, 9) = ANY(%s) OR left({s}.place_code, 12) = ANY(%s))"
    return _Reach(
        total,
        here,
        {"streets": streets, "communities": communities, "bodies": bodies},
        Clause(subjects, (streets, communities)),
    )
