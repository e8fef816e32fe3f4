"""The dispatch catalogue: who answers, by which limit; lines whose body has ended; matters without a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from gongzhi.catalogues.models import DispatchRule
from gongzhi.catalogues.queries.categories import catalogue
from gongzhi.catalogues.rules import Line, Lines, read_hours, read_season, uncovered
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.targets import known_bodies, known_places
from gongzhi.orgs.vocabulary import Level
from gongzhi.workflow.subjects import own_limit


def responsible_line(viewer: Viewer, category: str, place_code: str, at: datetime) -> Line | None:
    """Who answers for a matter of this category at this place that came at that moment; None: nobody says."""
    return lines_of(viewer).responsible(category, place_code, at)


def line_traits(line: Line | None, body_id: int | None, limit: str) -> dict[str, str]:
    """What a subject that is handed to ``body_id`` carries of the line: its own limit, and which line it was.

    A line is only named when the subject goes where the line says: others' choices say nothing of it.
    """
    told = line is not None and line.body_id == body_id and line.id is not None
    own = own_limit(limit, line.clock, line.amount, line.basis) if line else own_limit(limit)
    return {"line": str(line.id) if line and told else "", **own}


def lines_of(viewer: Viewer) -> Lines:
    """All lines that name a body that is there, of all versions."""
    return _lines(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _lines(city_id: int, _revision: int) -> Lines:
    rows = DispatchRule.objects.filter(city_id=city_id, body__ends_on__isnull=True).order_by("id")
    return Lines(line_of(row) for row in rows)


def line_of(row: DispatchRule) -> Line:
    """The row as the rules take it."""
    return Line(
        row.category, row.place, row.body_id, row.basis, row.starts_on, row.ends_on, read_season(row.season),
        read_hours(row.hours), row.clock, row.amount, row.id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EndedLine:
    """A line in force whose body is no more; ``successor`` is the body that took over, if one did."""

    category: str
    place: str
    body: str
    successor: str


def ended_lines(viewer: Viewer, on: date) -> list[EndedLine]:
    """The lines in force on a day whose body has ended: nobody answers by them (they are passed over)."""
    gone = {body.id: body for body in known_bodies(viewer.city_id) if body.ended}
    rows = (
        DispatchRule.objects.visible_to(viewer)
        .in_force(on)
        .filter(body_id__in=gone)
        .order_by("category", "place")
    )
    return [
        EndedLine(row.category, row.place, gone[row.body_id].name, gone[row.body_id].successor)
        for row in rows
    ]


def gaps(viewer: Viewer, lines: Iterable[Line], categories: Iterable[str]) -> Mapping[str, list[str]]:
    """By category code, the names of the streets and communities where no line of a version answers."""
    names = places_to_cover(viewer.city_id)
    missing = uncovered(Lines(lines), categories, list(names))
    return {code: [names[place] for place in places] for code, places in missing.items()}


def gaps_on(viewer: Viewer, on: date) -> Mapping[str, list[str]]:
    """The gaps of what is in force on a day."""
    held = [
        line
        for line in lines_of(viewer).all
        if line.starts_on <= on and (not line.ends_on or on <= line.ends_on)
    ]
    return gaps(viewer, held, catalogue(viewer, on).by_code)


def places_to_cover(city_id: int) -> dict[str, str]:
    """Code → name of the places where cases happen: streets and communities, or what the city has."""
    known = known_places(city_id)
    inhabited = [place for place in known if place.level in (Level.STREET, Level.COMMUNITY)]
    return {place.code: place.name for place in inhabited or known}
