"""Borders: what a context shows to the others is its words, its reads and its writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .trees import Tree, imported, room_of

SHOWN = frozenset({"vocabulary", "queries", "operations"})
SHOWN_BESIDE: Mapping[str, frozenset[str]] = {
    "workflow": frozenset({"engine", "flows", "scope", "subjects"}),
}
"""The one door, the declaration of flows, what a viewer sees, and the values that guards are given."""
BORDER = re.compile(r"gongzhi\.(\w+)\.(\w+)")


def crossed_borders(tree: Tree, layers: Sequence[frozenset[str]]) -> list[str]:
    """Of another context only vocabulary, queries and operations are imported.

    The top row wires everything together; the two lowest rows, tools and kernel, are made to be used.
    """
    wiring, *contexts = layers[:-2]
    return [
        f"{path}:{line}: {name} is private to {match[1]}"
        for path, module in tree.sources()
        for name, line in imported(module)
        if (match := BORDER.match(name))
        and match[1] != room_of(path)
        and room_of(path) not in wiring
        and any(match[1] in row for row in contexts)
        and match[2] not in SHOWN | SHOWN_BESIDE.get(match[1], frozenset())
    ]
