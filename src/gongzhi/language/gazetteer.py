"""Which place a free text is about: the deepest one that its words support, three proposals, and whether to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongzhi.language.lexicon import Lexicon, Name, Place, is_ordinary
from gongzhi.language.mentions import Kind, Mention, read
from gongzhi.language.normalise import fold
from gongzhi.language.placenames import CLOSING, FOREIGN_REGION, NUMBERED, is_elsewhere, number_key

__all__ = ["Candidate", "Found", "Gazetteer", "Name"]

READ_AT_MOST = 4_000
PROPOSALS = 3
ENOUGH, CERTAIN, MARGIN, TIE = 2.5, 5.0, 2.5, 0.25
BESIDE_PARENT, PARENT_AT_MOST, AGAIN, FIRST = 3.0, 2.0, 0.5, 0.5
BARE, FOREIGN, OTHER_PARENT, ELSEWHERE = -3.0, -3.0, -4.0, -5.0
NUMBER_WITHIN = 10
SENTENCES = {
    Kind.WRITTEN: "提到“{written}”",
    Kind.HEARD: "“{written}”与“{name}”拼音相同",
    Kind.SLIPPED: "“{written}”与“{name}”只差一个字",
    Kind.SHORTENED: "“{written}”可能是“{name}”的简称",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal. ``score`` compares proposals of one answer only; ``reasons`` are plain Chinese."""

    code: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: ``best`` may be acted on without asking only when it is ``certain``."""

    best: str | None
    candidates: tuple[Candidate, ...]
    certain: bool


NOTHING = Found(None, (), False)


@dataclass(slots=True)
class _Case:
    """What speaks for one place: its strongest mention, and its points alone, with context, and with its path.

    ``is_told``: it was called by its name, or together with a place around it.
   """

    place: int
    mention: Mention
    own: float
    support: float = 0.0
    value: float = 0.0
    is_told: bool = False
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Gazetteer:
    """Finds named places of a hierarchy in Chinese text. Immutable; safe to share between threads."""

    lexicon: Lexicon

    @classmethod
    def build(cls, entries: Iterable[Name]) -> Gazetteer:
        """Raises ValueError for a code that comes twice and for a parent that is not among the entries."""
        return cls(Lexicon.build(entries))

    def find(self, text: str) -> Found:
        """The deepest place that the first 4,000 characters support.

        Not certain, and then to be asked, when the evidence is weak or another place is as likely.
        """
        folded = fold(text[:READ_AT_MOST])
        mentions = read(self.lexicon, folded)
        cases = _weighed(self.lexicon, folded, mentions)
        ranked = sorted(cases, key=lambda case: (-case.value, len(self._place(case).ancestors), self._place(case).code))
        eligible = [case for case in ranked if case.support >= ENOUGH]
        if not eligible:
            return Found(None, self._proposals(ranked), False) if ranked else NOTHING
        best = eligible[0]
        rivals = [case for case in ranked if not self._agree(case.place, best.place)]
        lead = best.value - max((rival.value for rival in rivals), default=0.0)
        if rivals and lead < TIE:
            return Found(self._common(best, rivals[0], eligible), self._proposals(ranked), False)
        deeper, number = self._numbered(folded, mentions, best.place)
        if number:
            best.place, best.reasons = deeper, [*best.reasons, f"提到“{number}”"]
        twins = any(case is not best and case.mention.start == best.mention.start for case in eligible)
        told = best.is_told and not twins and self._is_closed(folded, best)
        certain = told and best.support >= CERTAIN and lead >= MARGIN
        return Found(self._place(best).code, self._proposals(ranked, best), certain)

    def _is_closed(self, text: str, case: _Case) -> bool:
        """Nothing unread follows that might be a narrower place; the whole area is no answer."""
        if case.place not in self.lexicon.children:
            return True
        return case.place != self.lexicon.whole and CLOSING.match(text, case.mention.end) is not None

    def _place(self, case: _Case) -> Place:
        return self.lexicon.places[case.place]

    def _agree(self, one: int, other: int) -> bool:
        places = self.lexicon.places
        return one == other or one in places[other].ancestors or other in places[one].ancestors

    def _common(self, one: _Case, other: _Case, eligible: Sequence[_Case]) -> str | None:
        """The deepest place in the text that holds both, when they can't be told apart."""
        shared = self._place(one).ancestors & self._place(other).ancestors
        holders = [self._place(case) for case in eligible if case.place in shared]
        return max(holders, key=lambda place: len(place.ancestors)).code if holders else None

    def _proposals(self, ranked: Sequence[_Case], best: _Case | None = None) -> tuple[Candidate, ...]:
        ordered = ([best] if best else []) + [case for case in ranked if case is not best]
        return tuple(
            Candidate(self._place(case).code, round(case.value, 1), tuple(case.reasons)) for case in ordered[:PROPOSALS]
        )

    def _numbered(self, text: str, mentions: Sequence[Mention], place: int) -> tuple[int, str]:
        """Follows numbers written right after the place down to the building, grid or yard that they name."""
        for end in [mention.end for mention in mentions if mention.place == place]:
            deeper, words = place, ""
            for number in NUMBERED.finditer(text, end, end + NUMBER_WITHIN):
                below = self.lexicon.numbered.get(deeper, {}).get(number_key(number), ())
                if len(below) == 1:
                    deeper, words = below[0], number.group()
            if words:
                return deeper, words
        return place, ""


def _weighed(lexicon: Lexicon, text: str, mentions: Sequence[Mention]) -> list[_Case]:
    by_place: dict[int, list[Mention]] = defaultdict(list)
    ends: dict[int, set[int]] = defaultdict(set)
    for mention in mentions:
        by_place[mention.place].append(mention)
        ends[mention.end].add(mention.place)
    cases = {place: _alone(lexicon, text, place, spoken, ends) for place, spoken in by_place.items()}
    first = min((mention.start for mention in mentions), default=0)
    for case in cases.values():
        _add_context(lexicon, case, cases)
        case.value += FIRST if case.mention.start == first else 0.0
        case.value *= case.place != lexicon.whole
    return list(cases.values())


def _alone(
    lexicon: Lexicon, text: str, place: int, spoken: Sequence[Mention], ends: Mapping[int, set[int]]
) -> _Case:
    """The strongest mention with what stands directly before it."""
    own, mention = max(
        ((_beside(lexicon, text, mention, ends), mention) for mention in spoken),
        key=lambda pair: (pair[0], -pair[1].start),
    )
    written = text[mention.start : mention.end]
    reason = SENTENCES[mention.kind].format(written=written, name=lexicon.places[place].name)
    return _Case(place, mention, own + min(AGAIN * (len(spoken) - 1), 2 * AGAIN), reasons=[reason])


def _beside(lexicon: Lexicon, text: str, mention: Mention, ends: Mapping[int, set[int]]) -> float:
    """The mention's points after the words directly around it are heard."""
    ancestors = lexicon.places[mention.place].ancestors
    before = ends.get(mention.start, set()) | ends.get(mention.start - 1, set())
    points = mention.points + (ELSEWHERE if is_elsewhere(text, mention.start, mention.end) else 0.0)
    if (before & ancestors) - {lexicon.whole}:
        return points + BESIDE_PARENT
    points += BARE if mention.is_bare and is_ordinary(lexicon.places[mention.place].stem) else 0.0
    levels = {lexicon.places[ancestor].level for ancestor in ancestors}
    if any(lexicon.places[other].level in levels for other in before - ancestors):
        return points + OTHER_PARENT
    if not before and FOREIGN_REGION.search(text[max(0, mention.start - 3) : mention.start]):
        return points + FOREIGN
    return points


def _add_context(lexicon: Lexicon, case: _Case, cases: Mapping[int, _Case]) -> None:
    """Adds what the places around it say that are mentioned at other points of the text."""
    around = [
        cases[ancestor]
        for ancestor in lexicon.places[case.place].ancestors - {lexicon.whole}
        if ancestor in cases and cases[ancestor].mention.start != case.mention.start and cases[ancestor].own > 0
    ]
    mention = case.mention
    is_long = len(lexicon.places[case.place].stem) > 2
    is_heard = mention.kind is Kind.HEARD and mention.has_suffix and is_long
    is_written = mention.kind is Kind.WRITTEN and not mention.is_bare
    case.is_told = is_written or is_heard or any(holder.own >= ENOUGH for holder in around)
    case.support = case.own + sum(min(PARENT_AT_MOST, holder.own / 2) for holder in around)
    case.value = case.own + sum(holder.own for holder in around)
    case.reasons += [f"与“{lexicon.places[holder.place].name}”同在一处" for holder in around]
