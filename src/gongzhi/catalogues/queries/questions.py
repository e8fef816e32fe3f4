"""The questions of a category."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from gongzhi.catalogues.models import Question
from gongzhi.catalogues.rules import Asked
from gongzhi.catalogues.vocabulary import QuestionKind
from gongzhi.kernel.viewer import Viewer


def questions_of(viewer: Viewer, category: str, on: date) -> tuple[Asked, ...]:
    """What is asked of a matter of this category on a day: of its class, its group and itself, in this order.

    They follow the category: whoever changes it is asked what belongs to the new one.
    """
    known = _questions(viewer.city_id, viewer.revision, on)
    return tuple(
        asked for width in range(2, len(category) + 1, 2) for asked in known.get(category[:width], ())
    )


@lru_cache(maxsize=8)
def _questions(city_id: int, _revision: int, on: date) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = {}
    for row in Question.objects.filter(city_id=city_id).in_force(on).order_by("category", "position"):
        asked = Asked(row.key, row.label, QuestionKind(row.kind), tuple(row.choices), row.required)
        found.setdefault(row.category, []).append(asked)
    return found
