"""Read a sheet into rows, with every fault of every row; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from gongzhi.catalogues.forms import FORMS
from gongzhi.catalogues.models import Category, Dated, DispatchRule, Question, RefusalText, ReplyTemplate
from gongzhi.catalogues.queries.dispatch import gaps, line_of, places_to_cover
from gongzhi.catalogues.rules import Line, overlaps, unknown_placeholders
from gongzhi.catalogues.vocabulary import QuestionKind, Sheet
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.operations.naming import Names
from gongzhi.orgs.operations.rows import IncomingRows, Rejected, Values
from gongzhi.orgs.queries.targets import KnownBody, dispatch_targets, known_bodies, known_places
from gongzhi.sheets.tables import Table

_SHOWN = 5
_PERSONAL = ("身份证", "证件号", "电话", "手机", "姓名", "住址", "微信")
Numbered = tuple[int, Any]
"""The number of a row in its file, and what was made of it."""


@dataclass(slots=True)
class Reading:
    """A sheet as it would be from ``since`` on: rows with their numbers, and the faults found."""

    sheet: Sheet
    since: date
    read: int = 0
    rows: list[Numbered] = field(default_factory=list)
    faults: list[Rejected] = field(default_factory=list)

    def fault(self, number: int, code: str, sentence: str) -> None:
        """Note what is wrong; 0 stands for the sheet as a whole."""
        self.faults.append(Rejected(number, code, sentence))


def read_sheet(viewer: Viewer, sheet: Sheet, table: Table, since: date, system: str = "") -> Reading:
    """Every row of the table as it would be written, and every fault, named by row.

    Raises:
        Refusal: ``sheet.*`` when the table has not the columns.
    """
    form = FORMS[sheet]
    incoming = IncomingRows(table, form.columns)
    blanks = {column.name: column.blank for column in form.columns}
    context = _Context(viewer, since, system)
    reading = Reading(sheet, since)
    for number, values in incoming.entries():
        try:
            made = _MAKERS[sheet](context, {**blanks, **values})
        except Refusal as refusal:
            incoming.reject(number, refusal)
        else:
            reading.rows += [(number, row) for row in made]
    report = incoming.report(created=0, changed=0, unchanged=0, rejects_path=None)
    reading.read, reading.faults = report.read, list(report.rejected)
    if not reading.read:
        reading.fault(0, "sheet.no_rows", "表里一行也没有。如果是要停用，请联系管理员逐条说明。")
    _CHECKS[sheet](context, reading)
    reading.faults.sort(key=lambda fault: fault.number)
    return reading


def draft_lines(viewer: Viewer, table: Table) -> list[Line]:
    """The lines of a dispatch catalogue that holds at all times, for trying it.

    Raises:
        Refusal: ``sheet.*``, ``dispatch.row`` naming the first rows that are wrong.
    """
    reading = read_sheet(viewer, Sheet.DISPATCH, table, date.min)
    refuse_faults(reading)
    return [line_of(row) for _, row in reading.rows]


def refuse_faults(reading: Reading) -> None:
    """Refuse a sheet with faults in one sentence that names the first of them.

    Raises:
        Refusal: ``SHEET.row``.
    """
    if not reading.faults:
        return
    said = "；".join(
        f"第 {fault.number} 行：{fault.sentence}" if fault.number else fault.sentence
        for fault in reading.faults[:_SHOWN]
    )
    raise Refusal(
        f"{reading.sheet}.row",
        f"{said}（共 {len(reading.faults)} 处有问题，什么也没有写入。）",
        rows=[fault.number for fault in reading.faults],
    )


@dataclass
class _Context:
    """What rows are read against."""

    viewer: Viewer
    since: date
    told_system: str

    @cached_property
    def system(self) -> str:
        """The code system of categories that name none: as told, else that of the version before."""
        before = Category.objects.visible_to(self.viewer).order_by("-starts_on", "id")
        return self.told_system or before.values_list("system", flat=True).first() or ""

    @cached_property
    def categories(self) -> set[str]:
        """Codes in force on the first day, or now when nothing is known of that day."""
        held = Category.objects.visible_to(self.viewer)
        found = set(held.in_force(self.since).values_list("code", flat=True))
        return found or set(held.filter(ends_on__isnull=True).values_list("code", flat=True))

    @cached_property
    def bodies(self) -> dict[int, KnownBody]:
        """By id."""
        return {body.id: body for body in known_bodies(self.viewer.city_id)}

    @cached_property
    def body_names(self) -> Names[int]:
        """By code or name; those that have ended only where no other has the name."""
        names: Names[int] = Names("body", "承办单位")
        standing = {body.name for body in self.bodies.values() if not body.ended}
        names.add(
            (body.id, {body.code} if body.ended and body.name in standing else {body.code, body.name})
            for body in self.bodies.values()
        )
        return names

    @cached_property
    def targets(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """Units of each street and departments by their short names."""
        return dispatch_targets(self.viewer.city_id)

    @cached_property
    def places(self) -> Names[str]:
        """Scopes by code, name or scope."""
        names: Names[str] = Names("place", "地点")
        names.add((p.scope, {p.code, p.name, p.scope}) for p in known_places(self.viewer.city_id))
        return names

    def check_category(self, code: str) -> None:
        """Refuse a code that is not in the catalogue; empty is every category."""
        if code and code not in self.categories:
            raise Refusal("category.unknown", f"类别目录里没有“{code}”。")

    def made(self, values: Values) -> dict[str, Any]:
        """The values of a row with city and first day."""
        return {"city_id": self.viewer.city_id, "starts_on": self.since, **values}


def _categories(context: _Context, values: Values) -> list[Dated]:
    values["system"] = values["system"] or context.system
    return [Category(**context.made(values))]


def _questions(context: _Context, values: Values) -> list[Dated]:
    context.check_category(values["category"])
    chosen = values["kind"] is QuestionKind.CHOICE
    if chosen != (len(values["choices"]) > 1):
        raise Refusal("question.choices", "“选项”的问题至少要有两个选项，其他问题不填选项。")
    if found := [word for word in _PERSONAL if word in values["label"]]:
        raise Refusal("question.personal", f"问题里不能收个人信息（{found[0]}）；联系方式另有加密的位置。")
    return [Question(**context.made(values), position=0)]


def _dispatch(context: _Context, values: Values) -> list[Dated]:
    context.check_category(values["category"])
    if bool(values["clock"]) != (values["amount"] is not None):
        raise Refusal("line.limit", "“时钟”和“时限”要么都填，要么都不填。")
    target = values.pop("target")
    scope = context.places.key_of(values["place"]) if values["place"] else ""
    return [
        DispatchRule(**context.made({**values, "place": place, "body_id": body_id}))
        for place, body_id in _answering(context, target, scope)
    ]


def _answering(context: _Context, target: str, scope: str) -> list[tuple[str, int]]:
    """(place prefix, body) of those whom a cell names, within the place that the row names."""
    if target not in context.targets:
        body = context.bodies[context.body_names.key_of(target)]
        _check_answers(body)
        return [(scope, body.id)]
    found = [
        (scope or prefix, body_id)
        for prefix, body_id in context.targets[target]
        if scope.startswith(prefix) or not scope
    ]
    if not found:
        raise Refusal("line.place", f"“{target}”在这个地点没有单位。")
    return found


def _check_answers(body: KnownBody) -> None:
    if body.ended:
        heir = f"，已并入“{body.successor}”" if body.successor else ""
        raise Refusal("body.ended", f"“{body.name}”已撤销{heir}，请改填现在的单位。")


def _refusals(context: _Context, values: Values) -> list[Dated]:
    return [RefusalText(**context.made(values))]


def _templates(context: _Context, values: Values) -> list[Dated]:
    context.check_category(values["category"])
    if unknown := unknown_placeholders(values["text"]):
        raise Refusal("template.placeholder", f"没有占位符“{{{unknown[0][:20]}}}”。")
    return [ReplyTemplate(**context.made(values))]


_MAKERS: Mapping[Sheet, Callable[[_Context, Values], list[Dated]]] = {
    Sheet.CATEGORY: _categories,
    Sheet.QUESTION: _questions,
    Sheet.DISPATCH: _dispatch,
    Sheet.REFUSAL: _refusals,
    Sheet.TEMPLATE: _templates,
}


def _repeated(reading: Reading, key: Callable[[Any], Any], what: Callable[[Any], str]) -> None:
    first: dict[Any, int] = {}
    for number, row in reading.rows:
        before = first.setdefault(key(row), number)
        if before != number:
            reading.fault(number, "row.repeated", f"{what(row)}与第 {before} 行重复。")


def _check_categories(_context: _Context, reading: Reading) -> None:
    _repeated(reading, lambda row: row.code, lambda row: f"代码“{row.code}”")
    _repeated(reading, lambda row: (row.code[:-2], row.name), lambda row: f"名称“{row.name}”在同一上级下")
    codes = {row.code for _, row in reading.rows}
    for number, row in reading.rows:
        if len(row.code) > 2 and row.code[:-2] not in codes:
            reading.fault(number, "category.orphan", f"代码“{row.code}”没有上级“{row.code[:-2]}”。")


def _check_questions(_context: _Context, reading: Reading) -> None:
    _repeated(reading, lambda row: (row.category, row.key), lambda row: f"问题“{row.key}”")
    by_key: dict[str, list[Numbered]] = {}
    for position, (number, row) in enumerate(reading.rows):
        row.position = position
        by_key.setdefault(row.key, []).append((number, row))
    for number, row, above, over in _nested(by_key.values()):
        reading.fault(
            number,
            "question.nested",
            f"问题“{row.key}”在上级类别“{over.category}”（第 {above} 行）已经问过。",
        )


def _nested(groups: Iterable[list[Numbered]]) -> Iterator[tuple[int, Any, int, Any]]:
    """Rows whose key is asked already of a category above theirs."""
    return (
        (number, row, above, over)
        for alike in groups
        for number, row in alike
        for above, over in alike
        if row.category != over.category and row.category.startswith(over.category)
    )


def _check_dispatch(context: _Context, reading: Reading) -> None:
    lines = [line_of(row) for _, row in reading.rows]
    numbers = [number for number, _ in reading.rows]
    named: dict[tuple[int, int], Line] = {}
    for first, second in overlaps(lines):
        named.setdefault((numbers[first], numbers[second]), lines[second])
    places = places_to_cover(context.viewer.city_id)
    for (before, number), line in named.items():
        where = f"地点“{places.get(line.place.ljust(12, '0'), line.place)}”" if line.place else "所有地点"
        reading.fault(
            number,
            "line.overlap",
            f"类别“{line.category or '全部'}”在{where}与第 {before} 行重叠：同一时间有两个说法。",
        )
    if reading.faults:
        return
    missing = gaps(context.viewer, lines, sorted(context.categories))
    for code, names in missing.items():
        where = "、".join(names[:3]) + (f"等 {len(names)} 处" if len(names) > 3 else "")
        reading.fault(
            0, "line.missing", f"类别“{code}”在{where}没有人负责；给大类加一行不限地点和时间的即可。"
        )


def _check_refusals(_context: _Context, reading: Reading) -> None:
    _repeated(reading, lambda row: (row.branch, row.matter), lambda row: f"事项“{row.matter}”")


def _check_templates(_context: _Context, reading: Reading) -> None:
    _repeated(reading, lambda row: (row.category, row.move, row.title), lambda row: f"模板“{row.title}”")


_CHECKS: Mapping[Sheet, Callable[[_Context, Reading], None]] = {
    Sheet.CATEGORY: _check_categories,
    Sheet.QUESTION: _check_questions,
    Sheet.DISPATCH: _check_dispatch,
    Sheet.REFUSAL: _check_refusals,
    Sheet.TEMPLATE: _check_templates,
}
