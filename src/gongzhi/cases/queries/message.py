"""A message as far as suggestions read it, filed already or still being typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    """What is known of a matter; ``category`` and ``place_code`` where somebody has said them already."""

    text: str
    at: datetime
    title: str = ""
    place_words: str = ""
    place_code: str = ""
    lon: float | None = None
    lat: float | None = None
    category: str = ""
    subject_id: UUID | None = None

    @property
    def whole(self) -> str:
        """Title and text, as the classifier has learnt to read them."""
        return "。".join(part for part in (self.title, self.text) if part)


def is_located(place_code: str) -> bool:
    """True for a place in a street or below; the city's and the district's own codes are no place to go to."""
    return len(place_code) >= 9 and place_code[6:9] != "000"
