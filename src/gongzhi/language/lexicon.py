"""Names made ready for reading: places in a hierarchy and the automata that spot them in a text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import ahocorasick

from gongzhi.language.normalise import fold
from gongzhi.language.ordinary_words import ORDINARY_WORDS
from gongzhi.language.pinyin import sounds
from gongzhi.language.placenames import (
    COUNTED,
    ENDING,
    FAMILIES,
    FAMILY_OF,
    split_number,
    split_suffix,
    writings,
)

NOWHERE = "\uffff"  # in no text; an automaton without any word can't be used
SHARED_PART = 3
SHORTEST_SLIP = 3
SHARED_ENDING = 8


@dataclass(frozen=True, slots=True)
class Name:
    """One place as the caller knows it.

    Attributes:
        code: the caller's key, unique.
        name: as officially written.
        level: any key of the kind of place; two places of one level exclude each other.
        parent: the code of the place around it; None at the top.
        aliases: other writings, without error tolerance of their own meaning: old names, nicknames.
        inside: codes of further places that hold it (a house is in its street and in its quarter).
    """

    code: str
    name: str
    level: str | int
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A name with what is known of it; places refer to each other by their position in the list."""

    code: str
    name: str
    level: str | int
    stem: str
    family: int | None
    around: tuple[int, ...]
    ancestors: frozenset[int]


@dataclass(frozen=True, slots=True)
class Writing:
    """One way to write a place without its suffix. A part is an abbreviation of the stem."""

    place: int
    text: str
    is_part: bool = False


@dataclass(frozen=True)
class Lexicon:
    """What reading needs.

    Attributes:
        exact: automaton over writings; value: the writings with that text.
        heard: automaton over sound keys; value: the writings that sound so.
        slips: sound key of a stem, or of a stem without one of its characters → writings.
        openings: the pairs of sounds by which a stem with a slip may still begin.
        children: named places directly under a place.
        whole: the places that hold all the others: to name them tells nothing.
        numbered: below a place, at any depth, key of a number (``3号楼``) → places.
    """

    places: Sequence[Place]
    exact: ahocorasick.Automaton
    heard: ahocorasick.Automaton
    slips: Mapping[str, tuple[Writing, ...]]
    openings: frozenset[str]
    children: Mapping[int, tuple[int, ...]]
    whole: frozenset[int]
    numbered: Mapping[int, Mapping[str, tuple[int, ...]]]

    @classmethod
    def build(cls, names: Iterable[Name]) -> Lexicon:
        """Raises ValueError for a code that comes twice, a parent that is not among the names, and a cycle."""
        ordered = list(names)
        places = _places(ordered)
        children: dict[int, list[int]] = defaultdict(list)
        numbered: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        spoken: list[Writing] = []
        for index, (place, name) in enumerate(zip(places, ordered, strict=True)):
            number = _number_under(place, places)
            if number:
                for ancestor in place.ancestors:
                    numbered[ancestor][number].append(index)
            else:
                for holder in place.around:
                    children[holder].append(index)
                spoken += [Writing(index, text) for text in sorted(writings(place.stem))]
            spoken += [Writing(index, split_suffix(fold(alias)).text) for alias in name.aliases]
        spoken = [writing for writing in spoken if len(writing.text) > 1]
        told = _told_apart(spoken)
        slips = _slips(told)
        return cls(
            places,
            _automaton(_by_text(spoken + _parts(places, spoken))),
            _automaton(_by_sound(spoken)),
            slips,
            frozenset(pair for w in told for pair in opening_pairs(sounds().key(w.text)[:3])),
            {index: tuple(found) for index, found in children.items()},
            _whole(places, children),
            {index: {key: tuple(found) for key, found in keys.items()} for index, keys in numbered.items()},
        )


def is_ordinary(stem: str) -> bool:
    """The stem is a word of daily speech or a bare count (和平, 六条): it needs a suffix or a parent nearby."""
    return stem in ORDINARY_WORDS or stem in FAMILY_OF or COUNTED.fullmatch(stem) is not None


def _whole(places: Sequence[Place], children: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """The top and, while it holds only one place, the next below; never a place that holds nothing."""
    tops = [index for index, place in enumerate(places) if not place.around]
    found: set[int] = set()
    while len(tops) == 1 and tops[0] in children:
        found.add(tops[0])
        tops = list(children[tops[0]])
    return frozenset(found)


def _places(names: Sequence[Name]) -> list[Place]:
    index = {name.code: position for position, name in enumerate(names)}
    if len(index) != len(names):
        raise ValueError("a code comes twice")
    around = [_holders(name, index) for name in names]
    places: dict[int, Place] = {}
    for position in TopologicalSorter(dict(enumerate(around))).static_order():
        name, holders = names[position], around[position]
        ancestors = frozenset(holders).union(*(places[holder].ancestors for holder in holders))
        stem, family = split_suffix(fold(name.name))
        places[position] = Place(name.code, name.name, name.level, stem, family, holders, ancestors)
    return [places[position] for position in range(len(names))]


def _holders(name: Name, index: Mapping[str, int]) -> tuple[int, ...]:
    """The places that hold it directly."""
    codes = [*([name.parent] if name.parent is not None else []), *name.inside]
    missing = [code for code in codes if code not in index]
    if missing:
        raise ValueError(f"{name.code} lies in {missing[0]}, which is not among the names")
    return tuple(index[code] for code in codes)


def _number_under(place: Place, places: Sequence[Place]) -> str | None:
    """The number's key when the name is only a number, alone or after names of places that hold it."""
    split = split_number(fold(place.name))
    if split is None:
        return None
    head, key = split
    holders = [places[ancestor] for ancestor in place.ancestors]
    forms = sorted({text for holder in holders for text in _forms(holder)}, key=len, reverse=True)
    while head:
        form = next((form for form in forms if head.startswith(form)), None)
        if form is None:
            return None
        head = head.removeprefix(form)
    return key


def _forms(place: Place) -> tuple[str, ...]:
    short = FAMILIES[place.family][-1] if place.family is not None else ""
    return (fold(place.name), place.stem + short, place.stem)


def _parts(places: Sequence[Place], spoken: Sequence[Writing]) -> list[Writing]:
    """Abbreviations of long stems: a head, a tail, or the first letter with what follows later.

    Those that are a name by themselves, or that more than three places share, say nothing and are left out.
    """
    taken = {writing.text for writing in spoken}
    owners: dict[str, set[int]] = defaultdict(set)
    for place in sorted({writing.place for writing in spoken}):
        for part in _abbreviations(places[place].stem):
            if part not in taken and not is_ordinary(part) and not ENDING.search(part):
                owners[part].add(place)
    return [
        Writing(place, part, is_part=True)
        for part, sharers in owners.items()
        if len(sharers) <= SHARED_PART
        for place in sorted(sharers)
    ]


def _abbreviations(stem: str) -> set[str]:
    size = len(stem)
    if size < 4:
        return set()
    middle = range(2, size)
    heads = {stem[:cut] for cut in middle} | {stem[cut:] for cut in range(1, size - 1)}
    return heads | {stem[0] + stem[cut:] for cut in middle} | {stem[0] + stem[cut] for cut in middle}


def _by_text(spoken: Iterable[Writing]) -> Iterator[tuple[str, Writing]]:
    return ((writing.text, writing) for writing in spoken)


def _by_sound(spoken: Iterable[Writing]) -> Iterator[tuple[str, Writing]]:
    read = sounds()
    return ((key, writing) for writing in spoken for key in read.keys(writing.text))


def _told_apart(spoken: Sequence[Writing]) -> list[Writing]:
    """The writings that stay recognisable with a slip: three letters beside an ending that many names share."""
    stems = {writing.text for writing in spoken}
    endings = Counter(stem[-2:] for stem in stems)
    shared = {ending for ending, count in endings.items() if count >= max(SHARED_ENDING, len(stems) // 100)}
    return [w for w in spoken if len(w.text) - 2 * (w.text[-2:] in shared) >= SHORTEST_SLIP]


def _slips(told: Iterable[Writing]) -> dict[str, tuple[Writing, ...]]:
    read = sounds()
    found: dict[str, dict[Writing, None]] = defaultdict(dict)
    for writing in told:
        key = read.key(writing.text)
        for variant in (key, *deletions(key)):
            found[variant][writing] = None
    return {variant: tuple(writers) for variant, writers in found.items()}


def opening_pairs(key: str) -> tuple[str, ...]:
    """Of the first three sounds those pairs of which one survives any single slip."""
    return (key[:2], key[1:3], key[:1] + key[2:3])


def deletions(key: str) -> list[str]:
    """The key without each one of its characters."""
    return [key[:at] + key[at + 1 :] for at in range(len(key))]


def _automaton(pairs: Iterable[tuple[str, Writing]]) -> ahocorasick.Automaton:
    found: dict[str, dict[Writing, None]] = defaultdict(dict)
    for text, writing in pairs:
        found[text][writing] = None
    automaton = ahocorasick.Automaton()
    automaton.add_word(NOWHERE, (len(NOWHERE), ()))
    for text, writers in found.items():
        automaton.add_word(text, (len(text), tuple(writers)))
    automaton.make_automaton()
    return automaton
