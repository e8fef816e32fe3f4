"""File a case: one demand from any channel, or thousands of an import; never the same one twice."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.db import IntegrityError, connection, transaction

from gongzhi.cases import people
from gongzhi.cases.flow import CASE
from gongzhi.cases.rules.urgent import emergency_in
from gongzhi.cases.vocabulary import Channel, DemandKind
from gongzhi.catalogues.queries import CategoryEntry
from gongzhi.catalogues.vocabulary import Grade
from gongzhi.kernel.arrays import array
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.grams import grams
from gongzhi.orgs.queries.intake import Intake, intake
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Opening, Outcome

IMPORT = "import:"
MAX_TEXT = 20_000
MAX_TITLE = 200
_MAX_WORDS = 200
_MAX_EXTERNAL_ID = 80
_TITLE_OF_TEXT = 40
_SOONEST = timedelta(days=-365 * 30)
_CLOCK_SLACK = timedelta(minutes=5)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Demand:
    """What somebody asks for. ``source`` and ``external_id`` name it in the system it comes from."""

    text: str
    title: str = ""
    kind: DemandKind = DemandKind.OTHER
    channel: Channel = Channel.WEB
    source: str = "web"
    external_id: str | None = None
    reporter: str = ""
    contact: str = ""
    category: CategoryEntry | None = None
    place: tuple[int, str] | None = None
    place_words: str = ""
    lon: float | None = None
    lat: float | None = None
    filed_at: datetime | None = None
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt. ``repeated``: it was there already, and nothing was filed."""

    id: UUID
    number: str
    code: str
    repeated: bool


def file_case(viewer: Viewer, *, demand: Demand, now: datetime) -> Filed:
    """File one demand, at ``now`` (DC-26, SS-05; 条例 art. 10).

    Raises:
        Refusal: ``case.text_missing``, ``case.text_long``, ``case.title_long``, ``case.contact``, ``case.time``,
            ``case.reporter_long``, ``case.external_id``; nothing is written then.
    """
    people.check_reporter(demand.reporter)
    people.check_contact(demand.contact)
    return file_many(viewer, demands=[checked(demand, now)], now=now)[0]


def checked(demand: Demand, now: datetime) -> Demand:
    """The demand with its text cleaned and its title filled.

    Raises:
        Refusal: as :func:`file_case`.
    """
    text, title = readable(demand.text), one_line(demand.title)
    if not text and not title:
        raise Refusal(
            "case.text_missing", "请写下要反映的事情，一句话也可以。", fields={"text": "请写下要反映的事情"}
        )
    if len(text) > MAX_TEXT:
        raise Refusal(
            "case.text_long",
            f"内容有 {len(text):,} 字，最多 {MAX_TEXT:,} 字。您填写的内容还在，请删减后再提交。",
            fields={"text": f"最多 {MAX_TEXT:,} 字"},
        )
    if len(title) > MAX_TITLE:
        raise Refusal(
            "case.title_long", f"标题最多 {MAX_TITLE} 字。", fields={"title": f"最多 {MAX_TITLE} 字"}
        )
    external_id = one_line(demand.external_id or "") or None
    if external_id is not None and len(external_id) > _MAX_EXTERNAL_ID:
        raise Refusal(
            "case.external_id",
            f"来源编号最多 {_MAX_EXTERNAL_ID} 个字符。",
            fields={"external_id": f"最多 {_MAX_EXTERNAL_ID} 个字符"},
        )
    return replace(
        demand,
        external_id=external_id,
        filed_at=_filed_at(demand, now),
        text=text or title,
        title=title or first_sentence(text),
        place_words=one_line(demand.place_words)[:_MAX_WORDS],
        reporter=one_line(demand.reporter),
        contact=one_line(demand.contact),
    )


def _filed_at(demand: Demand, now: datetime) -> datetime:
    """A clock that is a little fast does not lead into the future: the first move comes after it."""
    said = demand.filed_at or now
    if said.tzinfo is None or not now + _SOONEST < said <= now + _CLOCK_SLACK:
        raise Refusal(
            "case.time", "提出时间在将来，或早得不合情理。请核对日期。", fields={"filed_at": "请核对日期"}
        )
    return min(said, now)


def readable(text: str) -> str:
    """The text without what can't be stored or shown: NUL, other controls, lone surrogates."""
    return _UNREADABLE.sub("", text).strip()


def first_sentence(text: str) -> str:
    """A title made of the text's beginning."""
    line = one_line(text)
    end = min((line.find(mark) for mark in "。！？!?；;" if mark in line), default=len(line))
    return line[: min(end, _TITLE_OF_TEXT)] or line[:_TITLE_OF_TEXT]


def one_line(text: str) -> str:
    """What is readable of the text, on one line, as it was written."""
    return " ".join(readable(text).split())


def file_many(viewer: Viewer, *, demands: Sequence[Demand], now: datetime) -> list[Filed]:
    """File checked demands, all in one transaction and four statements; repetitions give the first receipt."""
    if not demands:
        return []
    try:
        return _file(viewer, demands, now)
    except IntegrityError:
        # The same demand was filed by another request between our look and our write: now it is found.
        return _file(viewer, demands, now)


@transaction.atomic
def _file(viewer: Viewer, demands: Sequence[Demand], now: datetime) -> list[Filed]:
    prints = [people.content_fingerprint(d.title, d.text, _who(d)) for d in demands]
    known = _already_filed(viewer, demands, prints)
    fresh: dict[int, int] = {}
    repeats: dict[int, int] = {}
    seen: dict[tuple[str, object], int] = {}
    for index in (index for index in range(len(demands)) if index not in known):
        keys = _keys(demands[index], prints[index])
        first = next((seen[key] for key in keys if key in seen), None)
        if first is None:
            fresh[index] = len(fresh)
            seen |= dict.fromkeys(keys, index)
        else:
            repeats[index] = first
    outcomes = _open(viewer, [demands[index] for index in fresh], now)
    _insert(viewer, [(demands[index], prints[index]) for index in fresh], outcomes)
    receipts: dict[int, Filed] = {}
    for index in range(len(demands)):
        if index in fresh:
            head = outcomes[fresh[index]].head
            receipts[index] = Filed(head.id, head.number, people.follow_code(head.id), repeated=False)
        elif index in repeats:
            receipts[index] = replace(receipts[repeats[index]], repeated=True)
        else:
            subject_id, number = known[index]
            receipts[index] = Filed(subject_id, number, people.follow_code(subject_id), repeated=True)
    return [receipts[index] for index in range(len(demands))]


def _who(demand: Demand) -> str:
    """Who says it, as far as two messages can have the same sender: in one import, the unnamed are one."""
    contact = demand.contact if people.is_contact(demand.contact) else ""
    return contact or demand.reporter or (demand.source if demand.source.startswith(IMPORT) else "")


def _keys(demand: Demand, fingerprint: bytes | None) -> list[tuple[str, object]]:
    keys: list[tuple[str, object]] = []
    if demand.external_id is not None:
        keys.append(("external", (demand.source, demand.external_id)))
    if fingerprint is not None:
        keys.append(("content", fingerprint))
    return keys


_KNOWN = """
SELECT given.i, s.id, s.number
FROM unnest(%s::int[], %s::text[], %s::text[], %s::bytea[]) AS given(i, source, external_id, fingerprint)
CROSS JOIN LATERAL (
    SELECT c.subject_id FROM cases_case c
    WHERE c.city_id = %s AND c.source = given.source AND c.external_id = given.external_id
    UNION ALL
    SELECT c.subject_id FROM cases_case c WHERE c.city_id = %s AND c.fingerprint = given.fingerprint
    LIMIT 1
) AS found JOIN workflow_subject s ON s.id = found.subject_id
"""


def _already_filed(
    viewer: Viewer, demands: Sequence[Demand], prints: Sequence[bytes | None]
) -> dict[int, tuple[UUID, str]]:
    """By index: id and number of the case that says the same."""
    identified = [i for i, demand in enumerate(demands) if _keys(demand, prints[i])]
    if not identified:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [
                array(identified),
                array(demands[i].source for i in identified),
                array(demands[i].external_id for i in identified),
                array(prints[i] for i in identified),
                viewer.city_id,
                viewer.city_id,
            ],
        )
        return {index: (subject_id, number) for index, subject_id, number in cursor.fetchall()}


def _open(viewer: Viewer, demands: Sequence[Demand], now: datetime) -> list[Outcome]:
    if not demands:
        return []
    home = intake(viewer)
    times = [demand.filed_at or now for demand in demands]
    numbers = engine.next_numbers(viewer.city_code, local(now).year, len(demands))
    openings = [_opening(demand, number, home) for demand, number in zip(demands, numbers, strict=True)]
    return engine.open_many(CASE, openings, viewer=viewer, times=times)


def _opening(demand: Demand, number: str, home: Intake) -> Opening:
    traits = {"channel": str(demand.channel), "kind": str(demand.kind)}
    if demand.category is not None:
        traits |= category_traits(demand.category)
    emergency = None if demand.source.startswith(IMPORT) else emergency_in(demand.text)
    if emergency is not None:  # an old message of another system is no emergency any more
        traits |= {"alert": emergency.number, "grade": Grade.URGENT}
    return Opening(
        id=new_id(),
        number=number,
        title=demand.title,
        place=demand.place or home.root,
        origin_body_id=home.body_id,
        traits=traits,
        said=demand.text,
        salt=os.urandom(16),
    )


def category_traits(category: CategoryEntry) -> dict[str, str]:
    """What the head carries of a category, and of which version of the catalogue it is."""
    return {
        "category": category.code,
        "class": category.top,
        "grade": category.grade,
        "catalogue": category.version,
    }


_INSERT = """
INSERT INTO cases_case (subject_id, city_id, kind, channel, source, external_id, text, grams, place_words, lon, lat,
    reporter_sealed, contact_sealed, contact_index, fingerprint, notes)
SELECT given.id, %s, kind, channel, source, external_id, text, grams::int[], place_words, lon, lat,
    reporter_sealed, contact_sealed, contact_index, fingerprint, notes
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::float8[], %s::float8[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[], %s::jsonb[])
AS given(id, kind, channel, source, external_id, text, grams, place_words, lon, lat,
    reporter_sealed, contact_sealed, contact_index, fingerprint, notes)
"""


def _insert(
    viewer: Viewer, demands: Sequence[tuple[Demand, bytes | None]], outcomes: Sequence[Outcome]
) -> None:
    if not demands:
        return
    rows = [
        (
            outcome.head.id,
            str(demand.kind),
            str(demand.channel),
            demand.source,
            demand.external_id,
            demand.text,
            array(grams(f"{demand.title}\n{demand.text}")),
            demand.place_words,
            demand.lon,
            demand.lat,
            people.seal_personal(demand.reporter, outcome.head.id),
            people.seal_personal(demand.contact, outcome.head.id),
            people.contact_digest(demand.contact),
            fingerprint,
            orjson.dumps(demand.notes).decode(),
        )
        for (demand, fingerprint), outcome in zip(demands, outcomes, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [viewer.city_id, *map(array, zip(*rows, strict=True))])
