"""Where a text mentions places, and how strongly each writing speaks for one.

Strength is counted in points: 2 for each character that agrees, 1 for a homophone, 2 for a fitting suffix, up to 1.5
for words that lead in; less for slips, abbreviations, and names that go on as a road or as somewhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rapidfuzz.distance import OSA

from gongzhi.language.lexicon import SHORTEST_SLIP, Lexicon, Writing, deletions, is_ordinary, opening_pairs
from gongzhi.language.pinyin import sounds
from gongzhi.language.placenames import FAMILY_OF, FEATURE, REGIONS, SUFFIX, WRITTEN_SUFFIX

SAME, HOMOPHONE, SUFFIX_FITS = 2.0, 1.0, 2.0
FULL_LENGTH, BEYOND = 5, 0.2
PART_SHARE, PART = 0.75, -1.0
SLIP, SLIP_AT_END, ROAD, OTHER_REGION = -1.5, -1.5, -3.0, -4.0
LOCATED, LED_IN, LOOSE_PAIR = 1.5, 0.75, -2.0
STRONG = 6.0
LONGEST_SLOT = 8
LOCATED_BY = "(?<![存正现实])在|住|位于|到|去|往|自|(?<![通超])过|地址|请问|咨询|投诉|反映|轮到"
LOCATIVE = re.compile(f"(?:{LOCATED_BY})$")
LED = re.compile(r"(?:^|[^\w#]|[由从是称议给对和与跟及们的])$")
SLOT_START = re.compile(rf"(?:^|[^\w#]|{LOCATED_BY})(?=\w)")
SLOT_LETTERS = re.compile(r"[^\W_]*")


class Kind(Enum):
    """How a writing agrees with a name."""

    WRITTEN = "written"
    HEARD = "heard"
    SLIPPED = "slipped"
    SHORTENED = "shortened"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch ``text[start:end]`` (suffix included) that speaks for a place with so many points.

    ``is_bare``: it says little: two letters, an ordinary word or a guess, without a suffix.
    ``lead``: how many of the points come from the words that lead in; negative when nothing does.
    """

    start: int
    end: int
    place: int
    kind: Kind
    points: float
    has_suffix: bool
    is_bare: bool
    lead: float


def read(lexicon: Lexicon, text: str) -> list[Mention]:
    """All mentions that no stronger one covers, in the order of the text."""
    key = sounds().key(text)
    spoken = _led_by_mentions([*_written(lexicon, text), *_heard(lexicon, text, key)])
    kept = strongest([*spoken, *_slipped(lexicon, text, key, spoken)])
    nearby = _under_parents(lexicon, text, key, kept)
    return strongest(kept + nearby) if nearby else kept


def strongest(mentions: Iterable[Mention]) -> list[Mention]:
    """Drops what overlaps a stronger mention; readings of one stretch stay side by side."""
    kept: dict[tuple[int, int, int], Mention] = {}
    taken: dict[int, tuple[int, int]] = {}
    for mention in sorted(mentions, key=lambda m: (-m.points, m.start - m.end, m.start, m.place)):
        stretch = (mention.start, mention.end)
        if {taken.get(at, stretch) for at in range(*stretch)} == {stretch}:
            taken.update(dict.fromkeys(range(*stretch), stretch))
            kept.setdefault((*stretch, mention.place), mention)
    return sorted(kept.values(), key=lambda m: (m.start, m.end, m.place))


def _led_by_mentions(mentions: Sequence[Mention]) -> list[Mention]:
    """What follows directly on a clear mention is led in by it; two letters that only sound alike need that."""
    ends = _clear_ends(mentions)
    kept = []
    for mention in mentions:
        if mention.start not in ends:
            if mention.kind is Kind.WRITTEN or not mention.is_bare:
                kept.append(mention)
        else:
            gain = max(0.0, LED_IN - mention.lead)
            kept.append(replace(mention, points=mention.points + gain))
    return kept


def _clear_ends(mentions: Iterable[Mention]) -> set[int]:
    """Where mentions end that are written in full, or strong otherwise."""
    return {m.end for m in mentions if m.points >= STRONG or (m.has_suffix and m.kind is Kind.WRITTEN)}


def _written(lexicon: Lexicon, text: str) -> Iterator[Mention]:
    for last, (length, writings) in lexicon.exact.iter(text):
        start, end = last + 1 - length, last + 1
        if _splits_number(text, start, end):
            continue
        for writing in writings:
            kind = Kind.SHORTENED if writing.is_part else Kind.WRITTEN
            agreement = PART_SHARE * _worth(length) + PART if writing.is_part else _worth(length)
            yield _mention(lexicon, text, start, end, writing, kind, agreement)


def _heard(lexicon: Lexicon, text: str, key: str) -> Iterator[Mention]:
    """At most half of the letters replaced by homophones."""
    for last, (length, writings) in lexicon.heard.iter(key):
        start, end = last + 1 - length, last + 1
        for writing in writings:
            replaced = length - _alike(writing.text, text[start:end])
            if 0 < replaced <= length / 2:
                agreement = _worth(length) - HOMOPHONE * replaced
                yield _mention(lexicon, text, start, end, writing, Kind.HEARD, agreement)


def _slipped(lexicon: Lexicon, text: str, key: str, spoken: Sequence[Mention]) -> Iterator[Mention]:
    """Stems of three letters and more with one letter wrong, missing, doubled or swapped."""
    led = _clear_ends(spoken)
    for start, end in _slots(lexicon, text, key, spoken):
        window = key[start:end]
        writings = {
            w: None for variant in (window, *deletions(window)) for w in lexicon.slips.get(variant, ())
        }
        for writing in writings:
            mention = _slip(lexicon, text, key, start, end, writing, led)
            if mention:
                yield mention


def _slip(
    lexicon: Lexicon, text: str, key: str, start: int, end: int, writing: Writing, led: set[int]
) -> Mention | None:
    """None when more than one letter differs in sound, or when a short name has neither suffix nor parent."""
    name, written = writing.text, text[start:end]
    if OSA.distance(sounds().key(name), key[start:end], score_cutoff=1) != 1:
        return None
    wrong = OSA.distance(name, written)
    agreement = _worth(len(name) - 1) - HOMOPHONE * (wrong - 1) + SLIP
    mention = _mention(lexicon, text, start, end, writing, Kind.SLIPPED, agreement)
    if mention.has_suffix:
        return mention
    if wrong > 1 or (mention.is_bare and start not in led):
        return None
    return mention if name[-1] == written[-1] else replace(mention, points=mention.points + SLIP_AT_END)


def _slots(lexicon: Lexicon, text: str, key: str, spoken: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Stretches where a name may stand: after a word that leads in or another mention, or before a suffix."""
    covered = {
        at for m in spoken if m.kind is Kind.WRITTEN and m.points >= STRONG for at in range(m.start, m.end)
    }
    starts = {start.end() for start in SLOT_START.finditer(text)} | {mention.end for mention in spoken}
    ends = {suffix.start() for suffix in WRITTEN_SUFFIX.finditer(text)}
    before_suffix = {at for end in ends for at in range(max(0, end - LONGEST_SLOT), end - 1)}
    for start in sorted((starts | before_suffix) - covered):
        if lexicon.openings.isdisjoint(opening_pairs(key[start : start + 3])):
            continue
        letters = SLOT_LETTERS.match(text, start, start + LONGEST_SLOT)
        last = letters.end() if letters else start
        for end in range(start + 2, last + 1):
            if start in starts or end in ends:
                yield start, end


def _under_parents(lexicon: Lexicon, text: str, key: str, kept: Sequence[Mention]) -> list[Mention]:
    """Where a parent is certain, a name of two letters with one wrong is told by the few names under that parent."""
    parents = {m.place for m in kept if m.points >= STRONG and m.place in lexicon.children}
    children = sorted({child for parent in parents - lexicon.whole for child in lexicon.children[parent]})
    covered = {at for m in kept for at in range(m.start, m.end)}
    found = []
    for suffix in WRITTEN_SUFFIX.finditer(text):
        start, end = suffix.start() - 2, suffix.start()
        if start < 0 or covered.intersection(range(start, end)):
            continue
        for child in children:
            stem = lexicon.places[child].stem
            if len(stem) == 2 and _alike(stem, text[start:end]) == 1 == _alike(
                sounds().key(stem), key[start:end]
            ):
                writing = Writing(child, stem)
                found.append(_mention(lexicon, text, start, end, writing, Kind.SLIPPED, SAME + SLIP))
    return found


def _mention(
    lexicon: Lexicon, text: str, start: int, end: int, writing: Writing, kind: Kind, agreement: float
) -> Mention:
    """The stretch with its suffix, and the points that its surroundings give or take."""
    place = lexicon.places[writing.place]
    suffix = SUFFIX.match(text, end)
    family = FAMILY_OF[suffix.group()] if suffix else None
    fits = suffix is not None and family == place.family and writing.text not in FAMILY_OF
    lead = _lead(text, start, end)
    points = agreement + lead
    if fits:
        points += SUFFIX_FITS
    elif family in REGIONS:
        points += OTHER_REGION
    elif FEATURE.match(text, end):
        points += ROAD
    is_bare = not fits and _says_little(writing.text, kind, end - start)
    stretch = suffix.end() if suffix and fits else end
    return Mention(start, stretch, writing.place, kind, points, fits, is_bare, lead)


def _says_little(name: str, kind: Kind, length: int) -> bool:
    """Without a suffix these need a place around them to be heard as a name."""
    if kind is Kind.SHORTENED or length == 2:
        return True
    return is_ordinary(name) or (kind is Kind.SLIPPED and len(name) == SHORTEST_SLIP)


def _lead(text: str, start: int, end: int) -> float:
    """Points for the words that lead in; two letters that nothing leads in lose some."""
    before = text[max(0, start - 2) : start]
    if LOCATIVE.search(before):
        return LOCATED
    if LED.search(before):
        return LED_IN
    return LOOSE_PAIR if end - start == 2 else 0.0


def _splits_number(text: str, start: int, end: int) -> bool:
    """The stretch begins or ends within a number: ``1号楼`` in ``11号楼``."""
    before = start > 0 and text[start].isdigit() and text[start - 1].isdigit()
    return before or (end < len(text) and text[end].isdigit() and text[end - 1].isdigit())


def _worth(length: int) -> float:
    """Points of a name of so many letters; beyond five they add little, so that a long name can be outweighed."""
    return SAME * min(length, FULL_LENGTH) + BEYOND * max(0, length - FULL_LENGTH)


def _alike(name: str, written: str) -> int:
    return sum(a == b for a, b in zip(name, written, strict=True))
