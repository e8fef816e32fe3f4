"""Who may open what: an explicit table of every address and every kind of person; and the guards at the door."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from gongzhi.cases.operations import attach_files
from gongzhi.cases.people import follow_link
from gongzhi.files.vocabulary import Role
from gongzhi.kernel import clock
from tests.files.samples import encoded, named, scene
from tests.road import Road, rows
from tests.town import Town

PASSWORD = "dongsi-2026-共治"
EVERYBODY = ("", "neighbour", "member", "other_street", "housing", "admin", "street", "dispatcher", "leader")
"""Nobody; a resident who has an account and no post; then posts of the town."""

OPEN = (200,) * 9
STAFF = (302, 200, 200, 200, 200, 200, 200, 200, 200)
READERS = (302, 403, 403, 403, 403, 403, 403, 200, 200)
CALLERS = (302, *(403,) * 8)
"""None of these people calls back."""
CASE = (302, 404, 404, 404, 200, 200, 200, 200, 200)
"""The case lies in 多福巷社区, 住建委 was consulted, and it is in the hands of 东四街道办, which objects; the
administrator's body stands above all of them."""
CATALOGUES = (302, 403, 403, 403, 403, 200, 403, 200, 200)
"""Kept by the administrator, read by dispatchers and leaders."""
NO_DRAFT = (302, 403, 403, 403, 403, 404, 403, 403, 403)
GET_TABLE: dict[str, tuple[int, ...]] = {
    "report": OPEN,
    "receipt": (404,) * 9,
    "follow": OPEN,
    "sign_in": OPEN,
    "sign_out": (405,) * 9,
    "desk": STAFF,
    "intake": (302, 403, 403, 200, 200, 403, 200, 200, 200),
    "cases": STAFF,
    "cases_export": STAFF,
    "case": CASE,
    "case_move": (302, *(405,) * 8),
    "part": (302, 404, 404, 404, 200, 200, 404, 200, 200),
    "part_move": (302, *(405,) * 8),
    "application": (302, 404, 404, 404, 404, 200, 200, 200, 200),
    "application_move": (302, *(405,) * 8),
    "figures": READERS,
    "figures_export": READERS,
    "figures_frozen": READERS,
    "figures_frozen_month": (302, 403, 403, 403, 403, 403, 403, 404, 404),
    "figures_whatif": READERS,
    "published": OPEN,
    "callbacks": CALLERS,
    "callbacks_record": CALLERS,
    "callbacks_export": CALLERS,
    "case_reporter": (302, 404, 404, 404, 302, 302, 302, 302, 302),
    "case_erasure": (302, *(405,) * 8),
    "cases_by_contact": (302, 403, 403, 200, 200, 403, 200, 403, 403),
    "receipt_file": (404,) * 9,
    "follow_receipt": (405,) * 9,
    "follow_copy": (405,) * 9,
    "follow_link": OPEN,
    "verify": OPEN,
    "seals": OPEN,
    "seals_file": OPEN,
    "audit": (302, 403, 403, 403, 403, 200, 403, 403, 403),
    "audit_export": (302, 403, 403, 403, 403, 200, 403, 403, 403),
    "case_answers": (302, *(405,) * 8),
    "case_files": (302, *(405,) * 8),
    "photo_place": (405,) * 9,
    "file": (404, 404, 404, 404, 200, 200, 200, 200, 200),
    "file_thumb": (404, 404, 404, 404, 200, 200, 200, 200, 200),
    "file_remove": (302, *(405,) * 8),
    "catalogues": CATALOGUES,
    "catalogue": CATALOGUES,
    "catalogue_export": CATALOGUES,
    "catalogue_sheet": CATALOGUES,
    "catalogue_unclear": CATALOGUES,
    "catalogue_objected": CATALOGUES,
    "catalogue_draft": NO_DRAFT,
    "catalogue_trial": NO_DRAFT,
    "catalogue_tried": NO_DRAFT,
    "doors": OPEN,
    "refusals": STAFF,
    "rules": OPEN,
    "ui": OPEN,
    "healthz": (503,) * 9,
}
READ_ONLY = (302, 403, 403, 403, 403, 405, 403, 405, 405)
POST_TABLE: dict[str, tuple[int, ...]] = {
    "report": (400,) * 9,
    "receipt": (404,) * 9,
    "follow": (400,) * 9,
    "sign_in": (403,) * 9,
    "sign_out": (302,) * 9,
    "desk": (302, *(405,) * 8),
    "intake": (302, 403, 403, 400, 400, 403, 400, 400, 400),
    "cases": (302, *(405,) * 8),
    "cases_export": (302, *(405,) * 8),
    "case": (302, *(405,) * 8),
    "case_move": (302, 404, 404, 404, 403, 403, 302, 403, 403),
    "part": (302, *(405,) * 8),
    "part_move": (302, 404, 404, 404, 409, 403, 404, 403, 403),
    "application": (302, *(405,) * 8),
    "application_move": (302, *(404,) * 8),
    **dict.fromkeys(
        ("figures", "figures_export", "figures_frozen", "figures_frozen_month", "figures_whatif"),
        (302, 403, 403, 403, 403, 403, 403, 405, 405),
    ),
    "published": (405,) * 9,
    "callbacks": CALLERS,
    "callbacks_record": CALLERS,
    "callbacks_export": CALLERS,
    "case_reporter": (302, 404, 404, 404, 403, 403, 400, 403, 403),
    "case_erasure": (302, 404, 404, 404, *(302,) * 5),
    "cases_by_contact": (302, 403, 403, 403, 403, 403, 403, 403, 403),
    "receipt_file": (405,) * 9,
    "follow_receipt": (400,) * 9,
    "follow_copy": (400,) * 9,
    "follow_link": (405,) * 9,
    "verify": (400,) * 9,
    "seals": (405,) * 9,
    "seals_file": (405,) * 9,
    "audit": (302, 403, 403, 403, 403, 405, 403, 403, 403),
    "audit_export": (302, 403, 403, 403, 403, 405, 403, 403, 403),
    "case_answers": (302, 404, 404, 404, 302, 403, 302, 302, 403),
    "catalogues": READ_ONLY,
    "catalogue": (302, 403, 403, 403, 403, 400, 403, 403, 403),
    "catalogue_export": READ_ONLY,
    "catalogue_sheet": READ_ONLY,
    "catalogue_unclear": READ_ONLY,
    "catalogue_objected": READ_ONLY,
    "catalogue_draft": NO_DRAFT,
    "catalogue_trial": (302, 403, 403, 403, 403, 405, 403, 403, 403),
    "catalogue_tried": (302, 403, 403, 403, 403, 405, 403, 403, 403),
    "doors": (405,) * 9,
    "refusals": (302, *(405,) * 8),
    "case_files": (302, 404, 404, 404, 400, 400, 400, 400, 400),
    "photo_place": (200,) * 9,
    "file": (405,) * 9,
    "file_thumb": (405,) * 9,
    "file_remove": (302, 404, 404, 404, 403, 302, 302, 302, 302),
    "rules": (405,) * 9,
    "ui": (405,) * 9,
    "healthz": (405,) * 9,
}
"""The move is the acceptance by the unit that the case was sent to; who is only consulted has nothing to accept."""
SEEN = {"case_move": "6", "part_move": "1", "application_move": "2"}
"""The state that the form of a move was made from."""


@pytest.fixture
def road(town: Town) -> Road:
    """A case of 多福巷社区 in the hands of the street office, with a telephone number and a photo."""
    for account in town.accounts.values():
        account.password = "!"
    started = clock.now() - timedelta(days=1)
    road = Road(town, now=started).file(reporter="王女士").to("triage")
    road.by("dispatcher", "consult")
    road.to("dispatched").by("street", "object")
    photo = named("井盖.jpg", encoded(scene()))
    attach_files(town.viewer("street"), subject_id=road.id, files=[photo], role=Role.BEFORE, now=clock.now())
    return road


def client_of(town: Town, who: str, *, strict: bool = False) -> Client:
    """A browser of this person, signed in."""
    client = Client(enforce_csrf_checks=strict)
    if who == "neighbour":
        neighbour = town.accounts["member"]
        neighbour.person.posts.all().delete()
        client.force_login(neighbour)
    elif who:
        client.force_login(town.accounts[who])
    return client


def address_of(name: str, road: Road) -> str:
    """The address of a page by its name."""
    route = str(next(entry.pattern for entry in _pages() if entry.name == name))
    numbers = dict(rows("SELECT process, number FROM workflow_subject ORDER BY id"))
    number = (
        numbers[name.partition("_")[0]] if route.startswith(("cases/<", "parts/", "applications/")) else ""
    )
    link = follow_link(road.id, clock.now() + timedelta(days=1))
    given = {"number": number, "move": "accept", "link": link, "month": "190001"}
    ((photo,),) = rows("SELECT id::text FROM files_attachment")
    given |= {"sheet": "category", "draft": str(road.id), "attachment_id": photo}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda name: given[name[1]], route)


def _pages() -> list[URLPattern]:
    return [entry for entry in get_resolver().url_patterns if isinstance(entry, URLPattern)]


def test_the_tables_know_every_address() -> None:
    names = {entry.name for entry in _pages()}
    assert (set(GET_TABLE), set(POST_TABLE)) == (names, names)


@pytest.mark.parametrize("column", range(len(EVERYBODY)), ids=[who or "nobody" for who in EVERYBODY])
def test_every_address_answers_as_the_table_says(town: Town, road: Road, column: int) -> None:
    client = client_of(town, EVERYBODY[column])
    read = {name: client.get(address_of(name, road)).status_code for name in GET_TABLE}
    assert read == {name: row[column] for name, row in GET_TABLE.items()}
    last = "sign_out"
    for name in [*(name for name in POST_TABLE if name != last), last]:
        form = {"stage_seen": SEEN[name]} if name in SEEN else {}
        answer = client_of(town, EVERYBODY[column]) if name == "sign_in" else client
        status = answer.post(address_of(name, road), form).status_code
        assert (name, status) == (name, POST_TABLE[name][column])


def test_nobody_is_led_to_the_sign_in_and_back(town: Town, road: Road) -> None:
    address = address_of("case", road)
    answer = Client().get(address)
    assert answer.headers["Location"] == f"/sign-in/?next={quote(address, safe='')}&expired=0"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_after_the_sign_in_nobody_is_led_elsewhere(town: Town, target: str) -> None:
    account = town.accounts["leader"]
    account.password = make_password(PASSWORD)
    account.save()
    form = {"login": "leader", "password": PASSWORD, "next": target}
    assert Client().post("/sign-in/", form).headers["Location"] == "/desk/"
    assert Client().post("/sign-in/", form | {"next": "/figures/"}).headers["Location"] == "/figures/"


def test_passwords_cannot_be_tried_without_end(town: Town) -> None:
    client = Client()
    form = {"login": "leader", "password": "wrong"}
    statuses = [client.post("/sign-in/", form).status_code for _ in range(11)]
    assert statuses == [403] * 10 + [429]
    answer = client.post("/sign-in/", form).content.decode()
    assert "操作过于频繁，请 15 分钟后再试。" in answer
    assert 'value="leader"' in answer


@pytest.mark.parametrize("name", ["report", "follow", "sign_in", "sign_out", "case_move"])
def test_a_form_of_another_site_is_refused(town: Town, road: Road, name: str) -> None:
    answer = client_of(town, "street", strict=True).post(address_of(name, road), {"stage_seen": "6"})
    assert answer.status_code == 403
    assert "返回上一页" in answer.content.decode()


def test_reporter_and_contact_are_masked_for_those_who_call_and_absent_for_others(
    town: Town, road: Road
) -> None:
    address = address_of("case", road)
    seen = {}
    for who in ("street", "callback", "clerk", "dispatcher", "leader", "street_head"):
        html = client_of(town, who).get(address).content.decode()
        assert "13800138000" not in html
        assert "王女士" not in html
        seen[who] = ("138****8000" in html, "王**" in html)
    masked, absent = (True, True), (False, False)
    assert seen == {
        "street": masked,
        "callback": masked,
        "clerk": masked,
        "dispatcher": absent,
        "leader": absent,
        "street_head": absent,
    }


def test_neither_list_nor_export_knows_a_contact(town: Town, road: Road) -> None:
    client = client_of(town, "clerk")
    pages = client.get("/cases/").content + client.get("/desk/").content
    assert re.findall(rb"138\d*\**8000", pages) == []


@pytest.mark.parametrize("who", ["street", "dispatcher"])
@pytest.mark.parametrize("page", ["desk", "cases", "case", "figures"])
def test_a_page_costs_at_most_four_statements(town: Town, road: Road, page: str, who: str) -> None:
    client, address = client_of(town, who), address_of(page, road)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) <= 4, [query["sql"][:100] for query in captured]


def test_a_list_costs_the_same_however_many_cases_it_shows(town: Town, road: Road) -> None:
    client = client_of(town, "dispatcher")
    client.get("/cases/")
    counts = []
    for _ in range(2):
        for page in ("/cases/", "/desk/"):
            with CaptureQueriesContext(connection) as captured:
                client.get(page)
            counts.append(len(captured))
        Road(town, now=clock.now() - timedelta(days=1)).file(text="又一件，路灯不亮")
    assert counts[:2] == counts[2:]


def test_a_double_submission_of_a_move_is_made_once(town: Town, road: Road) -> None:
    client, address = client_of(town, "street"), address_of("case_move", road)
    statuses = [client.post(address, {"stage_seen": "6"}).status_code for _ in range(2)]
    assert statuses == [302, 409]


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "９", "9" * 30])
def test_a_move_without_the_state_of_its_page_is_stale(town: Town, road: Road, seen: str) -> None:
    answer = client_of(town, "street").post(address_of("case_move", road), {"stage_seen": seen})
    assert (answer.status_code, "页面已不是最新" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/cases/?after=x", 400),
        ("/cases/?month=2026", 400),
        ("/cases/?month=999913", 400),
        ("/cases/?month=999912", 400),
        ("/cases/?figure=none", 400),
        ("/cases/?figure=excluded:none", 400),
        ("/figures/?month=x", 400),
        ("/cases/?q=x", 400),
        ("/cases/?stage=nothing&street=abc&category=%F0%A0%AE%B7", 200),
        ("/cases/?q=a%00bc", 200),
        ("/cases/?street=%00", 200),
        ("/desk/?q=%00", 200),
        ("/desk/?view=nothing", 200),
        ("/desk/?after=x", 400),
        ("/desk/?q=%25_%5C", 200),
        ("/cases/1/", 400),
        ("/cases/990101-26-0000001-9/", 400),
        ("/nothing/", 404),
    ],
)
def test_an_address_that_somebody_made_up_is_answered_in_a_sentence(
    town: Town, road: Road, address: str, status: int
) -> None:
    answer = client_of(town, "dispatcher").get(address)
    assert answer.status_code == status
    assert 'lang="zh' in answer.content.decode()
