"""Personal data go when their time is over or when the reporter asks; chain and seals hold (PIPL 19, 47)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from gongzhi.cases.operations import ask_erasure, attach_files, decide_erasure, store_suggestions
from gongzhi.cases.operations.removal import REMOVED, remove_contacts, remove_expired, remove_matter
from gongzhi.cases.queries import case_detail, case_page, erasure_of, waiting_erasures
from gongzhi.cases.vocabulary import PROCESS, Channel
from gongzhi.config.retention import run_retention
from gongzhi.files.vocabulary import Role
from gongzhi.kernel import audit, clock
from gongzhi.kernel.audit import AuditAction, broken_lines
from gongzhi.orgs.operations.load_retention import load_retention
from gongzhi.orgs.queries.retention import retention_days
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.orgs.vocabulary import Kept
from gongzhi.sheets.tables import read_table
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.seal import seal
from gongzhi.workflow.queries import Wanted
from tests.files.samples import encoded, named, scene
from tests.road import CONTACT, STEP, TEXT, Road, head_of, left, refusal, rows
from tests.town import MONDAY, SINCE, Town

YEAR = timedelta(days=365)


def kept(road: Road) -> tuple[bool, bool, bool, bool, str]:
    """Whether name and contact, index, fingerprint and words of the journal are there; the text."""
    (row,) = rows(
        """SELECT reporter_sealed <> '' AND contact_sealed <> '', contact_index <> '', fingerprint IS NOT NULL,
        EXISTS (SELECT 1 FROM workflow_entry e WHERE e.subject_id = c.subject_id AND e.words_salt IS NOT NULL), text
        FROM cases_case c WHERE subject_id = %s""",
        road.id,
    )
    return row


WHOLE = (True, True, True, True, TEXT)
NAMELESS = (False, False, False, True, TEXT)
EMPTY = (False, False, False, False, "")


def closed(town: Town, **changes: object) -> Road:
    return Road(town).file(reporter="王女士", **changes).to("closed")


def run(town: Town, now: datetime, *, dry_run: bool = False) -> tuple[int, int]:
    removed = remove_expired(system_viewer(town.city.code), now=now, dry_run=dry_run)
    return removed.contacts, removed.words


def test_contact_goes_two_years_and_words_five_years_after_the_closing(transactional_town: Town) -> None:
    town = transactional_town
    road, running = closed(town), Road(town).file(text="还在办的一件", reporter="李先生").to("handling")
    seal(MONDAY)
    ended = road.now
    for after, counts, rest in (
        (2 * YEAR - STEP, (0, 0), WHOLE),
        (2 * YEAR + STEP, (1, 0), NAMELESS),
        (2 * YEAR + STEP, (0, 0), NAMELESS),
        (5 * YEAR + timedelta(days=2), (0, 1), EMPTY),
        (9 * YEAR, (0, 0), EMPTY),
    ):
        assert (run(town, ended + after), kept(road)) == (counts, rest)
        assert doctor().clean
    assert kept(running)[:4] == (True, True, True, True)
    assert (head_of(road.id).title, head_of(running.id).title) == (REMOVED, "还在办的一件")
    found = case_detail(town.viewer("dispatcher"), subject_id=road.id)
    assert found is not None
    assert {line["move"] for line in found.lines if line["redacted"]} == {"file", "answer", "close"}
    assert case_page(town.viewer("dispatcher"), Wanted(PROCESS), query="烧烤").rows == ()


def test_what_was_written_down_on_a_visit_goes_as_a_whole_after_two_years(town: Town) -> None:
    """民情日记 (DC-16; requirements 1.7)."""
    visit, other = closed(town, channel=Channel.VISIT), closed(town, text="电话里说的一件")
    assert run(town, visit.now + 2 * YEAR - timedelta(hours=1)) == (0, 0)
    assert run(town, visit.now + 2 * YEAR + timedelta(hours=2)) == (2, 1)
    assert (kept(visit), kept(other)[3:]) == (EMPTY, (True, "电话里说的一件"))


def test_with_the_words_of_a_case_go_those_of_its_parts_and_applications(transactional_town: Town) -> None:
    town = transactional_town
    road = Road(town).file().to("handling")
    road.by("street", "ask_part")
    road.task_by("housing", "accept")
    road.task_by("housing", "answer", facts={"result": "solved"})
    road.to("closed")
    assert run(town, road.now + 9 * YEAR) == (1, 1)
    assert rows("SELECT DISTINCT title FROM workflow_subject") == [(REMOVED,)]
    assert rows("SELECT count(*) FROM workflow_entry WHERE words IS NOT NULL OR words_salt IS NOT NULL") == [
        (0,)
    ]
    assert doctor().clean


def test_a_dry_run_counts_and_changes_nothing(town: Town) -> None:
    road = closed(town)
    before = left()
    assert run(town, road.now + 9 * YEAR, dry_run=True) == (1, 1)
    assert left() == before


def test_a_reopened_case_waits_again(town: Town) -> None:
    road = closed(town)
    road.by("callback", "reopen")
    assert (run(town, road.now + 9 * YEAR), kept(road)) == ((0, 0), WHOLE)


def test_many_go_in_batches_and_a_run_is_one_line_with_its_counts(town: Town) -> None:
    from_now = [Road(town).file(text=f"第 {index} 件") for index in range(3)]
    rows("UPDATE workflow_subject SET closed_at = opened_at")
    rows(
        """INSERT INTO workflow_subject SELECT gen_random_uuid(), city_id, process, number || '-' || n, title, stage,
        place_id, place_code, origin_body_id, lead_body_id, holder_body_id, traits, opened_at, stage_since, due_at,
        "limit", provisional, closed_at, escalation, sequence, head_hash FROM workflow_subject s
        JOIN generate_series(1, 700) n ON s.id = %s""".replace(
            "INSERT INTO workflow_subject SELECT", _COLUMNS
        ),
        from_now[0].id,
    )
    rows(
        """INSERT INTO cases_case (subject_id, city_id, kind, channel, source, text, grams, place_words, reporter_sealed,
        contact_sealed, contact_index, notes) SELECT s.id, s.city_id, 'other', 'web', 'x', 'x', '{}', '', '', 'x', 'x',
        '{}' FROM workflow_subject s WHERE NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.subject_id = s.id)"""
    )
    assert run(town, MONDAY + 9 * YEAR) == (703, 703)
    assert rows("SELECT action, target, words FROM kernel_auditline") == [
        ("retention", "cases", "称呼和联系方式 703 件，文字 703 件")
    ]


_COLUMNS = """INSERT INTO workflow_subject (id, city_id, process, number, title, stage, place_id, place_code,
    origin_body_id, lead_body_id, holder_body_id, traits, opened_at, stage_since, due_at, "limit", provisional,
    closed_at, escalation, sequence, head_hash) SELECT"""


def rules(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "retention.csv"
    file.write_text("\n".join(("数据,天数,依据", *lines)))
    return file


def test_the_city_has_dated_rules_of_its_own(town: Town, tmp_path: Path) -> None:
    usual = {Kept.CONTACT: 730, Kept.WORDS: 1826, Kept.VISIT: 730, Kept.AUDIT: 1096}
    assert retention_days(town.city.id, MONDAY.date()) == usual
    table = read_table(rules(tmp_path, "称呼和联系方式,90,本市办法", "audit,400,本市办法"))
    assert load_retention(town.city.id, table=table, since=SINCE) == 2
    later = read_table(rules(tmp_path, "称呼和联系方式,30,新办法"))
    load_retention(town.city.id, table=later, since=date(2027, 1, 1))
    assert retention_days(town.city.id, MONDAY.date()) == usual | {Kept.CONTACT: 90, Kept.AUDIT: 400}
    assert retention_days(town.city.id, date(2027, 1, 1))[Kept.CONTACT] == 30
    road = closed(town)
    assert run(town, road.now + timedelta(days=91)) == (1, 0)


@pytest.mark.parametrize(
    "line",
    [
        "别的,30,x",
        "称呼和联系方式,0,x",
        "称呼和联系方式,x,x",
        "称呼和联系方式,30,",
        "安全日志,183,x",
        "words,1.5,x",
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_row(town: Town, tmp_path: Path, line: str) -> None:
    table = read_table(rules(tmp_path, "走访记录,30,x", line))
    assert refusal(lambda: load_retention(town.city.id, table=table, since=SINCE)) == "retention.rule"
    assert rows("SELECT 1 FROM orgs_retentionrule") == []


def test_a_run_over_the_house_takes_old_lines_of_the_audit_log_too(town: Town) -> None:
    now = clock.now()
    for age in (4 * YEAR, timedelta(days=1)):
        audit.record(town.viewer("clerk"), AuditAction.EXPORTED, now=now - age)
    assert run_retention(now, dry_run=True).audit_lines == 1
    report = run_retention(now)
    assert (report.as_json()["audit_lines"], broken_lines()) == (1, [])
    assert rows("SELECT action FROM kernel_auditline ORDER BY id") == [("exported",), ("retention",)]


def test_a_reporter_asks_a_clerk_confirms_and_everything_goes(transactional_town: Town) -> None:
    town = transactional_town
    road = closed(town)
    seal(MONDAY)
    ask_erasure(road.reporter, subject_id=road.id, scope="all", now=road.now)
    for who, waiting in (("callback", 1), ("clerk", 1), ("other_street", 0)):
        assert len(waiting_erasures(town.viewer(who))) == waiting
    decide_erasure(town.viewer("callback"), subject_id=road.id, grant=True, now=road.now)
    assert (kept(road), doctor().clean, waiting_erasures(town.viewer("callback"))) == (EMPTY, True, [])
    assert rows("SELECT action, target, words FROM kernel_auditline") == [
        ("erased", road.filed.number, "已删除称呼、联系方式和所写内容")
    ]
    again = partial(ask_erasure, road.reporter, subject_id=road.id, now=road.now)
    assert [refusal(partial(again, scope=scope)) for scope in ("all", "contact")] == ["erasure.done"] * 2


def test_a_contact_may_go_while_the_case_is_open_and_the_words_after_it(town: Town) -> None:
    road = Road(town).file(reporter="王女士").to("handling")

    def ask(scope: str) -> str:
        return refusal(lambda: ask_erasure(road.reporter, subject_id=road.id, scope=scope, now=road.now))

    assert (ask("all"), ask("x"), ask("contact")) == ("erasure.open", "erasure.scope", "")
    decide_erasure(town.viewer("clerk"), subject_id=road.id, grant=True, now=road.now)
    assert kept(road) == NAMELESS
    road.to("closed")
    assert (ask("contact"), ask("all")) == ("erasure.done", "")
    decide_erasure(town.viewer("clerk"), subject_id=road.id, grant=True, now=road.now)
    assert kept(road) == EMPTY


def test_who_says_no_says_why_and_the_reporter_may_ask_again(town: Town) -> None:
    road = closed(town)
    ask_erasure(road.reporter, subject_id=road.id, scope="contact", now=road.now)
    before = left()
    no = partial(decide_erasure, town.viewer("clerk"), subject_id=road.id, grant=False, now=road.now)
    assert (refusal(partial(no, words=" ")), left() == before) == ("erasure.words", True)
    assert (refusal(partial(no, words="还在复查期")), refusal(partial(no, words="x"))) == ("", "erasure.none")
    asked = erasure_of(head_of(road.id))
    assert asked is not None
    assert (asked.granted, asked.words, kept(road)) == (False, "还在复查期", WHOLE)
    ask_erasure(road.reporter, subject_id=road.id, scope="contact", now=road.now)
    assert len(waiting_erasures(town.viewer("clerk"))) == 1


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("street", "not_allowed"),
        ("dispatcher", "not_allowed"),
        ("admin", "not_allowed"),
        ("housing", "not_found"),
        ("", "not_found"),
    ],
)
def test_nobody_else_asks_or_decides(town: Town, who: str, code: str) -> None:
    road = closed(town)
    ask_erasure(road.reporter, subject_id=road.id, scope="contact", now=road.now)
    viewer = town.viewer(who) if who else town.nobody
    before = left()
    assert (
        refusal(lambda: decide_erasure(viewer, subject_id=road.id, grant=True, now=road.now)),
        refusal(lambda: ask_erasure(viewer, subject_id=road.id, scope="contact", now=road.now)),
        left() == before,
    ) == (code, "not_found", True)


def test_a_confirmation_for_a_case_that_was_reopened_meanwhile_is_refused(town: Town) -> None:
    road = closed(town)
    ask_erasure(road.reporter, subject_id=road.id, scope="all", now=road.now)
    road.by("callback", "reopen")
    before = left()
    assert (
        refusal(lambda: decide_erasure(town.viewer("clerk"), subject_id=road.id, grant=True, now=road.now))
        == "erasure.open"
    )
    assert left() == before


def test_a_removed_contact_finds_nothing_and_the_same_words_may_come_again(town: Town) -> None:
    road = closed(town)
    remove_contacts([road.id])
    again = Road(town).file(reporter="王女士")
    assert (again.filed.repeated, again.filed.number == road.filed.number) == (False, False)
    assert CONTACT not in str(rows("SELECT * FROM cases_case"))


def test_what_is_attached_and_what_was_suggested_goes_with_the_words(town: Town) -> None:
    """PIPL 47: a photo and a quoted reason are what was said, too."""
    road = Road(town).file().to("handling")
    photo = named("井盖.jpg", encoded(scene()))
    attach_files(
        town.viewer("street"), subject_id=road.id, files=[photo], role=Role.AFTER, now=road.now + STEP
    )
    store_suggestions(town.viewer("dispatcher"), now=road.now + STEP)
    remove_matter(town.viewer("callback"), road.now + 2 * STEP, [road.id])
    assert rows("SELECT count(*) FROM cases_suggestion") == [(0,)]
    assert rows("SELECT count(*) FROM files_attachment WHERE removed_at IS NULL") == [(0,)]
    assert rows("SELECT text, answers::text FROM cases_case") == [("", "[]")]
