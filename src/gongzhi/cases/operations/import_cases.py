"""Import messages from a table: any encoding, any column names, nothing lost, nothing filed twice."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from gongzhi.cases.operations.file_case import IMPORT, MAX_TITLE, Demand, checked, file_many, one_line
from gongzhi.cases.vocabulary import CaseCapability, Channel, DemandKind
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import audit
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.errors import Refusal, not_allowed
from gongzhi.kernel.viewer import Viewer
from gongzhi.kernel.words import Word
from gongzhi.orgs.queries.places import Located, place_finder
from gongzhi.sheets.cells import EXTRA, Row, text_of
from gongzhi.sheets.mapping import Field, map_columns
from gongzhi.sheets.moments import read_moment
from gongzhi.sheets.rejects import RejectsFile
from gongzhi.sheets.tables import Table

FIELDS = (
    Field("external_id", "编号"),
    Field("title", "标题"),
    Field("text", "内容"),
    Field("filed_at", "时间"),
    Field("reporter", "诉求人"),
    Field("contact", "联系方式"),
    Field("channel", "渠道"),
    Field("kind", "类型"),
    Field("category", "类别"),
    Field("place", "地点"),
    Field("lon", "经度"),
    Field("lat", "纬度"),
    Field("answered_at", "答复时间"),
    Field("answer", "答复意见"),
)
BATCH = 1000
_MAX_SOURCE = 40 - len(IMPORT)
_KEPT = 200

Progress = Callable[[int], None]


@dataclass(slots=True)
class ImportReport:
    """What became of the rows. ``unknown``: values that no catalogue knows, kept with their case."""

    read: int = 0
    filed: int = 0
    repeated: int = 0
    rejected: int = 0
    rejects_file: str | None = None
    unknown: Counter[str] = field(default_factory=Counter)
    ids: list[UUID] = field(default_factory=list, repr=False)

    def as_json(self) -> dict[str, Any]:
        """The counts, the path of the rejects and the unknown values with how often each came, for ``--json``."""
        names = ("read", "filed", "repeated", "rejected", "rejects_file")
        return {**{name: getattr(self, name) for name in names}, "unknown": dict(self.unknown)}


def import_cases(
    viewer: Viewer,
    *,
    table: Table,
    now: datetime,
    source: str,
    pairs: Iterable[str] = (),
    rejects_path: Path,
    dry_run: bool = False,
    progress: Progress = lambda _rows: None,
) -> ImportReport:
    """File every row of ``table`` that is not there yet (NC-18, SX-09: one entry, many uses).

    Rows are filed a thousand at a time, each thousand wholly or not at all; started again after an
    interruption, it finds what it has filed and goes on; a dry run is undone as a whole. A row whose place or
    category is unknown is filed for triage at city level, with what it said; a row without a text, with an
    absurd date, a text that is too long or more cells than columns goes to ``rejects_path`` with its reason.

    Raises:
        Refusal: ``not_allowed``, ``sheet.*``.
    """
    if not viewer.can(CaseCapability.IMPORT):
        raise not_allowed()
    columns = map_columns(FIELDS, table.columns, pairs)
    if not {"text", "title"} & columns.keys():
        raise Refusal(
            "sheet.columns",
            f"请用 --map text=列名 指明哪一列是内容。文件里的列有：{'、'.join(table.columns)}。",
        )
    reader = _Reader(columns, source_name(source), now, viewer)
    report = ImportReport()
    whole = transaction.atomic() if dry_run else nullcontext()
    with whole, RejectsFile(rejects_path, table.columns) as rejects:
        for rows in _batches(table.rows):
            demands = list(_readable(rows, reader, rejects))
            filed = file_many(viewer, demands=demands, now=now)
            report.read += len(rows)
            report.repeated += sum(receipt.repeated for receipt in filed)
            report.filed += sum(not receipt.repeated for receipt in filed)
            report.ids += [receipt.id for receipt in filed]
            progress(len(rows))
        if dry_run:
            transaction.set_rollback(True)
        else:
            said = f"读到 {report.read}，登记 {report.filed}，重复 {report.repeated}"
            audit.record(viewer, AuditAction.IMPORTED, now=now, target=reader.source, words=said)
    report.rejected, report.rejects_file = rejects.count, str(rejects.path) if rejects.count else None
    report.unknown = reader.unknown
    return report


def source_name(source: str) -> str:
    """What the cases keep as their source: of a long name its beginning, told apart by a digest."""
    plain = one_line(source)
    if len(plain) > _MAX_SOURCE:
        digest = hashlib.sha256(plain.encode()).hexdigest()[:8]
        plain = f"{plain[: _MAX_SOURCE - len(digest) - 1]}~{digest}"
    return IMPORT + plain


def _batches(rows: Iterator[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _readable(rows: Sequence[tuple[int, Row]], reader: _Reader, rejects: RejectsFile) -> Iterator[Demand]:
    for number, row in rows:
        try:
            yield reader.read(row)
        except Refusal as refusal:
            rejects.add(number, row, refusal)


W = TypeVar("W", bound=Word)


def _locate(viewer: Viewer, words: str, lon: float | None, lat: float | None) -> Located:
    return place_finder(viewer).locate(words, lon, lat)


class _Reader:
    """Reads one row at a time; remembers the places that it has looked up."""

    def __init__(self, columns: dict[str, str], source: str, now: datetime, viewer: Viewer) -> None:
        self.columns = columns
        self.source = source
        self.now = now
        self.categories = catalogue(viewer)
        self.unknown: Counter[str] = Counter()
        self._locate = lru_cache(maxsize=20_000)(partial(_locate, viewer))

    def read(self, row: Row) -> Demand:
        """The demand that a row holds.

        Raises:
            Refusal: when it can't be filed at all.
        """
        if EXTRA in row:
            raise Refusal("row.extra", "这一行的格数比表头多，可能缺少引号或多了逗号。")
        said = {name: text_of(row[column]) for name, column in self.columns.items()}
        title, text = said.get("title", ""), said.get("text", "")
        if len(title) > MAX_TITLE:
            title, text = "", f"{title}\n{text}"
        notes: dict[str, str] = {}
        lon, lat = self._number(said, "lon", notes), self._number(said, "lat", notes)
        category = self.categories.find(said.get("category", ""))
        if category is None:
            self._keep("category", said, notes)
        demand = Demand(
            text=text,
            title=title,
            kind=self._word(DemandKind, DemandKind.OTHER, "kind", said, notes),
            channel=self._word(Channel, Channel.TRANSFER, "channel", said, notes),
            source=self.source,
            external_id=said.get("external_id") or None,
            reporter=said.get("reporter", ""),
            contact=said.get("contact", ""),
            category=category,
            place=self._place(said, lon, lat, notes),
            place_words=said.get("place", ""),
            lon=lon,
            lat=lat,
            filed_at=read_moment(row[self.columns["filed_at"]]) if said.get("filed_at") else None,
            notes=notes,
        )
        return checked(demand, self.now)

    def _keep(self, name: str, said: dict[str, str], notes: dict[str, str]) -> None:
        if value := said.get(name, "")[:_KEPT]:
            notes[name] = value
            self.unknown[f"{name}={value}"] += 1

    def _word(
        self, words: type[W], otherwise: W, name: str, said: dict[str, str], notes: dict[str, str]
    ) -> W:
        found = words.by_label(said.get(name, "").strip())
        if found is None:
            self._keep(name, said, notes)
        return found or otherwise

    def _number(self, said: dict[str, str], name: str, notes: dict[str, str]) -> float | None:
        try:
            number = float(said.get(name) or "nan")
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        self._keep(name, said, notes)
        return None

    def _place(
        self, said: dict[str, str], lon: float | None, lat: float | None, notes: dict[str, str]
    ) -> tuple[int, str] | None:
        words = said.get("place", "")
        if not words and (lon is None or lat is None):
            return None
        try:
            located = self._locate(words, lon, lat)
        except Refusal as refusal:
            notes["place_refused"] = refusal.code
            self.unknown[f"place={words or f'{lon},{lat}'}"] += 1
            return None
        if located.place_id is None or located.code is None or not located.certain:
            self._keep("place", said, notes)
            return None
        return located.place_id, located.code
