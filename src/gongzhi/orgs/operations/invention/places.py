"""Invented parts of real communities: polygons, grids, compounds, buildings and residents."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shapely import Polygon

from gongzhi.orgs.geometry import Area
from gongzhi.orgs.models import City, Place
from gongzhi.orgs.operations.city_folder import CityPlan
from gongzhi.orgs.operations.invention.areas import (
    Spot,
    cut,
    middle,
    near_spots,
    spot_inside,
    spot_near,
)
from gongzhi.orgs.operations.invention.chance import chance, compound_names
from gongzhi.orgs.outlines import polygon_of
from gongzhi.orgs.vocabulary import Level

GRIDS = (2, 6)
COMPOUNDS = (2, 4)
BUILDINGS = (5, 11)
RESIDENTS = (3_000, 5_400)
_NUMBERS = "一二三四五六"


@dataclass(slots=True)
class InventedPlaces:
    """New places without keys, and real places that were given a polygon or residents."""

    city: City
    new: list[Place] = field(default_factory=list)
    changed: list[Place] = field(default_factory=list)

    def add(self, parent: Place, suffix: str, level: Level, name: str, area: Area | None = None) -> Place:
        """A new place below ``parent``."""
        place = Place(
            city=self.city,
            code=f"{parent.code}-{suffix}",
            level=level,
            name=name,
            parent=parent,
            generated=True,
        )
        if area is not None:
            place.polygon = polygon_of(area)
            place.lon, place.lat = middle(area)
        self.new.append(place)
        return place


def invent_places(city: City, plan: CityPlan, places: Sequence[Place], seed: int) -> InventedPlaces:
    """Polygons from the district down to grids, when the plan has an outline; grids and buildings in any case."""
    made = InventedPlaces(city)
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in places:
        below[place.parent_id].append(place)
    names = compound_names(seed)
    outline = Polygon(plan.outline) if plan.outline else None
    for root in below[None]:
        for place, area in _areas(root, outline, below, seed):
            if area is not None:
                place.polygon = polygon_of(area)
                if place.lon is None:
                    place.lon, place.lat = middle(area)
            if place.level == Level.COMMUNITY:
                draw = chance(seed, place.code)
                place.residents = place.residents or draw.randint(*RESIDENTS)
                _community(made, place, area, names, draw)
            made.changed.append(place)
    return made


def _areas(
    place: Place, area: Area | None, below: dict[int | None, list[Place]], seed: int
) -> Iterator[tuple[Place, Area | None]]:
    """The place and all real places in it, each with its part of the area."""
    yield place, area
    parts = below[place.id]
    pieces = cut(area, len(parts), chance(seed, place.code))
    spots = [(part.lon, part.lat) if part.lon and part.lat else None for part in parts]
    for part, piece in zip(parts, near_spots(pieces, spots), strict=True):
        yield from _areas(part, piece, below, seed)


def _community(
    made: InventedPlaces, community: Place, area: Area | None, names: Iterator[str], draw: random.Random
) -> None:
    pieces = cut(area, draw.randint(*GRIDS), draw)
    grids = [
        made.add(community, f"{number:03d}", Level.GRID, f"第{_NUMBERS[number - 1]}网格", piece)
        for number, piece in enumerate(pieces, start=1)
    ]
    serials = [0] * len(grids)
    for number in range(1, draw.randint(*COMPOUNDS) + 1):
        compound = made.add(community, f"C{number:02d}", Level.COMPOUND, next(names))
        compound.lon, compound.lat = spot_inside(area, draw) if area else (None, None)
        for label in range(1, draw.randint(*BUILDINGS) + 1):
            (lon, lat), where = _stand(compound, pieces, draw)
            serials[where] += 1
            building = made.add(grids[where], f"{serials[where]:03d}", Level.BUILDING, f"{label}号楼")
            building.compound, building.lon, building.lat = compound, lon, lat


def _stand(
    compound: Place, pieces: Sequence[Area | None], draw: random.Random
) -> tuple[Spot | tuple[None, None], int]:
    """Where a building of the compound stands and in which grid, for a grid may cut a compound."""
    areas = [piece for piece in pieces if piece is not None]
    if compound.lon is None or compound.lat is None:
        return (None, None), draw.randrange(len(pieces))
    return spot_near((compound.lon, compound.lat), areas, draw)
