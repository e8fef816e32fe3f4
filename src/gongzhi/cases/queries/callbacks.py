"""Who is to be called back: all that wait, or a sample of what was answered in a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongzhi.cases import people
from gongzhi.cases.counting import VERDICT
from gongzhi.cases.queries.figures import Measured, formula_for
from gongzhi.cases.rates import Rate, wilson
from gongzhi.cases.sampling import draw, margin
from gongzhi.cases.vocabulary import PROCESS, CaseCapability, Stage
from gongzhi.kernel.clock import span_of
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import sees_where

SHEET = 50
LARGEST = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the phone sheet. ``contact`` and ``reporter`` are masked, and empty for who may not know of them."""

    id: UUID
    number: str
    sequence: int
    stage: str
    title: str
    place: str
    lead: str
    answer: str
    reporter: str
    contact: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample: of how many, how sure it is at worst, how many were reached, and what they said so far."""

    month: int
    seed: int
    population: int
    ids: tuple[UUID, ...]
    margin: float | None
    called: int
    rates: tuple[tuple[Rate, float, float], ...]
    """Each rate of the verdicts with its interval for the whole month."""


_LINES = """
SELECT s.id, s.number, s.sequence, s.stage, s.title, p.name, coalesce(b.name, ''), coalesce((
    SELECT e.words FROM workflow_entry e WHERE e.subject_id = s.id AND e.move = 'answer'
    ORDER BY e.sequence DESC LIMIT 1), ''), c.reporter_sealed, c.contact_sealed
FROM workflow_subject s JOIN cases_case c ON c.subject_id = s.id JOIN orgs_place p ON p.id = s.place_id
LEFT JOIN orgs_body b ON b.id = s.lead_body_id
WHERE s.city_id = %s AND s.process = %s AND {where} AND {sees} {order}
"""


def waiting_calls(viewer: Viewer) -> tuple[Call, ...]:
    """The cases that wait for a call-back, those due first; one page."""
    where = "s.stage = %s AND s.closed_at IS NULL"
    return _calls(viewer, where, [Stage.ANSWERED], f"ORDER BY s.due_at NULLS LAST, s.id LIMIT {SHEET}")


def sampled_calls(viewer: Viewer, sample: Sample) -> tuple[Call, ...]:
    """The lines of a sample, in the order in which it was drawn."""
    found = {call.id: call for call in _calls(viewer, "s.id = ANY(%s)", [list(sample.ids)], "")}
    return tuple(found[one] for one in sample.ids if one in found)


def _calls(viewer: Viewer, where: str, given: Sequence[Any], order: str) -> tuple[Call, ...]:
    sees, params = sees_where(viewer)
    knows = viewer.can(CaseCapability.CONTACT)
    statement = _LINES.format(where=where, sees=sees, order=order)
    found = rows(statement, [viewer.city_id, PROCESS, *given, *params])
    return tuple(_call(row, knows=knows) for row in found)


def _call(row: tuple[Any, ...], *, knows: bool) -> Call:
    *seen, reporter, contact = row
    who = people.masked_name(people.open_personal(reporter, row[0])) if knows else ""
    way = people.masked_contact(people.open_personal(contact, row[0])) if knows else ""
    return Call(*(*seen, who, way))


_ANSWERED = """
SELECT DISTINCT e.subject_id FROM workflow_entry e JOIN workflow_subject s ON s.id = e.subject_id
WHERE e.move = 'answer' AND e.at >= %s AND e.at < %s AND s.city_id = %s AND s.process = %s AND {sees}
"""
_SAID = """
SELECT coalesce(s.traits->>'counted', '') FROM workflow_subject s WHERE s.id = ANY(%s)
"""


def sample_calls(viewer: Viewer, *, month: int, size: int, seed: int) -> Sample:
    """Draw ``size`` of the cases answered in ``month``; the same whenever it is drawn, as the journal only grows.

    Raises:
        Refusal: ``sample.size``, ``sample.month``.
    """
    if not 1 <= size <= LARGEST:
        raise Refusal("sample.size", f"样本数应在 1 到 {LARGEST} 之间。", fields={"size": f"1 到 {LARGEST}"})
    try:
        begin, end = span_of(month)
    except ValueError as error:
        raise Refusal("sample.month", "月份应写成 202603 这样。", fields={"month": "如 202603"}) from error
    sees, params = sees_where(viewer)
    found = rows(_ANSWERED.format(sees=sees), [begin, end, viewer.city_id, PROCESS, *params])
    population = [subject_id for (subject_id,) in found]
    ids = draw(population, size, seed)
    said = Measured(_said(ids), formula_for(viewer, month))
    known = [rate for rate in said.rates if rate.n and rate.name in _of_verdicts(said)]
    return Sample(
        month, seed, len(population), tuple(ids), margin(len(ids), len(population)),
        said.counters.get("callback:valid", 0),
        tuple((rate, *wilson(rate.part / rate.n, rate.n, len(population))) for rate in known),
    )  # fmt: skip


def _said(ids: Sequence[UUID]) -> Counter[str]:
    words = (word for (counted,) in rows(_SAID, [list(ids)]) for word in counted.split())
    return Counter(
        counter for counter in (word.rpartition("@")[0] for word in words) if counter.startswith(VERDICT)
    )


def _of_verdicts(found: Measured) -> set[str]:
    return {rule.name for rule in found.formula.rates if all(name.startswith(VERDICT) for name in rule.n)}
