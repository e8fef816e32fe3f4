"""The flows in force, registered once at start-up by the wiring; refused there when a declaration is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.flows import Flow, problems

_FLOWS: dict[str, Flow] = {}


def register(flow: Flow) -> None:
    """Put a flow in force.

    Raises:
        ValueError: naming every fault of the declaration.
    """
    faults = problems(flow)
    if faults:
        raise ValueError("; ".join(faults))
    _FLOWS[flow.process] = flow


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
