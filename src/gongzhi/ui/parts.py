"""What the components take: values that a view fills and a template draws.

Addresses (``url``) come ready to link. Moments are aware. Texts are plain, never HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Theme = Literal["auto", "light", "dark"]
FieldKind = Literal["text", "line", "choice", "bool", "body"]
Phase = Literal["raise", "deliberate", "commit", "deliver", "judge"]


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go: an entry of the navigation, a view of the desk with its count, a crumb."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is at the screen and in which post."""

    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds each page. Its defaults are enough to draw an error page when all else is down."""

    city: str = ""
    home_url: str = "/"
    demo: bool = False
    nav: tuple[Link, ...] = ()
    user: SignedIn | None = None
    sign_in_url: str = "/sign-in/"
    sign_out_url: str = "/sign-out/"
    theme: Theme = "auto"
    elder: bool = False
    complaints_url: str = ""
    rules_url: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select or a radio group; ``group`` is the heading above it, if any."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A select of a filter bar. The empty choice ("all") is drawn by the component."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Keyset paging: how many rows are here, where the first page and the next are, how many in all if counted."""

    shown: int
    newer_url: str = ""
    older_url: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A matter in a list: what, where, from whom it came, whose turn, time left."""

    url: str
    number: str
    title: str
    stage: str
    place: str
    source: str
    holder: str
    filed: datetime
    due: datetime | None = None
    closed: datetime | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: what happened, who did it, when, why, and what was written down."""

    at: datetime
    what: str
    who: str = ""
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class MoveField:
    """An input of a move. ``line`` is a text of one line; ``bool`` posts ``1`` or nothing.

    ``choice`` and ``body`` post a choice's value.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    choices: tuple[Choice, ...] = ()
    required: bool = False
    hint: str = ""
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A move that the engine allows now, as a form.

    It posts its fields with ``stage_seen`` (the state that this page was made from) to ``url``.
    Without fields it is one button. ``key`` is its letter on the keyboard, if any; ``opened``: its fields are shown.
    """

    name: str
    label: str
    url: str
    stage_seen: str
    fields: tuple[MoveField, ...] = ()
    hint: str = ""
    key: str = ""
    error: str = ""
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a breakdown: a count that opens its cases; None is a small one that is not published (R27)."""

    label: str
    count: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a matter: a small picture that opens the large one, or without ``thumb_url`` a download.

    ``used_in`` leads to other matters that have the same photo; ``private`` is not for the reporter.
    A removal is posted to ``remove_url`` (none without it) with ``back``, the page to return to.
    """

    url: str
    name: str
    alt: str
    kind: str
    note: str = ""
    thumb_url: str = ""
    width: int = 1
    height: int = 1
    private: bool = False
    used_in: tuple[Link, ...] = ()
    remove_url: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with what it rests on. ``share`` is 0 to 1, None when ``n`` is too small to show one.

    ``low`` and ``high`` are the ends of its interval, ``band`` how it stands to what it is compared with (a word,
    empty when it is unremarkable), ``parts`` the counts that it is made of, ``aside`` what was excluded.
    ``url`` opens the n cases; without one nothing is linked.
    """

    label: str
    share: float | None
    n: int
    formula: str
    url: str
    unit: str = "件"
    low: float | None = None
    high: float | None = None
    band: str = ""
    kind: str = ""
    parts: tuple[Part, ...] = ()
    aside: Part | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A line of a table of rates: a name that may lead further down, a count, and one rate for each column."""

    label: str
    count: Part
    rates: tuple[Rate, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """Rates by one dimension, in the order of its catalogue, never of its numbers."""

    title: str
    column: str
    names: tuple[str, ...]
    lines: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Counts by one dimension, in the order in which they are to be read."""

    title: str
    column: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid: a text, a number that opens what it counts, or a link."""

    text: str
    url: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of rows by columns; on a phone each row stands as a block of labelled lines."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
