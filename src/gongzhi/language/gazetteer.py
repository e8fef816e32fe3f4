"""Which place a free text is about: the deepest one that its words support, three proposals, and whether to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.language.evidence import ENOUGH, Evidence, weigh
from gongzhi.language.lexicon import Lexicon, Name
from gongzhi.language.normalise import fold
from gongzhi.language.placenames import CLOSING, NUMBERED, number_key

__all__ = ["Candidate", "Found", "Gazetteer", "Name"]

READ_AT_MOST = 4_000
PROPOSALS = 3
CERTAIN, MARGIN, TIE = 5.0, 2.5, 0.25
NUMBER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal. ``score`` compares proposals of one answer only; ``reasons`` are plain Chinese."""

    code: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer.

    Attributes:
        best: the likeliest place; None when nothing is likely, or when two are equally so and no mentioned place
            holds both. It may be acted on without asking only when ``certain``.
        candidates: at most three proposals, the likeliest first.
        certain: called by name, strongly, with no rival near and nothing unread behind it.
    """

    best: str | None
    candidates: tuple[Candidate, ...]
    certain: bool


@dataclass(frozen=True)
class Gazetteer:
    """Finds named places of a hierarchy in Chinese text. Immutable; safe to share between threads."""

    lexicon: Lexicon
    enough: frozenset[str | int] = frozenset()
    """Levels that are deep enough to act on: what follows such a place need not be read to the end."""

    @classmethod
    def build(cls, entries: Iterable[Name], enough: Iterable[str | int] = ()) -> Gazetteer:
        """Begin with the places around (province, city): a region that is not among the entries is a foreign one.

        Raises ValueError for a code that comes twice, a parent that is not among the entries, and a cycle.
        """
        return cls(Lexicon.build(entries), frozenset(enough))

    def find(self, text: str) -> Found:
        """The deepest place that the first 4,000 characters support; never raises."""
        folded = fold(text[:READ_AT_MOST])
        found = weigh(self.lexicon, folded)
        likely = [one for one in found if one.support >= ENOUGH]
        if not likely:
            return Found(None, self._proposals(found), certain=False)
        best = likely[0]
        rival = next((one for one in found if not self._agree(one.place, best.place)), None)
        lead = best.value - max(rival.value, 0.0) if rival else best.value
        if rival and lead < TIE:
            return Found(self._holder(best, rival, likely), self._proposals(found), certain=False)
        twin = any(self._is_twin(one, best) for one in likely[1:])
        narrower = self._numbered(folded, best)
        is_clear = best.is_told and not twin and (narrower is not None or self._is_closed(folded, best))
        certain = is_clear and best.support >= CERTAIN and lead >= MARGIN
        proposals = self._proposals([best, *(one for one in found if one is not best)])
        if narrower:
            proposals = (Candidate(narrower.code, proposals[0].score, narrower.reasons), *proposals[1:])
        return Found(proposals[0].code, proposals, certain)

    def _agree(self, one: int, other: int) -> bool:
        places = self.lexicon.places
        return one == other or one in places[other].ancestors or other in places[one].ancestors

    def _is_twin(self, one: Evidence, other: Evidence) -> bool:
        """The same words name both a place and one inside it (a town and its village)."""
        return one.mentions[0].start == other.mentions[0].start and self._agree(one.place, other.place)

    def _holder(self, one: Evidence, other: Evidence, likely: Sequence[Evidence]) -> str | None:
        """The deepest place in the text that holds both, when they can't be told apart."""
        places = self.lexicon.places
        shared = places[one.place].ancestors & places[other.place].ancestors
        holders = [places[held.place] for held in likely if held.place in shared]
        return max(holders, key=lambda place: len(place.ancestors)).code if holders else None

    def _is_closed(self, text: str, evidence: Evidence) -> bool:
        """Nothing unread follows that might be a narrower place; the whole area is no answer."""
        if evidence.place not in self.lexicon.children:
            return True
        if self.lexicon.places[evidence.place].level in self.enough:
            return True
        return (
            evidence.place not in self.lexicon.whole
            and CLOSING.match(text, evidence.mentions[0].end) is not None
        )

    def _numbered(self, text: str, evidence: Evidence) -> Candidate | None:
        """Follows numbers written after the place down to the building, grid or yard that they name."""
        for mention in evidence.mentions:
            deeper, reasons = evidence.place, evidence.reasons
            for number in NUMBERED.finditer(text, mention.end, mention.end + NUMBER_WITHIN):
                below = self.lexicon.numbered.get(deeper, {}).get(number_key(number), ())
                if len(below) == 1:
                    deeper, reasons = below[0], (*reasons, f"提到“{number.group()}”")
            if deeper != evidence.place:
                return Candidate(self.lexicon.places[deeper].code, evidence.value, reasons)
        return None

    def _proposals(self, found: Sequence[Evidence]) -> tuple[Candidate, ...]:
        places = self.lexicon.places
        return tuple(Candidate(places[e.place].code, round(e.value, 1), e.reasons) for e in found[:PROPOSALS])
