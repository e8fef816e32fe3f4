"""Templates: all of them used, none of them switching escaping off."""

from __future__ import annotations

import ast
import re

from .trees import PACKAGE, Tree, dotted

FOLDERS = re.compile(r"/(?:jinja2|templates)/")
CALLED_BY_DJANGO = frozenset({"400.html", "403.html", "403_csrf.html", "404.html", "500.html"})
QUOTED = re.compile(r"""["']([^"'\n]+)["']""")
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\s+(?:false|off)\b|\bMarkup\s*\(")


def unused_templates(tree: Tree) -> list[str]:
    """Every template is named by a Python file, or by a template that is itself in use."""
    templates = {name: path for path in tree.texts if (name := _template_name(path))}
    named = {
        node.value
        for _, module in tree.python(PACKAGE)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    waiting = sorted(templates.keys() & (named | CALLED_BY_DJANGO))
    used = set(waiting)
    while waiting:
        mentioned = set(QUOTED.findall(tree.texts[templates[waiting.pop()]])) & templates.keys()
        waiting += sorted(mentioned - used)
        used |= mentioned
    return [f"{templates[name]}: no page and no template uses it" for name in sorted(templates.keys() - used)]


def unescaped(tree: Tree) -> list[str]:
    """Nobody declares a text to be safe: what people typed is always escaped."""
    found = [
        f"{path}:{number}: escaping switched off"
        for path, text in tree.texts.items()
        if _template_name(path)
        for number, line in enumerate(text.splitlines(), 1)
        if UNESCAPED.search(line)
    ]
    found += [
        f"{path}:{node.lineno}: mark_safe"
        for path, module in tree.python(PACKAGE)
        for node in ast.walk(module)
        if isinstance(node, ast.Name | ast.Attribute)
        and dotted(node).rpartition(".")[2] in {"mark_safe", "SafeString"}
    ]
    return sorted(found)


def _template_name(path: str) -> str:
    """``cases/desk.html`` for ``src/gongzhi/cases/jinja2/cases/desk.html``; empty for other files."""
    if not path.startswith(PACKAGE):
        return ""
    *folders, name = FOLDERS.split(path, maxsplit=1)
    return name if folders else ""
