"""In which cells of the figures a subject is counted, and what a move changes there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongzhi.kernel.clock import month_of
from gongzhi.workflow.flows import Flow
from gongzhi.workflow.subjects import Count, Delta, Head

STREET_DIGITS, COMMUNITY_DIGITS = 9, 12

Cell = tuple[int, str, tuple[str, ...], int, str]
"""A cell of the figures: (month, area, dimensions, body, counter)."""


def area_of(place_code: str, digits: int) -> str:
    """The street's or community's part of a place code; what lies above that level gives ""."""
    area = place_code[:digits]
    return "" if len(area) < digits or area.endswith("000") else area


def tally_cells(flow: Flow, head: Head) -> dict[Cell, int]:
    """Every cell in which a subject is counted as it stands.

    By its stage under street and dimensions; by what its flow counts, once for each way of asking: street,
    community, dimensions, lead unit. Ways are never asked for together, and small sums are read faster than their
    product. Each cell counts subjects, never events: whoever opens a number finds that many subjects (R30).
    """
    if not head.stage:
        return {}
    ways, counts = _ways(flow, head), flow.figures(head)
    return dict.fromkeys((_standing(ways, head), *_product(ways, counts)), 1)


_Way = tuple[str, tuple[str, ...], int]
"""(area, dimensions, body)."""


def _ways(flow: Flow, head: Head) -> tuple[_Way, ...]:
    """The ways of asking in which a subject is found, that of its stage first."""
    dimensions = tuple(head.traits.get(name, "") for name in flow.tallied)
    street = area_of(head.place_code, STREET_DIGITS)
    community = area_of(head.place_code, COMMUNITY_DIGITS)
    found: list[_Way] = [(street, dimensions, 0), (street, (), 0)]
    if dimensions:
        found.append(("", dimensions, 0))
    if community:
        found.append((community, (), 0))
    if head.lead_body_id:
        found.append(("", (), head.lead_body_id))
    return tuple(found)


def _standing(ways: tuple[_Way, ...], head: Head) -> Cell:
    return month_of(head.opened_at), *ways[0], f"stage:{head.stage}"


def _product(ways: tuple[_Way, ...], counts: Iterable[Count]) -> Iterator[Cell]:
    return ((count.month, *way, count.counter) for count in counts for way in ways[1:])


def deltas(flow: Flow, before: Head, after: Head) -> tuple[Delta, ...]:
    """What a move changes in the tallies. Most move the stage and perhaps a counter: only these are looked at."""
    ways = _ways(flow, after)
    if not before.stage or _ways(flow, before) != ways:
        left, entered = tally_cells(flow, before), tally_cells(flow, after)
    else:
        counted, counts = flow.figures(before), flow.figures(after)
        moved = before.stage != after.stage
        left = dict.fromkeys(_product(ways, [count for count in counted if count not in counts]), 1)
        entered = dict.fromkeys(_product(ways, [count for count in counts if count not in counted]), 1)
        left |= {_standing(ways, before): 1} if moved else {}
        entered |= {_standing(ways, after): 1} if moved else {}
    return (
        *(Delta(*cell, -1) for cell in left if cell not in entered),
        *(Delta(*cell, 1) for cell in entered if cell not in left),
    )
