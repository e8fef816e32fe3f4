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


def arms(viewer: Viewer) -> list[Arm]:
    """The ways in which the viewer sees subjects of its city; none means nothing."""
    found = [_place_arm(process, scopes) for process, scopes in _place_scopes(viewer).items()]
    flat = [arm for listed in found for arm in listed]
    if viewer.body_ids:
        flat.append(
            Arm(
                "{s}.id IN (SELECT i.subject_id FROM workflow_involvement i WHERE i.body_id = ANY(%s))",
                (sorted(viewer.body_ids),),
            )
        )
    if viewer.subject_ids:
        flat.append(Arm("{s}.id = ANY(%s)", (sorted(viewer.subject_ids),)))
    return flat


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


def _place_arm(process: str, scopes: list[str]) -> list[Arm]:
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
