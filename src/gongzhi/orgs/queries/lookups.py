"""Small look-ups by code or id."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Place
from gongzhi.orgs.queries.bodies import body_cards
from gongzhi.orgs.vocabulary import Level


def place_by_code(viewer: Viewer, code: str) -> tuple[int, str]:
    """(id, code) of a place of the viewer's city.

    Raises:
        Refusal: ``place.unknown``.
    """
    place_id = _place_id(viewer.city_id, viewer.revision, code)
    if place_id is None:
        raise Refusal("place.unknown", "没有这个地点，请从列表中选择。", fields={"place": "请从列表中选择"})
    return place_id, code


@lru_cache(maxsize=16_384)
def _place_id(city_id: int, _revision: int, code: str) -> int | None:
    found = rows("SELECT id FROM orgs_place WHERE city_id = %s AND code = %s", [city_id, code])
    return found[0][0] if found else None


def check_in_force(viewer: Viewer, body_id: int, now: datetime) -> None:
    """Refuse a body that is not of the viewer's city or not in force today.

    Raises:
        Refusal: ``body.unknown``, ``body.ended``.
    """
    body = body_cards(viewer).get(body_id)
    if body is None:
        raise Refusal("body.unknown", "没有这个单位，请从列表中选择。", fields={"body": "请从列表中选择"})
    if not body.in_force(local(now).date()):
        raise Refusal(
            "body.ended", f"“{body.name}”已撤销或尚未成立，请选择别的单位。", fields={"body": "请另选单位"}
        )


def communities_of(viewer: Viewer) -> list[tuple[int, str]]:
    """(id, code) of the communities of the viewer's city, in the order of their codes."""
    places = Place.objects.visible_to(viewer).filter(level=Level.COMMUNITY, ends_on__isnull=True)
    return list(places.order_by("code").values_list("id", "code"))
