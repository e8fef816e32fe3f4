"""How long the city keeps personal data."""

from __future__ import annotations

from datetime import date

from gongzhi.orgs.models import RetentionRule
from gongzhi.orgs.vocabulary import Kept

_USUAL = {Kept.CONTACT: 730, Kept.WORDS: 1826, Kept.VISIT: 730, Kept.AUDIT: 1096}
"""Days where the city has no rule of its own: two, five, two and three years."""


def retention_days(city_id: int, today: date) -> dict[Kept, int]:
    """Days by kind of data, by the rules in force today; from when they count is said by who removes."""
    rules = RetentionRule.objects.filter(city_id=city_id, starts_on__lte=today).order_by("starts_on")
    return _USUAL | {Kept(kept): days for kept, days in rules.values_list("kept", "days")}
