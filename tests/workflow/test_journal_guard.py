"""The database itself: journal and seals only grow; of a line only its words may go."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.seal import seal
from tests.road import Road, rows, written
from tests.town import MONDAY, Town

COLUMNS = {
    "subject_id": "gen_random_uuid()",
    "sequence": "sequence + 100",
    "position": "position + 1000000",
    "at": "at + interval '1 second'",
    "kind": "'overdue'",
    "move": "'return'",
    "source": "'filed'",
    "target": "'closed'",
    "actor_post_id": "actor_post_id + 1",
    "actor_body_id": "NULL",
    "holder_body_id": "NULL",
    "due_at": "NULL",
    "facts": "facts || '{\"a\": 1}'",
    "words": "words || '。'",
    "words_salt": "'x'",
    "words_hash": "NULL",
    "hash": "'x'",
}
FORBIDDEN = {
    **{f"change {name}": f"UPDATE workflow_entry SET {name} = {value}" for name, value in COLUMNS.items()},
    **{
        f"change {name} under cover of a redaction": f"""UPDATE workflow_entry SET {name} = {value}, words = NULL,
        words_salt = NULL"""
        for name, value in COLUMNS.items()
        if name not in ("words", "words_salt")
    },
    "write a number of the facts in another way": """UPDATE workflow_entry SET words = NULL, words_salt = NULL,
        facts = '{"n": 1.0}' WHERE facts = '{"n": 1}'""",
    "words without their salt": "UPDATE workflow_entry SET words = NULL",
    "salt without its words": "UPDATE workflow_entry SET words_salt = NULL",
    "delete a line": "DELETE FROM workflow_entry",
}
WHOLE_TABLES = {
    "TRUNCATE workflow_entry": "workflow_entry",
    "DELETE FROM workflow_entry": "workflow_entry",
    "UPDATE workflow_seal SET sealed_at = now()": "workflow_seal",
    "DELETE FROM workflow_seal": "workflow_seal",
    "TRUNCATE workflow_seal": "workflow_seal",
}


def refused_by(statement: str) -> str:
    """Which table refuses the statement, for being append-only."""
    try:
        with transaction.atomic():
            rows(statement)
    except IntegrityError as error:
        return str(error).partition(" is append-only")[0]
    except DatabaseError as error:
        return f"not by the guard: {error}"
    return ""


@pytest.fixture
def answered(town: Town) -> Road:
    """A case whose last line has words and whose facts hold a number."""
    road = Road(town).file().to("handling")
    rows(
        """INSERT INTO workflow_entry (subject_id, sequence, at, kind, move, source, target, facts, words, words_salt,
        words_hash, hash, actor_post_id, actor_body_id, holder_body_id, due_at)
        SELECT subject_id, 9, at, kind, move, source, target, '{"n": 1}', '已处理', 'salt', 'hash', 'hash', 1, 1, 1, now()
        FROM workflow_entry WHERE sequence = 4"""
    )
    return road


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_in_the_journal_is_changed(answered: Road, what: str) -> None:
    last = "" if "WHERE" in FORBIDDEN[what] else " WHERE sequence = 9"
    before = written()
    assert refused_by(FORBIDDEN[what] + last) == "workflow_entry"
    assert written() == before


@pytest.mark.parametrize("statement", WHOLE_TABLES)
def test_neither_journal_nor_seals_are_emptied(transactional_town: Town, statement: str) -> None:
    Road(transactional_town).file()
    seal(MONDAY)
    before = written()
    assert refused_by(statement) == WHOLE_TABLES[statement]
    assert written() == before


def test_words_may_go_for_ever_and_the_chain_still_holds(transactional_town: Town) -> None:
    road = Road(transactional_town).file().to("answered")
    seal(MONDAY)
    redact = (
        "UPDATE workflow_entry SET words = NULL, words_salt = NULL WHERE subject_id = %s AND sequence = 5"
    )
    rows(redact, road.id)
    rows(redact, road.id)
    ((words, salt, kept),) = rows(
        "SELECT words, words_salt, words_hash FROM workflow_entry WHERE sequence = 5"
    )
    assert (words, salt, len(kept)) == (None, None, 32)
    assert doctor().differences == []
