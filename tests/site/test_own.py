"""Pages about the reporter's own: who looked, link, receipt, copy, removal; what clerks and administrators see of it."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from gongzhi.cases.people import follow_link, read_follow_link
from gongzhi.cases.web.own import GUESSING
from gongzhi.kernel import clock
from gongzhi.orgs.operations.tokens import create_token, revoke_tokens
from gongzhi.workflow.operations.seal import seal
from gongzhi.workflow.queries.receipts import receipt_of
from gongzhi.workflow.receipts import read_receipt, read_seals_file, sound, verify, verify_chain
from tests.road import CONTACT, TEXT, Road, refusal, rows
from tests.site.watching import html_faults
from tests.town import Town

PASSWORD = "dongsi-2026-共治"
DAY = timedelta(days=1)


@pytest.fixture
def road(town: Town) -> Road:
    """A case of yesterday, with name and number, in the hands of the street office."""
    return Road(town, now=clock.now() - DAY).file(reporter="王女士").to("dispatched")


def staff(town: Town, who: str) -> Client:
    client = Client()
    client.force_login(town.accounts[who])
    return client


def proof(road: Road) -> dict[str, str]:
    return {"number": road.filed.number, "code": road.filed.code}


def body(answer: Any) -> str:
    text: str = answer.content.decode()
    assert html_faults(text) == []
    return text


def actions() -> list[tuple[str, str]]:
    return rows("SELECT action, target FROM kernel_auditline ORDER BY id")


def test_a_contact_is_shown_on_a_page_that_leads_back_by_itself(town: Town, road: Road) -> None:
    client, case = staff(town, "street"), f"/cases/{road.filed.number}/"
    page = body(client.get(case))
    assert (CONTACT in page, "138****8000" in page, f'action="{case}reporter/"' in page) == (
        False,
        True,
        True,
    )
    answer = client.post(f"{case}reporter/", {"purpose": "contact"})
    shown = body(answer)
    assert (answer.status_code, CONTACT in shown, "王女士" in shown, f'href="tel:{CONTACT}"' in shown) == (
        200, True, True, True,
    )  # fmt: skip
    assert "no-store" in answer.headers["Cache-Control"]
    assert re.fullmatch(rf"(60|59); url={case}", answer.headers["Refresh"])
    assert client.get(f"{case}reporter/").headers["Location"] == case


def test_a_look_without_a_purpose_is_asked_for_one_and_keeps_what_was_typed(town: Town, road: Road) -> None:
    answer = staff(town, "street").post(
        f"/cases/{road.filed.number}/reporter/", {"purpose": "other", "words": ""}
    )
    page = body(answer)
    assert (answer.status_code, CONTACT in page, "请写明用途" in page) == (400, False, True)
    assert '<option value="other" selected>' in page
    assert actions() == []


def test_the_reporter_reads_who_looked_and_what_for_and_never_the_person(town: Town, road: Road) -> None:
    for who, purpose in (("street", "contact"), ("callback", "call_back")):
        staff(town, who).post(f"/cases/{road.filed.number}/reporter/", {"purpose": purpose})
    page = body(Client().post("/follow/", proof(road)))
    looked = page[page.index("谁看过我的联系方式") :]
    for said in ("东四街道办 · 承办人", "联系诉求人", "指挥中心 · 回访员", "回访"):
        assert said in looked
    assert [name for name in ("承办人甲", "回访员甲") if name in page] == []


def test_a_link_opens_the_page_and_its_forms_come_with_the_link(town: Town, road: Road) -> None:
    road.to("closed")
    link = follow_link(road.id, clock.now() + DAY)
    answer = Client().get(f"/f/{link}/")
    page = body(answer)
    assert (answer.status_code, road.filed.number in page, road.filed.code in page) == (200, True, False)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    sequence = re.search(r'name="stage_seen" value="(\d+)"', page)
    assert sequence is not None
    assert f'name="link" value="{link}"' in page
    form = {"link": link, "move": "reopen", "words": "又开始了", "stage_seen": sequence[1]}
    assert "已经收到：重新办理。" in body(Client().post("/follow/", form))


@pytest.mark.parametrize("change", ["late", "case", "time", "signature", "short", "noise"])
def test_a_link_that_is_late_or_changed_opens_nothing(town: Town, road: Road, change: str) -> None:
    now = clock.now()
    link = follow_link(road.id, now + DAY)
    other = follow_link(Road(town).file(text="别人的").id, now + DAY)
    later = follow_link(road.id, now + 2 * DAY)
    changed = {
        "late": follow_link(road.id, now - timedelta(seconds=1)),
        "case": other[:21] + link[21:],
        "time": later[:28] + link[28:],
        "signature": link[:-6] + "AAAAAA",
        "short": link[:20],
        "noise": "链接",
    }[change]
    assert refusal(lambda: read_follow_link(changed, now)) == "follow.link"
    answer = Client().get(f"/f/{changed}/")
    assert (answer.status_code, road.filed.number in answer.content.decode()) == (404, False)
    assert read_follow_link(link, now) == road.id


def test_the_code_of_a_number_cannot_be_tried_from_many_addresses(town: Town, road: Road) -> None:
    statuses = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post("/follow/", {**proof(road), "code": f"{n:08d}"}).status_code
        for n in range(GUESSING.times + 1)
    ]
    assert statuses == [404] * GUESSING.times + [429]
    assert Client(REMOTE_ADDR="10.0.1.1").post("/follow/", proof(road)).status_code == 429


def receipt_of_file(answer: Any) -> dict[str, Any]:
    assert re.fullmatch(r'attachment; filename="receipt-[\d-]+\.json"', answer.headers["Content-Disposition"])
    return read_receipt(answer.content)


def sealed_soon() -> None:
    """Seals, once no transaction of the server (of another test) may still write a lower position."""
    deadline = time.monotonic() + 20
    while not rows("SELECT 1 FROM workflow_seal") and time.monotonic() < deadline:
        seal(clock.now())
        time.sleep(0.05)


def test_the_receipt_carries_the_hash_and_a_file_that_can_be_checked(transactional_town: Town) -> None:
    client = Client()
    client.post("/", {"text": TEXT, "contact": CONTACT, "form_id": "one"})
    page = body(client.get("/receipt/"))
    receipt = receipt_of_file(client.get("/receipt/file/"))
    assert (receipt["hash"] in page, "data:image/svg+xml" in page, receipt["seal"]) == (True, True, None)
    sealed_soon()
    (subject_id,) = next(iter(rows("SELECT id FROM workflow_subject")))
    again = receipt_of_file(
        Client().post("/follow/receipt/", {"link": follow_link(subject_id, clock.now() + DAY)})
    )
    download: Any = Client().get("/seals/seals.txt")
    seals = read_seals_file(b"".join(download.streaming_content).decode())
    assert sound(verify(again, seals=seals, text=TEXT))
    assert verify_chain(seals).holds
    assert (again["hash"], again["seal"]["number"]) == (receipt["hash"], 1)
    board = body(Client().get("/seals/"))
    assert seals[0].hash.hex() in board
    (listed,) = Client().get("/api/v1/seals").json()["seals"]
    assert (listed["hash"], listed["root"], listed["previous"]) == (
        seals[0].hash.hex(), seals[0].root.hex(), "",
    )  # fmt: skip


def test_a_receipt_is_checked_on_the_page_by_file_or_by_text(transactional_town: Town) -> None:
    road = Road(transactional_town).file()
    seal(clock.now())
    receipt = orjson.dumps(receipt_of(road.reporter, road.id))
    file = SimpleUploadedFile("receipt.json", receipt, "application/json")
    for given in ({"file": file}, {"receipt": receipt.decode()}):
        page = body(Client().post("/verify/", {**given, "text": TEXT}))
        assert ("没有发现不符" in page, "与公布的第 1 号封存一致" in page, "一字不差" in page) == (True,) * 3
    wrong = body(Client().post("/verify/", {"receipt": receipt.decode(), "text": "别的话"}))
    assert ("回执有不符的地方" in wrong, "原文与登记时不同" in wrong) == (True, True)
    for bad, status in (("", 400), ("{}", 400), ("回执", 400), ('{"kind":"gongzhi-receipt-1"}', 400)):
        answer = Client().post("/verify/", {"receipt": bad})
        assert (answer.status_code, "回执" in body(answer)) == (status, True)
    big = SimpleUploadedFile("receipt.json", b"1" * 100_001)
    assert Client().post("/verify/", {"file": big}).status_code == 413


def test_a_copy_is_whole_for_who_knows_the_contact_and_masked_for_who_found_the_receipt(
    town: Town, road: Road
) -> None:
    for contact, name, number in (("", "王**", "138****8000"), ("13900139000", "王**", "138****8000"), ("138 0013-8000", "王女士", CONTACT)):  # fmt: skip
        form = {**proof(road), "contact": contact, "format": "json"}
        copied = orjson.loads(Client().post("/follow/copy/", form).content)
        assert (copied["reporter"], copied["contact"], copied["text"]) == (name, number, TEXT)
        page = body(Client().post("/follow/copy/", {**form, "format": "html"}))
        assert (name in page, number in page, copied["receipt"]["hash"] in page) == (True, True, True)
    assert actions() == [("exported", road.filed.number)] * 6
    wrong = Client().post("/follow/copy/", {**proof(road), "code": "00000000"})
    assert (wrong.status_code, TEXT in wrong.content.decode()) == (404, False)


def test_a_reporter_asks_and_a_clerk_decides_on_pages(town: Town, road: Road) -> None:
    ask = {**proof(road), "erase": "1"}
    refused = body(Client().post("/follow/", {**ask, "scope": "all"}))
    assert "办结以后才能删除" in refused
    assert "等待工作人员确认" in body(Client().post("/follow/", {**ask, "scope": "contact"}))
    clerk, case = staff(town, "clerk"), f"/cases/{road.filed.number}/"
    assert case in body(clerk.get("/cases/by-contact/"))
    assert "诉求人申请删除称呼和联系方式" in body(clerk.get(case))
    assert "诉求人申请" not in body(staff(town, "street").get(case))
    clerk.post(f"{case}erasure/", {"grant": "0", "words": ""})
    assert "请写明不能删除的理由" in body(clerk.get(case))
    clerk.post(f"{case}erasure/", {"grant": "1"})
    page = body(clerk.get(case))
    assert ("已经删除" in page, "138****8000" in page) == (True, False)
    assert "已经按您的申请删除" in body(Client().post("/follow/", proof(road)))


def test_earlier_cases_are_found_by_a_number_that_stands_in_no_address(town: Town, road: Road) -> None:
    clerk = staff(town, "clerk")
    page = clerk.post("/cases/by-contact/", {"contact": CONTACT})
    text = body(page)
    assert (road.filed.number in text, CONTACT in text, "138****8000" in text) == (True, False, True)
    assert CONTACT not in urlsplit(page.request["PATH_INFO"]).path
    assert clerk.post("/cases/by-contact/", {"contact": "下班再说"}).status_code == 400
    assert staff(town, "street").get("/cases/by-contact/").status_code == 200
    assert staff(town, "street").post("/cases/by-contact/", {"contact": CONTACT}).status_code == 403


def test_signing_in_and_out_changes_the_session_and_is_written_down(town: Town) -> None:
    account = town.accounts["leader"]
    account.password = make_password(PASSWORD)
    account.save()
    client = Client()
    client.get("/")
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    client.post("/sign-in/", {"login": "leader", "password": "wrong"})
    client.post("/sign-in/", {"login": "13800138000", "password": "wrong"})
    assert client.post("/sign-in/", {"login": "leader", "password": PASSWORD}).status_code == 302
    assert client.cookies["sessionid"].value not in ("", session.session_key)
    client.post("/sign-out/")
    client.post("/sign-out/")
    assert actions() == [
        ("sign_in_failed", "leader"),
        ("sign_in_failed", ""),
        ("sign_in", ""),
        ("sign_out", ""),
    ]
    kept = str(rows("SELECT * FROM kernel_auditline"))
    assert [word for word in ("127.0.0.1", PASSWORD, "13800138000") if word in kept] == []


def test_tokens_are_written_down(town: Town) -> None:
    create_token(login="street", name="接口", valid_for=DAY, now=clock.now())
    assert revoke_tokens(login="street", name="接口", now=clock.now()) == 1
    assert revoke_tokens(login="street", name="接口", now=clock.now()) == 0
    assert actions() == [("token_created", "street"), ("token_revoked", "street")]


def test_the_log_is_read_searched_and_taken_out_by_administrators(town: Town, road: Road) -> None:
    staff(town, "street").post(
        f"/cases/{road.filed.number}/reporter/", {"purpose": "other", "words": "送还证件"}
    )
    staff(town, "leader").get("/cases/export.xlsx?stage=filed")
    admin = staff(town, "admin")
    page = body(admin.get("/audit/"))
    for said in (
        "查看联系方式",
        "东四街道办 · 承办人 · 承办人甲",
        road.filed.number,
        "送还证件",
        "stage=filed",
    ):
        assert said in page
    for query, found, missing in (
        (f"q={road.filed.number}", "送还证件", "stage=filed"),
        ("q=leader", "stage=filed", "送还证件"),
        ("action=revealed", "送还证件", "stage=filed"),
        ("action=exported&days=7", "stage=filed", "送还证件"),
        ("q=没有这个人", "没有符合条件的记录", "送还证件"),
        ("after=2", "送还证件", "stage=filed"),
        ("after=x&days=x&action=%00", "stage=filed", "没有符合条件的记录"),
    ):
        text = body(admin.get(f"/audit/?{query}"))
        listed = text[text.index("<h1>") :].partition("</form>")[2]
        assert (query, found in listed, missing in listed) == (query, True, False)
    workbook = load_workbook(BytesIO(admin.get("/audit/export.xlsx?action=revealed").content))
    _head, *told = workbook.worksheets[0].iter_rows(values_only=True)
    assert [(row[2], row[3], row[7], row[8], row[9]) for row in told] == [
        ("查看联系方式", "street", road.filed.number, "其他", "送还证件")
    ]
    assert actions()[-1] == ("exported", "audit")
