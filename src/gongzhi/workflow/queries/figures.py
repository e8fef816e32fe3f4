"""Figures from the tallies: small sums, never a scan of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.registry import flow_of
from gongzhi.workflow.rules import STREET_DIGITS


@dataclass(frozen=True, slots=True)
class Cell:
    """So many under a month (year × 100 + month), a street code, the flow's dimensions, a body and a counter."""

    month: int
    street: str
    dimension: str
    body_id: int
    counter: str
    n: int


def cells(viewer: Viewer, process: str, *, first: int = 0, last: int = 999912) -> list[Cell]:
    """All cells of a process in the months from ``first`` to ``last`` that the viewer may see; one statement.

    A seat that reads the city sees all; one that reads a street or below sees the street; any other sees what
    is counted for its own bodies.
    """
    where, params = _visible(viewer, process)
    inner = " UNION ALL ".join(
        f"""SELECT month, street, dimensions, body_id, counter, n FROM {table}
        WHERE city_id = %s AND process = %s AND month BETWEEN %s AND %s AND {where}"""
        for table in ("workflow_tally", "workflow_tallydelta")
    )
    one = [viewer.city_id, process, first, last, *params]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT month, street, coalesce(dimensions->>0, ''), body_id, counter, sum(n)::bigint FROM ({inner}) t
            GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0""",
            [*one, *one],
        )
        return [Cell(*row) for row in cursor.fetchall()]


def _visible(viewer: Viewer, process: str) -> tuple[str, list[Any]]:
    scopes = [scope for seat in viewer.seats_with(flow_of(process).read) for scope in seat.scopes]
    if any(len(scope) < STREET_DIGITS for scope in scopes):
        return "true", []
    streets = sorted({scope[:STREET_DIGITS] for scope in scopes})
    return "(street = ANY(%s) OR body_id = ANY(%s))", [streets, sorted(viewer.body_ids)]


def summed(found: Iterable[Cell], *, prefix: str = "") -> dict[str, int]:
    """Counter (without ``prefix``) → sum over the cells whose counter begins with ``prefix``."""
    sums: Counter[str] = Counter()
    for cell in found:
        if cell.counter.startswith(prefix):
            sums[cell.counter.removeprefix(prefix)] += cell.n
    return dict(sums)
