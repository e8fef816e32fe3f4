"""What was written past the triggers is named: which rule, which case, which line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongzhi.workflow.operations.doctor import doctor
from tests.road import rows
from tests.town import Town
from tests.workflow.tampering import (
    Ledger,
    Named,
    forge_chain,
    without_foreign_keys_to,
    write_ledger,
    write_past,
)


@pytest.fixture
def ledger(transactional_town: Town) -> Ledger:
    return write_ledger(transactional_town)


def change(ledger: Ledger, name: str, sequence: int, setting: str) -> None:
    write_past(
        f"UPDATE workflow_entry SET {setting} WHERE subject_id = %s AND sequence = %s",
        _id(ledger, name),
        sequence,
    )


def remove(ledger: Ledger, name: str, sequence: int) -> None:
    write_past(
        "DELETE FROM workflow_entry WHERE subject_id = %s AND sequence = %s", _id(ledger, name), sequence
    )


def insert(ledger: Ledger, name: str, sequence: int, position: str = "nextval('workflow_position')") -> None:
    """A contact that nobody made."""
    write_past(
        f"""INSERT INTO workflow_entry (subject_id, sequence, position, at, kind, move, source, target, facts, hash,
        holder_body_id, due_at) SELECT subject_id, %s, {position}, at, kind, 'contact', 'handling', 'handling',
        '{{}}', sha256('x'), holder_body_id, due_at FROM workflow_entry WHERE subject_id = %s AND sequence = 4""",
        sequence,
        _id(ledger, name),
    )


def _id(ledger: Ledger, name: str) -> object:
    return getattr(ledger, name).id


def forge_a_moment(ledger: Ledger) -> None:
    change(ledger, "closed", 6, "at = at + interval '1 second'")
    forge_chain(ledger.closed)


def swap_two_positions(ledger: Ledger) -> None:
    change(ledger, "closed", 5, "position = -position")
    change(ledger, "closed", 6, "position = position - 1")
    change(ledger, "closed", 5, "position = 1 - position")


def test_an_untouched_ledger_is_clean(ledger: Ledger) -> None:
    found = doctor()
    assert (found.clean, found.subjects, found.entries, found.seals, found.differences) == (
        True,
        4,
        14,
        2,
        [],
    )


CHANGED_LINES: dict[str, tuple[Callable[[Ledger], None], set[Named]]] = {
    "when": (
        lambda ledger: change(ledger, "closed", 5, "at = at + interval '1 second'"),
        {("journal.hash", "closed", 5)},
    ),
    "when, in the last line under no seal": (
        lambda ledger: change(ledger, "filed", 1, "at = at - interval '1 second'"),
        {("journal.hash", "filed", 1), ("head.opened_at", "filed", 0), ("head.stage_since", "filed", 0)},
    ),
    "who": (
        lambda ledger: change(ledger, "closed", 6, "actor_body_id = NULL"),
        {("journal.hash", "closed", 6)},
    ),
    "somebody who is not": (
        lambda ledger: change(ledger, "closed", 6, "actor_post_id = 999999999"),
        {("journal.hash", "closed", 6), ("journal.key", "999999999", 0)},
    ),
    "what was said": (
        lambda ledger: change(ledger, "closed", 5, "words = '另外的话'"),
        {("journal.words", "closed", 5)},
    ),
    "words where there were none": (
        lambda ledger: change(ledger, "closed", 2, "words = '另外的话', words_salt = 'x'"),
        {("journal.words", "closed", 2)},
    ),
    "the hash of what was said": (
        lambda ledger: change(ledger, "closed", 5, "words_hash = sha256('x')"),
        {("journal.hash", "closed", 5), ("journal.words", "closed", 5)},
    ),
    "the verdict": (
        lambda ledger: change(ledger, "closed", 6, """facts = facts || '{"satisfaction": "dissatisfied"}'"""),
        {
            ("journal.hash", "closed", 6),
        },
    ),
    "the verdict, torn out": (
        lambda ledger: change(ledger, "closed", 6, """facts = facts - 'solved'"""),
        {
            ("journal.hash", "closed", 6),
        },
    ),
    "what the verdict is counted by": (
        lambda ledger: change(
            ledger, "closed", 6, """facts = jsonb_set(facts, '{traits,counted}', '"solved:partly@202603"')"""
        ),
        {
            ("journal.hash", "closed", 6),
            ("head.traits", "closed", 0),
            *(
                ("tally", cell.format(counter), 0)
                for cell in ("()/0/{}", "990101001001/()/0/{}", "/('02',)/0/{}", "/()/LEAD/{}")
                for counter in (
                    "contact:due",
                    "answer:given",
                    "answer:met",
                    "callback:valid",
                    "solved:solved",
                    "solved:partly",
                    "satisfaction:satisfied",
                )
            ),
        },
    ),
    "facts that are none": (
        lambda ledger: change(ledger, "handling", 4, "facts = '[]'"),
        {
            ("journal.hash", "handling", 4),
            ("journal.facts", "handling", 4),
            ("tally", "('02',)/0/stage:dispatched", 0),
            ("tally", "('02',)/0/stage:handling", 0),
        },
    ),
    "the way": (
        lambda ledger: change(ledger, "closed", 4, "target = 'answered'"),
        {("journal.hash", "closed", 4), ("journal.flow", "closed", 4), ("journal.source", "closed", 5)},
    ),
    "the move": (
        lambda ledger: change(ledger, "closed", 4, "move = 'approve'"),
        {("journal.hash", "closed", 4), ("journal.flow", "closed", 4)},
    ),
    "the hash": (
        lambda ledger: change(ledger, "closed", 5, "hash = sha256('x')"),
        {
            ("journal.hash", "closed", 5),
            ("journal.hash", "closed", 6),
            ("seal.changed", "closed", 5),
            ("seal.missing", "1", 4),
        },
    ),
    "the hash, with all that follow": (
        forge_a_moment,
        {
            ("seal.changed", "closed", 6),
            ("seal.changed", "closed", 7),
            ("seal.missing", "1", 5),
            ("seal.missing", "1", 6),
        },
    ),
    "the order": (
        swap_two_positions,
        {("seal.order", "1", 0)},
    ),
}


@pytest.mark.parametrize("what", CHANGED_LINES)
def test_a_changed_line_is_named(ledger: Ledger, what: str) -> None:
    tamper, wanted = CHANGED_LINES[what]
    tamper(ledger)
    lead = str(ledger.closed.town.bodies["东四街道办"].id)
    assert ledger.named() == {
        (code, about.replace("LEAD", lead), sequence) for code, about, sequence in wanted
    }


def test_a_line_removed_from_the_middle_is_named(ledger: Ledger) -> None:
    remove(ledger, "closed", 5)
    assert ledger.named() == {
        ("journal.gap", "closed", 6),
        ("journal.hash", "closed", 6),
        ("journal.source", "closed", 6),
        ("seal.missing", "1", 4),
    }


def test_the_last_line_removed_is_named(ledger: Ledger) -> None:
    remove(ledger, "handling", 4)
    assert ledger.named() == {
        ("head.stage", "handling", 0),
        ("head.stage_since", "handling", 0),
        ("head.sequence", "handling", 0),
        ("head.hash", "handling", 0),
        ("seal.missing", "1", 10),
        ("tally", "('02',)/0/stage:dispatched", 0),
        ("tally", "('02',)/0/stage:handling", 0),
    }


def test_a_line_removed_with_its_trace_in_the_head_is_named_by_the_seal(ledger: Ledger) -> None:
    remove(ledger, "handling", 4)
    forge_chain(ledger.handling)
    write_past(
        """UPDATE workflow_subject s SET stage = e.target, sequence = e.sequence, stage_since = e.at
        FROM workflow_entry e WHERE e.subject_id = s.id AND e.sequence = 3 AND s.id = %s""",
        ledger.handling.id,
    )
    write_past("UPDATE workflow_tally SET counter = 'stage:dispatched' WHERE counter = 'stage:handling'")
    assert ledger.named() == {("seal.missing", "1", 10)}


def test_a_line_added_at_the_end_is_named(ledger: Ledger) -> None:
    insert(ledger, "handling", 5)
    assert ledger.named() == {
        ("journal.hash", "handling", 5),
        ("head.sequence", "handling", 0),
        ("head.hash", "handling", 0),
    }


def test_a_line_put_among_the_sealed_is_named_though_the_chain_was_forged(ledger: Ledger) -> None:
    insert(ledger, "handling", 5, str(ledger.gap))
    forge_chain(ledger.handling)
    write_past("UPDATE workflow_subject SET sequence = 5 WHERE id = %s", ledger.handling.id)
    assert ledger.named() == {("seal.changed", "handling", 5)}


HEADS = {
    "stage": "stage = 'closed'",
    "place_code": "place_code = '990101002001'",
    "traits": """traits = traits || '{"class": "01"}'""",
    "holder": "holder_body_id = NULL",
    "lead": "lead_body_id = NULL",
    "due_at": "due_at = due_at + interval '1 day'",
    "opened_at": "opened_at = opened_at - interval '1 second'",
    "stage_since": "stage_since = stage_since - interval '1 second'",
    "closed_at": "closed_at = now()",
    "escalation": "escalation = 2",
    "sequence": "sequence = sequence + 1",
    "hash": "head_hash = sha256('x')",
    "process": "process = 'whistle'",
}


@pytest.mark.parametrize("name", [name for name in HEADS if name != "process"])
def test_a_changed_head_is_named(ledger: Ledger, name: str) -> None:
    write_past(f"UPDATE workflow_subject SET {HEADS[name]} WHERE id = %s", ledger.handling.id)
    assert ledger.named() == {(f"head.{name}", "handling", 0)}


def test_a_head_of_an_unknown_process_is_named_and_the_others_are_still_looked_at(ledger: Ledger) -> None:
    write_past(f"UPDATE workflow_subject SET {HEADS['process']} WHERE id = %s", ledger.filed.id)
    change(ledger, "closed", 5, "at = at + interval '1 second'")
    assert ledger.named() == {
        ("head.process", "filed", 0),
        ("journal.hash", "closed", 5),
        ("tally", "('',)/0/stage:filed", 0),
        ("tally", "()/0/channel:web", 0),
        ("tally", "990101001001/()/0/channel:web", 0),
        ("tally", "/('',)/0/channel:web", 0),
    }


FIGURES: dict[str, tuple[str, set[Named]]] = {
    "raised": (
        "UPDATE workflow_tally SET n = n + 1 WHERE counter = 'stage:closed'",
        {("tally", "('02',)/0/stage:closed", 0)},
    ),
    "removed": (
        "DELETE FROM workflow_tally WHERE counter = 'stage:closed'",
        {("tally", "('02',)/0/stage:closed", 0)},
    ),
    "removed before it was folded": (
        "DELETE FROM workflow_tallydelta WHERE counter = 'stage:filed'",
        {("tally", "('',)/0/stage:filed", 0)},
    ),
    "put under another class": (
        """UPDATE workflow_tally SET dimensions = '["01"]' WHERE counter = 'stage:closed'""",
        {("tally", "('02',)/0/stage:closed", 0), ("tally", "('01',)/0/stage:closed", 0)},
    ),
}


@pytest.mark.parametrize("what", FIGURES)
def test_a_changed_figure_is_named(ledger: Ledger, what: str) -> None:
    statement, wanted = FIGURES[what]
    write_past(statement)
    assert ledger.named() == wanted


def test_a_removed_case_is_named(ledger: Ledger) -> None:
    road = ledger.handling
    with without_foreign_keys_to("workflow_subject"):
        write_past("DELETE FROM workflow_subject WHERE id = %s", road.id)
        lead = road.town.bodies["东四街道办"].id
        assert ledger.named() == {
            ("journal.orphan", str(road.id), 1),
            ("tally", "('02',)/0/stage:handling", 0),
            *(
                ("tally", f"{cell}/{counter}", 0)
                for cell in ("()/0", "990101001001/()/0", "/('02',)/0", f"/()/{lead}")
                for counter in ("contact:due", "channel:web")
            ),
        }


SEALS: dict[str, tuple[str, set[Named]]] = {
    "the first removed": (
        "DELETE FROM workflow_seal WHERE number = 1",
        {("seal.chain", "2", 0)},
    ),
    "two swapped": (
        """UPDATE workflow_seal a SET (first_position, last_position, count, root, previous, hash, leaves) =
        (SELECT first_position, last_position, count, root, previous, hash, leaves FROM workflow_seal b
        WHERE b.number = 3 - a.number)""",
        {("seal.chain", "1", 0), ("seal.chain", "2", 0)},
    ),
    "another root": (
        "UPDATE workflow_seal SET root = sha256('x') WHERE number = 2",
        {("seal.chain", "2", 0)},
    ),
    "another hash": (
        "UPDATE workflow_seal SET hash = sha256('x') WHERE number = 1",
        {("seal.chain", "1", 0), ("seal.chain", "2", 0)},
    ),
    "another leaf": (
        "UPDATE workflow_seal SET leaves = sha256('x') || substr(leaves, 33) WHERE number = 2",
        {("seal.chain", "2", 0), ("seal.changed", "triage", 1), ("seal.missing", "2", 0)},
    ),
    "a leaf less": (
        "UPDATE workflow_seal SET leaves = substr(leaves, 33) WHERE number = 2",
        {("seal.chain", "2", 0), ("seal.changed", "triage", 1)},
    ),
    "a shorter range": (
        "UPDATE workflow_seal SET first_position = first_position + 1 WHERE number = 2",
        {("seal.chain", "2", 0), ("seal.missing", "2", 0)},
    ),
}


@pytest.mark.parametrize("what", SEALS)
def test_a_changed_seal_is_named(ledger: Ledger, what: str) -> None:
    statement, wanted = SEALS[what]
    write_past(statement)
    assert ledger.named() == wanted


def test_redacted_words_are_no_difference(ledger: Ledger) -> None:
    rows("UPDATE workflow_entry SET words = NULL, words_salt = NULL WHERE words IS NOT NULL")
    assert ledger.named() == set()
