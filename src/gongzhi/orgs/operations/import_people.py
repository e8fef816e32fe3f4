"""Take in people and the posts that they hold from a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gongzhi.kernel.crypto import blind_index, seal
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.models import Body, City, Person, Place, Post
from gongzhi.orgs.operations.links import replace_links
from gongzhi.orgs.operations.naming import Names
from gongzhi.orgs.operations.rows import (
    Column,
    ImportReport,
    IncomingRows,
    Values,
    day,
    several,
    short_text,
    word_of,
    yes_or_no,
)
from gongzhi.orgs.operations.upserts import BATCH, Change, Changes, reserved_ids, write, writing
from gongzhi.orgs.rules import is_in_force
from gongzhi.orgs.vocabulary import PostKind, RoleTag
from gongzhi.sheets.tables import Table

_Key = tuple[str, int, str, str]
"""Person, body, kind and title: what tells one post from another, together with its first day."""


def _phone(text: str) -> str:
    digits = "".join(character for character in text if character.isdigit() or character == "+")
    if not 5 <= len(digits) <= 15:
        raise Refusal("person.phone", "电话号码应有 5 至 15 位数字。")
    return digits


def _tags(text: str) -> list[str]:
    """Known tags by their value, others as they are written."""
    return [str(RoleTag.by_label(tag) or tag) for tag in several(text)]


COLUMNS = (
    Column("code", "工号", required=True, read=short_text(40)),
    Column("name", "姓名", required=True, read=short_text(40)),
    Column("phone", "电话", read=_phone, blank=""),
    Column("body", "机构", read=short_text(80)),
    Column("kind", "岗位", read=word_of(PostKind)),
    Column("title", "职务", read=short_text(40)),
    Column("places", "负责地点", read=several, blank=[]),
    Column("concurrent", "兼任", read=yes_or_no, blank=False),
    Column("tags", "角色标签", read=_tags, blank=[]),
    Column("starts_on", "任职日期", read=day),
    Column("ends_on", "离任日期", read=day),
)
_OF_PERSON = ("name", "phone")


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with its names resolved; ``key`` is None when it tells of no post."""

    number: int
    code: str
    person: Values
    key: _Key | None = None
    post: Values = field(default_factory=dict)


def import_people(
    viewer: Viewer,
    *,
    table: Table,
    on: date,
    pairs: Iterable[str] = (),
    rejects_path: Path | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in people by code (工号), one post a row: several rows of one person are concurrent posts.

    A post is known again by person, body, kind and title (and its first day, when the row gives one); it
    starts on ``on`` when no day is given. Bodies and places are named by code or by a name that only one has.
    Rows that can't be taken are rejected with their reason (``row.*``, ``person.*``, ``post.*``,
    ``body.unknown``, ``place.unknown``). The counts are rows.

    Raises:
        Refusal: ``not_allowed``, ``sheet.*``; then nothing is written.
    """
    with writing(viewer, dry_run=dry_run) as city:
        rows = IncomingRows(table, COLUMNS, pairs)
        lines = _lines(city, rows, on)
        people, states = _write_people(city, lines)
        states += _write_posts(people, lines, on)
    by_row: dict[int, Change] = {}
    for number, change in states:
        by_row[number] = max(change, by_row.get(number, Change.NONE))
    counts = Counter(by_row.values())
    return rows.report(
        created=counts[Change.CREATED],
        changed=counts[Change.CHANGED],
        unchanged=counts[Change.NONE],
        rejects_path=rejects_path,
    )


def _lines(city: City, rows: IncomingRows, on: date) -> list[_Line]:
    """The rows that can be taken, in their order."""
    bodies: Names[int] = Names("body", "机构")
    bodies.add(
        (key, called) for key, *called in Body.objects.filter(city=city).values_list("id", "code", "name")
    )
    places: Names[int] = Names("place", "地点")
    places.add(
        (key, called) for key, *called in Place.objects.filter(city=city).values_list("id", "code", "name")
    )
    found: list[_Line] = []
    people: dict[str, Values] = {}
    posts: set[tuple[_Key | None, date | None]] = set()
    for number, values in rows.entries():
        try:
            line = _line(number, values, bodies, places)
            if people.setdefault(line.code, line.person) != line.person:
                raise Refusal("person.contradiction", f"工号“{line.code}”在前面的行里姓名或电话不同。")
            post = (line.key, line.post.get("starts_on"))
            if post in posts:
                raise Refusal("post.repeated", "这个人的这个岗位在前面的行里已经出现过。")
            _check_dates(line.post, on)
        except Refusal as refusal:
            rows.reject(number, refusal)
        else:
            posts.add(post)
            found.append(line)
    return found


def _line(number: int, values: Values, bodies: Names[int], places: Names[int]) -> _Line:
    code = values.pop("code")
    person = {name: values.pop(name) for name in _OF_PERSON if name in values}
    body, kind = values.pop("body", None), values.pop("kind", None)
    if (body is None) != (kind is None):
        raise Refusal("post.incomplete", "“机构”和“岗位”应同时填写，或同时不填。")
    if body is None:
        return _Line(number, code, person)
    key = (code, bodies.key_of(body), str(kind), values.pop("title", None) or kind.label)
    if "places" in values:
        values["places"] = {places.key_of(text) for text in values["places"]}
    if values.get("starts_on") is None:
        values.pop("starts_on", None)
    return _Line(number, code, person, key, values)


def _check_dates(post: Values, on: date) -> None:
    ends_on = post.get("ends_on")
    if ends_on is not None and ends_on < post.get("starts_on", on):
        raise Refusal("post.dates", "离任日期早于任职日期。")


def _write_people(city: City, lines: list[_Line]) -> tuple[dict[str, int], list[tuple[int, Change]]]:
    """The keys of the people by code, and what became of each row."""
    people = {person.code: person for person in Person.objects.filter(city=city)}
    ids = reserved_ids("orgs_person", len(lines))
    changes: Changes[Person] = Changes()
    states: dict[str, tuple[int, Change]] = {}
    for line in lines:
        if line.code in states:
            continue
        is_new = line.code not in people
        if is_new:
            people[line.code] = Person(id=next(ids), city=city, code=line.code)
        person = people[line.code]
        wanted = {"name": line.person["name"]} | _sealed_phone(person, line.person.get("phone"))
        states[line.code] = (line.number, changes.add(person, wanted, is_new=is_new))
    write(Person.objects, changes, ["name", "phone_sealed", "phone_index"])
    return {line.code: people[line.code].id for line in lines}, list(states.values())


def _sealed_phone(person: Person, phone: str | None) -> Values:
    """Nothing when the phone is not given or is the one that is there."""
    if phone is None or blind_index(phone) == bytes(person.phone_index):
        return {}
    return {"phone_sealed": seal(phone, bound_to=person.phone_bond), "phone_index": blind_index(phone)}


def _write_posts(people: dict[str, int], lines: list[_Line], on: date) -> list[tuple[int, Change]]:
    there: dict[_Key, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(person_id__in=set(people.values())).select_related("person"):
        there[(post.person.code, post.body_id, post.kind, post.title)].append(post)
    held = [(line, line.key) for line in lines if line.key]
    ids = reserved_ids("orgs_post", len(held))
    posts: list[tuple[_Line, Post, bool]] = []
    for line, key in held:
        known = _known(there[key], line.post, on)
        _, body_id, kind, title = key
        new = Post(
            id=next(ids), person_id=people[line.code], body_id=body_id, kind=kind, title=title, starts_on=on
        )
        posts.append((line, known or new, known is None))
    places = {post.id: line.post.pop("places") for line, post, _ in posts if "places" in line.post}
    relinked = replace_links(Post.places.through.objects, "post_id", "place_id", places)
    changes: Changes[Post] = Changes()
    states = [
        (line.number, changes.add(post, line.post, is_new=is_new, links_differ=post.id in relinked))
        for line, post, is_new in posts
    ]
    Post.objects.bulk_create(changes.created, BATCH)
    Post.objects.bulk_update(changes.changed, ["concurrent", "tags", "starts_on", "ends_on"], BATCH)
    return states


def _known(posts: Iterable[Post], values: Values, on: date) -> Post | None:
    """The post that the row means: the one with its first day, else the one in force."""
    starts_on = values.get("starts_on")
    for post in posts:
        if post.starts_on == starts_on or (
            starts_on is None and is_in_force(post.starts_on, post.ends_on, on)
        ):
            return post
    return None
