"""The catalogues on pages: a sheet is handed in, tried, published from a day; everybody finds the right door."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.catalogues.models import DispatchRule, Draft
from gongzhi.catalogues.vocabulary import Sheet
from gongzhi.kernel import clock
from gongzhi.kernel.clock import local
from gongzhi.sheets.cells import text_of
from gongzhi.sheets.tables import Table, read_table
from tests.catalogues.sheets_at_hand import GENERAL, content, hand_in, kept
from tests.road import Road, rows, written
from tests.town import MONDAY, SINCE, Town

NEW = ({**GENERAL, "依据": "新总则"}, {"类别": "0201", "承办": "住建委", "依据": "改派"})
DOOR = {
    "情形": "legal_channel", "事项": "已经在法院的案件", "别名": "打官司", "告知": "法院正在审理。", "该找谁": "诉讼服务",
    "电话": "12368", "复核日期": "2026-01-05",
}  # fmt: skip


def client(town: Town, who: str) -> Client:
    """Somebody who is signed in."""
    found = Client()
    found.force_login(town.accounts[who])
    return found


def upload(admin: Client, sheet: str, *lines: dict[str, Any]) -> Any:
    """Hand a sheet in on its page."""
    file = SimpleUploadedFile("新表.csv", content(lines))
    return admin.post(f"/catalogues/{sheet}/", {"file": file})


def cells(table: Table) -> list[list[str]]:
    """The texts of a workbook's rows."""
    return [[text_of(cell) for cell in row.values()] for _, row in table.rows]


def test_a_catalogue_is_handed_in_tried_and_published(town: Town) -> None:
    """D10: look, try on a month, publish with a date; until then nothing changes."""
    hand_in(Sheet.DISPATCH, GENERAL, since=SINCE)
    road, admin = Road(town, lead="城管委", now=MONDAY).file().to("dispatched"), client(town, "admin")
    before = written()
    where = upload(admin, "dispatch", *NEW).headers["Location"]
    assert re.fullmatch(r"/catalogues/drafts/[0-9a-f-]{36}/", where)
    assert "检查通过" in admin.get(where).content.decode()
    trial = admin.get(f"{where}trial/?month=2026-03").content.decode()
    assert "2026-03 共 1 件，会派到别处的有" in trial
    (address,) = set(re.findall(r'href="([^"]*moved=1&amp;before[^"]*)"', trial))
    listed = admin.get(address.replace("&amp;", "&")).content.decode()
    assert [text in listed for text in (road.filed.number, "住建委", "改派")] == [True] * 3
    assert road.filed.number not in admin.get(f"{where}trial/cases/?month=2026-02").content.decode()
    assert (DispatchRule.objects.count(), written()) == (1, before)

    today = local(clock.now()).date()
    refused = admin.post(where, {"since": "2020-01-01"})
    assert (refused.status_code, "只能从今天或以后" in refused.content.decode()) == (400, True)
    published = admin.post(where, {"since": today.isoformat()}, follow=True).content.decode()
    assert f"已发布，{today} 起生效，共 2 条。" in published
    assert (DispatchRule.objects.filter(ends_on=None).count(), Draft.objects.count()) == (2, 0)
    changed = "SELECT target FROM kernel_auditline WHERE action = 'rules_changed'"
    assert (rows(changed), written()) == ([("catalogue:dispatch",)], before)


def test_a_sheet_with_faults_is_shown_row_by_row_and_cannot_be_published(town: Town) -> None:
    admin = client(town, "admin")
    where = upload(admin, "dispatch", GENERAL, {**GENERAL, "承办": "没有这个单位"}).headers["Location"]
    shown = admin.get(where).content.decode()
    assert ["没有找到承办单位“没有这个单位”" in shown, "现行版本没有变" in shown] == [True, True]
    before = [row for row in kept() if row[0] == "catalogues_dispatchrule"]
    assert admin.post(where, {"since": local(clock.now()).date().isoformat()}).status_code == 400
    assert [row for row in kept() if row[0] == "catalogues_dispatchrule"] == before
    assert admin.get(f"{where}trial/").status_code == 400


@pytest.mark.parametrize(
    ("file", "status", "says"),
    [
        (None, 400, "请先选一个文件"),
        (b"", 400, "是空的"),
        ("不是目录的列,x\n1,2\n".encode(), 400, "缺少必需的列"),
        (b"PK\x03\x04 broken", 400, "已损坏"),
        (b"x" * (2 * 1024 * 1024 + 1), 413, "超过 2 MB"),
    ],
)
def test_what_is_no_sheet_is_said_on_the_page(town: Town, file: bytes | None, status: int, says: str) -> None:
    admin, before = client(town, "admin"), kept()
    form = {} if file is None else {"file": SimpleUploadedFile("表.csv", file)}
    answer = admin.post("/catalogues/dispatch/", form)
    assert (answer.status_code, says in answer.content.decode()) == (status, True)
    assert kept() == before


def test_a_version_is_listed_filtered_exported_and_downloaded(town: Town) -> None:
    admin = client(town, "admin")
    shown = admin.get("/catalogues/category/?grade=疑难").content.decode()
    assert ("违法建设" in shown, "噪声" in shown) == (True, False)
    export = cells(read_table(admin.get("/catalogues/category/export.xlsx?grade=疑难").content))
    assert export[0][:3] == ["0101", "违法建设", "疑难"]
    assert (len(export), "筛选：grade=疑难；版本：2000-01-01" in export[1][0]) == (2, True)
    whole = admin.get("/catalogues/category/sheet.xlsx")
    assert [row[0] for row in cells(read_table(whole.content))] == ["01", "0101", "02", "0201", "03"]
    again = admin.post("/catalogues/category/", {"file": SimpleUploadedFile("表.xlsx", whole.content)})
    assert "检查通过" in admin.get(again.headers["Location"]).content.decode()
    assert admin.get("/catalogues/nothing/").status_code == 404


def test_readers_see_the_sheets_and_only_the_administrator_hands_in(town: Town) -> None:
    dispatcher = client(town, "dispatcher")
    assert "上传新版本" not in dispatcher.get("/catalogues/dispatch/").content.decode()
    before = kept()
    assert upload(dispatcher, "dispatch", *NEW).status_code == 403
    assert kept() == before


def test_the_overview_names_lines_without_a_body_and_matters_without_a_line(town: Town) -> None:
    town.bodies["城管委"].ends_on = SINCE
    town.bodies["城管委"].save()
    shown = client(town, "leader").get("/catalogues/").content.decode()
    assert ["类别“02”派给的“城管委”已撤销" in shown, "个类别没有人负责" in shown] == [True, True]


def test_objections_are_on_the_map_with_their_cases(town: Town) -> None:
    road = Road(town, lead="城管委", now=clock.now()).file().to("dispatched")
    road.by("department", "object")
    dispatcher = client(town, "dispatcher")
    shown = dispatcher.get("/catalogues/unclear/").content.decode()
    assert ["环境保护" in shown, "城管委" in shown] == [True, True]
    (address,) = set(re.findall(r'href="(/catalogues/unclear/cases/\?line=\d+&amp;days=90)"', shown))
    listed = dispatcher.get(address.replace("&amp;", "&")).content.decode()
    assert f'href="/cases/{road.filed.number}/"' in listed
    assert (
        road.filed.number
        not in dispatcher.get(address.replace("&amp;", "&") + "&redirected=1").content.decode()
    )


def test_everybody_finds_the_right_door(town: Town) -> None:
    hand_in(Sheet.REFUSAL, DOOR, since=SINCE)
    shown = Client().get("/doors/?q=打官司").content.decode()
    assert ["法院正在审理" in shown, "12368" in shown, "不予派单" in shown] == [True, True, False]
    assert "没有找到" in Client().get("/doors/?q=打官司&branch=secret").content.decode()
    staff = client(town, "clerk").get("/refusals/").content.decode()
    assert ["法院正在审理" in staff, "不计入任何人的考核" in staff, "复核于 2026-01-05" in staff] == [
        True
    ] * 3


QUESTIONS = (
    {"类别": "02", "问题代码": "night", "问题": "夜里也有吗", "回答方式": "是否"},
    {"类别": "0201", "问题代码": "source", "问题": "从哪里来", "回答方式": "选项", "选项": "施工、邻居", "工作人员必答": "是"},
    {"类别": "0101", "问题代码": "floor", "问题": "第几层", "回答方式": "数字"},
)  # fmt: skip


def test_a_resident_is_asked_after_the_filing_and_may_leave_it(town: Town) -> None:
    """Works without JavaScript, and nothing waits for it."""
    hand_in(Sheet.QUESTION, *QUESTIONS, since=SINCE)
    resident = Client()
    filed = resident.post("/", {"text": "楼下很吵", "category": "0201"}, follow=True).content.decode()
    assert ["从哪里来" in filed, "第几层" in filed] == [True, False]
    refused = resident.post("/receipt/", {"q-source": "天上"})
    assert (refused.status_code, "请从选项中选择" in refused.content.decode()) == (400, True)
    assert resident.post("/receipt/", {}).status_code == 302
    kept_page = resident.post("/receipt/", {"q-source": "施工"}, follow=True).content.decode()
    assert "<dd>施工</dd>" in kept_page


def test_staff_are_asked_on_the_same_page_and_must_answer_what_is_theirs(town: Town) -> None:
    hand_in(Sheet.QUESTION, *QUESTIONS, since=SINCE)
    clerk = client(town, "clerk")
    clerk.post("/", {"text": "楼下很吵", "category": "0201"})
    assert clerk.post("/receipt/", {"q-night": "1"}).status_code == 400
    assert clerk.post("/receipt/", {"q-night": "1", "q-source": "邻居"}).status_code == 302


def test_the_page_of_a_case_shows_what_was_asked_and_what_is_open(town: Town) -> None:
    """B2.3: the questions follow a changed category; what was said before stays."""
    hand_in(Sheet.QUESTION, *QUESTIONS, since=SINCE)
    road, dispatcher = Road(town).file().to("triage"), client(town, "dispatcher")
    page = f"/cases/{road.filed.number}/"
    assert "还没有问到" in dispatcher.get(page).content.decode()
    refused = dispatcher.post(f"{page}answers/", {"q-night": "1"})
    assert (refused.status_code, "从哪里来：请填写" in refused.content.decode()) == (400, True)
    told = dispatcher.post(f"{page}answers/", {"q-source": "施工", "q-night": "1"}, follow=True)
    assert "记下了 2 个回答。" in told.content.decode()
    road.by("dispatcher", "classify", facts={"category": "0101"})
    changed = dispatcher.get(page).content.decode()
    assert ["从哪里来（原类别）" in changed, "第几层" in changed, "还没有问到" in changed] == [
        True,
        True,
        False,
    ]


def test_a_reply_template_is_seen_filled_in_and_put_into_its_move(town: Town) -> None:
    words = {"类别": "02", "环节": "答复", "名称": "已整改", "内容": "{单位}已到{地点}（{编号}）"}
    hand_in(Sheet.TEMPLATE, words, {**words, "类别": "01", "内容": "别的"}, since=SINCE)
    road, street = Road(town).file().to("handling"), client(town, "street")
    page = f"/cases/{road.filed.number}/"
    shown, text = street.get(page).content.decode(), f"东四街道办已到多福巷社区（{road.filed.number}）"
    assert (shown.count(text), "别的" in shown) == (1, False)
    (use,) = re.findall(r'href="[^"]*(\?use=\d+)"', shown)
    assert street.get(page + use).content.decode().count(text) == 2
    assert street.get(f"{page}?use=0").content.decode().count(text) == 1
    assert street.get(f"{page}?use=x'").status_code == 200
