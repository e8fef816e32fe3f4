"""What a viewer may see, as SQL over ``workflow_subject`` (aliased ``s`` or bare). One definition for all reads.

An arm is one way of seeing: the whole city, a street, a community or below, a body that takes part, or the
follow codes shown. Lists that must be fast read arm by arm along an index; everything else takes the arms
joined by OR.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.registry import flows

_STREET, _COMMUNITY = 9, 12


@dataclass(frozen=True, slots=True)
class Arm:
    """A condition with its parameters; ``{s}`` stands for the table's name."""

    where: str
    params: tuple[Any, ...]


def arms(viewer: Viewer, process: str = "") -> list[Arm]:
    """The ways in which the viewer sees subjects (of one process) of its city; none means nothing.

    Who reads all of it along the first way needs no other.
    """
    scopes = {name: found for name, found in _place_scopes(viewer).items() if process in ("", name)}
    listed = [arm for name, found in scopes.items() for arm in _place_arms(viewer, name, found)]
    if all(_whole(viewer, scopes.get(name, [])) for name in ([process] if process else _processes())):
        return listed
    if viewer.body_ids:
        listed.append(
            Arm(
                "EXISTS (SELECT 1 FROM workflow_involvement i WHERE i.subject_id = {s}.id AND i.body_id = ANY(%s))",
                (sorted(viewer.body_ids),),
            )
        )
    if viewer.subject_ids:
        listed.append(Arm("{s}.id = ANY(%s)", (sorted(viewer.subject_ids),)))
    return listed


def _processes() -> list[str]:
    return [flow.process for flow in flows()]


def _whole(viewer: Viewer, scopes: list[str]) -> bool:
    return any(viewer.city_code.startswith(scope) for scope in scopes)


def visible_where(viewer: Viewer, table: str = "workflow_subject") -> tuple[str, list[Any]]:
    """All arms as one condition on ``table``; false when there are none (deny by default)."""
    listed = arms(viewer)
    if not listed:
        return "false", []
    joined = " OR ".join(f"({arm.where})" for arm in listed).replace("{s}", table)
    return f"{table}.city_id = %s AND ({joined})", [
        viewer.city_id,
        *(p for arm in listed for p in arm.params),
    ]


def _place_scopes(viewer: Viewer) -> dict[str, list[str]]:
    """Process → the shortest prefixes that the viewer reads it in."""
    found: dict[str, list[str]] = {}
    for flow in flows():
        scopes = sorted({scope for seat in viewer.seats_with(flow.read) for scope in seat.scopes}, key=len)
        shortest: list[str] = []
        for scope in scopes:
            if not scope.startswith(tuple(shortest)):
                shortest.append(scope)
        if shortest:
            found[flow.process] = shortest
    return found


def _place_arms(viewer: Viewer, process: str, scopes: list[str]) -> list[Arm]:
    if _whole(viewer, scopes):
        return [Arm("{s}.process = %s", (process,))]
    found = []
    for scope in scopes:
        if len(scope) < _STREET:
            found.append(Arm("{s}.process = %s AND starts_with({s}.place_code, %s)", (process, scope)))
        elif len(scope) < _COMMUNITY:
            found.append(Arm("{s}.process = %s AND left({s}.place_code, 9) = %s", (process, scope)))
        elif len(scope) == _COMMUNITY:
            found.append(Arm("{s}.process = %s AND left({s}.place_code, 12) = %s", (process, scope)))
        else:
            found.append(
                Arm(
                    "{s}.process = %s AND left({s}.place_code, 12) = %s AND starts_with({s}.place_code, %s)",
                    (process, scope[:_COMMUNITY], scope),
                )
            )
    return found
