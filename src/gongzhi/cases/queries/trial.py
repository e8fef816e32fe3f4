"""What another dispatch catalogue would have done with a month's cases, before it is published (D10 "dry run").

The month is grouped by what decides: category, place as far as the lines tell places apart, and the stretches of
days and hours in which no line begins or ends. Each such cell is judged once, however many cases lie in it; only
where the limit would change are the moments of single cases looked at. Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from gongzhi.cases.flow import CASE
from gongzhi.cases.vocabulary import PROCESS, CaseLimit
from gongzhi.catalogues.queries import Line, Lines, catalogue, lines_of
from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import promises_for
from gongzhi.workflow.subjects import Promises, own_limit

ANSWER = "answer"
STARTS = tuple(move.name for move in CASE.moves if move.limit == CaseLimit.ANSWER)
"""The moves that start the clock which an answer stops."""
_EXTENDS = tuple(move.name for move in CASE.moves if move.limit == CaseLimit.EXTENSION)
"""Those that were granted more time keep it, whatever the line would say."""
NONE, RUNNING, MET, MISSED = "none", "running", "met", "missed"
PAGE = 50
_CHUNK = 5_000

_MONTH = """
month AS (
    SELECT s.id, s.number, coalesce(s.traits->>'category', '') AS category,
        coalesce(s.traits->>'grade', '') AS grade, left(s.place_code, %(width)s) AS place,
        coalesce(s.traits->>'alert', '') <> '' AND s.traits->>'grade' = 'urgent' AS alert,
        s.opened_at AT TIME ZONE 'Asia/Shanghai' AS wall, s.lead_body_id AS lead
    FROM workflow_subject s
    WHERE s.city_id = %(city)s AND s.process = %(process)s AND s.opened_at >= %(begin)s AND s.opened_at < %(end)s
{tail}),
"""
_PAGED = "AND (%(after)s::uuid IS NULL OR s.id < %(after)s) ORDER BY s.id DESC LIMIT %(limit)s"
_KEPT = """
kept AS (
    SELECT e.subject_id, max(ARRAY[e.at, e.due_at]) FILTER (WHERE e.move <> %(answer)s) AS promise,
        max(e.at) FILTER (WHERE e.move = ANY(%(starts)s)) AS began,
        max(e.at) FILTER (WHERE e.move = %(answer)s) AS answered
    FROM workflow_entry e JOIN month m ON m.id = e.subject_id
    WHERE e.kind = 'move' AND e.move = ANY(%(marks)s) GROUP BY 1
),
judged AS (
    SELECT m.*, CASE WHEN k.began = k.promise[1] AND NOT m.alert THEN k.began END AS began, k.promise[2] AS due,
        CASE WHEN k.answered >= k.began THEN k.answered END AS answered,
        width_bucket(m.wall::date, %(days)s::date[]) AS day,
        width_bucket(
            extract(hour FROM m.wall)::int * 60 + extract(minute FROM m.wall)::int, %(minutes)s::int[]
        ) AS minute
    FROM month m LEFT JOIN kept k ON k.subject_id = m.id
)
"""
_STATE = f"""CASE WHEN lead IS NULL OR due IS NULL THEN '{NONE}' WHEN answered <= due THEN '{MET}'
    WHEN answered > due OR due < %(now)s THEN '{MISSED}' ELSE '{RUNNING}' END"""
_CELLS = f"""
WITH {_MONTH.format(tail="")} {_KEPT}
SELECT category, grade, place, day, minute, lead, {_STATE} AS was,
    CASE WHEN category = ANY(%(clocked)s) THEN began END, CASE WHEN category = ANY(%(clocked)s) THEN answered END,
    count(*)
FROM judged GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
_ROWS = f"""
WITH {_MONTH.format(tail=_PAGED)} {_KEPT}
SELECT category, grade, place, day, minute, lead, {_STATE} AS was, began, answered, id, number
FROM judged ORDER BY id DESC
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """Where cases are and would have gone, and whether the promise was and would have been kept."""

    before: int | None
    after: int | None
    was: str
    would: str
    basis: str

    @property
    def moved(self) -> bool:
        """True when another body would have had it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Side:
    """One body's month: how many cases, answered in time, late; the rest is still running or not promised."""

    cases: int = 0
    met: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class BodyShift:
    """A body before and after; None stands for nobody."""

    body_id: int | None
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Trial:
    """The result for one month. ``moves``: (from, to, basis) → how many cases."""

    cases: int
    moved: int
    bodies: tuple[BodyShift, ...]
    moves: Mapping[tuple[int | None, int | None, str], int]


@dataclass(frozen=True, slots=True)
class TriedCase:
    """One case with its judgement."""

    id: UUID
    number: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to list; None does not filter. 0 stands for nobody."""

    moved: bool | None = None
    before: int | None = None
    after: int | None = None
    was: str | None = None
    would: str | None = None
    basis: str | None = None

    def fits(self, judged: Judged) -> bool:
        """True when the judgement is one of those wanted."""
        return all(
            wanted is None or wanted == found
            for wanted, found in (
                (self.moved, judged.moved),
                (self.before, judged.before or 0),
                (self.after, judged.after or 0),
                (self.was, judged.was),
                (self.would, judged.would),
                (self.basis, judged.basis),
            )
        )


def try_catalogue(viewer: Viewer, *, lines: Sequence[Line], month: date, now: datetime) -> Trial:
    """The month's cases under ``lines`` beside what was; set-based (D10, B12-10).

    A case goes elsewhere when the new catalogue names another body than the catalogue that was in force; a
    dispatcher's own choice that the new catalogue would have made is no change.
    """
    judge = _Judge(viewer, lines, month, now)
    before: Counter[tuple[int | None, str]] = Counter()
    after: Counter[tuple[int | None, str]] = Counter()
    moves: Counter[tuple[int | None, int | None, str]] = Counter()
    for *facts, count in rows(_CELLS, judge.params()):
        judged = judge(*facts)
        before[judged.before, judged.was] += count
        after[judged.after, judged.would] += count
        if judged.moved:
            moves[judged.before, judged.after, judged.basis] += count
    ids = sorted({body for body, _ in (*before, *after)}, key=lambda body: body or 0)
    shifts = tuple(BodyShift(body, _side(before, body), _side(after, body)) for body in ids)
    return Trial(before.total(), moves.total(), shifts, dict(moves.most_common()))


def tried_cases(
    viewer: Viewer,
    *,
    lines: Sequence[Line],
    month: date,
    now: datetime,
    wanted: Wanted,
    after: UUID | None = None,
) -> Iterator[TriedCase]:
    """The cases that a number of the trial counts, newest first, from the key ``after`` on."""
    judge = _Judge(viewer, lines, month, now)
    while True:
        found = rows(_ROWS, judge.params(after=after, limit=_CHUNK))
        for *facts, subject_id, number in found:
            judged = judge(*facts)
            if wanted.fits(judged):
                yield TriedCase(subject_id, number, judged)
        if len(found) < _CHUNK:
            return
        after = found[-1][-2]


def month_of(text: str) -> date:
    """The first day of a month written ``2026-03``.

    Raises:
        ValueError: when it is none.
    """
    return datetime.strptime(text, "%Y-%m").replace(tzinfo=CHINA).date()


def _side(counted: Counter[tuple[int | None, str]], body: int | None) -> Side:
    parts = {state: counted[body, state] for state in (NONE, RUNNING, MET, MISSED)}
    return Side(sum(parts.values()), parts[MET], parts[MISSED])


class _Judge:
    """Judges a cell once and remembers it."""

    def __init__(self, viewer: Viewer, lines: Sequence[Line], month: date, now: datetime) -> None:
        self._old, self._new = lines_of(viewer), Lines(lines)
        self._city, self._now = viewer.city_id, now
        following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
        self._begin, self._end = (datetime.combine(day, time(), CHINA) for day in (month, following))
        both = (*self._old.all, *self._new.all)
        self._width = max((len(line.place) for line in both), default=0)
        self._days = _days(both, month, following)
        spans = [line.hours for line in both if line.hours]
        self._minutes = sorted(
            {0} | {point for span in spans for point in (span.first, (span.last + 1) % 1440)}
        )
        self._promises: Promises = promises_for(viewer, PROCESS)
        self._clocked = _clocked(catalogue(viewer).codes, self._old, self._new)
        self._cells: dict[tuple[Any, ...], tuple[Line | None, Line | None]] = {}

    def params(self, after: UUID | None = None, limit: int | None = None) -> dict[str, Any]:
        """What the statements take."""
        return {
            "city": self._city,
            "process": PROCESS,
            "begin": self._begin,
            "end": self._end,
            "now": self._now,
            "width": self._width,
            "days": self._days,
            "minutes": self._minutes,
            "clocked": self._clocked,
            "starts": list(STARTS),
            "answer": ANSWER,
            "marks": [*STARTS, *_EXTENDS, ANSWER],
            "after": after,
            "limit": limit,
        }

    def __call__(
        self, category: str, grade: str, place: str, day: int, minute: int, lead: int | None, was: str,
        began: datetime | None, answered: datetime | None,
    ) -> Judged:  # fmt: skip
        """What becomes of the cases of a cell."""
        old, new = self._lines(category, place, day, minute)
        before = lead or (old.body_id if old else None)
        after = before
        if new is None or old is None or new.body_id != old.body_id:
            after = new.body_id if new else None
        would = was
        if began is not None and was != NONE and _limit(old) != _limit(new):
            would = self._state(new, grade, began, answered)
        return Judged(before, after, was, would, new.basis if new else "")

    def _lines(self, category: str, place: str, day: int, minute: int) -> tuple[Line | None, Line | None]:
        cell = (category, place, day, minute)
        if cell not in self._cells:
            at = datetime.combine(self._days[day - 1], time(*divmod(self._minutes[minute - 1], 60)), CHINA)
            self._cells[cell] = (
                self._old.responsible(category, place, at),
                self._new.responsible(category, place, at),
            )
        return self._cells[cell]

    def _state(self, line: Line | None, grade: str, began: datetime, answered: datetime | None) -> str:
        own = own_limit(CaseLimit.ANSWER, line.clock, line.amount, line.basis) if line else {}
        promise = self._promises(CaseLimit.ANSWER, {"grade": grade, **own}, began)
        if promise is None:
            return NONE
        if answered is not None:
            return MET if answered <= promise.due.at else MISSED
        return MISSED if promise.due.at < self._now else RUNNING


def _limit(line: Line | None) -> tuple[str, int | None]:
    return line.limit if line else ("", None)


def _clocked(categories: Iterable[str], old: Lines, new: Lines) -> list[str]:
    """The categories some line of which changes the limit: only their cases need their moments looked at."""
    said = {
        code: [{line.limit for line in lines.speaking_of(code)} for lines in (old, new)]
        for code in categories
    }
    return [code for code, (before, after) in said.items() if before != after or len(after) > 1]


def _days(lines: Iterable[Line], month: date, following: date) -> list[date]:
    """The days of the month on which some line begins or no longer holds, and the first."""
    days = [month + timedelta(days=n) for n in range((following - month).days)]
    edges = {point for line in lines if line.season for point in (line.season.first, line.season.last)}
    turns = {line.starts_on for line in lines} | {line.ends_on for line in lines if line.ends_on}
    return [
        day
        for day in days
        if day == month or any(_turns(one, edges, turns) for one in (day, day - timedelta(days=1)))
    ]


def _turns(day: date, edges: set[int], turns: set[date]) -> bool:
    return day.month * 100 + day.day in edges or day in turns
