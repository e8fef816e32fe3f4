"""What forms offer of places and bodies, cached under the version of the city's reference data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.grants import granted
from gongzhi.orgs.models import Body, City, Place
from gongzhi.orgs.vocabulary import BodyKind, Level, PostKind


@dataclass(frozen=True, slots=True)
class CityCard:
    """What a page says of its city."""

    name: str
    generated: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is posted, what is read, and the heading above it."""

    value: str
    label: str
    group: str


def city_card(viewer: Viewer) -> CityCard:
    """Name of the viewer's city, and whether it holds generated people and bodies."""
    return _city_card(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _city_card(city_id: int, _revision: int) -> CityCard:
    return CityCard(*City.objects.values_list("name", "generated").get(id=city_id))


def streets(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """(first nine digits, name) of the streets."""
    return _streets(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _streets(city_id: int, _revision: int) -> tuple[tuple[str, str], ...]:
    rows = Place.objects.filter(city_id=city_id, level=Level.STREET, ends_on__isnull=True).order_by("code")
    return tuple((place.scope, place.name) for place in rows)


def communities(viewer: Viewer) -> tuple[Option, ...]:
    """Communities by code, under their streets; each street itself comes first."""
    return _communities(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _communities(city_id: int, _revision: int) -> tuple[Option, ...]:
    levels = (Level.STREET, Level.COMMUNITY)
    rows = Place.objects.filter(city_id=city_id, level__in=levels, ends_on__isnull=True).order_by("code")
    names = {place.scope[:9]: place.name for place in rows if place.level == Level.STREET}
    return tuple(Option(place.code, place.name, names.get(place.code[:9], "")) for place in rows)


def handling_bodies(viewer: Viewer, capability: str) -> tuple[Option, ...]:
    """Bodies in which somebody holds ``capability``, departments first, then street by street."""
    return _handling_bodies(viewer.city_id, viewer.revision, capability)


@lru_cache(maxsize=16)
def _handling_bodies(city_id: int, _revision: int, capability: str) -> tuple[Option, ...]:
    kinds = [kind for kind in PostKind if capability in granted(kind)]
    rows = (
        Body.objects.filter(
            city_id=city_id, ends_on__isnull=True, posts__kind__in=kinds, posts__ends_on__isnull=True
        )
        .select_related("superior", "place")
        .distinct()
        .order_by("code")
    )
    options = [Option(str(body.id), body.name, _group(body)) for body in rows]
    return tuple(
        sorted(options, key=lambda option: (option.group != BodyKind.DEPARTMENT.label, option.group))
    )


def _group(body: Body) -> str:
    kind = BodyKind(body.kind)
    if kind in (
        BodyKind.STREET_OFFICE,
        BodyKind.STREET_CENTER,
        BodyKind.ENFORCEMENT_TEAM,
        BodyKind.DISCIPLINE,
    ):
        return body.superior.name if body.superior else kind.label
    return body.name if kind is BodyKind.STREET else kind.label
