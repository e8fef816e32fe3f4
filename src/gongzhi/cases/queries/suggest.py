"""What the program suggests for a message: class, place and unit, each with its reason; people decide (DC-26)."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.cases.queries.classifier import ActiveClassifier, active_classifier
from gongzhi.cases.queries.message import Message, is_located
from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.catalogues.queries import Catalogue, CategoryEntry, catalogue, responsible_line
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import handling_bodies
from gongzhi.orgs.queries.places import Located, place_finder

_SHOWN = 3
_READ_FOR_PLACE = 500
"""Characters of the text in which the place is looked for."""


@dataclass(frozen=True, slots=True)
class CategorySuggestion:
    """A category; ``confidence`` (0 to 1) is None when no model said it but the words of the catalogue."""

    code: str
    label: str
    confidence: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """A place; only a ``certain`` one may be acted on without asking."""

    code: str
    name: str
    certain: bool
    reason: str


@dataclass(frozen=True, slots=True)
class UnitSuggestion:
    """Who answers for such a matter by the dispatch catalogue, and on what legal basis."""

    body_id: int
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All three. ``automatic``: the first category is as sure as 95 % of held-out answers needed to be right."""

    categories: tuple[CategorySuggestion, ...]
    place: PlaceSuggestion | None
    unit: UnitSuggestion | None
    version: int | None
    automatic: bool


def suggestions(viewer: Viewer, message: Message) -> Suggestions:
    """What is suggested for a message; no statement once the city's reference data are in the process."""
    active = active_classifier(viewer)
    categories = category_suggestions(viewer, message)
    place = place_suggestion(viewer, message)
    category = message.category or (categories[0].code if categories else "")
    code = message.place_code if is_located(message.place_code) else place.code if place else ""
    threshold = active.model.threshold if active else None
    sure = categories[0].confidence if categories else None
    return Suggestions(
        categories=categories,
        place=place,
        unit=unit_suggestion(viewer, message, category, code),
        version=active.version if active else None,
        automatic=threshold is not None and sure is not None and sure >= threshold,
    )


def category_suggestions(viewer: Viewer, message: Message) -> tuple[CategorySuggestion, ...]:
    """The three likeliest categories; without a model those whose names stand in the text."""
    active, known = active_classifier(viewer), catalogue(viewer)
    return _guessed(active, known, message) if active else _named(known, message)


def _guessed(active: ActiveClassifier, known: Catalogue, message: Message) -> tuple[CategorySuggestion, ...]:
    return tuple(
        CategorySuggestion(
            guess.label,
            known.label(guess.label),
            round(guess.confidence, 4),
            f"多见于此类的词：{'、'.join(guess.words)}" if guess.words else "没有认得的词，按以往多少估计",
        )
        for guess in active.model.guesses(message.whole, _SHOWN)
        if guess.label in known.by_code
    )


def _named(known: Catalogue, message: Message) -> tuple[CategorySuggestion, ...]:
    said = message.whole
    spoken = [(entry, word) for entry in known.entries for word in _names(entry) if word in said]
    spoken.sort(key=lambda pair: (-said.count(pair[1]), -len(pair[0].code), said.index(pair[1])))
    first = {entry.code: word for entry, word in reversed(spoken)}
    ordered = list(dict.fromkeys(entry.code for entry, _ in spoken))[:_SHOWN]
    return tuple(
        CategorySuggestion(code, known.label(code), None, f"文中提到“{first[code]}”") for code in ordered
    )


def _names(entry: CategoryEntry) -> tuple[str, ...]:
    return tuple(word for word in (entry.name, *entry.words) if len(word) > 1)


def place_suggestion(viewer: Viewer, message: Message) -> PlaceSuggestion | None:
    """The place by the finder's evidence; None when the text names none, or somebody has said it already."""
    if is_located(message.place_code):
        return None
    words = f"{message.place_words} {message.title} {message.text[:_READ_FOR_PLACE]}"
    finder = place_finder(viewer)
    try:
        located = finder.locate(words, message.lon, message.lat)
    except Refusal:
        located = finder.locate(words)
    return None if located.code is None else _place(finder.name_of(located.code), located.code, located)


def _place(name: str, code: str, located: Located) -> PlaceSuggestion:
    return PlaceSuggestion(code, name, located.certain, located.why)


def unit_suggestion(
    viewer: Viewer, message: Message, category: str, place_code: str
) -> UnitSuggestion | None:
    """The unit that the dispatch catalogue names, with its basis; None without a category, or when nobody is named."""
    line = responsible_line(viewer, category, place_code, message.at) if category else None
    if line is None:
        return None
    wanted, units = str(line.body_id), handling_bodies(viewer, CaseCapability.HANDLE)
    name = next((unit.label for unit in units if unit.value == wanted), "")
    return UnitSuggestion(line.body_id, name, line.basis)
