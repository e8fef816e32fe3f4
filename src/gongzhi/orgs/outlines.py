"""Areas as a place's row keeps them: a GeoJSON geometry, unrounded, so that neighbours still share their borders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import shapely
from shapely import MultiPolygon, Polygon

from gongzhi.orgs.geometry import Area


def polygon_of(area: Area) -> dict[str, Any]:
    """The area as GeoJSON."""
    document: dict[str, Any] = orjson.loads(shapely.to_geojson(area))
    return document


def area_of(polygon: Mapping[str, Any]) -> Area:
    """The area that :func:`polygon_of` wrote; TypeError for anything else."""
    area = shapely.from_geojson(orjson.dumps(polygon))
    if not isinstance(area, Polygon | MultiPolygon):
        raise TypeError(f"no area: {area.geom_type}")
    return area
