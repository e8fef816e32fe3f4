"""A sealed journal of three cases, and the ways of somebody who writes past its triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction

from gongzhi.workflow.journal import GENESIS, entry_hash
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.fold import fold
from gongzhi.workflow.operations.seal import seal
from gongzhi.workflow.subjects import Actor, Entry
from tests.road import Road, rows
from tests.town import MONDAY, Town

Named = tuple[str, str, int]
"""(code, what it is about, sequence)."""

_GUARDED = ("workflow_entry", "workflow_seal")


@dataclass
class Ledger:
    """``closed`` has 7 lines and ``handling`` 4 under seal 1, ``triage`` 2 under seal 2, ``filed`` 1 under none."""

    closed: Road
    handling: Road
    triage: Road
    filed: Road
    gap: int
    """A position below the first seal's last that no line has."""

    def number(self, name: str) -> str:
        """The case's number."""
        road: Road = getattr(self, name)
        return road.filed.number

    def named(self) -> set[Named]:
        """What the doctor names; each case by its name here, each cell of the figures without its month and street."""
        names = {road.filed.number: name for name, road in vars(self).items() if isinstance(road, Road)}
        found = [
            (
                d.code,
                names.get(d.number, d.number.removeprefix("case/202603/").removeprefix("990101001/")),
                d.sequence,
            )
            for d in doctor().differences
        ]
        assert len(found) == len(set(found))
        return set(found)


def write_ledger(town: Town) -> Ledger:
    """Four cases, two seals, folded figures, and one position that a failed transaction has left out."""
    closed = Road(town).file(text="一").to("closed")
    with transaction.atomic():
        rows("SELECT nextval('workflow_position')")
        transaction.set_rollback(True)
    handling = Road(town).file(text="二").to("handling")
    seal(MONDAY)
    triage = Road(town).file(text="三").to("triage")
    seal(MONDAY)
    fold()
    filed = Road(town).file(text="四")
    ((gap,),) = rows("SELECT max(position) + 1 FROM workflow_entry WHERE subject_id = %s", closed.id)
    return Ledger(closed, handling, triage, filed, gap)


@contextmanager
def past_the_triggers() -> Iterator[None]:
    """Who owns the tables can switch their triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in _GUARDED))
        yield
        cursor.execute("; ".join(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _GUARDED))


def write_past(statement: str, *params: Any) -> None:
    """One statement past the triggers, which must hit something."""
    with past_the_triggers(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        assert cursor.rowcount


def forge_chain(road: Road) -> None:
    """Compute every hash of a case again, as somebody does who knows how, and put the last into its head."""
    previous = GENESIS
    for *values, words_hash in rows(
        """SELECT sequence, at, kind, move, source, target, actor_post_id, actor_body_id, holder_body_id, due_at,
        facts, words_hash FROM workflow_entry WHERE subject_id = %s ORDER BY sequence""",
        road.id,
    ):
        sequence, at, kind, move, source, target, post, body, holder, due, facts = values
        seen = (at, kind, move, source, target, Actor(post, body), holder, due)
        sealed_words = bytes(words_hash) if words_hash else None
        previous = entry_hash(
            Entry(road.id, sequence, *seen, orjson.loads(facts), "", b"", sealed_words), previous
        )
        write_past(
            "UPDATE workflow_entry SET hash = %s WHERE subject_id = %s AND sequence = %s",
            previous,
            road.id,
            sequence,
        )
    write_past("UPDATE workflow_subject SET head_hash = %s WHERE id = %s", previous, road.id)


@contextmanager
def without_foreign_keys_to(table: str) -> Iterator[None]:
    """Who owns the tables can drop their constraints, and put them back without a look at the rows."""
    found = rows(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE confrelid = %s::regclass""",
        table,
    )
    with connection.cursor() as cursor:
        for owner, name, _ in found:
            cursor.execute(f"ALTER TABLE {owner} DROP CONSTRAINT {name}")
        yield
        for owner, name, definition in found:
            cursor.execute(f"ALTER TABLE {owner} ADD CONSTRAINT {name} {definition} NOT VALID")
