"""The declaration of a process: a frozen value that refuses, draws buttons, diagrams, manuals and the test matrix.

Pure: no Django, no clock, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.subjects import Actor, Count, Derived, Head, Made, Promises, Request
from gongzhi.workflow.vocabulary import AskKind, By, HandsTo, Phase

Guard = Callable[[Head, Request, Actor, datetime], Refusal | None]
"""A condition of a move made now: None lets it pass. Pure; its docstring is its line in the manual."""

Need = Callable[[Head], Refusal | None]
"""What the subject itself must be like; else the move is not even offered. Pure; its docstring is in the manual."""

Derive = Callable[[Head, Request, datetime, Promises], Derived]
"""What a move finds out by itself. Pure."""

Figures = Callable[[Head], tuple[Count, ...]]
"""By what a subject is counted, read from its head. Pure: the journal gives the head, and so the figures."""

Story = Callable[[Made], None]
"""What a move brings about in other subjects, in the same transaction; its refusal undoes the move."""

STAYS = ""
"""As a target: the stage in which the subject stands."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A place on the road. ``name`` is stored; ``label`` is shown; ``phase`` is one of the five."""

    name: str
    label: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that a move asks for; becomes a field of the form and a key of the entry's facts."""

    name: str
    label: str
    kind: AskKind
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """An arrow of the flow. Deny by default: a move without a capability is illegal.

    ``words`` is the label of the free text that the move takes ("" takes none), ``words_required`` whether
    it must be there. ``limit`` names the deadline rule that starts its clock ("" keeps the running one).
    A target of :data:`STAYS` leaves the subject where it stands.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    capability: str
    by: tuple[By, ...]
    hands_to: HandsTo = HandsTo.KEEP
    asks: tuple[Ask, ...] = ()
    words: str = ""
    words_required: bool = False
    needs: tuple[Need, ...] = ()
    guards: tuple[Guard, ...] = ()
    derive: Derive | None = None
    limit: str = ""
    leads: bool = False
    """True when the body that it is handed to becomes the lead unit (承办单位)."""
    involves: bool = False
    """True when the given body takes part from now on, and so sees the subject."""
    continues: bool = False
    """True when its limit is added to the running promise instead of starting now (延期)."""
    told: bool = False
    """True when its words are said to the reporter."""
    inside: bool = False
    """True when only those who work on the subject hear of it."""
    shown: bool = True
    """False for moves that a page of its own makes (filing)."""

    def target_from(self, stage: str) -> str:
        """Where the move leads from ``stage``."""
        return self.target or stage


@dataclass(frozen=True)
class Flow:
    """A process: its stages, where it starts and ends, its moves and what its figures are kept by."""

    process: str
    label: str
    stages: tuple[Stage, ...]
    opening: Move
    ends: frozenset[str]
    moves: tuple[Move, ...]
    read: str
    """The capability that sees subjects of this process in its area."""
    tallied: tuple[str, ...] = ()
    """The traits that tallies are kept by."""
    figures: Figures = lambda _head: ()
    """What else a subject is counted by than its stage."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """Labels of the deadline rules that its moves name."""
    trait_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Trait → value → what people read."""

    @cached_property
    def by_name(self) -> dict[str, Move]:
        """Moves by name, the opening too."""
        return {move.name: move for move in (self.opening, *self.moves)}

    @cached_property
    def stage_by_name(self) -> dict[str, Stage]:
        """Stages by name."""
        return {stage.name: stage for stage in self.stages}

    @cached_property
    def _leaving(self) -> dict[str, tuple[Move, ...]]:
        return {
            stage.name: tuple(move for move in self.moves if stage.name in move.sources)
            for stage in self.stages
        }

    def moves_from(self, stage: str) -> tuple[Move, ...]:
        """The moves that the declaration offers at ``stage``, in the declared order."""
        return self._leaving[stage]

    def stage(self, name: str) -> Stage:
        """The stage of that name."""
        return self.stage_by_name[name]


def problems(flow: Flow) -> list[str]:
    """What is wrong with a declaration, one English sentence each; empty when it may start.

    Unknown stages, doubled names, moves without a capability or relation, stages that nobody reaches,
    stages that never lead to an end.
    """
    return [*_broken_names(flow), *_broken_moves(flow), *_unreachable(flow), *_dead_ends(flow)]


def _broken_names(flow: Flow) -> list[str]:
    found = []
    names = [stage.name for stage in flow.stages]
    moves = [move.name for move in (flow.opening, *flow.moves)]
    for kind, listed in (("stage", names), ("move", moves)):
        found += [
            f"{flow.process}: {kind} '{name}' is declared twice"
            for name in sorted(set(listed))
            if listed.count(name) > 1
        ]
    found += [f"{flow.process}: end '{end}' is not a stage" for end in sorted(flow.ends - set(names))]
    return found


def _broken_moves(flow: Flow) -> list[str]:
    known = set(flow.stage_by_name)
    found = []
    for move in (flow.opening, *flow.moves):
        if not move.capability:
            found.append(f"{flow.process}: move '{move.name}' names no capability")
        if not move.by:
            found.append(f"{flow.process}: move '{move.name}' says nobody may make it")
        unknown = {*move.sources, *({move.target} - {STAYS})} - known
        found += [
            f"{flow.process}: move '{move.name}' names the unknown stage '{stage}'"
            for stage in sorted(unknown)
        ]
        if move.limit and move.limit not in flow.limits:
            found.append(f"{flow.process}: move '{move.name}' names the unknown limit '{move.limit}'")
        if move is not flow.opening and not move.sources:
            found.append(f"{flow.process}: move '{move.name}' starts nowhere")
        if move is flow.opening and move.target == STAYS:
            found.append(f"{flow.process}: the opening leads nowhere")
    return found


def _reached(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        fresh = {target for source, target in arrows if source == here} - reached
        reached |= fresh
        waiting += fresh
    return reached


def _arrows(flow: Flow) -> set[tuple[str, str]]:
    return {(source, move.target_from(source)) for move in flow.moves for source in move.sources}


def _unreachable(flow: Flow) -> list[str]:
    reached = _reached(flow.opening.target, _arrows(flow))
    return [f"{flow.process}: stage '{s.name}' is unreachable" for s in flow.stages if s.name not in reached]


def _dead_ends(flow: Flow) -> list[str]:
    arrows = _arrows(flow)
    return [
        f"{flow.process}: stage '{stage.name}' is a dead end"
        for stage in flow.stages
        if not _reached(stage.name, arrows) & flow.ends
    ]
