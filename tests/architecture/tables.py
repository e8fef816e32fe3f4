"""Tables: their arrows point down, they follow nobody, and what is read in lists is scoped by the viewer.

The rules are functions over plain facts; :func:`arrows` and :func:`tables` read the facts from Django's models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

OURS = "gongzhi."
SCOPED_BY = frozenset({"place_code", "city"})
TRACKING = re.compile(
    r"""(?:^|_)(?:
        (?:online|active|idle|usage)_(?:time|seconds|minutes|hours|days|duration)   # how long
      | sign_?in | clock_in | login_(?:count|days|at) | last_(?:login|seen|active)  # how often
      | tracks? | trajectory | gps                                                  # where
      | face | facial | voiceprint | biometrics?                                    # what of the body
    )(?:_|$)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Arrow:
    """A foreign key or many-to-many field: where it starts, and the rooms at its two ends."""

    field: str
    room: str
    target: str


@dataclass(frozen=True)
class Table:
    """One model: its label (``cases.Case``), its field names, and whether its default queryset is scoped."""

    label: str
    fields: tuple[str, ...]
    scoped: bool


def upward_arrows(found: Iterable[Arrow], layers: Sequence[frozenset[str]]) -> list[str]:
    """Foreign keys follow the imports: to the own room or to a lower row, never up and never to a sibling.

    Args:
        found: the arrows between rooms of ours.
        layers: the rooms by row, highest first.
    """
    row = {room: number for number, rooms in enumerate(layers) for room in rooms}
    return [
        f"{arrow.field}: {arrow.room} may not point to {arrow.target}"
        for arrow in found
        if arrow.room != arrow.target and row[arrow.room] >= row[arrow.target]
    ]


def tracking_columns(found: Iterable[Table]) -> list[str]:
    """R26: no table has columns for online time, sign-in, track points or face features [G1, G2]."""
    return [
        f"{table.label}.{field}: follows people (R26)"
        for table in found
        for field in table.fields
        if TRACKING.search(field)
    ]


def unscoped_tables(found: Iterable[Table], exempt: Mapping[str, str]) -> list[str]:
    """Whatever has a place or a city offers ``visible_to``, unless it is listed with its reason.

    A listing that is no longer needed is a complaint too.
    """
    unscoped = [table.label for table in found if SCOPED_BY & set(table.fields) and not table.scoped]
    return [f"{label}: no visible_to" for label in unscoped if label not in exempt] + [
        f"{label}: listed without need" for label in exempt if label not in unscoped
    ]


def arrows() -> list[Arrow]:
    """The arrows between the tables of our rooms."""
    return [
        Arrow(f"{model._meta.label}.{field.name}", _room(model), _room(field.related_model))
        for model in _models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if isinstance(field.related_model, type) and field.related_model.__module__.startswith(OURS)
    ]


def tables() -> list[Table]:
    """The tables of our rooms."""
    return [
        Table(
            label=model._meta.label,
            fields=tuple(field.name for field in (*model._meta.fields, *model._meta.many_to_many)),
            scoped=hasattr(model._default_manager.all(), "visible_to"),
        )
        for model in _models()
    ]


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(OURS)]


def _room(model: type[Model]) -> str:
    return model.__module__.split(".")[1]
