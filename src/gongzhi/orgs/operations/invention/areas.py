"""Invented areas: cut from an outline, given to places, with spots inside."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import shapely

from gongzhi.orgs.geometry import Area, partition

Spot = tuple[float, float]
DIGITS = 6
"""Decimals of a degree that a spot keeps: about 0.1 m."""
_SPREAD = 0.0005
"""About 50 m: how far the buildings of a compound stand from its heart."""
_TRIES = 40


def cut(area: Area | None, parts: int, draw: random.Random) -> list[Area | None]:
    """The area in so many parts; without an area, so many times none."""
    if area is None or parts == 0:
        return [None] * parts
    return [*partition(area, parts, draw.getrandbits(32))]


def near_spots(areas: Sequence[Area | None], spots: Sequence[Spot | None]) -> list[Area | None]:
    """The areas so that each lies near the spot in its position, as far as no swap of two brings them nearer.

    Spots are rough: no area need hold its own. Without all of them the areas stay as they are.
    """
    given = list(areas)
    known = [(area, spot) for area, spot in zip(areas, spots, strict=True) if area and spot]
    if len(known) < len(given):
        return given
    order = list(range(len(given)))
    away = [[area.centroid.distance(shapely.Point(spot)) ** 2 for area, _ in known] for _, spot in known]
    nearer = True
    while nearer:
        nearer = False
        for one, other in combinations(range(len(order)), 2):
            swapped = away[one][order[other]] + away[other][order[one]]
            if swapped < away[one][order[one]] + away[other][order[other]]:
                order[one], order[other] = order[other], order[one]
                nearer = True
    return [given[index] for index in order]


def spot_inside(area: Area, draw: random.Random) -> Spot:
    """Any spot of the area."""
    west, south, east, north = area.bounds
    for _ in range(_TRIES):
        spot = (draw.uniform(west, east), draw.uniform(south, north))
        if shapely.contains_xy(area, *spot):
            return _rounded(*spot)
    return middle(area)


def spot_near(heart: Spot, areas: Sequence[Area], draw: random.Random) -> tuple[Spot, int]:
    """A spot close to the heart in one of the areas, and which."""
    for _ in range(_TRIES):
        spot = _rounded(draw.gauss(heart[0], _SPREAD), draw.gauss(heart[1], _SPREAD))
        for index, area in enumerate(areas):
            if shapely.contains_xy(area, *spot):
                return spot, index
    index = draw.randrange(len(areas))
    return spot_inside(areas[index], draw), index


def middle(area: Area) -> Spot:
    """A spot well inside the area."""
    inner = shapely.point_on_surface(area)
    return _rounded(inner.x, inner.y)


def _rounded(lon: float, lat: float) -> Spot:
    return round(lon, DIGITS), round(lat, DIGITS)
