"""Who is asking: the only thing that reads and moves are scoped by.

A viewer sits in seats. A seat is a post held in a body: what it may do (capabilities), where
(prefixes of place codes, 块) and for which bodies (the line of command below its own, 条).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Seat:
    """One post of the viewer, in force now."""

    post_id: int
    body_id: int
    kind: str
    title: str
    body_name: str
    capabilities: frozenset[str]
    scopes: tuple[str, ...]
    body_ids: frozenset[int]

    def covers_place(self, code: str) -> bool:
        """True when the place lies in this seat's area."""
        return any(code.startswith(scope) for scope in self.scopes)


@dataclass(frozen=True)
class Viewer:
    """Everything that decides what may be seen and done; immutable for one request."""

    city_id: int
    city_code: str = ""
    revision: int = 0
    """Version of the city's reference data; what is cached from it is cached under this number."""
    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    seats: tuple[Seat, ...] = ()
    subject_ids: frozenset[UUID] = frozenset()
    """Matters whose number and code the viewer has shown: the reporter's own."""
    public: frozenset[str] = frozenset()
    """Capabilities that need no post."""

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """All that the viewer may do somewhere."""
        return self.public.union(*(seat.capabilities for seat in self.seats))

    @cached_property
    def body_ids(self) -> frozenset[int]:
        """The viewer's bodies with those below them in the line of command."""
        return frozenset().union(*(seat.body_ids for seat in self.seats))

    def can(self, capability: str) -> bool:
        """True when some seat, or everybody, holds the capability."""
        return capability in self.capabilities

    @cached_property
    def _seats_by_capability(self) -> dict[str, tuple[Seat, ...]]:
        held = frozenset().union(*(seat.capabilities for seat in self.seats))
        return {name: tuple(seat for seat in self.seats if name in seat.capabilities) for name in held}

    def seats_with(self, capability: str) -> Sequence[Seat]:
        """The seats through which the viewer holds the capability."""
        return self._seats_by_capability.get(capability, ())
