"""Areas on the map: which one holds a point, whether parts fit their whole, parts made from a seed, GeoJSON read.

Coordinates are WGS-84 degrees, longitude first. Areas are square metres on a plane that touches the earth nearby.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPoint, MultiPolygon, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from gongzhi.kernel.errors import Refusal

Area = Polygon | MultiPolygon

EARTH_RADIUS_M = 6_371_008.8
CHINA = shapely.box(73.0, 3.0, 135.0, 54.0)
REPAIR_SHARE = 0.01
RELAXATIONS = 3


@dataclass(frozen=True)
class Polygons:
    """A set of areas that tells which of them holds a point. Immutable; safe to share between threads.

    Of several that hold a point, one that lies inside another wins over it (the grid over its community); of those
    left, as on a shared border, the one with the lowest code.
    """

    codes: Sequence[str]
    areas: NDArray[Any]
    tree: STRtree
    outside: Mapping[int, frozenset[int]]

    @classmethod
    def build(cls, items: Iterable[tuple[str, Area]]) -> Polygons:
        """Raises ValueError for a code that comes twice."""
        ordered = sorted(items, key=lambda item: item[0])
        codes = [code for code, _ in ordered]
        if len(set(codes)) != len(codes):
            raise ValueError("a code comes twice")
        areas = np.array([area for _, area in ordered], dtype=object)
        shapely.prepare(areas)
        tree = STRtree(areas)
        return cls(codes, areas, tree, _around(areas, tree))

    def locate(self, lon: float, lat: float) -> str | None:
        """The code of the area that holds the point, its border included; None when none does."""
        point = Point(lon, lat)
        near = self.tree.query(point).tolist()
        return self._innermost([index for index in near if self.areas[index].intersects(point)])

    def locate_many(self, lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
        """``locate`` for each pair of the two sequences of one length."""
        xs, ys = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        points, near = self.tree.query(shapely.points(xs, ys))
        inside = shapely.intersects_xy(self.areas[near], xs[points], ys[points])
        held: dict[int, list[int]] = {}
        for point, index in zip(points[inside].tolist(), near[inside].tolist(), strict=True):
            held.setdefault(point, []).append(index)
        return [self._innermost(held.get(point, ())) for point in range(len(xs))]

    def _innermost(self, holding: Sequence[int]) -> str | None:
        if len(holding) < 2:
            return self.codes[holding[0]] if holding else None
        around = frozenset().union(*(self.outside.get(index, frozenset()) for index in holding))
        return self.codes[min(index for index in holding if index not in around)]


def _around(areas: NDArray[Any], tree: STRtree) -> dict[int, frozenset[int]]:
    """For each area the larger ones that hold its inner point: they lie around it."""
    sizes = shapely.area(areas)
    inner, outer = tree.query(shapely.point_on_surface(areas), predicate="intersects")
    found: dict[int, set[int]] = {}
    for index, other in zip(inner.tolist(), outer.tolist(), strict=True):
        if sizes[other] > sizes[index]:
            found.setdefault(index, set()).add(other)
    return {index: frozenset(others) for index, others in found.items()}


@dataclass(frozen=True)
class Patch:
    """A piece of ground that is covered twice, or not at all, or sticks out: whose it is, where, how large."""

    codes: tuple[str, ...]
    lon: float
    lat: float
    square_metres: float


@dataclass(frozen=True)
class Report:
    """How parts fit their whole (R14).

    Attributes:
        gaps: pieces of the whole that no part covers (``codes`` empty).
        overlaps: pieces that two parts cover (``codes``: both, in order).
        outside: pieces of one part beyond the whole.
    """

    gaps: tuple[Patch, ...]
    overlaps: tuple[Patch, ...]
    outside: tuple[Patch, ...]

    @property
    def fits(self) -> bool:
        """The parts neither overlap nor leave gaps nor stick out."""
        return not (self.gaps or self.overlaps or self.outside)


def gaps_and_overlaps(parent: Area, children: Mapping[str, Area], *, tolerance_m2: float = 1.0) -> Report:
    """Where the children don't cover the parent exactly once. Pieces of up to ``tolerance_m2`` don't count (R14)."""
    codes = sorted(children)
    areas = np.array([children[code] for code in codes], dtype=object)
    pairs = STRtree(areas).query(areas, predicate="intersects").T.tolist() if codes else []
    overlaps = [
        ((codes[one], codes[other]), shapely.intersection(areas[one], areas[other]))
        for one, other in sorted(pairs)
        if one < other
    ]
    beyond = [((code,), shapely.difference(children[code], parent)) for code in codes]
    missing = shapely.difference(parent, shapely.union_all(areas))
    return Report(
        _patches([((), missing)], tolerance_m2),
        _patches(overlaps, tolerance_m2),
        _patches(beyond, tolerance_m2),
    )


def _patches(
    pieces: Iterable[tuple[tuple[str, ...], BaseGeometry]], tolerance_m2: float
) -> tuple[Patch, ...]:
    found = []
    for codes, piece in pieces:
        for part in shapely.get_parts(piece):
            size = square_metres(part)
            if size > tolerance_m2:
                inner = shapely.point_on_surface(part)
                found.append(Patch(codes, inner.x, inner.y, size))
    return tuple(found)


def square_metres(geometry: BaseGeometry) -> float:
    """The size of the geometry, exact to 0.1 % for areas up to a city."""
    if geometry.is_empty:
        return 0.0
    _, south, _, north = geometry.bounds
    degree = math.radians(EARTH_RADIUS_M)
    return float(geometry.area) * degree * degree * math.cos(math.radians((south + north) / 2))


def partition(area: Area, parts: int, seed: int) -> list[Area]:
    """The area cut into so many connected parts of similar size, the same for the same seed.

    Neighbours share exactly the same border points, and together the parts cover the area: they are the cells of
    seeded points. A piece of the area that lies apart (an island) goes to the nearest part. Raises ValueError when
    ``parts`` < 1.
    """
    if parts < 1:
        raise ValueError("an area has at least one part")
    if parts == 1:
        return [area]
    ground = max(shapely.get_parts(area), key=lambda piece: piece.area)
    seeds = _seeds(ground, parts, np.random.default_rng(seed))
    for _ in range(RELAXATIONS):
        seeds = [_middle(cell) for cell in _cells(ground, seeds)]
    cells = _cells(ground, seeds)
    for island in shapely.get_parts(area):
        if island is not ground and not island.equals(ground):
            nearest = min(range(parts), key=lambda index: (cells[index].distance(island), index))
            cells[nearest] = _as_area(shapely.union(cells[nearest], island))
    return cells


def _seeds(ground: Polygon, parts: int, chance: np.random.Generator) -> list[Point]:
    """Points evenly scattered inside."""
    shapely.prepare(ground)
    west, south, east, north = ground.bounds
    found: list[Point] = []
    while len(found) < parts:
        lon, lat = chance.uniform(west, east), chance.uniform(south, north)
        if shapely.contains_xy(ground, lon, lat):
            found.append(Point(lon, lat))
    return found


def _middle(cell: Area) -> Point:
    centre = cell.centroid
    return centre if cell.contains(centre) else shapely.point_on_surface(cell)


def _cells(ground: Polygon, seeds: Sequence[Point]) -> list[Area]:
    """The cell of each seed. Pieces that a bend of the border cuts off join the neighbour with the longest border."""
    edges = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=ground, only_edges=True)
    lines = shapely.node(shapely.union(ground.boundary, edges))
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
        if ground.contains(shapely.point_on_surface(face))
    ]
    holders = STRtree(faces).query(seeds, predicate="intersects")
    owner = dict(zip(holders[1].tolist(), holders[0].tolist(), strict=True))
    loose = [index for index in range(len(faces)) if index not in owner]
    while loose:
        borders = {
            (index, held): shapely.length(shapely.intersection(faces[index], faces[held]))
            for index in loose
            for held in owner
        }
        index, held = max(borders, key=lambda pair: (borders[pair], -pair[0], -pair[1]))
        owner[index] = owner[held]
        loose.remove(index)
    return [
        _as_area(
            shapely.coverage_union_all(
                [faces[index] for index, seed in sorted(owner.items()) if seed == number]
            )
        )
        for number in range(len(seeds))
    ]


@dataclass(frozen=True)
class Feature:
    """An area from a file with what the file says of it."""

    properties: Mapping[str, Any]
    area: Area


def parse_geojson(text: str | bytes) -> list[Feature]:
    """The areas of a GeoJSON geometry, feature or collection; WGS-84, longitude first, height left out.

    A border that crosses itself is repaired when that changes the area by less than 1 %. Raises Refusal when
    something is not readable, not an area, beyond repair, or not in China.
    """
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _unreadable("文件不是 JSON 格式") from error
    if not isinstance(document, dict):
        raise _unreadable("缺少 type")
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list) or not features:
        raise _unreadable("其中没有图形")
    return [_feature(number, feature) for number, feature in enumerate(features, start=1)]


def _feature(number: int, feature: object) -> Feature:
    if not isinstance(feature, dict):
        raise _unreadable(f"第 {number} 个图形不完整")
    is_feature = feature.get("type") == "Feature"
    geometry = feature.get("geometry") if is_feature else feature
    properties = feature.get("properties") if is_feature else None
    try:
        area = shapely.from_geojson(orjson.dumps(geometry))
    except shapely.errors.GEOSException as error:
        raise _unreadable(f"第 {number} 个图形无法读取，请检查坐标是否成对、边界是否首尾相接") from error
    return Feature(properties if isinstance(properties, dict) else {}, _checked(number, area))


def _checked(number: int, area: BaseGeometry) -> Area:
    if not isinstance(area, Polygon | MultiPolygon) or area.is_empty:
        raise Refusal(
            "geojson.not_an_area",
            f"第 {number} 个图形不是面。边界只接受 Polygon 或 MultiPolygon，请重新导出后再上传。",
            number=number,
        )
    flat = shapely.force_2d(area)
    if not CHINA.covers(shapely.box(*flat.bounds)):
        raise Refusal(
            "geojson.outside_china",
            f"第 {number} 个图形的坐标不在中国范围内（经度 73–135，纬度 3–54）。"
            "请确认坐标系为 WGS-84，并且经度在前、纬度在后。",
            number=number,
        )
    return _repaired(number, flat)


def _repaired(number: int, area: Area) -> Area:
    if area.is_valid:
        return area
    parts = shapely.get_parts(shapely.make_valid(area))
    repaired = shapely.union_all([part for part in parts if isinstance(part, Polygon | MultiPolygon)])
    if repaired.is_empty or abs(repaired.area - area.area) > REPAIR_SHARE * repaired.area:
        raise Refusal(
            "geojson.crosses_itself",
            f"第 {number} 个图形的边界自相交，无法自动修复。请在制图软件中改正后再上传。",
            number=number,
        )
    return _as_area(repaired)


def _as_area(geometry: BaseGeometry) -> Area:
    if isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    raise TypeError(f"{geometry.geom_type} is not an area")


def _unreadable(why: str) -> Refusal:
    return Refusal("geojson.unreadable", f"无法读取边界文件：{why}。请上传 GeoJSON 格式的文件。")
