"""Sheets for the town, as a person would hand them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gongzhi.catalogues.operations import Report, publish
from gongzhi.catalogues.vocabulary import CataloguesCapability, Sheet
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.sheets.tables import Table, read_table
from tests.road import rows

MAY = date(2026, 5, 1)
TABLES = (
    "catalogues_category",
    "catalogues_question",
    "catalogues_dispatchrule",
    "catalogues_refusaltext",
    "catalogues_replytemplate",
    "catalogues_draft",
    "orgs_city",
)
GENERAL = {"类别": "", "承办": "城管委", "依据": "总则"}


def table(lines: Sequence[Mapping[str, Any]], name: str = "表.csv") -> Table:
    """A CSV of these rows; a row may leave columns out."""
    return read_table(content(lines), name)


def content(lines: Sequence[Mapping[str, Any]]) -> bytes:
    """The bytes of that CSV."""
    columns = list(dict.fromkeys(name for line in lines for name in line))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def hand_in(sheet: Sheet, *lines: Mapping[str, Any], since: date = MAY, **options: Any) -> Report:
    """Publish a sheet of these rows by the operator."""
    return publish(operator(), sheet=sheet, table=table(lines), since=since, **options)


def operator() -> Viewer:
    """Who keeps the catalogues of the town."""
    viewer = system_viewer()
    assert viewer.can(CataloguesCapability.MANAGE)
    return viewer


def faults(report: Report) -> list[tuple[int, str]]:
    """(row, code) of what is wrong; 0 is the sheet as a whole."""
    return [(fault.number, fault.code) for fault in report.faults]


def kept() -> list[tuple[Any, ...]]:
    """A digest of all tables of catalogues, with the revision of the city."""
    select = " UNION ALL ".join(
        f"SELECT '{name}', count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {name} t"
        for name in TABLES
    )
    return rows(select)
