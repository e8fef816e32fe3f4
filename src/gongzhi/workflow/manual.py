"""The manual of a flow, made from its declaration: a diagram and a table. Pure."""

from __future__ import annotations

import inspect

from gongzhi.workflow.flows import STAYS, Flow, Move
from gongzhi.workflow.registry import flows


def pages() -> dict[str, str]:
    """File name → Markdown page, one for each flow in force."""
    return {f"{flow.process}.md": page(flow) for flow in flows()}


def page(flow: Flow) -> str:
    """The manual page of a flow."""
    return "\n".join(
        [
            f"# {flow.label}的流程",
            "",
            "由流程声明生成（`gongzhi flows`），请勿手改。",
            "",
            "```mermaid",
            diagram(flow),
            "```",
            "",
            "| 环节 | 阶段 | 可以做什么 |",
            "|---|---|---|",
            *(f"| {s.label} | {s.phase.label} | {_listed(flow, s.name)} |" for s in flow.stages),
            "",
            "| 操作 | 从 | 到 | 谁可以做 | 交到谁手上 | 起算的时限 | 条件 |",
            "|---|---|---|---|---|---|---|",
            *(_row(flow, move) for move in (flow.opening, *flow.moves)),
            "",
        ]
    )


def diagram(flow: Flow) -> str:
    """A Mermaid state diagram; each stage says its phase."""
    lines = ["stateDiagram-v2", f"    [*] --> {flow.opening.target}: {flow.opening.label}"]
    lines += [f"    {stage.name}: {stage.phase.label} · {stage.label}" for stage in flow.stages]
    lines += [
        f"    {source} --> {move.target}: {move.label}"
        for move in flow.moves
        if move.target != STAYS
        for source in move.sources
    ]
    lines += [f"    {end} --> [*]" for end in sorted(flow.ends)]
    return "\n".join(lines)


def _listed(flow: Flow, stage: str) -> str:
    return "、".join(move.label for move in flow.moves_from(stage)) or "—"


def _row(flow: Flow, move: Move) -> str:
    sources = "、".join(flow.stage(source).label for source in move.sources) or "（新）"
    conditions = [inspect.getdoc(guard) or "" for guard in (*move.needs, *move.guards)]
    if move.words_required:
        conditions.insert(0, f"写明{move.words}。")
    cells = (
        move.label,
        sources,
        flow.stage(move.target).label if move.target != STAYS else "（不变）",
        f"{'、'.join(by.label for by in move.by)}（{move.capability}）",
        move.hands_to.label,
        flow.limits.get(move.limit, "") or "—",
        "".join(conditions) or "—",
    )
    return f"| {' | '.join(cells)} |"
