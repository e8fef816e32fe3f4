"""The values that the engine works on: heads, requests, entries. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel.calendar import Due
from gongzhi.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Head:
    """The present state of a subject: what every list, desk and job reads."""

    id: UUID
    city_id: int
    process: str
    number: str
    title: str
    stage: str
    place_id: int
    place_code: str
    origin_body_id: int | None
    lead_body_id: int | None
    holder_body_id: int | None
    traits: Mapping[str, str]
    """Small impersonal facts that travel with the head: what it is counted, matched and clocked by."""
    opened_at: datetime
    stage_since: datetime
    due_at: datetime | None
    limit: Mapping[str, Any] | None
    """The running promise: rule, clock, amount, profile, legal basis, from (R4)."""
    provisional: bool
    closed_at: datetime | None
    escalation: int
    """0 none, 1 soon overdue, 2 overdue: what the journal already says of the running promise."""
    sequence: int
    head_hash: bytes


@dataclass(frozen=True, slots=True)
class Actor:
    """Through which seat somebody acted; both None for the reporter and for the program itself."""

    post_id: int | None = None
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks of the engine: a move with its facts.

    ``facts`` are structured and impersonal (str, int, bool, None, lists and dicts of them): they stay for ever.
    ``words`` is free text: it is kept beside the sealed entry and can be redacted without breaking it.
    """

    move: str
    words: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    body_id: int | None = None
    place: tuple[int, str] | None = None
    traits: Mapping[str, str] | None = None
    salt: bytes = b""
    """Chance, handed in like the clock: it keeps short words from being guessed from their hash."""
    seen: int | None = None
    """The sequence that the person's page showed; another one by now makes the page stale."""
    found: Mapping[str, Any] = field(default_factory=dict)
    """Facts that the operation has looked up itself; nobody has typed them."""
    joins: tuple[int, ...] = ()
    """Bodies that take part from now on."""
    cause: Actor | None = None
    """Who made the move of another subject that brings this one about (``By.STORY``)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal, before it is hashed."""

    subject_id: UUID
    sequence: int
    at: datetime
    kind: str
    move: str
    source: str
    target: str
    actor: Actor
    holder_body_id: int | None
    due_at: datetime | None
    facts: Mapping[str, Any]
    words: str
    words_salt: bytes
    words_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Delta:
    """A change of a tally: so many more (or fewer) under this key."""

    month: int
    """Year × 100 + month, on the Chinese wall clock."""
    area: str
    dimensions: tuple[str, ...]
    body_id: int
    counter: str
    n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision leads to: the next head, its journal line and what the tallies gain."""

    head: Head
    entry: Entry
    hash: bytes
    deltas: tuple[Delta, ...]
    joins: tuple[int, ...] = ()
    """Bodies that take part from now on and so see the subject."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A computed deadline with the rule it comes from."""

    due: Due
    limit: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A move that has just been made, as a story hears of it: inside the same transaction, before anything else."""

    viewer: Viewer
    request: Request
    outcome: Outcome
    now: datetime


Promises = Callable[[str, Mapping[str, str], datetime], Promise | None]
"""(name of the limit, traits, start) → the promise by the dated rule in force; None when there is no rule."""


OWN_LIMIT = "limit:"


def own_limit(name: str, clock: str = "", amount: int | None = None, basis: str = "") -> dict[str, str]:
    """The trait by which a subject brings a limit of its own, which goes before the dated rules; empty: none.

    It is kept whole in the subject: whatever becomes of the catalogue it is from, the promise can be made again.
    """
    return {f"{OWN_LIMIT}{name}": f"{clock}/{amount}/{basis}" if clock else ""}


@dataclass(frozen=True, slots=True)
class Opening:
    """A subject to be opened: what its head starts with."""

    id: UUID
    number: str
    title: str
    place: tuple[int, str]
    origin_body_id: int | None
    traits: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    said: str = ""
    """What was said, in the place of words: the entry commits to it, and the context keeps it, not the journal."""
    salt: bytes = b""
    holder_body_id: int | None = None
    """Whose turn it is, when the opening hands to the given body."""
    joins: tuple[int, ...] = ()
    cause: Actor | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """What a move adds by itself: facts to its entry, traits to the head."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    """A subject is counted once by ``counter`` in ``month`` (year × 100 + month)."""

    counter: str
    month: int
