"""Where something is: from free text, from a point on the map, or from both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.gazetteer import Found, Gazetteer, Name
from gongzhi.orgs.geometry import Polygons
from gongzhi.orgs.models import Place
from gongzhi.orgs.outlines import area_of
from gongzhi.orgs.rules import community_name
from gongzhi.orgs.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal; ``name`` tells the way down to it, ``why`` what speaks for it."""

    place_id: int
    code: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Located:
    """The answer: the place may be acted on without asking only when it is ``certain``."""

    place_id: int | None
    code: str | None
    certain: bool
    candidates: tuple[Candidate, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """A place as the finder keeps it. A building lies in its grid and, beside it, in its compound."""

    place_id: int
    name: str
    is_compound: bool
    parent: str | None
    compound: str | None


@dataclass(frozen=True, slots=True)
class PlaceFinder:
    """Finds the places of one city that have no end. Immutable; safe to share between threads.

    Attributes:
        known: places by code.
        polygons: None when no place of the city has a polygon.
    """

    known: Mapping[str, Known]
    polygons: Polygons | None
    gazetteer: Gazetteer

    def locate(self, text: str, lon: float | None = None, lat: float | None = None) -> Located:
        """The place of a matter from its words and, when known, its point (WGS-84 degrees).

        A point decides the community and the grid; words may lead further down from there. Words that are sure
        of a place elsewhere contradict the point, and then the answer is not certain.

        Raises:
            Refusal: ``place.outside`` when the point lies outside the city.
        """
        found = self.gazetteer.find(text)
        if lon is None or lat is None or self.polygons is None:
            return self._answer(found.best, found, certain=found.certain)
        held = self.polygons.locate(lon, lat)
        if held is None:
            sentence = "地图上的位置不在本市范围内，请重新选点，或只填写地址。"
            raise Refusal("place.outside", sentence, fields={"place": "请重新选点"})
        if found.certain and found.best and not self._agree(found.best, held):
            why = f"地图上的位置在{self.name_of(held)}，文字说的是{self.name_of(found.best)}，请核对"
            return self._answer(held, found, certain=False, why=why)
        below = [candidate.code for candidate in found.candidates if self._is_inside(candidate.code, held)]
        if found.best in below or len(below) == 1:
            deeper = found.best if found.best in below else below[0]
            return self._answer(deeper, found, certain=True, why="地图上的位置与文字一致")
        return self._answer(held, found, certain=True, why="按地图上的位置")

    def name_of(self, code: str) -> str:
        """The way down to the place from below the city: ``东四街道南门仓社区第一网格``."""
        place = self.known[code]
        above = place.compound or place.parent
        if above is None or self.known[above].parent is None:
            return place.name
        return self.name_of(above) + place.name

    def _answer(self, code: str | None, found: Found, *, certain: bool, why: str = "") -> Located:
        reasons = {candidate.code: "；".join(candidate.reasons) for candidate in found.candidates}
        if code is not None:
            reasons = {code: reasons.get(code) or why} | reasons
        candidates = tuple(
            Candidate(self.known[one].place_id, one, self.name_of(one), reason)
            for one, reason in reasons.items()
        )
        place_id = self.known[code].place_id if code is not None else None
        return Located(place_id, code, certain, candidates, why or reasons.get(code or "", ""))

    def _agree(self, said: str, held: str) -> bool:
        """One holds the other, or a compound is said that the held grid may cut."""
        if self._is_inside(said, held) or self._is_inside(held, said):
            return True
        compound = self.known[said]
        return compound.is_compound and compound.parent is not None and self._is_inside(held, compound.parent)

    def _is_inside(self, code: str, around: str) -> bool:
        place = self.known[code]
        return code == around or any(
            self._is_inside(above, around) for above in (place.parent, place.compound) if above is not None
        )


_ENOUGH = (Level.COMMUNITY, Level.COMPOUND, Level.GRID)
"""A matter is dispatched by community; where in it, the handler sees from the text."""

_finders: dict[int, tuple[int, PlaceFinder]] = {}
_building = Lock()


def place_finder(viewer: Viewer) -> PlaceFinder:
    """The finder of the viewer's city, kept in the process until the city's reference data change."""
    revision, finder = _finders.get(viewer.city_id, (None, None))
    if finder is None or revision != viewer.revision:
        with _building:
            revision, finder = _finders.get(viewer.city_id, (None, None))
            if finder is None or revision != viewer.revision:
                finder = _build(viewer.city_id)
                _finders[viewer.city_id] = (viewer.revision, finder)
    return finder


def _build(city_id: int) -> PlaceFinder:
    places = Place.objects.filter(city_id=city_id, ends_on__isnull=True)
    rows = list(
        places.values_list("id", "code", "name", "level", "parent__code", "compound__code", "aliases")
    )
    here: dict[str | None, str] = {code: code for _, code, *_ in rows}
    known: dict[str, Known] = {}
    names: list[Name] = []
    for place_id, code, name, level, parent, compound, aliases in rows:
        place = Known(place_id, name, level == Level.COMPOUND, here.get(parent), here.get(compound))
        known[code] = place
        inside = (place.compound,) if place.compound else ()
        names.append(Name(code, name, level, place.parent, tuple(_other_names(name, aliases)), inside))
    outlined = places.values_list("code", "polygon")
    areas = [(code, area_of(polygon)) for code, polygon in outlined if polygon is not None]
    return PlaceFinder(known, Polygons.build(areas) if areas else None, Gazetteer.build(names, _ENOUGH))


def _other_names(name: str, aliases: Iterable[str]) -> list[str]:
    """The committee's name says nothing that the community's doesn't."""
    return [alias for alias in aliases if community_name(alias) != name]
