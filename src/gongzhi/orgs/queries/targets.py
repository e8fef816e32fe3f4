"""Whom and where the words of a dispatch catalogue mean."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.orgs.models import Body, Place
from gongzhi.orgs.vocabulary import BodyKind

STREET_UNIT = "st:"
"""Before a name: the unit of that name in each street."""
_STREET_UNITS = (BodyKind.STREET_OFFICE, BodyKind.STREET_CENTER, BodyKind.ENFORCEMENT_TEAM)


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body as a catalogue may name it; ``successor`` is the name of the one that it was merged into."""

    id: int
    code: str
    name: str
    kind: str
    ended: bool
    successor: str


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place as a catalogue may name it; ``scope`` is the prefix of everything inside."""

    code: str
    name: str
    scope: str
    level: str


def dispatch_targets(city_id: int) -> dict[str, list[tuple[str, int]]]:
    """Name → (prefix of place codes, body). Departments answer everywhere; a street's unit in its street.

    A body's name is the last part of its code: ``110101-environment``, ``110101001-urban_management``.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    for body in (
        Body.objects.filter(city_id=city_id, ends_on__isnull=True).select_related("place").order_by("code")
    ):
        key = body.code.rpartition("-")[2]
        if body.kind == BodyKind.DEPARTMENT:
            found.setdefault(key, []).append(("", body.id))
        elif body.place is not None and body.kind in _STREET_UNITS:
            found.setdefault(STREET_UNIT + key, []).append((body.place.scope, body.id))
    return found


def known_bodies(city_id: int) -> list[KnownBody]:
    """Every body of the city, those that have ended too."""
    rows = Body.objects.filter(city_id=city_id).select_related("merged_into").order_by("code")
    return [
        KnownBody(
            row.id, row.code, row.name, row.kind, row.ends_on is not None,
            row.merged_into.name if row.merged_into else "",
        )
        for row in rows
    ]  # fmt: skip


def known_places(city_id: int) -> list[KnownPlace]:
    """Every place of the city that is in force."""
    rows = Place.objects.filter(city_id=city_id, ends_on__isnull=True).order_by("code")
    return [KnownPlace(row.code, row.name, row.scope, row.level) for row in rows]
