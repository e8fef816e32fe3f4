"""``gongzhi doctor``: replay the journal against heads, figures, keys, seals; look at the audit log's chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from gongzhi.kernel.audit import broken_lines
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.audit import Difference, TallyKey, audit
from gongzhi.workflow.engine import read_head
from gongzhi.workflow.journal import GENESIS, merkle_root, seal_hash
from gongzhi.workflow.queries.entries import read_entry
from gongzhi.workflow.registry import flow_of
from gongzhi.workflow.statements import ENTRY_COLUMNS, HEAD_COLUMNS
from gongzhi.workflow.subjects import Entry, Head

_BATCH = 2000
_FIRST = UUID(int=0)
_LEAF = 32


@dataclass(slots=True)
class Diagnosis:
    """What was looked at and what was found."""

    subjects: int = 0
    entries: int = 0
    seals: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """True when nothing differs."""
        return not self.differences


def doctor() -> Diagnosis:
    """Look at everything in one snapshot. Streams: memory does not grow with the journal."""
    diagnosis = Diagnosis()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tallies: dict[int, Counter[TallyKey]] = {}
        for heads in _batches():
            _audit_batch(heads, tallies, diagnosis)
        diagnosis.differences += [
            *_orphans(),
            *_compare_tallies(tallies),
            *_loose_keys(),
            *_check_seals(diagnosis),
            *_check_audit(),
        ]
    return diagnosis


def _audit_batch(heads: list[Head], tallies: dict[int, Counter[TallyKey]], diagnosis: Diagnosis) -> None:
    journals = {
        subject_id: list(lines)
        for subject_id, lines in groupby(
            _entries([head.id for head in heads]), key=lambda line: line[0].subject_id
        )
    }
    for head in heads:
        journal = journals.get(head.id, [])
        diagnosis.subjects += 1
        diagnosis.entries += len(journal)
        try:
            flow = flow_of(head.process)
        except Refusal as refusal:
            diagnosis.differences.append(Difference("head.process", head.number, 0, refusal.sentence))
            continue
        figures = tallies.setdefault(head.city_id, Counter())
        diagnosis.differences += audit(flow, head, journal, figures)


def _rows(statement: str, params: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        return list(cursor.fetchall())


def _batches() -> Iterator[list[Head]]:
    last = _FIRST
    while rows := _rows(
        f"SELECT {HEAD_COLUMNS} FROM workflow_subject s WHERE s.id > %s ORDER BY s.id LIMIT {_BATCH}", [last]
    ):
        heads = [read_head(row) for row in rows]
        yield heads
        last = heads[-1].id


def _entries(ids: list[UUID]) -> Iterator[tuple[Entry, bytes]]:
    rows = _rows(
        f"SELECT {ENTRY_COLUMNS} FROM workflow_entry WHERE subject_id = ANY(%s) ORDER BY subject_id, sequence",
        [ids],
    )
    yield from map(read_entry, rows)


def _orphans() -> list[Difference]:
    rows = _rows(
        """SELECT e.subject_id, min(e.sequence), count(*) FROM workflow_entry e
        WHERE NOT EXISTS (SELECT 1 FROM workflow_subject s WHERE s.id = e.subject_id) GROUP BY 1 ORDER BY 1"""
    )
    return [
        Difference("journal.orphan", str(subject_id), sequence, f"日志有 {count} 行，而事项本身不见了")
        for subject_id, sequence, count in rows
    ]


def _compare_tallies(replayed: dict[int, Counter[TallyKey]]) -> list[Difference]:
    rows = _rows(
        """SELECT city_id, process, month, area, dimensions::text, body_id, counter, sum(n)::bigint FROM (
            SELECT city_id, process, month, area, dimensions, body_id, counter, n FROM workflow_tally UNION ALL
            SELECT city_id, process, month, area, dimensions, body_id, counter, n FROM workflow_tallydelta) t
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0"""
    )
    kept = {(city, (p, m, s, tuple(orjson.loads(d)), b, c)): n for city, p, m, s, d, b, c, n in rows}
    counted = {(city, key): n for city, sums in replayed.items() for key, n in sums.items() if n}
    return [
        Difference(
            "tally",
            "/".join(map(str, key)),
            0,
            f"统计表记 {kept.get((city, key), 0)}，而日志数出 {counted.get((city, key), 0)}",
        )
        for city, key in sorted(kept.keys() | counted.keys(), key=repr)
        if kept.get((city, key), 0) != counted.get((city, key), 0)
    ]


def _loose_keys() -> list[Difference]:
    found = []
    for column, table in (
        ("actor_post_id", "orgs_post"),
        ("actor_body_id", "orgs_body"),
        ("holder_body_id", "orgs_body"),
    ):
        rows = _rows(
            f"""SELECT DISTINCT e.{column} FROM workflow_entry e WHERE e.{column} > 0
            AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = e.{column}) ORDER BY 1"""
        )
        found += [
            Difference("journal.key", str(key), 0, f"日志的 {column} 指向不存在的记录") for (key,) in rows
        ]
    return found


def _check_seals(diagnosis: Diagnosis) -> Iterator[Difference]:
    previous, expected, after = GENESIS, 1, 0
    for number, first, last, count, root, before, digest, leaves in _seals():
        diagnosis.seals += 1
        listed = [bytes(leaves)[i : i + _LEAF] for i in range(0, len(leaves), _LEAF)]
        whole = (number, first, bytes(before)) == (expected, after + 1, previous) and len(listed) == count
        if not (
            whole
            and merkle_root(listed) == bytes(root)
            and bytes(digest) == seal_hash(bytes(root), previous, number, count)
        ):
            yield Difference("seal.chain", str(number), 0, "封存本身被改过，或者前一个封存不见了")
        yield from _check_leaves(number, first, last, listed)
        previous, expected, after = bytes(digest), number + 1, last


def _check_audit() -> Iterator[Difference]:
    for number in broken_lines():
        yield Difference("audit.chain", "安全日志", number, "这一行被改过，或它前面的一行不见了")


def _seals() -> Iterator[tuple[Any, ...]]:
    for (number,) in _rows("SELECT number FROM workflow_seal ORDER BY number"):
        yield from _rows(
            """SELECT number, first_position, last_position, count, root, previous, hash, leaves
            FROM workflow_seal WHERE number = %s""",
            [number],
        )


def _check_leaves(number: int, first: int, last: int, listed: list[bytes]) -> Iterator[Difference]:
    rows = _rows(
        """SELECT e.hash, coalesce(s.number, e.subject_id::text), e.sequence FROM workflow_entry e
        LEFT JOIN workflow_subject s ON s.id = e.subject_id
        WHERE e.position BETWEEN %s AND %s ORDER BY e.position""",
        [first, last],
    )
    present = {bytes(digest) for digest, _, _ in rows}
    sealed = set(listed)
    for digest, name, sequence in rows:
        if bytes(digest) not in sealed:
            yield Difference("seal.changed", name, sequence, f"封存 {number} 之后，这一行被改过或插入")
    for index, leaf in enumerate(listed):
        if leaf not in present:
            yield Difference(
                "seal.missing",
                str(number),
                index,
                f"封存 {number} 的第 {index + 1} 行（{leaf.hex()[:16]}…）被改过或删除",
            )
    if present == sealed and [bytes(digest) for digest, _, _ in rows] != listed:
        yield Difference("seal.order", str(number), 0, f"封存 {number} 的行换了次序")
