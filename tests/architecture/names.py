"""Names that say nothing about what lives there."""

from __future__ import annotations

import ast
import re
from itertools import accumulate

from .trees import PACKAGE, Tree

VAGUE = frozenset(
    "util utils utility utilities helper helpers common manager managers services data info misc stuff".split()
)
ROOM = f"{PACKAGE}service/"
"""点单派单接单 is a room of this name; a service *layer* is not."""


def vague_names(tree: Tree) -> list[str]:
    """No file, folder or class is called utils, helpers, common, manager, service, data or info."""
    folders = {path for name in tree.texts for path in accumulate(name.split("/"), "{}/{}".format)}
    found = [
        f"{path}: says nothing about what is inside"
        for path in folders
        if path.startswith(("src/", "tests/", "bench/")) and _is_vague(path)
    ]
    found += [
        f"{path}:{node.lineno}: class {node.name} says nothing about what it does"
        for path, module in tree.python()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and _last_word(node.name) in VAGUE | {"service"}
    ]
    return sorted(found)


def _is_vague(path: str) -> bool:
    name = path.rpartition("/")[2]
    words = set(re.split(r"[_\-.]", name.rpartition(".")[0] or name))
    return bool(words & VAGUE) or ("service" in words and f"{path}/" != ROOM)


def _last_word(name: str) -> str:
    return re.split(r"(?<=[a-z0-9])(?=[A-Z])", name)[-1].lower()
