"""Filing a case: what is taken, what is refused with a clear sentence, and that nothing is filed twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.cases import people
from gongzhi.cases.operations.file_case import Demand, checked, file_case, file_many
from gongzhi.cases.queries import case_detail, case_page
from gongzhi.cases.vocabulary import Channel, DemandKind
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.numbers import read_number
from gongzhi.workflow.operations.doctor import doctor
from gongzhi.workflow.queries import Wanted
from tests.road import CONTACT, TEXT, head_of, journal_of, refusal, rows, written
from tests.town import MONDAY, Town

YEAR = timedelta(days=365)


def stored(subject_id: object) -> tuple[Any, ...]:
    """Title, text, kind, channel, place words, notes."""
    (row,) = rows(
        """SELECT s.title, c.text, c.kind, c.channel, c.place_words, c.notes::text FROM cases_case c
        JOIN workflow_subject s ON s.id = c.subject_id WHERE s.id = %s""",
        subject_id,
    )
    return row


def test_a_case_is_filed_with_all_that_was_said(town: Town) -> None:
    place = (town.places["多福巷社区"].id, "990101001001")
    demand = Demand(
        text=f"{TEXT}。已经三天了！",
        kind=DemandKind.COMPLAINT,
        channel=Channel.HOTLINE,
        reporter="张三",
        contact="138 0013-8000",
        category=catalogue(town.nobody).find("噪声"),
        place=place,
        place_words="多福巷 5 号楼下",
        lon=116.41,
        lat=39.92,
        notes={"原类别": "油烟"},
    )
    filed = file_case(town.viewer("clerk"), demand=demand, now=MONDAY)
    assert read_number(filed.number) == filed.number
    assert filed.number.startswith("990101-26-")
    assert people.check_code(filed.id, filed.code)
    head = head_of(filed.id)
    assert (head.stage, head.place_code, head.opened_at, head.sequence) == ("filed", place[1], MONDAY, 1)
    assert head.traits == {
        "channel": "hotline",
        "kind": "complaint",
        "category": "0201",
        "class": "02",
        "grade": "general",
        "catalogue": "2000-01-01",
    }
    assert head.holder_body_id == head.origin_body_id == town.bodies["指挥中心"].id
    *said, notes = stored(filed.id)
    assert said == [TEXT, f"{TEXT}。已经三天了！", "complaint", "hotline", "多福巷 5 号楼下"]
    assert orjson.loads(notes) == {"原类别": "油烟"}
    detail = case_detail(town.viewer("clerk"), subject_id=filed.id)
    assert detail is not None
    assert (detail.reporter, detail.contact, detail.lon, detail.lat) == ("张**", "138****8000", 116.41, 39.92)


def test_a_case_without_a_place_or_category_waits_at_the_city_for_triage(town: Town) -> None:
    filed = file_case(town.nobody, demand=Demand(text=TEXT), now=MONDAY)
    head = head_of(filed.id)
    assert (head.place_code, head.traits) == ("990101000000", {"channel": "web", "kind": "other"})


def test_personal_data_is_nowhere_in_the_clear(town: Town) -> None:
    file_case(town.nobody, demand=Demand(text=TEXT, reporter="张三丰", contact=CONTACT), now=MONDAY)
    for table in ("cases_case", "workflow_subject", "workflow_entry"):
        found = str(rows(f"SELECT * FROM {table}"))
        assert ("张三丰" in found, CONTACT in found) == (False, False)


TITLES = {
    TEXT: TEXT,
    "路灯坏了。晚上看不见。": "路灯坏了",
    "谁来管管？": "谁来管管",
    "一" * 100: "一" * 40,
    "。。。": "。。。",
    "第一行\n第二行": "第一行 第二行",
}


@pytest.mark.parametrize("text", TITLES)
def test_without_a_title_the_first_sentence_is_it(town: Town, text: str) -> None:
    filed = file_case(town.nobody, demand=Demand(text=text), now=MONDAY)
    assert stored(filed.id)[:2] == (TITLES[text], text)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"text": ""}, "case.text_missing"),
    "blanks": ({"text": " \n\t　 "}, "case.text_missing"),
    "only what can't be kept": ({"text": "\x00\ud800\x07"}, "case.text_missing"),
    "100,000 characters": ({"text": "字" * 100_000}, "case.text_long"),
    "one too many": ({"text": "字" * 20_001}, "case.text_long"),
    "a title without end": ({"title": "字" * 201}, "case.title_long"),
    "a name without end": ({"reporter": "王" * 61}, "case.reporter_long"),
    "a contact without end": ({"contact": "a" * 100_000 + "@b.cn"}, "case.contact"),
    "a contact that takes for ever to read": ({"contact": "a@" + "." * 100_000 + "@"}, "case.contact"),
    "a contact that is none": ({"contact": "下班再说"}, "case.contact"),
    "too few digits": ({"contact": "110"}, "case.contact"),
    "tomorrow": ({"filed_at": MONDAY + timedelta(days=1)}, "case.time"),
    "a century ago": ({"filed_at": MONDAY - 100 * YEAR}, "case.time"),
    "the year 1": ({"filed_at": datetime(1, 1, 1, tzinfo=MONDAY.tzinfo)}, "case.time"),
    "the year 9999": ({"filed_at": datetime(9999, 12, 31, tzinfo=MONDAY.tzinfo)}, "case.time"),
    "a moment without a zone": ({"filed_at": datetime(2026, 3, 1, 8, 0)}, "case.time"),
    "a number without end": ({"external_id": "1" * 81}, "case.external_id"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_filed_is_refused_and_leaves_nothing(town: Town, what: str) -> None:
    changes, code = REFUSED[what]
    before = written()
    demand = replace(Demand(text=TEXT), **changes)
    with pytest.raises(Refusal) as refused:
        file_case(town.nobody, demand=demand, now=MONDAY)
    assert (refused.value.code, refused.value.status, bool(refused.value.sentence)) == (code, 400, True)
    assert refused.value.fields
    assert written() == before


TAKEN = {
    "20,000 characters": ("字" * 20_000, "字" * 20_000),
    "NUL and other controls": ("路\x00灯\x07坏\x1b了", "路灯坏了"),
    "lone surrogates": ("路灯\ud800坏了\udfff", "路灯坏了"),
    "emoji with joiners": ("👨‍👩‍👧 一家🇨🇳👍🏽", "👨‍👩‍👧 一家🇨🇳👍🏽"),
    "rare characters": ("𠮷祥里 㐂 𰻝", "𠮷祥里 㐂 𰻝"),
    "full-width digits": ("５号楼１２３４", "５号楼１２３４"),
    "lines and tabs": ("一\n\n二\t三", "一\n\n二\t三"),
    "markup": ("<script>alert('1')</script> %s {} \\", "<script>alert('1')</script> %s {} \\"),
    "one letter": ("啊", "啊"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_what_can_be_kept_is_kept_as_it_was_written(town: Town, what: str) -> None:
    text, kept = TAKEN[what]
    filed = file_case(town.nobody, demand=Demand(text=text), now=MONDAY)
    assert stored(filed.id)[1] == kept
    assert [row.id for row in case_page(town.viewer("clerk"), Wanted("case")).rows] == [filed.id]


@given(
    text=st.text(max_size=30),
    title=st.text(max_size=30),
    reporter=st.text(max_size=10),
    contact=st.text(max_size=12),
    external_id=st.none() | st.text(max_size=10),
    words=st.text(max_size=10),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_filing(
    town: Town, text: str, title: str, reporter: str, contact: str, external_id: str | None, words: str
) -> None:
    demand = Demand(
        text=text, title=title, reporter=reporter, contact=contact, external_id=external_id, place_words=words
    )
    code = refusal(lambda: file_case(town.nobody, demand=demand, now=MONDAY))
    assert code in ("", "case.text_missing", "case.contact")


def test_the_time_of_the_message_is_kept_and_a_clock_that_is_fast_does_not_lead_into_the_future(
    town: Town,
) -> None:
    old = file_case(town.nobody, demand=Demand(text=TEXT, filed_at=MONDAY - 20 * YEAR), now=MONDAY)
    fast = file_case(
        town.nobody, demand=Demand(text=TEXT, filed_at=MONDAY + timedelta(minutes=4)), now=MONDAY
    )
    assert [head_of(filed.id).opened_at for filed in (old, fast)] == [MONDAY - 20 * YEAR, MONDAY]


SAME: dict[str, dict[str, Any]] = {
    "the very same": {},
    "in another width": {"text": TEXT.replace("，", ","), "contact": "１３８ ００１３８０００"},
    "with more blanks": {"text": f"  {TEXT}\n\n", "contact": "138-0013-8000"},
    "from another channel": {"channel": Channel.APP, "source": "app"},
    "on another day": {"filed_at": MONDAY - timedelta(days=3)},
}
DIFFERENT: dict[str, dict[str, Any]] = {
    "from somebody else": {"contact": "13900139000"},
    "with another text": {"text": f"{TEXT}，已经三天"},
    "with another title": {"title": "烧烤"},
    "from nobody in particular": {"contact": ""},
}


@pytest.mark.parametrize("what", SAME)
def test_the_same_content_from_the_same_reporter_gives_the_first_receipt(town: Town, what: str) -> None:
    demand = Demand(text=TEXT, contact=CONTACT)
    first = file_case(town.nobody, demand=demand, now=MONDAY)
    before = written()
    again = file_case(town.nobody, demand=replace(demand, **SAME[what]), now=MONDAY)
    assert (first.repeated, again) == (False, replace(first, repeated=True))
    assert written() == before


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_differs_is_another_case(town: Town, what: str) -> None:
    demand = Demand(text=TEXT, contact=CONTACT)
    first = file_case(town.nobody, demand=demand, now=MONDAY)
    other = file_case(town.nobody, demand=replace(demand, **DIFFERENT[what]), now=MONDAY)
    assert (other.repeated, other.id == first.id, other.number == first.number) == (False, False, False)


def test_the_same_number_of_the_same_source_is_the_same_message(town: Town) -> None:
    def file(**changes: Any) -> tuple[bool, str]:
        filed = file_case(
            town.nobody, demand=Demand(**{"text": TEXT, "source": "12345", **changes}), now=MONDAY
        )
        return filed.repeated, filed.number

    (_, first) = file(external_id="A1")
    assert file(external_id="A1", text="改过的内容") == (True, first)
    assert file(external_id="A\x001\ud800 ") == (True, first)
    assert file(external_id="A2")[0] is False
    assert file(external_id="A1", source="app")[0] is False
    assert [file(external_id="")[0], file(external_id="")[0]] == [False, False]


small = st.builds(
    Demand,
    text=st.sampled_from(["路灯坏了", "井盖丢了", "垃圾没人收"]),
    contact=st.sampled_from(["", CONTACT, "13900139000"]),
    external_id=st.sampled_from([None, "1", "2"]),
    source=st.just("12345"),
)


@given(demands=st.lists(small, min_size=1, max_size=7), before=st.lists(small, max_size=2))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_at_once_are_filed_as_one_by_one(
    town: Town, demands: list[Demand], before: list[Demand]
) -> None:
    outcomes = []
    for together in (True, False):
        rows("DELETE FROM cases_case")
        for demand in before:
            file_case(town.nobody, demand=demand, now=MONDAY)
        ready = [checked(demand, MONDAY) for demand in demands]
        if together:
            found = file_many(town.nobody, demands=ready, now=MONDAY)
        else:
            found = [file_case(town.nobody, demand=demand, now=MONDAY) for demand in ready]
        outcomes.append([receipt.repeated for receipt in found])
    assert outcomes[0] == outcomes[1]


def test_a_city_without_a_hotline_centre_still_takes_cases(transactional_town: Town) -> None:
    rows("UPDATE orgs_body SET ends_on = '2020-01-01' WHERE name = '指挥中心'")
    rows("UPDATE orgs_city SET revision = revision + 1")
    filed = file_case(transactional_town.nobody, demand=Demand(text=TEXT), now=MONDAY)
    assert head_of(filed.id).holder_body_id is None
    assert journal_of(filed.id) == [(1, "move", "file", "", "filed")]
    assert doctor().differences == []
