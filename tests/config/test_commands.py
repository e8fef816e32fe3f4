"""``gongzhi`` as people type it: what it prints, with which status it ends, and what is in the database then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from gongzhi.cases.operations import attach_files
from gongzhi.cases.operations.removal import remove_words
from gongzhi.config.cities import DEMO
from gongzhi.files.vocabulary import Role
from gongzhi.kernel import clock
from gongzhi.kernel.models import CalendarDay
from gongzhi.orgs.models import City, Token
from gongzhi.orgs.queries.viewers import viewer_of_token
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.operations.seal import seal
from gongzhi.workflow.queries.receipts import receipt_of
from tests.api.calling import Caller, road
from tests.cases.incoming import Line, kept, write_csv
from tests.config.running import gongzhi
from tests.files.samples import encoded, named, scene, telling
from tests.road import Road, rows
from tests.town import Town

MESSAGES: list[Line] = [
    {"编号": "1", "内容": "楼下烧烤太吵😀", "类别": "噪声", "类型": "吐槽", "诉求人": "王"},
    {"编号": "2", "内容": "楼下烧烤太吵😀", "类别": "噪声", "诉求人": "王"},
    {"编号": "3", "内容": "𠮷野家漏水", "时间": "2019/2/28 9:05", "地点": "火星"},
    {"编号": "4"},
]


def test_doctor_is_clean_and_names_what_was_changed(transactional_town: Town, tmp_path: Path) -> None:
    one = road(transactional_town).to("handling")
    clean = gongzhi(tmp_path, "doctor", "--json")
    assert (clean.status, clean.json) == (
        0,
        {"subjects": 1, "entries": 4, "seals": 0, "differences": [], "clean": True},
    )
    rows("UPDATE workflow_subject SET stage = 'closed' WHERE id = %s", one.id)
    sick = gongzhi(tmp_path, "doctor", "--json")
    assert (sick.status, sick.json["clean"]) == (1, False)
    assert [(one["code"], one["number"]) for one in sick.json["differences"]] == [
        ("head.stage", one.filed.number)
    ]
    spoken = gongzhi(tmp_path, "doctor")
    assert spoken.status == 1
    assert f"{one.filed.number} 当前状态：环节是“closed”，而日志说是“handling”（head.stage）" in spoken.said
    assert "共 1 处出入。" in spoken.said


def test_doctor_names_a_photo_that_was_exchanged(
    transactional_town: Town, tmp_path: Path, settings: Any
) -> None:
    options = {**settings.STORAGES["files"]["OPTIONS"], "location": tmp_path / "files"}
    settings.STORAGES = {**settings.STORAGES, "files": {**settings.STORAGES["files"], "OPTIONS": options}}
    one = road(transactional_town)
    photo = named("井盖.jpg", telling())
    attach_files(one.reporter, subject_id=one.id, files=[photo], role=Role.EVIDENCE, now=clock.now())
    assert gongzhi(tmp_path, "doctor").status == 0
    (large, *_) = sorted((tmp_path / "files").rglob("*/*/*"), key=lambda path: -path.stat().st_size)
    large.write_bytes(encoded(scene(shift=40)))
    sick = gongzhi(tmp_path, "doctor")
    assert sick.status == 1
    assert f"{one.filed.number} 第 2 行：附件“井盖.jpg”的内容被换过" in sick.said


def test_import_says_what_became_of_the_rows(transactional_town: Town, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "诉求.csv", MESSAGES, encoding="gb18030")
    dry = gongzhi(tmp_path, "import", "cases", path, "--dry-run", "--json")
    rejects = tmp_path / "rejects" / "诉求.csv"
    wanted = {
        "read": 4, "filed": 2, "repeated": 1, "rejected": 1, "rejects_file": str(rejects),
        "unknown": {"kind=吐槽": 1, "place=火星": 1},
    }  # fmt: skip
    assert (dry.status, dry.json, kept()) == (0, wanted, [])
    real = gongzhi(tmp_path, "import", "cases", path, "--json")
    assert (real.status, real.json) == (0, wanted)
    assert "case.text_missing" in rejects.read_text("utf-8-sig")
    assert [case.text for case in kept()] == ["楼下烧烤太吵😀", "𠮷野家漏水"]
    again = gongzhi(tmp_path, "import", "cases", path, "--map", "text=内容")
    assert again.status == 0
    assert "读到 4 行：登记 0，重复 3，退回 1。" in again.said
    assert f"退回的行和原因在 {rejects}" in again.said
    assert "目录里没有的值（已原样保存）：place=火星（1 次）" in again.said


def test_what_cannot_be_imported_is_said_in_a_sentence(transactional_town: Town, tmp_path: Path) -> None:
    (tmp_path / "图.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    for args, code in (
        ((tmp_path / "图.csv",), "sheet.type"),
        ((write_csv(tmp_path / "a.csv", MESSAGES), "--map", "text=没有", "--json"), "sheet.mapping"),
    ):
        ran = gongzhi(tmp_path, "import", "cases", *args)
        assert (ran.status, ran.said) == (2, "")
        assert ran.complained.rstrip().endswith(f"（{code}）")
        assert "Traceback" not in ran.complained
    assert kept() == []


def test_replay_closes_every_case_and_the_doctor_is_content(transactional_town: Town, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "诉求.csv", [{"编号": str(i), "内容": f"第{i}件"} for i in range(30)])
    ran = gongzhi(tmp_path, "replay", path, "--seed", "7", "--json")
    moves = rows("SELECT count(*) FROM workflow_entry")[0][0] - 30
    assert (ran.status, ran.json) == (
        0,
        {
            "import": {
                "read": 30, "filed": 30, "repeated": 0, "rejected": 0, "rejects_file": None, "unknown": {},
            },
            "replay": {"played": 30, "closed": 30, "moves": moves},
        },
    )  # fmt: skip
    assert rows("SELECT count(*) FROM workflow_subject WHERE closed_at IS NULL") == [(0,)]
    again = gongzhi(tmp_path, "replay", path, "--seed", "7")
    assert (again.status, again.said.splitlines()[-1]) == (0, "演了 0 件，办结 0 件，共 0 步。")
    assert doctor().clean


def test_a_token_is_shown_once_and_opens_the_api(transactional_town: Town, tmp_path: Path) -> None:
    made = gongzhi(tmp_path, "token", "create", "--login", "leader", "--name", "大屏", "--days", "30")
    secret = made.said.strip()
    assert (made.status, secret[:3]) == (0, "gz_")
    caller = Caller()
    caller.token = secret
    assert caller.get("/figures").status == 200
    viewer = viewer_of_token(secret, clock.now())
    assert viewer is not None
    assert viewer.account_id == transactional_town.accounts["leader"].id
    token = Token.objects.get()
    assert token.expires_at is not None
    assert (token.name, (token.expires_at - token.created_at).days) == ("大屏", 30)
    revoked = gongzhi(tmp_path, "token", "revoke", "--login", "leader", "--name", "大屏")
    assert (revoked.status, revoked.said.strip()) == (0, "停用了 1 个。")
    assert caller.get("/figures").code == "token.invalid"
    unknown = gongzhi(tmp_path, "token", "create", "--login", "谁")
    assert (unknown.status, unknown.said) == (2, "")
    assert "account.unknown" in unknown.complained
    assert Token.objects.count() == 1


GOOD = """日期,类型,名称
2027-01-01,休,元旦
2027-02-06,休,春节
2027-04-05,休,清明节
2027-05-01,休,劳动节
2027-05-08,班,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
2027-10-01,休,国庆节
"""
WRONG = GOOD.replace("2027-01-01,休", "2027-01-01,放") + "2027-13-01,休,元旦\n"


@pytest.mark.usefixtures("queue")
def test_a_notice_is_loaded_whole_or_not_at_all(transactional_town: Town, tmp_path: Path) -> None:
    path = tmp_path / "通知.csv"
    path.write_text(WRONG, "utf-8")
    wrong = gongzhi(tmp_path, "notice", path)
    assert (wrong.status, wrong.said) == (2, "")
    assert "第 2 行：类型“放”应为“休”或“班”。" in wrong.complained
    assert "第 10 行：“2027-13-01”不是日期，应写作 2026-10-01。" in wrong.complained
    assert wrong.complained.rstrip().endswith("（notice.rows）")
    assert not CalendarDay.objects.exists()
    assert City.objects.get().revision == 1
    path.write_text(GOOD, "gb18030")
    for _ in range(2):
        good = gongzhi(tmp_path, "notice", path)
        assert (good.status, good.said.strip()) == (0, "载入 8 天，正在重算时限。")
    assert CalendarDay.objects.count() == 8
    assert City.objects.get().revision == 3, "what processes keep of the calendar is no longer valid"
    assert rows("SELECT task_name, status, args->>'city_id' FROM procrastinate_jobs") == [
        ("gongzhi.config.jobs.recompute_deadlines", "todo", str(transactional_town.city.id))
    ]


def test_figures_are_frozen_tried_and_sampled(transactional_town: Town, tmp_path: Path) -> None:
    for index in range(12):
        Road(transactional_town).file(text=f"第{index}件").to("closed")
    formula = (DEMO / "formulas.toml").read_bytes()
    path = tmp_path / "公式.toml"
    path.write_bytes(formula.replace(b"weight = 30", b"weight = 40"))
    refused = gongzhi(tmp_path, "figures", "formula", path)
    assert refused.status == 2
    assert "权重合计应为 100 %，现在是 110 %。" in refused.complained
    path.write_bytes(formula)
    assert "载入 1 个新版本。" in gongzhi(tmp_path, "figures", "formula", path).said
    path.write_bytes(
        formula.replace("2026-示例".encode(), b"2").replace(b"= 30", b"= 0").replace(b"= 35", b"= 50")
    )
    tried = gongzhi(tmp_path, "figures", "whatif", "--month", "2026-03", "--formula", path, "--json").json
    assert (tried["today"]["formula"], tried["then"]["formula"]) == ("2026-示例", "2")
    assert [rate["percent"] for rate in tried["today"]["rates"]] == [0.0, 100.0, 100.0, 70.0]
    assert tried["then"]["rates"][3]["percent"] == 100.0
    assert gongzhi(tmp_path, "figures", "freeze", "2026-03").status == 0
    assert "snapshot.frozen" in gongzhi(tmp_path, "figures", "freeze", "2026-03").complained
    assert "page.month" in gongzhi(tmp_path, "figures", "freeze", "2026-3月").complained
    assert rows("SELECT month, content->'formula'->>'version' FROM cases_snapshot") == [(202603, "2026-示例")]
    asked = ("callback", "sample", "--month", "2026-03", "--size", "5", "--seed", "7", "--json")
    drawn, again = gongzhi(tmp_path, *asked).json, gongzhi(tmp_path, *asked).json
    assert (drawn["population"], len(drawn["numbers"]), drawn == again) == (12, 5, True)


def test_seals_are_published_and_a_receipt_is_verified_against_them(
    transactional_town: Town, tmp_path: Path
) -> None:
    one = road(transactional_town)
    seal(clock.now())
    board, receipt = tmp_path / "seals.txt", tmp_path / "receipt.json"
    assert gongzhi(tmp_path, "seals", "publish", board).said == f"写好 1 个封存：{board}\n"
    receipt.write_bytes(orjson.dumps(receipt_of(one.reporter, one.id)))
    ran = gongzhi(tmp_path, "verify", receipt, "--seals", board, "--json")
    assert (ran.status, ran.json["sound"]) == (0, True)
    assert {one["code"]: one["holds"] for one in ran.json["findings"]} == {
        "entry": True, "number": True, "text": None, "path": True, "seal_hash": True, "published": True, "chain": True,
    }  # fmt: skip


def test_doctor_knows_that_a_text_was_changed_and_not_that_it_was_removed(
    transactional_town: Town, tmp_path: Path
) -> None:
    changed, removed = road(transactional_town), road(transactional_town, text="删除的一件")
    remove_words([removed.id])
    assert gongzhi(tmp_path, "doctor").status == 0
    rows("UPDATE cases_case SET text = text || '。' WHERE subject_id = %s", changed.id)
    sick = gongzhi(tmp_path, "doctor", "--json")
    assert [(one["code"], one["number"]) for one in sick.json["differences"]] == [
        ("case.text", changed.filed.number)
    ]


def test_retention_counts_first_and_then_removes(transactional_town: Town, tmp_path: Path) -> None:
    one = road(transactional_town).to("closed")
    rows("UPDATE workflow_subject SET closed_at = closed_at - interval '3 years'")
    wanted = {"cities": {"990101": {"contacts": 1, "words": 0}}, "audit_lines": 0}
    dry = gongzhi(tmp_path, "retention", "run", "--dry-run", "--json")
    assert (dry.status, dry.json) == (0, wanted)
    assert gongzhi(tmp_path, "retention", "run", "--json").json == wanted
    again = gongzhi(tmp_path, "retention", "run")
    assert again.said == "990101：删除了称呼和联系方式 0 件，文字 0 件。\n安全日志：删除了 0 行。\n"
    assert rows("SELECT contact_sealed FROM cases_case WHERE subject_id = %s", one.id) == [(b"",)]
    assert rows("SELECT words FROM kernel_auditline ORDER BY id") == [
        ("称呼和联系方式 1 件，文字 0 件",),
        ("称呼和联系方式 0 件，文字 0 件",),
    ]


def test_an_import_is_written_down_and_a_dry_run_is_not(transactional_town: Town, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "诉求.csv", MESSAGES)
    gongzhi(tmp_path, "import", "cases", path, "--dry-run")
    gongzhi(tmp_path, "import", "cases", path)
    gongzhi(tmp_path, "import", "places", path, "--dry-run")
    assert rows("SELECT action, target, words FROM kernel_auditline") == [
        ("imported", "import:诉求", "读到 4，登记 2，重复 1")
    ]
