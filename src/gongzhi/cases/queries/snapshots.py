"""Frozen figures, and the same month as it is counted now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from gongzhi.cases.formulas import read_formula
from gongzhi.cases.models import Snapshot
from gongzhi.cases.queries.figures import Figures, Measured, figures
from gongzhi.cases.rates import Formula
from gongzhi.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Frozen:
    """A snapshot as it was made. ``intact``: its content has the digest that was kept with it."""

    month: int
    made_at: datetime
    position: int
    seal_number: int | None
    seal_hash: str
    digest: str
    intact: bool
    formula: Formula
    content: Mapping[str, Any]

    @property
    def total(self) -> Measured:
        """The city as it was frozen."""
        return Measured(self.content["total"], self.formula)

    def part(self, axis: str) -> dict[str, Measured]:
        """The parts as they were frozen: ``streets``, ``communities``, ``classes`` or ``units``."""
        return {key: Measured(counters, self.formula) for key, counters in self.content[axis].items()}


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as it is hashed: JSON with sorted keys and no blanks."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def is_frozen(viewer: Viewer, month: int) -> bool:
    """True when the city's month has been frozen."""
    return Snapshot.objects.visible_to(viewer).filter(month=month).exists()


def snapshots(viewer: Viewer) -> tuple[Frozen, ...]:
    """All frozen months of the viewer's city, the newest first."""
    return tuple(_frozen(row) for row in Snapshot.objects.visible_to(viewer).order_by("-month"))


def snapshot(viewer: Viewer, month: int) -> Frozen | None:
    """The frozen month; None when it is not."""
    row = Snapshot.objects.visible_to(viewer).filter(month=month).first()
    return _frozen(row) if row else None


def counted_now(viewer: Viewer, frozen: Frozen) -> Figures:
    """The same month by the same formula, with every later correction."""
    return figures(viewer, first=frozen.month, last=frozen.month, formula=frozen.formula, everywhere=True)


def _frozen(row: Snapshot) -> Frozen:
    return Frozen(
        month=row.month,
        made_at=row.made_at,
        position=row.position,
        seal_number=row.seal_number,
        seal_hash=bytes(row.seal_hash or b"").hex(),
        digest=bytes(row.digest).hex(),
        intact=hashlib.sha256(canonical(row.content)).digest() == bytes(row.digest),
        formula=read_formula(row.content["formula"]),
        content=row.content,
    )
