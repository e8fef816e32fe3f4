"""What pages show of cases: journal lines in plain words, choices, moves as forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gongzhi.cases.flow import CASE
from gongzhi.cases.queries import CaseDetail, Message, Suggestions, suggestions
from gongzhi.cases.vocabulary import ApplicationKind, CaseCapability, CaseLimit
from gongzhi.cases.web.facts import files_said, said_facts
from gongzhi.catalogues.queries import catalogue
from gongzhi.files.vocabulary import Audience
from gongzhi.kernel.calendar import Clock
from gongzhi.kernel.errors import stale
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import Option, communities, handling_bodies
from gongzhi.ui.parts import Choice, Entry, FieldKind, Move, MoveField
from gongzhi.ui.web import address
from gongzhi.workflow.flows import Ask, Flow, Stage
from gongzhi.workflow.flows import Move as FlowMove
from gongzhi.workflow.subjects import Head
from gongzhi.workflow.vocabulary import AskKind, EntryKind

ATTACH = "attach"
"""The move that has a form of its own, with files."""
KEYS = {"accept": "a", "object": "r", "dispatch": "d", "answer": "w"}
_PROMISES = {
    CaseLimit.DISPATCH: ("处理", "派单"),
    CaseLimit.ANSWER: ("办理", "答复"),
    CaseLimit.CALLBACK: ("处理", "回访"),
    CaseLimit.COORDINATE: ("协调", "定下承办单位"),
    CaseLimit.EXTENSION: ("办理", "答复"),
    CaseLimit.SUSPENSION: ("挂账", "复核"),
}
_KINDS: Mapping[AskKind, FieldKind] = {
    AskKind.TEXT: "text",
    AskKind.CHOICE: "choice",
    AskKind.FLAG: "bool",
    AskKind.BODY: "body",
    AskKind.CATEGORY: "choice",
    AskKind.PLACE: "choice",
}


class Suggested(NamedTuple):
    """What a field holds at first, and why."""

    value: str = ""
    why: str = ""


def said_by(head: Head) -> Stage:
    """The stage of a head as declared."""
    return CASE.stage(head.stage)


def seen_sequence(text: str) -> int:
    """The state that a page was made from, as its form sends it back.

    Raises:
        Refusal: ``stale`` when it says nothing: what the page showed is not known then.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise stale()
    return int(text)


def promise_of(head: Head) -> tuple[str, str]:
    """What the holder does, and what is promised for the deadline, in the words of "who has the ball"."""
    does, what = _PROMISES.get(head.limit["name"], ("办理", "答复")) if head.limit else ("处理", "")
    return _(does), _(what)


def answer_of(lines: Sequence[Mapping[str, Any]]) -> str:
    """The last answer to the reporter; empty until there is one."""
    return _last_words(lines, _ANSWERS)


def question_of(lines: Sequence[Mapping[str, Any]]) -> str:
    """The last question to the reporter."""
    return _last_words(lines, _QUESTIONS)


_ANSWERS = {"answer", "answer_voice", "settle", "answer_at_once"}
_QUESTIONS = {"ask", "ask_more"}


def _last_words(lines: Sequence[Mapping[str, Any]], moves: set[str]) -> str:
    return next((line["words"] or "" for line in reversed(lines) if line["move"] in moves), "")


def marks(head: Head) -> tuple[str, ...]:
    """What is to be seen at once of a case beside its stage."""
    traits = head.traits
    pending = [
        _("%(kind)s待审核") % {"kind": _(ApplicationKind(kind).label)}
        for kind in traits.get("pending", "").split()
    ]
    alert = (_("疑似紧急 %(number)s") % {"number": traits["alert"]},) if traits.get("alert") else ()
    counted = (
        (int(traits.get("supervised") or 0), _("督办")),
        (int(traits.get("parts") or 0), _("协办中")),
        (int(bool(traits.get("question"))), _("等诉求人回答")),
        (int(bool(traits.get("excluded"))), _("不计入统计")),
    )
    return (*alert, *pending, *(label for n, label in counted if n))


_UNITS = {
    Clock.CALENDAR_MINUTES: _lazy("%(n)s 分钟，昼夜连续计算"),
    Clock.WORK_HOURS: _lazy("工作时间 %(n)s 分钟"),
    Clock.WORKDAYS: _lazy("%(n)s 个工作日"),
    Clock.NATURAL_DAYS: _lazy("%(n)s 天，节假日也算"),
}


def limit_said(limit: Mapping[str, Any]) -> str:
    """The limit of a promise with its kind of clock, in words (R4)."""
    clock, amount = Clock(limit["clock"]), limit["amount"]
    if clock is Clock.CALENDAR_MINUTES and amount % 60 == 0:
        return _("%(n)s 小时，昼夜连续计算") % {"n": amount // 60}
    return str(_UNITS[clock]) % {"n": amount}


def place_said(found: CaseDetail) -> str:
    """The place as the reporter reads it: as it was found, else in the words that were typed; empty without either."""
    if found.head.place_code[6:9] == "000":
        return found.place_words
    return f"{found.place}（{found.place_words}）" if found.place_words else found.place


def category_choices(viewer: Viewer, depth: int = 3) -> tuple[Choice, ...]:
    """Categories down to a level, under what they belong to; classes and groups can be chosen by themselves."""
    found = catalogue(viewer)
    entries = [entry for entry in found.entries if entry.level <= depth]
    divided = {entry.code[:4] for entry in entries if entry.level > 2}
    return tuple(
        Choice(
            entry.code,
            _(entry.name),
            _(found.label(entry.code[:4] if entry.code[:4] in divided else entry.top)),
        )
        for entry in entries
    )


def entries(lines: Sequence[Mapping[str, Any]], viewer: Viewer, flow: Flow = CASE) -> tuple[Entry, ...]:
    """The journal for those who work on the subject."""
    return tuple(
        Entry(
            at=datetime.fromisoformat(line["at"]),
            what=_what(line, flow),
            who=" · ".join(part for part in (line["body"], line["post"], line["person"]) if part),
            reason=_("（文字已按规定隐去）") if line["redacted"] else line["words"] or "",
            facts=said_facts(line, viewer, flow),
            late=line["kind"] == EntryKind.OVERDUE,
        )
        for line in lines
    )


def public_entries(lines: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """The journal for the reporter: who did what when; of words only those that are said to the reporter."""
    return tuple(
        Entry(
            at=datetime.fromisoformat(line["at"]),
            what=_what(line, CASE),
            who=line["body"] or "",
            reason=(line["words"] or "") if line["move"] and CASE.by_name[line["move"]].told else "",
            facts=files_said(line["facts"]),
            late=line["kind"] == EntryKind.OVERDUE,
        )
        for line in lines
        if line["kind"] != EntryKind.DUE_SOON
        and not (line["move"] and CASE.by_name[line["move"]].inside)
        and line["facts"].get("audience") != Audience.STAFF
    )


def _what(line: Mapping[str, Any], flow: Flow) -> str:
    if line["kind"] != EntryKind.MOVE:
        return _(EntryKind(line["kind"]).label)
    move = flow.by_name[line["move"]]
    if move.leads:
        return _("派给 %(body)s") % {"body": line["holder"]}
    return _("提出诉求") if move is CASE.opening else _(move.label)


def typed_facts(move: FlowMove, typed: Mapping[str, str]) -> dict[str, Any]:
    """The facts of a move as its form posts them."""
    facts: dict[str, Any] = {}
    for ask in move.asks:
        if ask.kind is AskKind.FLAG:
            facts[ask.name] = typed.get(ask.name) == "1"
        elif ask.kind is not AskKind.BODY:
            facts[ask.name] = typed.get(ask.name, "")
    return facts


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed into a move that was refused, and why."""

    move: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def case_move_forms(found: CaseDetail, viewer: Viewer, attempt: Attempt) -> tuple[Move, ...]:
    """The moves of a case that the engine allows, as forms, with what is suggested for each."""
    moves = tuple(move for move in found.moves if move.name != ATTACH)
    suggested = {move.name: _suggestions(move, found, viewer) for move in moves}
    return move_forms(found.head, moves, viewer, attempt, suggested)


def move_forms(
    head: Head,
    moves: Iterable[FlowMove],
    viewer: Viewer,
    attempt: Attempt,
    suggested: Mapping[str, Mapping[str, Suggested]],
) -> tuple[Move, ...]:
    """Moves as forms; what was typed into the refused one is kept."""
    return tuple(
        Move(
            name=move.name,
            label=_(move.label),
            url=address(f"{head.process}_move", head.number, move.name),
            stage_seen=str(head.sequence),
            fields=_fields(
                move,
                viewer,
                suggested.get(move.name, {}),
                attempt if move.name == attempt.move else Attempt(),
            ),
            key=KEYS.get(move.name, ""),
            error=attempt.errors.get("", "") if move.name == attempt.move else "",
            opened=move.name == attempt.move,
        )
        for move in moves
    )


def asked_facts(move: FlowMove, typed: Mapping[str, str]) -> dict[str, Any]:
    """What a form says of the facts that a move asks for."""
    facts: dict[str, Any] = {}
    for ask in move.asks:
        if ask.kind is AskKind.FLAG:
            facts[ask.name] = typed.get(ask.name) == "1"
        elif ask.kind is not AskKind.BODY:
            facts[ask.name] = typed.get(ask.name, "")
    return facts


def verdict_fields(typed: Mapping[str, str]) -> tuple[MoveField, ...]:
    """The inputs of a call-back, for a sheet of many: whoever uses them has reached somebody."""
    move = CASE.by_name["call_back"]
    choices = {ask.name: tuple(Choice(value, _(label)) for value, label in ask.choices) for ask in move.asks}
    values = typed or {"reached": "1"}
    asked = (
        MoveField(
            ask.name,
            _(ask.label),
            _KINDS[ask.kind],
            choices[ask.name],
            ask.required,
            value=values.get(ask.name, ""),
        )
        for ask in move.asks
    )
    return (*asked, MoveField("words", _(move.words), value=values.get("words", "")))


def _fields(
    move: FlowMove, viewer: Viewer, suggested: Mapping[str, Suggested], attempt: Attempt
) -> tuple[MoveField, ...]:
    typed, errors = attempt.typed, attempt.errors
    fields = [
        MoveField(
            name=ask.name,
            label=_(ask.label),
            kind=_KINDS[ask.kind],
            choices=_choices(ask, viewer),
            required=ask.required,
            hint=suggested.get(ask.name, Suggested()).why,
            value=typed.get(ask.name, suggested.get(ask.name, Suggested()).value),
            error=errors.get(ask.name, ""),
        )
        for ask in move.asks
    ]
    if move.words:
        fields.append(
            MoveField(
                "words",
                _(move.words),
                required=move.words_required,
                value=typed.get("words", ""),
                error=errors.get("words", ""),
            )
        )
    return tuple(fields)


def _choices(ask: Ask, viewer: Viewer) -> tuple[Choice, ...]:
    if ask.kind in (AskKind.BODY, AskKind.PLACE, AskKind.CATEGORY):
        anybody = Viewer(viewer.city_id, viewer.city_code, viewer.revision)
        return _offered(ask.kind, anybody, get_language())
    return tuple(Choice(value, _(label)) for value, label in ask.choices)


@lru_cache(maxsize=32)
def _offered(kind: AskKind, anybody: Viewer, _language: str | None) -> tuple[Choice, ...]:
    """The long lists: the same for everybody in a city while its reference data stay as they are."""
    if kind is AskKind.BODY:
        return _as_choices(handling_bodies(anybody, CaseCapability.HANDLE))
    return _as_choices(communities(anybody)) if kind is AskKind.PLACE else category_choices(anybody)


def _as_choices(options: Iterable[Option]) -> tuple[Choice, ...]:
    return tuple(Choice(option.value, option.label, option.group) for option in options)


def _suggestions(move: FlowMove, found: CaseDetail, viewer: Viewer) -> dict[str, Suggested]:
    """By field: what is filled in already, and why; people may choose otherwise."""
    if move.name != "classify" and not move.leads:
        return {}
    head = found.head
    said = suggestions(
        viewer,
        Message(
            found.text, head.opened_at, head.title, found.place_words, head.place_code, found.lon, found.lat,
            head.traits.get("category", ""),
        ),
    )  # fmt: skip
    if move.leads:
        return {"body": Suggested(str(said.unit.body_id), said.unit.basis)} if said.unit else {}
    return {"category": _category_suggested(said, head), "place": _place_suggested(said)}


def _category_suggested(said: Suggestions, head: Head) -> Suggested:
    told = "；".join(
        f"{one.label}{f' {one.confidence:.0%}' if one.confidence is not None else ''}（{one.reason}）"
        for one in said.categories
    )
    best = said.categories[0].code if said.categories else ""
    return Suggested(
        head.traits.get("category") or best, _("建议：%(told)s") % {"told": told} if told else ""
    )


def _place_suggested(said: Suggestions) -> Suggested:
    place = said.place
    if place is None:
        return Suggested()
    value = place.code[:12] if place.certain else ""
    return Suggested(value, _("建议：%(place)s（%(why)s）") % {"place": place.name, "why": place.reason})
