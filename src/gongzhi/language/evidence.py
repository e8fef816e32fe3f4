"""What speaks for each mentioned place: its own words, what stands beside them, and the places around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.language.lexicon import Lexicon, is_ordinary
from gongzhi.language.mentions import Kind, Mention, read
from gongzhi.language.placenames import FOREIGN_REGION, is_elsewhere

ENOUGH = 2.5
BESIDE_PARENT, PARENT_AT_MOST, AGAIN, FIRST = 3.0, 2.0, 0.5, 0.5
ORDINARY, FOREIGN, OTHER_PARENT, ELSEWHERE = -3.0, -3.0, -4.0, -5.0
SENTENCES = {
    Kind.WRITTEN: "提到“{written}”",
    Kind.HEARD: "“{written}”与“{name}”拼音相同",
    Kind.SLIPPED: "“{written}”与“{name}”只差一个字",
    Kind.SHORTENED: "“{written}”可能是“{name}”的简称",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one place.

    Attributes:
        mentions: all of them, the strongest first.
        support: points of its own words and, within limits, of the places around it: is it meant at all?
        value: points of the whole path down to it: is it meant rather than another?
        is_told: it was called by its name, or together with a place around it, and not as a place to compare with.
        reasons: plain Chinese.
    """

    place: int
    mentions: tuple[Mention, ...]
    support: float
    value: float
    is_told: bool
    reasons: tuple[str, ...]


def weigh(lexicon: Lexicon, text: str) -> list[Evidence]:
    """The mentioned places, the likeliest first; of equals the wider, then the lower code."""
    mentions = read(lexicon, text)
    ends: dict[int, set[int]] = defaultdict(set)
    for mention in mentions:
        ends[mention.end].add(mention.place)
    spoken: dict[int, list[tuple[float, Mention]]] = defaultdict(list)
    for mention in mentions:
        spoken[mention.place].append((_beside(lexicon, text, mention, ends), mention))
    for weighed in spoken.values():
        weighed.sort(key=lambda pair: (-pair[0], pair[1].start))
    first = min((mention.start for mention in mentions), default=0)
    found = [_evidence(lexicon, text, place, spoken, first) for place in spoken]
    places = lexicon.places
    return sorted(found, key=lambda e: (-e.value, len(places[e.place].ancestors), places[e.place].code))


def _beside(lexicon: Lexicon, text: str, mention: Mention, ends: Mapping[int, set[int]]) -> float:
    """The mention's points after the words directly around it are heard."""
    place = lexicon.places[mention.place]
    before = ends.get(mention.start, set()) | ends.get(mention.start - 1, set())
    points = mention.points + (ELSEWHERE if is_elsewhere(text, mention.start, mention.end) else 0.0)
    if (before & place.ancestors) - lexicon.whole:
        return points + BESIDE_PARENT
    if mention.is_bare and is_ordinary(place.stem):
        points += ORDINARY
    levels = {lexicon.places[ancestor].level for ancestor in place.ancestors}
    if any(lexicon.places[other].level in levels for other in before - place.ancestors):
        return points + OTHER_PARENT
    is_whole = mention.place in lexicon.whole
    if not (before or is_whole) and FOREIGN_REGION.search(text[max(0, mention.start - 3) : mention.start]):
        return points + FOREIGN
    return points


def _own(weighed: Sequence[tuple[float, Mention]]) -> float:
    return weighed[0][0] + AGAIN * min(len(weighed) - 1, 2)


def _evidence(
    lexicon: Lexicon,
    text: str,
    place: int,
    spoken: Mapping[int, Sequence[tuple[float, Mention]]],
    first: int,
) -> Evidence:
    """The place's own points with those of the places around it that other words of the text mention."""
    known, mention, own = lexicon.places[place], spoken[place][0][1], _own(spoken[place])
    around = {
        holder: _own(spoken[holder])
        for holder in sorted(known.ancestors - lexicon.whole)
        if holder in spoken and spoken[holder][0][1].start != mention.start and _own(spoken[holder]) > 0
    }
    value = own + sum(around.values()) + (FIRST if mention.start == first else 0.0)
    written = SENTENCES[mention.kind].format(written=text[mention.start : mention.end], name=known.name)
    together = [f"与“{lexicon.places[holder].name}”同在一处" for holder in around]
    return Evidence(
        place,
        tuple(mention for _, mention in spoken[place]),
        own + sum(min(PARENT_AT_MOST, points / 2) for points in around.values()),
        0.0 if place in lexicon.whole else value,
        (_is_named(mention, known.stem) or any(points >= ENOUGH for points in around.values()))
        and not is_elsewhere(text, mention.start, mention.end),
        (written, *together),
    )


def _is_named(mention: Mention, stem: str) -> bool:
    if mention.kind is Kind.HEARD:
        return mention.has_suffix and len(stem) > 2
    return mention.kind is Kind.WRITTEN and not mention.is_bare
