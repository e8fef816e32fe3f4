"""Finding what a cell names: by code, or by a name that only one has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gongzhi.kernel.errors import Refusal

K = TypeVar("K")


@dataclass(slots=True)
class Names(Generic[K]):
    """Keys by code and by name. ``what`` starts the refusals' codes, ``label`` is its Chinese word."""

    what: str
    label: str
    _keys: dict[str, set[K]] = field(default_factory=dict)

    def add(self, entries: Iterable[tuple[K, Iterable[str]]]) -> None:
        """Each key with all that it may be called by."""
        for key, called in entries:
            for name in called:
                self._keys.setdefault(name, set()).add(key)

    def key_of(self, text: str) -> K:
        """The one that is meant.

        Raises:
            Refusal: ``WHAT.unknown`` or ``WHAT.ambiguous``.
        """
        keys = self._keys.get(text, set())
        if len(keys) == 1:
            return next(iter(keys))
        if keys:
            raise Refusal(
                f"{self.what}.ambiguous", f"有 {len(keys)} 个{self.label}叫“{text[:40]}”，请改填代码。"
            )
        raise Refusal(f"{self.what}.unknown", f"没有找到{self.label}“{text[:40]}”，请核对代码或名称。")
