"""What pages show of cases: journal lines in plain words, choices, moves as forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.cases.flow import CASE
from gongzhi.cases.queries import CaseDetail, Message, Suggestions, suggestions
from gongzhi.cases.vocabulary import CaseCapability, CaseLimit, Satisfaction, Solved
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.errors import stale
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import Option, communities, handling_bodies
from gongzhi.ui.parts import Choice, Entry, FieldKind, Move, MoveField
from gongzhi.workflow.flows import Ask, Stage
from gongzhi.workflow.flows import Move as FlowMove
from gongzhi.workflow.subjects import Head
from gongzhi.workflow.vocabulary import AskKind, EntryKind

KEYS = {"accept": "a", "return": "r"}
_PUBLIC_WORDS = {"answer", "reopen"}
_PROMISES = {
    CaseLimit.DISPATCH: ("处理", "派单"),
    CaseLimit.ANSWER: ("办理", "答复"),
    CaseLimit.CALLBACK: ("处理", "回访"),
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


def place_said(found: CaseDetail) -> str:
    """The place as the reporter reads it: as it was found, else in the words that were typed; empty without either."""
    if found.head.place_code[6:9] == "000":
        return found.place_words
    return f"{found.place}（{found.place_words}）" if found.place_words else found.place


def category_choices(viewer: Viewer) -> tuple[Choice, ...]:
    """Categories under their classes; a class can be chosen by itself."""
    found = catalogue(viewer)
    return tuple(Choice(entry.code, _(entry.name), _(found.label(entry.top))) for entry in found.entries)


def entries(lines: Sequence[Mapping[str, Any]], viewer: Viewer) -> tuple[Entry, ...]:
    """The journal for those who work on the case."""
    return tuple(
        Entry(
            at=datetime.fromisoformat(line["at"]),
            what=_what(line),
            who=" · ".join(part for part in (line["body"], line["post"], line["person"]) if part),
            reason=_("（文字已按规定隐去）") if line["redacted"] else line["words"] or "",
            facts=_facts(line, viewer),
            late=line["kind"] == EntryKind.OVERDUE,
        )
        for line in lines
    )


def public_entries(lines: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """The journal for the reporter: who did what when; of words only those that are said to the reporter."""
    return tuple(
        Entry(
            at=datetime.fromisoformat(line["at"]),
            what=_what(line),
            who=line["body"] or "",
            reason=(line["words"] or "") if line["move"] in _PUBLIC_WORDS else "",
            late=line["kind"] == EntryKind.OVERDUE,
        )
        for line in lines
        if line["kind"] != EntryKind.DUE_SOON
    )


def _what(line: Mapping[str, Any]) -> str:
    if line["kind"] != EntryKind.MOVE:
        return _(EntryKind(line["kind"]).label)
    move = CASE.by_name[line["move"]]
    if move.leads:
        return _("派给 %(body)s") % {"body": line["holder"]}
    return _("提出诉求") if move is CASE.opening else _(move.label)


def _facts(line: Mapping[str, Any], viewer: Viewer) -> tuple[tuple[str, str], ...]:
    facts = line["facts"]
    shown = []
    if category := facts.get("traits", {}).get("category"):
        shown.append((_("类别"), catalogue(viewer).label(category)))
    if "model" in facts:
        version = _("第 %(version)s 版，把握 %(sure)s") % {
            "version": facts["model"],
            "sure": facts["confidence"],
        }
        shown.append((_("分类模型"), version))
    if "reached" in facts:
        shown.append((_("联系上诉求人"), _("是") if facts["reached"] else _("否")))
    for name, words, label in (
        ("solved", Solved, _("是否解决")),
        ("satisfaction", Satisfaction, _("是否满意")),
    ):
        if value := facts.get(name):
            shown.append((label, _(words(value).label)))
    if "in_time" in facts:
        shown.append((_("首次联系"), _("按时") if facts["in_time"] else _("超时")))
    return tuple(shown)


def move_forms(
    found: CaseDetail,
    viewer: Viewer,
    typed: Mapping[str, str],
    refused: str = "",
    errors: Mapping[str, str] | None = None,
) -> tuple[Move, ...]:
    """The moves that the engine allows, as forms; what was typed into the refused one is kept."""
    return tuple(
        Move(
            name=move.name,
            label=_(move.label),
            url=reverse("case_move", args=[found.head.number, move.name]),
            stage_seen=str(found.head.sequence),
            fields=_fields(move, found, viewer, typed if move.name == refused else {}, errors or {}),
            key=KEYS.get(move.name, ""),
            error=(errors or {}).get("", "") if move.name == refused else "",
        )
        for move in found.moves
    )


def _fields(
    move: FlowMove, found: CaseDetail, viewer: Viewer, typed: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[MoveField, ...]:
    suggested = _suggestions(move, found, viewer)
    fields = [
        MoveField(
            name=ask.name,
            label=_(ask.label),
            kind=_KINDS[ask.kind],
            choices=_choices(ask, viewer),
            required=ask.required,
            hint=suggested.get(ask.name, Suggested()).why,
            value=typed.get(ask.name, suggested.get(ask.name, Suggested()).value),
            error=errors.get(ask.name, "") if typed else "",
        )
        for ask in move.asks
    ]
    if move.words:
        error = errors.get("words", "") if typed else ""
        fields.append(
            MoveField(
                "words",
                _(move.words),
                required=move.words_required,
                value=typed.get("words", ""),
                error=error,
            )
        )
    return tuple(fields)


def _choices(ask: Ask, viewer: Viewer) -> tuple[Choice, ...]:
    if ask.kind is AskKind.BODY:
        return _as_choices(handling_bodies(viewer, CaseCapability.HANDLE))
    if ask.kind is AskKind.PLACE:
        return _as_choices(communities(viewer))
    if ask.kind is AskKind.CATEGORY:
        return category_choices(viewer)
    return tuple(Choice(value, _(label)) for value, label in ask.choices)


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
