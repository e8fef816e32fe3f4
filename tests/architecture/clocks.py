"""Time comes in as an argument: only ``kernel/clock.py`` asks the machine, and rules ask nobody."""

from __future__ import annotations

import ast
import re

from .trees import PACKAGE, Tree, dotted, imported

CLOCK = f"{PACKAGE}kernel/clock.py"
PURE = re.compile(
    rf"{PACKAGE}(?:\w+/(?:rules|flow|vocabulary)(?:/|\.py)|language/|kernel/calendar(?:/|\.py))"
)
ASKS = re.compile(r"(?:^|\.)(?:datetime|date|timezone)\.(?:now|utcnow|today|localdate|localtime)$")
CLOCK_ASKS = re.compile(r"(?:^|\.)clock\.now$")
ASKING_NAMES = frozenset({"django.utils.timezone.now", "django.db.models.functions.Now"})


def machine_time(tree: Tree) -> list[str]:
    """No ``datetime.now``, ``date.today``, ``timezone.now``, ``auto_now`` outside the clock, and no clock in rules."""
    return sorted(
        f"{path}:{line}: asks the machine for the time ({what})"
        for path, module in tree.python("src/", "tests/")
        if path != CLOCK
        for what, line in _questions(path, module)
    )


def _questions(path: str, module: ast.Module) -> set[tuple[str, int]]:
    pure = PURE.match(path) is not None
    found = {(name, line) for name, line in imported(module) if name in ASKING_NAMES}
    if pure:
        found |= {(name, line) for name, line in imported(module) if name == "gongzhi.kernel.clock.now"}
    for node in ast.walk(module):
        match node:
            case ast.Attribute(lineno=line) if _asks(dotted(node), pure=pure):
                found.add((dotted(node), line))
            case ast.keyword(arg="auto_now" | "auto_now_add" as word, lineno=line):
                found.add((word, line))
    return found


def _asks(name: str, *, pure: bool) -> bool:
    return ASKS.search(name) is not None or (pure and CLOCK_ASKS.search(name) is not None)
