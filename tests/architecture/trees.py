"""What the checks look at: the text files of a project as one frozen value."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = "src/gongzhi/"
TEXTS = frozenset(
    ".cfg .css .csv .geojson .html .ini .js .json .lock .md .po .py .sh .sql .svg .toml .txt .yaml .yml".split()
)
LARGEST_BYTES = 1_000_000

Check = Callable[["Tree"], list[str]]
"""A rule: the complaints about a tree, empty when it is kept."""


@dataclass(frozen=True)
class Tree:
    """Text by path (relative, with slashes), and the syntax tree of each Python file among them."""

    texts: Mapping[str, str]
    modules: Mapping[str, ast.Module]

    def python(self, *starts: str) -> Iterator[tuple[str, ast.Module]]:
        """The Python files below any of the folders; all of them when none is named."""
        return ((path, module) for path, module in self.modules.items() if path.startswith(starts or ""))

    def sources(self) -> Iterator[tuple[str, ast.Module]]:
        """The Python files of the package that were written by hand."""
        return ((path, module) for path, module in self.python(PACKAGE) if "/migrations/" not in path)


def read_tree(root: Path) -> Tree:
    """Read every text file under ``root`` that version control would keep."""
    ignored = _ignored(root)
    texts = {}
    for path in _walk(root, root, ignored):
        name = path.relative_to(root).as_posix()
        if (path.suffix in TEXTS or not path.suffix) and path.stat().st_size <= LARGEST_BYTES:
            texts[name] = path.read_text(encoding="utf-8", errors="replace")
    modules = {name: ast.parse(text, name) for name, text in texts.items() if name.endswith(".py")}
    return Tree(texts, modules)


def plant(root: Path, files: Mapping[str, str]) -> Tree:
    """Write ``files`` below ``root`` and read them back as a tree."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_tree(root)


def layers(root: Path = PROJECT) -> tuple[frozenset[str], ...]:
    """The rooms of the house, highest row first, as ``.importlinter`` has them."""
    text = (root / ".importlinter").read_text(encoding="utf-8")
    match = re.search(r"^layers =\n((?:[ \t]+\S.*\n)+)", text, re.MULTILINE)
    assert match, "no layers in .importlinter"
    return tuple(frozenset(re.findall(r"\w+", line)) for line in match[1].splitlines())


def room_of(path: str) -> str:
    """``cases`` for ``src/gongzhi/cases/rules.py``; empty outside the package and for its own files."""
    below = path.removeprefix(PACKAGE)
    return below.partition("/")[0] if below != path and "/" in below else ""


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for the expression of that shape; calls and subscripts on the way are dropped, so names stay."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}".lstrip(".")
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return dotted(inner)
        case _:
            return ""


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods, nested ones too."""
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Full dotted names of all that is imported, with the line: ``from a import b`` gives ``a.b``."""
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                yield from ((name.name, node.lineno) for name in names)
            case ast.ImportFrom(module=origin, names=names):
                yield from ((f"{origin or ''}.{name.name}", node.lineno) for name in names)


def _ignored(root: Path) -> tuple[str, ...]:
    listing = root / ".gitignore"
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.exists() else []
    return (".git", *(line.strip().strip("/") for line in lines if line.strip() and not line.startswith("#")))


def _walk(folder: Path, root: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        name = path.relative_to(root).as_posix()
        if any(fnmatch(path.name, pattern) or fnmatch(name, pattern) for pattern in ignored):
            continue
        if path.is_dir():
            yield from _walk(path, root, ignored)
        else:
            yield path
