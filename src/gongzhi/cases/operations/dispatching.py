"""Whom a case may be given to, and who gets a copy (条例 art. 12, 17; R1, R3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongzhi.cases.vocabulary import CaseLimit, CaseLoop, DispatchMode
from gongzhi.catalogues.queries import line_traits, responsible_line
from gongzhi.catalogues.vocabulary import Grade
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.bodies import body_cards
from gongzhi.orgs.queries.intake import intake
from gongzhi.orgs.vocabulary import BodyKind
from gongzhi.workflow.subjects import Head, own_limit

_STREETS = {BodyKind.STREET, BodyKind.STREET_OFFICE, BodyKind.STREET_CENTER, BodyKind.ENFORCEMENT_TEAM}


@dataclass(frozen=True, slots=True)
class Dispatching:
    """How a case reaches a body: the mode, and who takes part beside it."""

    mode: DispatchMode
    copies: tuple[int, ...]
    traits: Mapping[str, str]
    """What the head carries of its lead unit: in which of the three loops it is handled (DC-27)."""


def dispatching(viewer: Viewer, body_id: int | None) -> Dispatching:
    """A street gets a case directly, and the district government a copy (R3)."""
    card = body_cards(viewer).get(body_id or 0)
    government = intake(viewer).government_id
    traits = {"loop": str(_loop(card.kind if card else ""))}
    if card is not None and card.kind in _STREETS and government is not None:
        return Dispatching(DispatchMode.DISTRICT_COPY, (government,), traits)
    return Dispatching(DispatchMode.DIRECT, (), traits)


def _loop(kind: str) -> CaseLoop:
    if kind == BodyKind.RESIDENTS_COMMITTEE:
        return CaseLoop.COMMUNITY
    return CaseLoop.STREET if kind in _STREETS else CaseLoop.DISTRICT


def is_community(viewer: Viewer, body_id: int | None) -> bool:
    """True for a residents' committee: it answers only for what the catalogue names it for."""
    card = body_cards(viewer).get(body_id or 0)
    return card is not None and card.kind == BodyKind.RESIDENTS_COMMITTEE


def check_community(viewer: Viewer, head: Head, body_id: int) -> None:
    """Refuse to give a community what is not on its duty list (条例 art. 17; R1, DC-06, NC-03).

    Raises:
        Refusal: ``case.community_duty``.
    """
    line = responsible_line(viewer, head.traits.get("category", ""), head.place_code, head.opened_at)
    if line is None or line.body_id != body_id:
        raise Refusal(
            "case.community_duty",
            "这类诉求不在社区的职责清单里，不能派给社区主办。请派给目录上的单位，需要社区配合的可以请求协办。",
            status=409,
            fields={"body": "请派给目录上的单位"},
        )


def traits_of_line(viewer: Viewer, head: Head, body_id: int | None) -> dict[str, str]:
    """What a dispatch takes from the line of the catalogue that speaks of the case, as far as it is new (R4).

    What sounds like an emergency keeps its short clock, whatever the line says.
    """
    line = responsible_line(viewer, head.traits.get("category", ""), head.place_code, head.opened_at)
    told = line_traits(line, body_id, CaseLimit.ANSWER)
    if head.traits.get("alert") and head.traits.get("grade") == Grade.URGENT:
        told |= own_limit(CaseLimit.ANSWER)
    return {name: value for name, value in told.items() if value != head.traits.get(name, "")}
