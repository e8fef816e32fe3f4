"""Which place a free text is about: the deepest one that its words support, three proposals, and whether to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.language.evidence import ENOUGH, Case, weigh
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

    @classmethod
    def build(cls, entries: Iterable[Name]) -> Gazetteer:
        """Raises ValueError for a code that comes twice, a parent that is not among them, and a cycle."""
        return cls(Lexicon.build(entries))

    def find(self, text: str) -> Found:
        """The deepest place that the first 4,000 characters support; never raises."""
        folded = fold(text[:READ_AT_MOST])
        cases = weigh(self.lexicon, folded)
        likely = [case for case in cases if case.support >= ENOUGH]
        if not likely:
            return Found(None, self._proposals(cases), certain=False)
        best = likely[0]
        rival = next((case for case in cases if not self._agree(case.place, best.place)), None)
        lead = best.value - max(rival.value, 0.0) if rival else best.value
        if rival and lead < TIE:
            return Found(self._holder(best, rival, likely), self._proposals(cases), certain=False)
        twin = any(case.mentions[0].start == best.mentions[0].start for case in likely[1:])
        narrower = self._numbered(folded, best)
        is_clear = best.is_told and not twin and (narrower is not None or self._is_closed(folded, best))
        certain = is_clear and best.support >= CERTAIN and lead >= MARGIN
        proposals = self._proposals([best, *(case for case in cases if case is not best)])
        if narrower:
            proposals = (Candidate(narrower.code, proposals[0].score, narrower.reasons), *proposals[1:])
        return Found(proposals[0].code, proposals, certain)

    def _agree(self, one: int, other: int) -> bool:
        places = self.lexicon.places
        return one == other or one in places[other].ancestors or other in places[one].ancestors

    def _holder(self, one: Case, other: Case, likely: Sequence[Case]) -> str | None:
        """The deepest place in the text that holds both, when they can't be told apart."""
        places = self.lexicon.places
        shared = places[one.place].ancestors & places[other.place].ancestors
        holders = [places[case.place] for case in likely if case.place in shared]
        return max(holders, key=lambda place: len(place.ancestors)).code if holders else None

    def _is_closed(self, text: str, case: Case) -> bool:
        """Nothing unread follows that might be a narrower place; the whole area is no answer."""
        if case.place not in self.lexicon.children:
            return True
        return case.place != self.lexicon.whole and CLOSING.match(text, case.mentions[0].end) is not None

    def _numbered(self, text: str, case: Case) -> Candidate | None:
        """Follows numbers written after the place down to the building, grid or yard that they name."""
        for mention in case.mentions:
            deeper, reasons = case.place, case.reasons
            for number in NUMBERED.finditer(text, mention.end, mention.end + NUMBER_WITHIN):
                below = self.lexicon.numbered.get(deeper, {}).get(number_key(number), ())
                if len(below) == 1:
                    deeper, reasons = below[0], (*reasons, f"提到“{number.group()}”")
            if deeper != case.place:
                return Candidate(self.lexicon.places[deeper].code, case.value, reasons)
        return None

    def _proposals(self, cases: Sequence[Case]) -> tuple[Candidate, ...]:
        places = self.lexicon.places
        return tuple(Candidate(places[c.place].code, round(c.value, 1), c.reasons) for c in cases[:PROPOSALS])
