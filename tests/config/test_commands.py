"""``gongzhi`` as people type it: what it prints, with which status it ends, and what is in the database then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongzhi.cases.operations import attach_files
from gongzhi.files.vocabulary import Role
from gongzhi.kernel import clock
from gongzhi.kernel.models import CalendarDay
from gongzhi.orgs.models import City, Token
from gongzhi.orgs.queries.viewers import viewer_of_token
from gongzhi.workflow.operations.doctor import doctor
from tests.api.calling import Caller, road
from tests.cases.incoming import Line, kept, write_csv
from tests.config.running import gongzhi
from tests.files.samples import encoded, named, scene, telling
from tests.road import rows
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
