"""Call-backs by phone: a sample that anybody can draw again, and a sheet with one key for the usual answers (D6)."""

from __future__ import annotations

from uuid import UUID

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.cases.queries.callbacks import sample_calls, sampled_calls
from gongzhi.cases.sampling import draw, margin
from gongzhi.orgs.queries.viewers import system_viewer
from tests.cases.test_replay import file_all, play
from tests.road import Road, head_of, journal_of, refusal, rows
from tests.town import Town

MARCH = 202603


@given(st.sets(st.uuids(), max_size=60), st.integers(0, 80), st.integers(0, 9), st.randoms())
def test_a_sample_is_the_same_in_any_order_and_grows_by_its_seed(
    population: set[UUID], size: int, seed: int, dice: object
) -> None:
    listed = sorted(population)
    drawn = draw(listed, size, seed)
    assert drawn == draw(reversed(listed), size, seed)
    assert len(drawn) == len(set(drawn)) == min(size, len(population))
    assert set(drawn) <= population
    assert draw(listed, size + 1, seed)[: len(drawn)] == drawn


def test_every_case_has_the_same_chance() -> None:
    population = [UUID(int=n) for n in range(50)]
    hits = [sum(one in draw(population, 10, seed) for seed in range(400)) for one in population]
    assert min(hits) > 40
    assert max(hits) < 130


def test_the_margin_of_a_sample() -> None:
    """100 of very many give ±9.8 points at worst; of 101 almost nothing; all of them nothing."""
    assert [round(100 * (margin(n, of) or 0), 1) for n, of in ((100, 10**9), (100, 101), (5, 5))] == [
        9.8,
        1.0,
        0.0,
    ]
    assert margin(0, 5) is None


def test_the_sample_of_a_month_is_of_those_answered_in_it(town: Town) -> None:
    play(file_all(town, 120))
    viewer = system_viewer()
    answered = {one for (one,) in rows(
        "SELECT DISTINCT subject_id FROM workflow_entry WHERE move = 'answer' AND at < '2026-04-01+08'"
        " AND at >= '2026-03-01+08'"
    )}  # fmt: skip
    sample = sample_calls(viewer, month=MARCH, size=40, seed=7)
    assert (sample.population, len(sample.ids), set(sample.ids) <= answered) == (len(answered), 40, True)
    assert sample == sample_calls(viewer, month=MARCH, size=40, seed=7)
    assert sample.ids != sample_calls(viewer, month=MARCH, size=40, seed=8).ids
    assert [call.id for call in sampled_calls(viewer, sample)] == list(sample.ids)
    everybody = sample_calls(viewer, month=MARCH, size=2000, seed=7)
    (resolution, low, high), _satisfaction = everybody.rates
    assert (resolution.n, low < (resolution.share or 0) < high) == (everybody.called, True)
    assert refusal(lambda: sample_calls(viewer, month=MARCH, size=0, seed=1)) == "sample.size"
    assert refusal(lambda: sample_calls(viewer, month=202600, size=1, seed=1)) == "sample.month"


def test_one_key_writes_down_the_usual_answer(town: Town) -> None:
    road, other = (Road(town).file(text=text).to("answered") for text in ("甲", "乙"))
    client = Client()
    client.force_login(town.accounts["callback"])
    page = client.get("/callbacks/").content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page
    form = {"id": str(road.id), "stage_seen": str(head_of(road.id).sequence), "number": road.filed.number}
    assert client.post("/callbacks/record/", form | {"usual": "mostly"}).status_code == 302
    assert journal_of(road.id)[-1][2:] == ("call_back", "answered", "reviewed")
    assert (
        head_of(road.id)
        .traits["counted"]
        .endswith("satisfaction:mostly@" + head_of(road.id).traits["counted"][-6:])
    )
    # A second press changes nothing and is told so; half an answer is refused beside its line
    assert client.post("/callbacks/record/", form | {"usual": "mostly"}).status_code == 409
    half = {
        "id": str(other.id),
        "stage_seen": str(head_of(other.id).sequence),
        "reached": "1",
        "solved": "solved",
    }
    refused = client.post("/callbacks/record/", half)
    assert (refused.status_code, "请记录“是否解决”和“是否满意”" in refused.content.decode()) == (400, True)
    assert client.post("/callbacks/record/", {"id": "x"}).status_code == 400
    assert head_of(other.id).stage == "answered"


def test_the_sheet_is_exported_with_its_drawing(town: Town) -> None:
    Road(town).file().to("answered")
    client = Client()
    client.force_login(town.accounts["callback"])
    answer = client.get("/callbacks/export.xlsx?month=202603&size=5&seed=3")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert client.get("/callbacks/?size=0").status_code == 400
