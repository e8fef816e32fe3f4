"""Where matters come in: the city's root place and the body that receives and dispatches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Body, Place
from gongzhi.orgs.vocabulary import BodyKind


@dataclass(frozen=True, slots=True)
class Intake:
    """The root place as (id, code), and the ids of hotline centre and government (None when the city has none)."""

    root: tuple[int, str]
    body_id: int | None
    government_id: int | None


def intake(viewer: Viewer) -> Intake:
    """The intake of the viewer's city, cached under the version of its reference data."""
    return _intake(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _intake(city_id: int, _revision: int) -> Intake:
    root = (
        Place.objects.filter(city_id=city_id, parent__isnull=True)
        .order_by("code")
        .values_list("id", "code")[0]
    )
    return Intake(root, *(_first(city_id, kind) for kind in (BodyKind.HOTLINE_CENTER, BodyKind.GOVERNMENT)))


def _first(city_id: int, kind: BodyKind) -> int | None:
    found = Body.objects.filter(city_id=city_id, kind=kind, ends_on__isnull=True)
    return found.order_by("code").values_list("id", flat=True).first()
