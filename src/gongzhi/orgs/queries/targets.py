"""Whom the name in a dispatch catalogue means, and where."""

from __future__ import annotations

from gongzhi.orgs.models import Body
from gongzhi.orgs.vocabulary import BodyKind

STREET_UNIT = "st:"
"""Before a name: the unit of that name in each street."""


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
        elif body.place is not None and body.kind in (
            BodyKind.STREET_OFFICE,
            BodyKind.STREET_CENTER,
            BodyKind.ENFORCEMENT_TEAM,
        ):
            found.setdefault(STREET_UNIT + key, []).append((body.place.scope, body.id))
    return found
