"""Which body stands for one that is no more."""

from __future__ import annotations

from gongzhi.orgs.models import Body
from gongzhi.orgs.rules import successor


def successor_of(city_id: int, body_id: int) -> int:
    """The body in which ``body_id`` lives on after all mergers; itself when it was never merged.

    Raises:
        Refusal: ``body.circle`` when mergers lead back to where they began.
    """
    merged = Body.objects.filter(city_id=city_id, merged_into__isnull=False)
    return successor(body_id, dict(merged.values_list("id", "merged_into_id")))
