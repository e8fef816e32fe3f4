"""A wrong declaration does not start: each fault is planted in a small flow that is otherwise right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongzhi.cases.flow import CASE
from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.flows import Flow, Move, Stage, problems
from gongzhi.workflow.registry import flow_of, flows, register
from gongzhi.workflow.vocabulary import By, Phase


def arrow(name: str, source: str, target: str) -> Move:
    return Move(name, name, (source,), target, capability="may", by=(By.ANYONE,))


GO, END = arrow("go", "open", "doing"), arrow("end", "doing", "done")
SMALL = Flow(
    process="small",
    label="小事",
    stages=(
        Stage("open", "提出", Phase.RAISE),
        Stage("doing", "在办", Phase.DELIVER),
        Stage("done", "办结", Phase.JUDGE),
    ),
    opening=Move("file", "登记", (), "open", capability="may", by=(By.ANYONE,), limit="answer"),
    ends=frozenset({"done"}),
    moves=(GO, END),
    read="read",
    limits={"answer": "答复"},
)
LOST = Stage("lost", "没人到得了", Phase.DELIBERATE)

PLANTED = {
    "an unreachable stage": (
        replace(SMALL, stages=(*SMALL.stages, LOST), moves=(GO, END, arrow("back", "lost", "doing"))),
        ["small: stage 'lost' is unreachable"],
    ),
    "a dead end": (
        replace(SMALL, stages=(*SMALL.stages, LOST), moves=(GO, END, arrow("lose", "doing", "lost"))),
        ["small: stage 'lost' is a dead end"],
    ),
    "a circle without a way out": (
        replace(SMALL, moves=(GO, arrow("again", "doing", "open"))),
        [
            "small: stage 'done' is unreachable",
            "small: stage 'open' is a dead end",
            "small: stage 'doing' is a dead end",
        ],
    ),
    "a move without a capability": (
        replace(SMALL, moves=(GO, replace(END, capability=""))),
        ["small: move 'end' names no capability"],
    ),
    "an opening without a capability": (
        replace(SMALL, opening=replace(SMALL.opening, capability="")),
        ["small: move 'file' names no capability"],
    ),
    "a move that nobody may make": (
        replace(SMALL, moves=(GO, replace(END, by=()))),
        ["small: move 'end' says nobody may make it"],
    ),
    "an unknown target": (
        replace(SMALL, moves=(GO, END, arrow("stray", "doing", "nowhere"))),
        ["small: move 'stray' names the unknown stage 'nowhere'"],
    ),
    "an unknown source": (
        replace(SMALL, moves=(GO, END, arrow("stray", "nowhere", "done"))),
        ["small: move 'stray' names the unknown stage 'nowhere'"],
    ),
    "an unknown end": (
        replace(SMALL, ends=frozenset({"done", "nowhere"})),
        ["small: end 'nowhere' is not a stage"],
    ),
    "an unknown limit": (
        replace(SMALL, moves=(GO, replace(END, limit="never"))),
        ["small: move 'end' names the unknown limit 'never'"],
    ),
    "a move that starts nowhere": (
        replace(SMALL, moves=(GO, END, replace(END, name="float", sources=()))),
        ["small: move 'float' starts nowhere"],
    ),
    "a stage declared twice": (
        replace(SMALL, stages=(*SMALL.stages, SMALL.stages[0])),
        ["small: stage 'open' is declared twice"],
    ),
    "a move declared twice": (
        replace(SMALL, moves=(GO, END, END)),
        ["small: move 'end' is declared twice"],
    ),
}


def test_a_right_declaration_has_no_problem() -> None:
    assert (problems(SMALL), problems(CASE)) == ([], [])


@pytest.mark.parametrize("fault", PLANTED)
def test_each_planted_fault_is_named(fault: str) -> None:
    flow, said = PLANTED[fault]
    assert problems(flow) == said


@pytest.mark.parametrize("fault", PLANTED)
def test_a_wrong_declaration_is_not_put_in_force(fault: str) -> None:
    flow, said = PLANTED[fault]
    before = list(flows())
    with pytest.raises(ValueError, match="small: ") as refused:
        register(flow)
    assert (str(refused.value), list(flows())) == ("; ".join(said), before)


def test_a_process_that_is_not_in_force_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        flow_of("small")
    assert (refused.value.code, refused.value.status) == ("flow.unknown_process", 404)
