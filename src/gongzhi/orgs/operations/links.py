"""Many-to-many links of many rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Manager

BATCH = 5_000


def replace_links(links: Manager[Any], source: str, target: str, wanted: Mapping[int, set[int]]) -> set[int]:
    """Make the links of each source exactly the wanted ones; returns the sources whose links were others.

    Args:
        links: the table of links.
        source: its column of sources, such as ``body_id``.
        target: its column of targets.
        wanted: the targets by source.
    """
    there: dict[int, dict[int, int]] = defaultdict(dict)
    rows = links.filter(**{f"{source}__in": list(wanted)})
    for key, source_id, target_id in rows.values_list("id", source, target):
        there[source_id][target_id] = key
    missing = [
        links.model(**{source: source_id, target: target_id})
        for source_id, targets in wanted.items()
        for target_id in sorted(targets - there[source_id].keys())
    ]
    surplus = [
        key
        for source_id, targets in wanted.items()
        for target_id, key in there[source_id].items()
        if target_id not in targets
    ]
    links.bulk_create(missing, BATCH)
    links.filter(id__in=surplus).delete()
    return {source_id for source_id, targets in wanted.items() if targets != there[source_id].keys()}
