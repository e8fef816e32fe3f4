"""Borders from a map file: matched by code or name, the rest reported; then points are found in them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.models import Place
from gongzhi.orgs.operations.import_polygons import import_polygons
from gongzhi.orgs.queries.places import place_finder
from gongzhi.orgs.queries.viewers import system_viewer
from tests.town import Town

REAL = Path(__file__).resolve().parents[2] / "../shared/data/places/streets_dongcheng.geojson"


def square(lon: float, lat: float, **properties: str) -> dict[str, object]:
    ring = [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.01], [lon, lat + 0.01], [lon, lat]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def test_borders_are_matched_by_code_and_by_name_and_the_rest_is_reported(town: Town) -> None:
    text = collection(
        square(116.40, 39.90, name="东四街道"),
        square(116.41, 39.90, code="990101002000"),
        square(116.5, 39.9, name="别处街道"),
    )
    report = import_polygons(system_viewer(), text=text)
    assert (report.read, report.matched) == (3, ("990101001000", "990101002000"))
    assert report.rejected == (("别处街道", "没有这个名称或代码的地点"),)
    viewer = replace(system_viewer())
    assert place_finder(viewer).locate("", 116.405, 39.905).code == "990101001000"
    assert place_finder(viewer).locate("", 116.415, 39.905).code == "990101002000"


def test_a_broken_map_file_leaves_nothing(town: Town) -> None:
    with pytest.raises(Refusal) as refused:
        import_polygons(system_viewer(), text=collection(square(10.0, 50.0, name="东四街道")))
    assert refused.value.code == "geojson.outside_china"
    assert Place.objects.filter(polygon__isnull=False).count() == 0


@pytest.mark.parametrize("path", [path for path in (REAL,) if path.exists()], ids=lambda path: path.stem)
def test_the_real_streets_are_found_in_the_demo_city(path: Path, town: Town) -> None:
    names = [feature["properties"]["name"] for feature in json.loads(path.read_text("utf-8"))["features"]]
    report = import_polygons(system_viewer(), text=path.read_bytes(), dry_run=True)
    known = {"东四街道", "建国门街道"}
    assert (report.read, len(report.matched)) == (len(names), len(known & set(names)))
