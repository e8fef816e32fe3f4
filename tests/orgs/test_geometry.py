"""Areas: which holds a point, whether parts fit, parts from a seed, GeoJSON."""

from __future__ import annotations

import json
import math
from itertools import chain
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.geometry import (
    Area,
    Polygons,
    gaps_and_overlaps,
    parse_geojson,
    partition,
    square_metres,
)

STREETS = sorted(
    (Path(__file__).resolve().parents[3] / "shared" / "data" / "places").glob("streets_*.geojson")
)

# A bay, a hole and a narrow neck: what real borders have.
STREET = Polygon(
    [
        (116.40, 39.90),
        (116.44, 39.90),
        (116.44, 39.93),
        (116.425, 39.93),
        (116.425, 39.905),
        (116.421, 39.905),
        (116.421, 39.93),
        (116.40, 39.92),
    ],
    holes=[[(116.405, 39.905), (116.41, 39.905), (116.41, 39.91), (116.405, 39.91)]],
)
ISLANDS = MultiPolygon([box(121.0, 31.0, 121.1, 31.1), box(121.12, 31.0, 121.13, 31.01)])


def the_sets() -> list[list[Area]]:
    """The drawn areas, and the streets of each real district where the shared data is there."""
    real = [[feature.area for feature in parse_geojson(path.read_bytes())] for path in STREETS]
    return [[STREET, ISLANDS], *real]


def test_a_point_is_in_one_area_or_in_none() -> None:
    polygons = Polygons.build([("b", box(116, 39, 117, 40)), ("a", box(117, 39, 118, 40))])
    assert polygons.locate(116.5, 39.5) == "b"
    assert polygons.locate(117.5, 39.5) == "a"
    assert polygons.locate(118.5, 39.5) is None
    assert polygons.locate(math.nan, 39.5) is None


def test_on_a_shared_border_the_lowest_code_wins() -> None:
    polygons = Polygons.build(
        [("b", box(116, 39, 117, 40)), ("a", box(117, 39, 119, 40)), ("c", box(116, 40, 119, 41))]
    )
    assert polygons.locate(117, 39.5) == "a"
    assert polygons.locate(116.5, 40) == "b"
    assert polygons.locate(117, 40) == "a"


def test_the_inner_area_wins_even_on_its_border() -> None:
    polygons = Polygons.build(
        [("1", box(116, 39, 118, 41)), ("2", box(116, 39, 117, 40)), ("3", box(117, 39, 118, 40))]
    )
    assert polygons.locate(116.5, 39.5) == "2"
    assert polygons.locate(117, 39.5) == "2"
    assert polygons.locate(118, 39.5) == "3"
    assert polygons.locate(117, 40.5) == "1"


def test_an_empty_set_holds_nothing() -> None:
    polygons = Polygons.build([])
    assert polygons.locate(116.5, 39.5) is None
    assert polygons.locate_many([116.5], [39.5]) == [None]
    assert polygons.locate_many([], []) == []


def test_a_code_comes_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Polygons.build([("a", box(116, 39, 117, 40)), ("a", box(117, 39, 118, 40))])


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=20))
def test_many_points_are_located_as_single_ones(steps: list[tuple[int, int]]) -> None:
    cells = [(f"{x}{y}", box(116 + x, 39 + y, 117 + x, 40 + y)) for x in range(3) for y in range(3)]
    polygons = Polygons.build([*cells, ("0", box(115, 38, 118, 41))])
    lons = [115 + x / 3 for x, _ in steps]
    lats = [38 + y / 3 for _, y in steps]
    assert polygons.locate_many(lons, lats) == [
        polygons.locate(*point) for point in zip(lons, lats, strict=True)
    ]


@pytest.mark.parametrize("parts", [1, 2, 3, 12])
def test_parts_cover_the_area_exactly(parts: int) -> None:
    for area in chain.from_iterable(the_sets()):
        cells = partition(area, parts, seed=7)
        report = gaps_and_overlaps(
            area, {str(index): cell for index, cell in enumerate(cells)}, tolerance_m2=0.01
        )
        assert len(cells) == parts
        assert report.fits, report
        assert shapely.coverage_is_valid(cells)


@settings(max_examples=25, deadline=None)
@given(parts=st.integers(2, 25), seed=st.integers(0, 10**9))
def test_parts_of_a_bent_area_are_connected_and_repeatable(parts: int, seed: int) -> None:
    cells = partition(STREET, parts, seed)
    assert [cell.wkb for cell in cells] == [cell.wkb for cell in partition(STREET, parts, seed)]
    assert {cell.geom_type for cell in cells} == {"Polygon"}
    assert shapely.coverage_is_valid(cells)
    assert square_metres(shapely.union_all(cells)) == pytest.approx(square_metres(STREET), abs=0.01)


def test_another_seed_cuts_otherwise() -> None:
    assert partition(STREET, 4, seed=1) != partition(STREET, 4, seed=2)


def test_an_area_has_at_least_one_part() -> None:
    with pytest.raises(ValueError, match="at least one"):
        partition(STREET, 0, seed=1)


def test_a_point_in_a_part_is_in_that_part() -> None:
    cells = partition(STREET, 9, seed=3)
    polygons = Polygons.build((str(index), cell) for index, cell in enumerate(cells))
    points = [shapely.point_on_surface(cell) for cell in cells]
    codes = polygons.locate_many([point.x for point in points], [point.y for point in points])
    assert codes == [str(index) for index in range(9)]


def test_a_gap_an_overlap_and_what_sticks_out_are_named() -> None:
    parent = box(116, 39, 116.03, 39.01)
    children = {
        "001": box(116, 39, 116.011, 39.01),
        "002": box(116.01, 39, 116.02, 39.01),
        "003": box(116.025, 39, 116.031, 39.01),
    }
    report = gaps_and_overlaps(parent, children)
    assert not report.fits
    assert [(patch.codes, round(patch.lon, 4)) for patch in report.gaps] == [((), 116.0225)]
    assert [(patch.codes, round(patch.lon, 4)) for patch in report.overlaps] == [(("001", "002"), 116.0105)]
    assert [(patch.codes, round(patch.lon, 4)) for patch in report.outside] == [(("003",), 116.0305)]
    # 0.001 degrees of longitude by 0.01 of latitude at 39.005 degrees north: 86.41 m by 1,111.95 m.
    assert report.overlaps[0].square_metres == pytest.approx(86.41 * 1111.95, rel=1e-3)


def test_small_pieces_are_tolerated() -> None:
    parent = box(116, 39, 116.02, 39.01)
    children = {"001": box(116, 39, 116.01, 39.01), "002": box(116.01000001, 39, 116.02, 39.01)}
    assert gaps_and_overlaps(parent, children, tolerance_m2=1.0).fits
    assert [patch.codes for patch in gaps_and_overlaps(parent, children, tolerance_m2=0.5).gaps] == [()]


def test_without_children_all_is_a_gap() -> None:
    parent = box(116, 39, 116.02, 39.01)
    assert [patch.square_metres for patch in gaps_and_overlaps(parent, {}).gaps] == [square_metres(parent)]


def test_square_metres() -> None:
    # One degree of latitude is 111.195 km on the sphere; 60 degrees north halves the longitude.
    assert square_metres(box(116, 59.995, 116.01, 60.005)) == pytest.approx(1111.95 * 555.97, rel=1e-4)
    assert square_metres(Polygon()) == 0.0


def geojson(*rings: list[tuple[float, float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": rings}


SQUARE = [(116.0, 39.0), (116.1, 39.0), (116.1, 39.1), (116.0, 39.1), (116.0, 39.0)]


def test_reads_a_geometry_a_feature_and_a_collection() -> None:
    feature = {"type": "Feature", "properties": {"name": "白石街道"}, "geometry": geojson(SQUARE)}
    collection = {"type": "FeatureCollection", "features": [feature, feature]}
    square = Polygon(SQUARE)
    assert [one.area for one in parse_geojson(json.dumps(geojson(SQUARE)))] == [square]
    assert [dict(one.properties) for one in parse_geojson(json.dumps(feature))] == [{"name": "白石街道"}]
    assert [one.area for one in parse_geojson(json.dumps(collection).encode())] == [square, square]


def test_leaves_height_out() -> None:
    high = {"type": "Polygon", "coordinates": [[[lon, lat, 44.0] for lon, lat in SQUARE]]}
    assert parse_geojson(json.dumps(high))[0].area.has_z is False


def test_repairs_a_border_that_hardly_crosses_itself() -> None:
    spike = [*SQUARE[:2], (116.1, 39.05), (116.1001, 39.0501), (116.1, 39.05), *SQUARE[2:]]
    area = parse_geojson(json.dumps(geojson(spike)))[0].area
    assert area.is_valid
    assert square_metres(area) == pytest.approx(square_metres(Polygon(SQUARE)), rel=1e-6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "geojson.unreadable"),
        ("{", "geojson.unreadable"),
        ("[1]", "geojson.unreadable"),
        ('{"type": "FeatureCollection", "features": []}', "geojson.unreadable"),
        ('{"type": "FeatureCollection", "features": [3]}', "geojson.unreadable"),
        ('{"type": "Feature", "geometry": null}', "geojson.unreadable"),
        (
            '{"type": "Polygon", "coordinates": [[[116, 39], [117, 39], [117, 40]]]}',
            "geojson.unreadable",
        ),
        ('{"type": "Polygon", "coordinates": [["116", "39"]]}', "geojson.unreadable"),
        ('{"type": "Point", "coordinates": [116, 39]}', "geojson.not_an_area"),
        ('{"type": "Polygon", "coordinates": []}', "geojson.not_an_area"),
        (json.dumps(geojson([(y, x) for x, y in SQUARE])), "geojson.outside_china"),
        (json.dumps(geojson([(12947000 + x, 4860000 + y) for x, y in SQUARE])), "geojson.outside_china"),
        (
            json.dumps(geojson([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]])),
            "geojson.crosses_itself",
        ),
    ],
)
def test_refuses(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_geojson(text)
    assert refused.value.code == code
    assert refused.value.sentence.endswith("。")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(-200, 200) | st.sampled_from(["Polygon", "Feature", "type"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometry", "features", "properties"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON | st.builds(lambda inner: {"type": "Polygon", "coordinates": inner}, JSON))
def test_whatever_is_uploaded_is_read_or_refused(document: object) -> None:
    try:
        features = parse_geojson(json.dumps(document))
    except Refusal as refusal:
        outcome = refusal.code.startswith("geojson.")
    else:
        outcome = all(feature.area.is_valid for feature in features)
    assert outcome


@pytest.mark.parametrize("areas", the_sets(), ids=len)
def test_areas_hold_their_inner_points(areas: list[Area]) -> None:
    polygons = Polygons.build((f"{index:03}", area) for index, area in enumerate(areas))
    points = [shapely.point_on_surface(area) for area in areas]
    found = polygons.locate_many([point.x for point in points], [point.y for point in points])
    assert found == [f"{index:03}" for index in range(len(areas))]
