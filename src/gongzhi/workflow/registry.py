"""The flows in force, registered once at start-up by the wiring; refused there when a declaration is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.flows import Flow, Story, problems

_FLOWS: dict[str, Flow] = {}
_STORIES: dict[tuple[str, str], Story] = {}


def register(flow: Flow, stories: Mapping[str, Story] | None = None) -> None:
    """Put a flow in force, with the stories of its moves.

    Raises:
        ValueError: naming every fault of the declaration.
    """
    faults = problems(flow)
    faults += [
        f"{flow.process}: story of the unknown move '{name}'"
        for name in stories or ()
        if name not in flow.by_name
    ]
    if faults:
        raise ValueError("; ".join(faults))
    _FLOWS[flow.process] = flow
    _STORIES.update({(flow.process, name): story for name, story in (stories or {}).items()})


def story_of(process: str, move: str) -> Story | None:
    """What else a move brings about; None for most."""
    return _STORIES.get((process, move))


def flows() -> Iterable[Flow]:
    """All flows in force, in the order of registration."""
    return _FLOWS.values()


def flow_of(process: str) -> Flow:
    """The flow of a process.

    Raises:
        Refusal: ``flow.unknown_process``.
    """
    try:
        return _FLOWS[process]
    except KeyError as error:
        raise Refusal("flow.unknown_process", "没有这种事项。", status=404) from error
