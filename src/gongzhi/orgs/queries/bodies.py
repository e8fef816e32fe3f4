"""What a body is, and which body stands for one that is no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Body
from gongzhi.orgs.rules import is_in_force, successor


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body as other contexts see it."""

    id: int
    kind: str
    name: str
    starts_on: date | None
    ends_on: date | None

    def in_force(self, on: date) -> bool:
        """True when the body exists on that day."""
        return is_in_force(self.starts_on, self.ends_on, on)


def body_cards(viewer: Viewer) -> dict[int, BodyCard]:
    """The bodies of the viewer's city by id, cached under the version of its reference data."""
    return _body_cards(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _body_cards(city_id: int, _revision: int) -> dict[int, BodyCard]:
    rows = Body.objects.filter(city_id=city_id).values_list("id", "kind", "name", "starts_on", "ends_on")
    return {row[0]: BodyCard(*row) for row in rows}


def successor_of(city_id: int, body_id: int) -> int:
    """The body in which ``body_id`` lives on after all mergers; itself when it was never merged.

    Raises:
        Refusal: ``body.circle`` when mergers lead back to where they began.
    """
    merged = Body.objects.filter(city_id=city_id, merged_into__isnull=False)
    return successor(body_id, dict(merged.values_list("id", "merged_into_id")))


def body_names(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """(id, name) of all bodies of the viewer's city, those that have ended too, in the order of their codes."""
    return _body_names(viewer.city_id, viewer.revision)


@lru_cache(maxsize=8)
def _body_names(city_id: int, _revision: int) -> tuple[tuple[int, str], ...]:
    return tuple(Body.objects.filter(city_id=city_id).order_by("code").values_list("id", "name"))
