"""What pages show of cases: journal lines in plain words, choices, moves as forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.cases.flow import CASE
from gongzhi.cases.queries import CaseDetail
from gongzhi.cases.vocabulary import CaseCapability, CaseLimit, Satisfaction, Solved
from gongzhi.catalogues.queries import catalogue, responsible_line
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import stale
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import Option, communities, handling_bodies
from gongzhi.orgs.queries.places import place_finder
from gongzhi.ui.parts import Choice, Entry, FieldKind, Move, MoveField
from gongzhi.ui.web import address
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
            url=address("case_move", found.head.number, move.name),
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
            value=typed.get(ask.name, suggested.get(ask.name, "")),
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


def _suggestions(move: FlowMove, found: CaseDetail, viewer: Viewer) -> dict[str, str]:
    head = found.head
    if move.name == "classify":
        located = place_finder(viewer).locate(
            f"{found.place_words} {head.title} {found.text[:500]}", None, None
        )
        place = (located.code or "")[:12] if located.certain else ""
        return {"category": head.traits.get("category", ""), "place": place}
    if move.leads:
        today = local(head.opened_at).date()
        line = responsible_line(viewer, head.traits.get("category", ""), head.place_code, today)
        return {"body": str(line.body_id)} if line else {}
    return {}
