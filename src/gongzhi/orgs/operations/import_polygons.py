"""Take in the borders of places from a map file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.geometry import Feature, parse_geojson
from gongzhi.orgs.models import Place
from gongzhi.orgs.operations.upserts import writing
from gongzhi.orgs.outlines import polygon_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class PolygonsReport:
    """How many features were read, which codes got a border, and what the others are called and why not."""

    read: int
    matched: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...]


def import_polygons(viewer: Viewer, *, text: str | bytes, dry_run: bool = False) -> PolygonsReport:
    """Give each place the border of the feature that has its code or, when only one place is called so, its name.

    GeoJSON in WGS-84 with the properties ``code`` or ``name``. A retry changes nothing.

    Raises:
        Refusal: ``not_allowed``, ``geojson.*``; then nothing is written.
    """
    features = parse_geojson(text)
    with writing(viewer, dry_run=dry_run) as city:
        by_name: dict[str, list[Place]] = defaultdict(list)
        for place in Place.objects.filter(city=city, ends_on__isnull=True):
            for called in {place.code, place.name}:
                by_name[called].append(place)
        changed, rejected = [], []
        for feature in features:
            called = _called(feature)
            found = by_name.get(called, [])
            if len(found) != 1:
                rejected.append(
                    (called, "有几个同名的地点，请用代码" if found else "没有这个名称或代码的地点")
                )
                continue
            found[0].polygon = polygon_of(feature.area)
            found[0].lon, found[0].lat = feature.area.representative_point().coords[0]
            changed.append(found[0])
        Place.objects.bulk_update(changed, ["polygon", "lon", "lat"], BATCH)
    return PolygonsReport(len(features), tuple(place.code for place in changed), tuple(rejected))


def _called(feature: Feature) -> str:
    return str(feature.properties.get("code") or feature.properties.get("name") or "").strip()
