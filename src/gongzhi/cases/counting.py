"""By what a case is counted: read from its head, written into it by the moves. Pure.

The trait ``counted`` remembers every counter that the case has been counted by, each with its month
(``contact:due@202603 contact:met@202603``). A later word of the same family replaces the earlier one, so that a
case is counted by each counter at most once, and every number opens exactly its cases (R30). While the trait
``excluded`` is set, all of it is counted under ``excluded:`` instead: set aside, displayed, and never lost (R7).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from gongzhi.cases.vocabulary import CaseLoop, Discontent, Satisfaction, Solved
from gongzhi.kernel.clock import month_of
from gongzhi.workflow.subjects import Count, Head

CHANNEL, LOOP, EXCLUDED = "channel:", "loop:", "excluded"
CONTACT = ("contact:",)
ANSWER = ("answer:",)
VERDICT = ("callback:", "solved:", "satisfaction:", "verdict:", "reason:")
"""The families of counters that a new word replaces."""

COUNTERS: Mapping[str, str] = {
    "contact:due": "应联系",
    "contact:met": "按时联系",
    "answer:given": "已答复",
    "answer:met": "按时答复",
    "callback:valid": "有效回访",
    "callback:unreached": "未联系上",
    **{f"solved:{word}": word.label for word in Solved},
    **{f"satisfaction:{word}": word.label for word in Satisfaction},
    "verdict:solved_unhappy": "解决了但不满意",
    **{f"reason:{word}": word.label for word in Discontent},
    **{f"{LOOP}{word}": word.label for word in CaseLoop},
}
"""What formulas may count, with the words for it."""


def figures(head: Head) -> tuple[Count, ...]:
    """By what the case is counted now (DC-26, DC-27; 条例 art. 32)."""
    opened = month_of(head.opened_at)
    came = Count(f"{CHANNEL}{head.traits.get('channel', '')}", opened)
    noted = list(_noted(head.traits))
    if head.closed_at is not None and head.lead_body_id is not None:
        noted.append(Count(f"{LOOP}{head.traits.get('loop', '')}", month_of(head.closed_at)))
    if not head.traits.get(EXCLUDED):
        return came, *noted
    aside = (Count(f"{EXCLUDED}:{count.counter}", count.month) for count in noted)
    return came, Count(EXCLUDED, opened), *aside


def filed(counters: Mapping[str, int]) -> int:
    """How many cases came in: each by exactly one channel."""
    return sum(n for counter, n in counters.items() if counter.startswith(CHANNEL))


def recount(traits: Mapping[str, str], family: tuple[str, ...], *fresh: Count) -> dict[str, str]:
    """The trait ``counted`` after a new word: what the family said before goes, ``fresh`` comes."""
    kept = [count for count in _noted(traits) if not count.counter.startswith(family)]
    return {"counted": " ".join(f"{count.counter}@{count.month}" for count in (*kept, *fresh))}


def verdict(traits: Mapping[str, str], facts: Mapping[str, Any], month: int) -> dict[str, str]:
    """The trait after a call-back: the latest valid verdict counts, in the month of its call (facts 2.1 "Rates").

    A call that reached nobody changes nothing once there is a verdict.
    """
    if not facts.get("reached"):
        if any(count.counter == "callback:valid" for count in _noted(traits)):
            return {}
        return recount(traits, VERDICT, Count("callback:unreached", month))
    solved, satisfaction = facts["solved"], facts["satisfaction"]
    counters = ["callback:valid", f"solved:{solved}", f"satisfaction:{satisfaction}"]
    if (solved, satisfaction) == (Solved.SOLVED, Satisfaction.DISSATISFIED):
        counters.append("verdict:solved_unhappy")
    if reason := facts.get("reason"):
        counters.append(f"reason:{reason}")
    return recount(traits, VERDICT, *(Count(counter, month) for counter in counters))


def _noted(traits: Mapping[str, str]) -> tuple[Count, ...]:
    return _read(traits.get("counted", ""))


@lru_cache(maxsize=4096)
def _read(counted: str) -> tuple[Count, ...]:
    """The cases of a month have few different stories."""
    words = (word.rpartition("@") for word in counted.split())
    return tuple(Count(counter, int(month)) for counter, _, month in words)
