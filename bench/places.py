"""How well places are found in free text: ``python -m bench.places [MESSAGES]`` from the project's root.

Prints for each hierarchy and noise level the share of messages whose place is named (an abstention is wrong), the
share that the simple reading "longest name in the text" gets, the share with the truth among the three proposals,
how many answers are certain and how many of those are right, and CPU microseconds a message. Then real messages of
another city are read: they mention none of the places, so that every certain answer there is a coincidence of names.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick
from tests.language.place_noise import COMMITTEES, Sample, samples, split_suffix, with_parts
from tests.language.places_at_hand import elsewhere, hierarchy, real_cities, real_messages

from gongzhi.language.gazetteer import Gazetteer, Name

SEED = 2026
HEAD = "noise  right  longest  top3   certain  of those right  µs"


@dataclass(frozen=True)
class LongestMatch:
    """The baseline: the longest full or short name in the text."""

    automaton: ahocorasick.Automaton

    @classmethod
    def build(cls, names: Sequence[Name]) -> LongestMatch:
        automaton = ahocorasick.Automaton()
        for name in names:
            stem, suffix = split_suffix(name.name)
            written = {name.name, stem} | ({stem + own for own in COMMITTEES} if "居" in suffix else set())
            for text in written | ({stem + "村"} if "村" in suffix else set()):
                if len(text) > 1 and text not in automaton:
                    automaton.add_word(text, (len(text), name.code))
        automaton.make_automaton()
        return cls(automaton)

    def find(self, text: str) -> str | None:
        hits = [value for _, value in self.automaton.iter(text)]
        return str(max(hits, key=lambda hit: hit[0])[1]) if hits else None


def measure(gazetteer: Gazetteer, baseline: LongestMatch, messages: Sequence[Sample]) -> str:
    """One line of the table."""
    started = time.process_time()
    answers = [gazetteer.find(message.text) for message in messages]
    micros = (time.process_time() - started) / len(messages) * 1e6
    right = [found.best == message.truth for found, message in zip(answers, messages, strict=True)]
    longest = [baseline.find(message.text) == message.truth for message in messages]
    proposed = [
        message.truth in {candidate.code for candidate in found.candidates}
        for found, message in zip(answers, messages, strict=True)
    ]
    certain = [is_right for found, is_right in zip(answers, right, strict=True) if found.certain]
    of_those = f"{share(certain):.4f}" if certain else "-"
    return (
        f"{messages[0].noise:5}  {share(right):.3f}  {share(longest):.3f}    {share(proposed):.3f}  "
        f"{len(certain) / len(right):.3f}    {of_those:15} {micros:.0f}"
    )


def share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers)


def measure_hierarchy(label: str, names: Sequence[Name], count: int) -> None:
    """Prints the table of one hierarchy."""
    before, started = peak_megabytes(), time.process_time()
    gazetteer, baseline = Gazetteer.build(names), LongestMatch.build(names)
    built, grown = time.process_time() - started, peak_megabytes() - before
    print(f"\n{label}: {len(names)} names, built in {built:.2f} s, peak memory +{grown:.0f} MB\n{HEAD}")
    others = elsewhere(names)
    for noise in (0, 1, 2):
        messages = list(samples(names, noise=noise, count=count, seed=SEED, elsewhere=others))
        print(measure(gazetteer, baseline, messages))
    if real_messages():
        print(coincidences(gazetteer, real_messages()))


def coincidences(gazetteer: Gazetteer, texts: Sequence[str]) -> str:
    """What is found in messages that mention none of the places."""
    started = time.process_time()
    answers = [gazetteer.find(text) for text in texts]
    micros = (time.process_time() - started) / len(texts) * 1e6
    certain, named = sum(found.certain for found in answers), sum(found.best is not None for found in answers)
    letters = sum(map(len, texts)) // len(texts)
    return (
        f"{len(texts)} real messages of elsewhere, {letters} letters: "
        f"certain {certain}, named {named}, {micros:.0f} µs"
    )


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    for city in ["invented", *real_cities()]:
        names = hierarchy(city)
        measure_hierarchy(city, names, count)
        measure_hierarchy(
            f"{city} with invented compounds, grids and buildings", with_parts(names, seed=1), count
        )


if __name__ == "__main__":
    main()
