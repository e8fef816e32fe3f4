"""Learn how rare pairs of characters are in a city's cases; nothing of a text can be read from it."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from gongzhi.cases.models import GramSample
from gongzhi.cases.queries.similar import rarity_of
from gongzhi.kernel.rows import rows

SAMPLED = 30_000
FRESH = timedelta(days=1)
_GROWN = 1.5
_COUNTED = """
WITH sample AS MATERIALIZED (
    SELECT c.grams FROM cases_case c TABLESAMPLE SYSTEM (%s) REPEATABLE (1) WHERE c.city_id = %s LIMIT %s
)
SELECT g, count(*)::int, (SELECT count(*) FROM sample) FROM sample, unnest(sample.grams) AS g GROUP BY g ORDER BY g
"""
_TOTAL = "SELECT count(*) FROM cases_case WHERE city_id = %s"


@transaction.atomic
def sample_grams(city_id: int, *, now: datetime) -> int:
    """Sample the city's cases anew when a day has passed or they have grown by half; how many were sampled."""
    ((total,),) = rows(_TOTAL, [city_id])
    kept = GramSample.objects.filter(city_id=city_id).first()
    if not total or (kept and now - kept.made_at < FRESH and total < _GROWN * kept.total):
        return 0
    share = min(100.0, 100.0 * SAMPLED / total)
    found = rows(_COUNTED, [share, city_id, SAMPLED])
    if not found:
        return 0
    grams, counts, sizes = (np.array(column, "<i4") for column in zip(*found, strict=True))
    GramSample.objects.update_or_create(
        city_id=city_id,
        defaults={
            "made_at": now,
            "sampled": int(sizes[0]),
            "total": total,
            "grams": grams.tobytes(),
            "counts": counts.tobytes(),
        },
    )
    rarity_of.cache_clear()
    return int(sizes[0])
