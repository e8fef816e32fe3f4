"""The capabilities of each kind of post, put together from the contexts' tables by the wiring at start-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_GRANTS: dict[str, frozenset[str]] = {}
_PUBLIC: set[str] = set()


def grant(grants: Mapping[str, frozenset[str]], public: Iterable[str] = ()) -> None:
    """Take a context's table of capabilities by kind of post, and what everybody may do."""
    for kind, capabilities in grants.items():
        _GRANTS[kind] = _GRANTS.get(kind, frozenset()) | capabilities
    _PUBLIC.update(public)


def granted(kind: str) -> frozenset[str]:
    """The capabilities of a kind of post."""
    return _GRANTS.get(kind, frozenset())


def public() -> frozenset[str]:
    """What needs no post."""
    return frozenset(_PUBLIC)


def everything() -> frozenset[str]:
    """All capabilities that anybody holds."""
    return public().union(*_GRANTS.values())
