"""Reply templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gongzhi.catalogues.models import ReplyTemplate
from gongzhi.catalogues.rules import render
from gongzhi.catalogues.vocabulary import ReplyMove
from gongzhi.kernel import clock
from gongzhi.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Reply:
    """A template: for which categories (prefix), its name and its text with placeholders."""

    id: int
    category: str
    title: str
    text: str


def reply_templates(
    viewer: Viewer, category: str, move: ReplyMove, on: date | None = None
) -> tuple[Reply, ...]:
    """The templates in force that fit a category, the most particular first. Without a day, today."""
    held = _templates(viewer.city_id, viewer.revision, on or clock.local(clock.now()).date())
    fitting = [reply for reply in held.get(move, ()) if category.startswith(reply.category)]
    return tuple(sorted(fitting, key=lambda reply: -len(reply.category)))


def render_template(reply: Reply, values: Mapping[str, str]) -> str:
    """The template filled in, as plain text: a preview that a person goes on to edit."""
    return render(reply.text, values)


@lru_cache(maxsize=8)
def _templates(city_id: int, _revision: int, on: date) -> dict[str, list[Reply]]:
    found: dict[str, list[Reply]] = {}
    for row in ReplyTemplate.objects.filter(city_id=city_id).in_force(on).order_by("category", "id"):
        found.setdefault(row.move, []).append(Reply(row.id, row.category, row.title, row.text))
    return found
