"""Lists, search and detail through the API: what may be seen, all of it once, and nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest

from gongzhi.cases.operations import Demand, file_case
from gongzhi.kernel import clock
from gongzhi.kernel.viewer import Viewer
from tests.api.calling import Answer, Caller, road
from tests.road import COMMUNITY, Road, head_of
from tests.town import Town


def file(viewer: Viewer, text: str, **facts: Any) -> str:
    """File a demand as of now; its number."""
    return file_case(viewer, demand=Demand(text=text, **facts), now=clock.now()).number


def titles(answer: Answer) -> list[str]:
    assert answer.status == 200, answer
    return [case["title"] for case in answer.body["cases"]]


@pytest.fixture
def cases(town: Town) -> dict[str, Road]:
    """One case at each of several stages, in two streets; the title is the name."""
    other = (town.places["苏州社区"].id, town.places["苏州社区"].code)
    places: dict[str, dict[str, Any]] = {"新": {"place": None}, "乙": {"place": other}}
    stages = {"新": "filed", "派": "dispatched", "乙": "filed", "委": "handling", "结": "closed"}
    return {
        name: road(town, text=f"{name}案一件", contact="", **places.get(name, {})).to(stage)
        for name, stage in stages.items()
    }


FILTERS = {
    "": "结委乙派新",
    "stage=filed": "乙新",
    "stage=没有": "",
    "street=990101001": "结委派",
    "street=990101002": "乙",
    "street=none": "新",
    "street=99010100%": "",
    "community=990101002001": "乙",
    "category=02": "结委派",
    "category=0201": "结委派",
    "category=0202": "",
    "category=none": "乙新",
    "open=true": "委乙派新",
    "open=true&street=990101001&stage=dispatched": "派",
    "q=案一&stage=closed": "结",
}


def test_filters(town: Town, cases: dict[str, Road]) -> None:
    caller = Caller("leader")
    found = {
        said: "".join(title[0] for title in titles(caller.get("/cases", **dict(parse_qsl(said)))))
        for said in FILTERS
    }
    assert found == FILTERS


SEEN = {
    "leader": "结委乙派新",
    "clerk": "结委乙派新",
    "street": "结委派",
    "other_street": "",
    "community": "结委派",
    "department": "",
    "member": "",
}


def test_a_list_holds_what_the_person_may_see_and_nothing_else_opens(
    town: Town, cases: dict[str, Road]
) -> None:
    callers = {login: Caller(login) for login in SEEN}
    listed = {
        login: "".join(title[0] for title in titles(caller.get("/cases")))
        for login, caller in callers.items()
    }
    assert listed == SEEN
    opened = {
        login: {name for name, one in cases.items() if caller.get(f"/cases/{one.id}").status == 200}
        for login, caller in callers.items()
    }
    assert opened == {login: set(names) for login, names in SEEN.items()}


def test_a_line_of_the_list(town: Town, cases: dict[str, Road]) -> None:
    (line,) = Caller("leader").get("/cases", stage="handling").body["cases"]
    head = head_of(cases["委"].id)
    assert head.due_at is not None
    assert line.pop("opened_at")[:16] == f"{head.opened_at:%Y-%m-%dT%H:%M}"
    assert line.pop("due_at")[:16] == f"{head.due_at:%Y-%m-%dT%H:%M}"
    assert line == {
        "id": str(head.id), "number": head.number, "title": "委案一件", "stage": "handling",
        "place_code": COMMUNITY, "place": "多福巷社区", "holder": "东四街道办", "closed_at": None, "category": "0201",
        "channel": "web", "provisional": head.provisional, "sequence": 4,
    }  # fmt: skip


def test_pages_have_neither_gaps_nor_doubles_while_new_cases_come_in(town: Town) -> None:
    viewer, caller = town.viewer("clerk"), Caller("leader")
    numbers = [file(viewer, f"第{i}件") for i in range(120)]
    seen: list[str] = []
    after: str | None = None
    sizes: list[int] = []
    while after or not sizes:
        page = caller.get("/cases", **({"after": after} if after else {})).body
        sizes.append(len(page["cases"]))
        seen += [case["number"] for case in page["cases"]]
        after = page["next"]
        file(viewer, f"{len(sizes)}页时新来的")
    assert sizes == [50, 50, 20]
    assert seen == numbers[::-1]


def test_the_last_full_page_is_the_last(town: Town) -> None:
    viewer = town.viewer("clerk")
    for i in range(50):
        file(viewer, f"第{i}件")
    page = Caller("leader").get("/cases").body
    assert (len(page["cases"]), page["next"]) == (50, None)


TEXTS = (
    "楼下烧烤店噪音扰民",
    "噪声大，孩子没法睡",
    "收费涨了100%，不合理",
    "收费涨了1000元",
    "编号a_b的井盖",
    "编号axb的井盖",
    "路径c:\\d坏了",
    "𠮷野家😀关门了",
    "ＫＴＶ在１２楼，吵",
    "ktv在12楼，吵",
    "建国门\n内大街",
)


FOUND: dict[str, list[int]] = {
    "噪音": [0],
    "扰民 噪音": [0],
    "烧烤\u3000店噪": [0],
    "烧烤 孩子": [],
    "噪音声": [],
    "噪扰": [],
    "100%": [2],
    "100": [2, 3],
    "0%": [2],
    "a_b": [4],
    "_b": [4],
    "%%": [],
    "__": [],
    "c:\\d": [6],
    "\\d": [6],
    "𠮷野": [7],
    "家😀关": [7],
    "KTV": [8, 9],
    "ｋｔｖ在１２": [8, 9],
    "１２楼，": [8, 9],
    "声大,孩子": [1],
    "建国门内": [],
    "建国门 内大街": [10],
    "'; DROP TABLE cases_case; --": [],
}


def test_search_finds_words_as_they_are_meant_and_takes_no_sign_for_a_pattern(town: Town) -> None:
    viewer, caller = town.viewer("clerk"), Caller("leader")
    for index, text in enumerate(TEXTS):
        file(viewer, text, title=f"第{index}号")
    found = {query: titles(caller.get("/cases", q=query)) for query in FOUND}
    assert found == {
        query: [f"第{index}号" for index in reversed(indexes)] for query, indexes in FOUND.items()
    }


def test_search_finds_a_number_in_any_writing(town: Town) -> None:
    viewer, caller = town.viewer("clerk"), Caller("leader")
    number = file(viewer, "路灯坏了")
    file(viewer, "井盖松动")
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    for typed in (
        number,
        number.replace("-", ""),
        number.replace("-", " "),
        number.translate(wide),
        f" {number} ",
    ):
        assert titles(caller.get("/cases", q=typed)) == ["路灯坏了"]
    assert titles(Caller("street").get("/cases", q=number)) == []


@pytest.mark.parametrize(
    ("query", "code"), [("噪", "search.short"), ("噪音 扰", "search.short"), ("\x00x", "search.short"),
                        ("字" * 61, "search.long")]
)  # fmt: skip
def test_what_cannot_be_searched_is_said(town: Town, query: str, code: str) -> None:
    answer = Caller("leader").get("/cases", q=query)
    assert (answer.status, answer.code, list(answer.body["fields"])) == (400, code, ["q"])


def test_an_empty_search_is_a_list(town: Town) -> None:
    file(town.viewer("clerk"), "路灯坏了")
    assert titles(Caller("leader").get("/cases", q="\u3000 ")) == ["路灯坏了"]


def test_what_may_not_be_seen_is_answered_like_what_is_not_there(town: Town) -> None:
    hidden, caller = road(town).to("dispatched"), Caller("other_street")
    answers = [caller.get(f"/cases/{one}") for one in (hidden.id, uuid4())]
    assert answers[0] == answers[1]
    assert (answers[0].status, answers[0].code) == (404, "not_found")
    moves = [caller.post(f"/cases/{one}/moves", {"move": "accept"}) for one in (hidden.id, uuid4())]
    assert moves[0] == moves[1]
    assert (moves[0].status, moves[0].code) == (404, "not_found")


def test_the_whole_of_a_case(town: Town) -> None:
    one = road(town).to("answered")
    head = head_of(one.id)
    body = Caller("callback").get(f"/cases/{one.id}").body
    assert {name: body[name] for name in ("number", "stage", "stage_label", "phase", "sequence", "moves")} == {
        "number": head.number, "stage": "answered", "stage_label": "待回访", "phase": "judge", "sequence": 5,
        "moves": ["call_back", "note", "attach"],
    }  # fmt: skip
    assert (body["category"], body["category_label"]) == ("0201", "环境保护 / 噪声")
    assert body["place"] == {"code": COMMUNITY, "name": "多福巷社区", "words": ""}
    assert (body["holder"], body["lead"], body["contact"]) == ("指挥中心", "东四街道办", "138****8000")
    assert [(line["sequence"], line["move"], line["stage"], line["body"]) for line in body["journal"]] == [
        (1, "file", "filed", None),
        (2, "classify", "triage", "指挥中心"),
        (3, "dispatch", "dispatched", "指挥中心"),
        (4, "accept", "handling", "东四街道办"),
        (5, "answer", "answered", "东四街道办"),
    ]
    assert body["journal"][4]["words"] == "已责令停业整改"
    assert body["journal"][4]["hash"] == head.head_hash.hex()
    assert body["limit"]["name"] == "callback"


HANDLING = "answer contact explain ask ask_part object ask_extension ask_suspension ask_exclusion note attach".split()
"""What the lead unit may do while it works, the likeliest first."""


@pytest.mark.parametrize(
    ("login", "contact", "moves"),
    [
        ("leader", "", ["note", "supervise"]),
        ("clerk", "138****8000", ["note", "attach"]),
        ("street", "138****8000", HANDLING),
        ("community", "", ["note", "attach"]),
        ("dispatcher", "", ["note", "attach", "supervise"]),
    ],
)
def test_who_sees_the_contact_and_which_moves(town: Town, login: str, contact: str, moves: list[str]) -> None:
    body = Caller(login).get(f"/cases/{road(town).to('handling').id}").body
    assert (body["contact"], body["moves"]) == (contact, moves)


def test_figures_are_for_those_who_read(town: Town) -> None:
    one = road(town).to("closed")
    month = f"{head_of(one.id).opened_at.astimezone(clock.CHINA):%Y%m}"
    answer = Caller("leader").get("/figures")
    few: dict[str, Any] = {"percent": None, "low": None, "high": None, "n": 1, "excluded": 0}
    assert answer.body["formula"] == "本系统口径"
    assert answer.body["rates"][1:3] == [
        {"name": "resolution_rate", "label": "解决率", **few,
         "formula": "最近一次有效回访答“已解决”的件数 ÷ 有效回访的件数"},
        {"name": "satisfaction_rate", "label": "满意率", **few,
         "formula": "Σ 评价权重（满意 1、基本满意 0.8、一般 0.5、不满意 0）÷ 有效回访的件数"},
    ]  # fmt: skip
    assert {name: answer.body[name] for name in ("filed", "by_stage", "by_street", "by_class", "by_month")} == {
        "filed": 1, "by_stage": {"closed": 1}, "by_street": {"990101001": 1}, "by_class": {"02": 1},
        "by_month": {month: 1},
    }  # fmt: skip
    none = Caller("leader").get("/figures", first=190001, last=190012)
    assert (none.body["filed"], none.body["rates"][0]["percent"], none.body["rates"][0]["n"]) == (0, None, 0)
    refused = Caller("street").get("/figures")
    assert (refused.status, refused.code) == (403, "not_allowed")
