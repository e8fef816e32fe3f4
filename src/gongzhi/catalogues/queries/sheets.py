"""Each sheet as it is listed, filtered, downloaded; its versions; drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from gongzhi.catalogues.forms import FORMS
from gongzhi.catalogues.models import MODELS, Draft
from gongzhi.catalogues.vocabulary import Sheet
from gongzhi.kernel.errors import not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.normalise import fold
from gongzhi.orgs.queries.targets import known_bodies


@dataclass(frozen=True, slots=True)
class Version:
    """The rows of a sheet that began on one day; ``ends_on`` is None for the newest."""

    starts_on: date
    ends_on: date | None
    rows: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row in the columns of its sheet."""

    id: int
    cells: tuple[str, ...]


def versions(viewer: Viewer, sheet: Sheet) -> list[Version]:
    """The versions of a sheet, newest first."""
    rows = (
        MODELS[sheet]
        .objects.visible_to(viewer)
        .values("starts_on")
        .annotate(rows=Count("id"), last=Max("ends_on"))
        .order_by("-starts_on")
    )
    return [
        Version(row["starts_on"], None if index == 0 else row["last"], row["rows"])
        for index, row in enumerate(rows)
    ]


def sheet_rows(
    viewer: Viewer,
    sheet: Sheet,
    *,
    version: date | None,
    query: str = "",
    chosen: Mapping[str, str] | None = None,
) -> list[SheetRow]:
    """The rows of a version in the order of the file, those that hold every word of ``query`` in some cell.

    ``chosen``: by column the text that its cell must be, or, of codes, begin with.
    """
    rows = MODELS[sheet].objects.visible_to(viewer).filter(starts_on=version).order_by("id")
    words = fold(query).lower().split()
    at = {column.name: index for index, column in enumerate(FORMS[sheet].columns)}
    wanted = {at[name]: text for name, text in (chosen or {}).items() if text}
    return [
        SheetRow(row.id, cells)
        for row, cells in zip(rows, cells_of(viewer, sheet, rows), strict=True)
        if all(cells[index].startswith(text) for index, text in wanted.items())
        and all(word in fold(" ".join(cells)).lower() for word in words)
    ]


def cells_of(viewer: Viewer, sheet: Sheet, rows: Iterable[Any]) -> list[tuple[str, ...]]:
    """Rows in the columns of their sheet, so that they can be handed in again.

    A body is called by its name, or by its code when several have the name.
    """
    if sheet is Sheet.DISPATCH:
        bodies = known_bodies(viewer.city_id)
        names = Counter(body.name for body in bodies)
        called = {body.id: body.name if names[body.name] == 1 else body.code for body in bodies}
        for row in rows:
            row.target = called[row.body_id]
    return [tuple(FORMS[sheet].cells(row)) for row in rows]


def draft_of(viewer: Viewer, draft_id: UUID) -> Draft:
    """A draft that the viewer may see.

    Raises:
        Refusal: ``not_found``.
    """
    draft = Draft.objects.visible_to(viewer).filter(id=draft_id).first()
    if draft is None:
        raise not_found("这份待发布的表格")
    return draft
