"""The refusal library: what is said kindly, and the right door (条例 art. 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gongzhi.catalogues.models import RefusalText
from gongzhi.catalogues.vocabulary import Branch
from gongzhi.kernel import clock
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.normalise import fold


@dataclass(frozen=True, slots=True)
class RefusalEntry:
    """One matter that is not dispatched: the words for the caller and where to go instead."""

    id: int
    branch: Branch
    matter: str
    words: tuple[str, ...]
    text: str
    door: str
    address: str
    telephone: str
    hours: str
    reviewed_on: date

    def says(self, word: str) -> bool:
        """True when the folded word stands somewhere in it."""
        said = (self.matter, *self.words, self.text, self.door, self.telephone, self.address)
        return any(word in fold(part).lower() for part in said)


def refusal_texts(
    viewer: Viewer, query: str = "", branch: Branch | None = None, on: date | None = None
) -> tuple[RefusalEntry, ...]:
    """The texts in force that hold every word of ``query``, of one branch or of all; whoever uses one loses no score.

    Public: everybody may know the right door. Without a day, today.
    """
    words = fold(query).lower().split()
    held = _texts(viewer.city_id, viewer.revision, on or clock.local(clock.now()).date())
    return tuple(
        entry
        for entry in held
        if (branch is None or entry.branch is branch) and all(entry.says(word) for word in words)
    )


@lru_cache(maxsize=8)
def _texts(city_id: int, _revision: int, on: date) -> tuple[RefusalEntry, ...]:
    order = {branch: index for index, branch in enumerate(Branch)}
    found = [
        RefusalEntry(
            row.id, Branch(row.branch), row.matter, tuple(row.words), row.text, row.door, row.address,
            row.telephone, row.hours, row.reviewed_on,
        )
        for row in RefusalText.objects.filter(city_id=city_id).in_force(on).order_by("id")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda entry: order[entry.branch]))
