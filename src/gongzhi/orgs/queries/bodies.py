"""Which body stands for which."""

from __future__ import annotations

from gongzhi.orgs.models import Body
from gongzhi.orgs.rules import successor


def successor_of(city_id: int, body_id: int) -> int:
    """The body in which ``body_id`` lives on after all mergers; itself when it was never merged."""
    merged = Body.objects.filter(city_id=city_id, merged_into__isnull=False).values_list(
        "id", "merged_into_id"
    )
    return successor(body_id, {body: into for body, into in merged if into is not None})
