"""Load a city's catalogues from the tables of its folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.db import transaction

from gongzhi.catalogues.operations.publish import publish
from gongzhi.catalogues.vocabulary import CataloguesCapability, Sheet
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.sheets.tables import read_table

FILES: Mapping[Sheet, str] = {
    Sheet.CATEGORY: "categories",
    Sheet.QUESTION: "questions",
    Sheet.DISPATCH: "dispatch",
    Sheet.REFUSAL: "refusals",
    Sheet.TEMPLATE: "templates",
}
"""In the order in which they refer to each other."""
_NEEDED = (Sheet.CATEGORY, Sheet.DISPATCH)


@transaction.atomic
def load_catalogues(city_id: int, *, folder: Path, since: date) -> dict[str, int]:
    """Take in the sheets that the folder holds as of ``since``; the number of rows by file name.

    Raises:
        Refusal: ``sheet.*``, ``SHEET.row`` naming the rows.
    """
    operator = Viewer(city_id, public=frozenset({CataloguesCapability.MANAGE}))
    counts: dict[str, int] = {}
    for sheet, name in FILES.items():
        path = folder / f"{name}.csv"
        if sheet in _NEEDED or path.is_file():
            report = publish(
                operator, sheet=sheet, table=read_table(path), since=since, system=folder.resolve().name[:40]
            )
            for fault in report.faults:
                sentence = (
                    f"{path.name} 第 {fault.number} 行：{fault.sentence}（共 {len(report.faults)} 处有问题）"
                )
                raise Refusal(f"{sheet}.row", sentence, row=fault.number)
            counts[name] = report.rows
    return counts
