"""Receipts that anybody can check, without a database and without trust (D18, SX-25): each tampering is named."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.redact import redact
from gongzhi.workflow.operations.seal import seal
from gongzhi.workflow.queries.receipts import published_lines, receipt_of, seals_around
from gongzhi.workflow.receipts import (
    Finding,
    SealLine,
    read_receipt,
    read_seals_file,
    sound,
    verify,
    verify_chain,
)
from tests.road import TEXT, Road, refusal, rows
from tests.town import MONDAY, Town

OTHER = "ab" * 32


@pytest.fixture
def road(transactional_town: Town) -> Road:
    """A case among others, sealed in the second of three seals."""
    town = transactional_town
    for index in range(3):
        Road(town).file(text=f"先前的 {index}")
    seal(MONDAY)
    road = Road(town).file(title="烧烤")
    for index in range(4):
        Road(town).file(text=f"同时的 {index}")
    seal(MONDAY)
    road.to("handling")
    seal(MONDAY)
    return road


def receipt(road: Road) -> dict[str, Any]:
    found = receipt_of(road.reporter, road.id)
    assert found is not None
    return read_receipt(orjson.dumps(found))


def published() -> list[SealLine]:
    return read_seals_file("".join(published_lines()))


def failing(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings if finding.holds is False]


def held(findings: list[Finding]) -> dict[str, bool | None]:
    return {finding.code: finding.holds for finding in findings}


def test_a_sealed_receipt_holds_in_every_respect(road: Road) -> None:
    found = verify(receipt(road), seals=published(), text=f"  {TEXT}\r\n")
    assert held(found) == dict.fromkeys(("entry", "number", "text", "path", "seal_hash", "published"), True)
    assert verify_chain(published()) == Finding(True, "chain", "公布的 3 个封存前后相连。")
    assert verify(receipt(road), seals=seals_around(2), text=TEXT) == found


def test_what_was_not_at_hand_is_said_and_does_not_count_against_it(road: Road) -> None:
    found = verify(receipt(road))
    assert (held(found)["text"], held(found)["published"], sound(found)) == (None, None, True)
    fresh = Road(road.town).file(text="还没有封存的一件")
    found = verify(receipt(fresh), seals=published())
    assert (held(found), sound(found)) == ({"entry": True, "number": True, "text": None, "seal": None}, True)


def test_the_receipt_holds_nothing_secret_and_no_words(road: Road) -> None:
    text = orjson.dumps(receipt(road)).decode()
    assert [word for word in (TEXT, "13800138000", road.filed.code) if word in text] == []
    assert set(receipt(road)) == {"kind", "number", "entry", "hash", "salt", "seal"}


def test_other_words_are_not_what_was_said(road: Road) -> None:
    found = verify(receipt(road), seals=published(), text=TEXT.replace("半夜", "傍晚"))
    assert failing(found) == ["text"]


def seal_field(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda given: given["seal"].update({name: value})


TAMPERINGS: dict[str, tuple[Callable[[dict[str, Any]], None], list[str], str]] = {
    "number": (lambda r: r.update(number="990101-26-0000001-9"), ["number"], "number"),
    "entry": (lambda r: r.update(entry=r["entry"].replace("web", "app")), ["entry"], "entry"),
    "hash": (lambda r: r.update(hash=OTHER), ["entry", "path"], "hash"),
    "salt": (lambda r: r.update(salt="00" * 16), ["text"], "salt"),
    "seal.number": (seal_field("number", 3), ["seal_hash", "published"], "号（number）"),
    "seal.count": (seal_field("count", 6), ["seal_hash", "published"], "件数（count）"),
    "seal.index": (seal_field("index", 1), ["path"], "位置（index）"),
    "seal.path": (lambda r: r["seal"]["path"].__setitem__(0, OTHER), ["path"], "路径（path）"),
    "seal.root": (seal_field("root", OTHER), ["path", "seal_hash", "published"], "根（root）"),
    "seal.previous": (seal_field("previous", OTHER), ["seal_hash", "published"], "前号指纹（previous）"),
    "seal.hash": (seal_field("hash", OTHER), ["seal_hash", "published"], "封存指纹（hash）"),
}


@pytest.mark.parametrize("field", TAMPERINGS)
def test_the_tampering_of_each_field_is_named(road: Road, field: str) -> None:
    change, codes, named = TAMPERINGS[field]
    changed = copy.deepcopy(receipt(road))
    change(changed)
    found = verify(read_receipt(orjson.dumps(changed)), seals=published(), text=TEXT)
    assert failing(found) == codes
    assert named in "".join(finding.sentence for finding in found if finding.holds is False)


def test_whoever_makes_a_whole_new_receipt_fails_at_what_was_published(road: Road) -> None:
    """An operator who rewrites the journal and seals again has another seal than the one on the notice board."""
    board = published()
    rows("ALTER TABLE workflow_seal DISABLE TRIGGER USER")
    rows("DELETE FROM workflow_seal WHERE number >= 2")
    rows("ALTER TABLE workflow_seal ENABLE TRIGGER USER")
    seal(MONDAY)
    assert doctor().clean
    found = verify(receipt(road), seals=board, text=TEXT)
    assert failing(found) == ["published"]
    assert failing([verify_chain(published())]) == []
    assert "根（root）" in found[-1].sentence


def test_a_changed_journal_gives_no_receipt(road: Road) -> None:
    rows("ALTER TABLE workflow_entry DISABLE TRIGGER USER")
    rows("UPDATE workflow_entry SET hash = sha256('x') WHERE subject_id = %s AND sequence = 1", road.id)
    rows("ALTER TABLE workflow_entry ENABLE TRIGGER USER")
    assert refusal(lambda: receipt_of(road.reporter, road.id)) == "receipt.broken"


def test_after_redaction_the_receipt_still_holds_but_for_the_words(road: Road) -> None:
    before = receipt(road)
    redact([road.id], title="（删除）")
    after = receipt(road)
    assert (after["salt"], after["hash"], after["seal"]) == (None, before["hash"], before["seal"])
    assert held(verify(after, seals=published(), text=TEXT))["text"] is None
    assert sound(verify(before, seals=published(), text=TEXT))
    assert doctor().clean


def test_only_who_may_see_the_case_gets_its_receipt(road: Road) -> None:
    town = road.town
    assert receipt_of(town.nobody, road.id) is None
    assert receipt_of(town.viewer("other_street"), road.id) is None
    assert receipt_of(town.viewer("street"), road.id) == receipt_of(road.reporter, road.id)


BAD_SHAPES: dict[str, Any] = {
    "kind": {"kind": "other"},
    "number": {"number": 7},
    "entry": {"entry": "[1]"},
    "hash": {"hash": "AB" * 32},
    "salt": {"salt": "xyz"},
    "seal": {"seal": []},
    "seal.count": {"count": True},
    "seal.index": {"index": -1},
    "seal.root": {"root": "ab"},
    "seal.previous": {"previous": None},
    "seal.path": {"path": ["zz"]},
}


@pytest.mark.parametrize("field", BAD_SHAPES)
def test_what_is_no_receipt_is_refused_with_its_field(road: Road, field: str) -> None:
    given = receipt(road)
    (given["seal"] if field.startswith("seal.") else given).update(BAD_SHAPES[field])
    with pytest.raises(Refusal) as refused:
        read_receipt(orjson.dumps(given))
    assert (refused.value.code, refused.value.details) == ("receipt.shape", {"field": field})


@pytest.mark.parametrize("file", [b"", b"{", b"\xff", b"[[[[", "回执".encode()])
def test_what_cannot_be_read_is_refused(file: bytes) -> None:
    assert refusal(lambda: read_receipt(file)) == "receipt.unreadable"


@pytest.mark.parametrize("file", [b"1", b"[]", b"null", b"{}", b'"x"'])
def test_what_is_json_and_no_receipt_is_refused(file: bytes) -> None:
    assert refusal(lambda: read_receipt(file)) == "receipt.shape"


@pytest.mark.parametrize("change", ["drop first", "drop middle", "root", "count", "hash"])
def test_a_broken_chain_of_published_seals_is_named(road: Road, change: str) -> None:
    lines = "".join(published_lines()).splitlines()
    header, one, two, three = lines
    parts = two.split()
    broken = {
        "drop first": [header, two, three],
        "drop middle": [header, one, three],
        "root": [header, one, two.replace(parts[2], OTHER), three],
        "count": [header, one, f"{parts[0]} 9 {' '.join(parts[2:])}", three],
        "hash": [header, one, two.replace(parts[3], OTHER), three],
    }[change]
    found = verify_chain(read_seals_file("\n".join(broken)))
    assert (found.holds, f"第 {1 if change == 'drop first' else 2} 号" in found.sentence) == (False, True)


@pytest.mark.parametrize("line", ["1 2 3", "x 1 {0} {0} t", "1 1 {0} zz t", "-1 1 {0} {0} t"])
def test_a_seals_file_that_cannot_be_read_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_seals_file(f"# 头\n\n{line.format(OTHER)}\n")
    assert (refused.value.code, refused.value.details) == ("seals.shape", {"row": 3})


def test_the_command_checks_without_database_and_keys(road: Road, tmp_path: Path) -> None:
    """``gongzhi verify`` in surroundings that know no database: 0 when all holds, 1 when something does not."""
    files = {"receipt.json": orjson.dumps(receipt(road)), "seals.txt": "".join(published_lines()).encode()}
    files["said.txt"], files["other.txt"] = TEXT.encode(), b"other"
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = str(Path(sys.executable).with_name("gongzhi"))
    surroundings = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    def run(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [command, "verify", "receipt.json", *arguments], cwd=tmp_path, env=surroundings,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    code, said, _ = run("--seals", "seals.txt", "--text", "said.txt")
    assert (code, said.count("相符　"), "不符" in said.replace("没有发现不符。", "")) == (0, 7, False)
    assert "公布的 3 个封存前后相连。" in said
    code, said, _ = run("--text", "other.txt", "--json")
    assert (code, orjson.loads(said)["sound"]) == (1, False)
    (tmp_path / "receipt.json").write_text("不是回执")
    code, _, said = run()
    assert (code, "（receipt.unreadable）" in said) == (2, True)
