"""Closed vocabularies: a value for programs and a Chinese label for people, without Django."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Self, TypeVar

W = TypeVar("W", bound="Word")


class Word(StrEnum):
    """A term with its label: ``GRID = "grid", "网格"``. The label is the message id of the translation."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """A member; ``label`` has a default only so that ``Word("value")`` looks one up."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a Django field or a form."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def by_label(cls, text: str) -> Self | None:
        """The term whose label or value is ``text``; None when there is none."""
        return _terms(cls).get(text)


@cache
def _terms(words: type[W]) -> dict[str, W]:
    """The terms by value and by label; of equal ones the first."""
    return {name: member for member in reversed(words) for name in (member.label, member.value)}
