"""The command ``classify``: train the text classifier, and say how good one is."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click
import orjson

from gongzhi.cases.labelled import Labelled, read_labelled
from gongzhi.config.lazily import make_ready
from gongzhi.kernel.errors import Refusal
from gongzhi.language.training import FEWEST_OF_A_CLASS, learn, measure

_SHOWN = 20
_TEXT = click.option(
    "--text", default="", metavar="列名", help="哪一列是文字；不填时按常见列名找，标题和内容都有就都读"
)
_LABEL = click.option("--label", default="", metavar="列名", help="哪一列是类别；不填时按常见列名找")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_FILE = click.Path(path_type=Path)


@click.group()
def classify() -> None:
    """训练和检验诉求分类。"""


@classify.command("evaluate")
@click.option("--train", "train_file", type=_FILE, required=True, help="用来学的表格")
@click.option("--test", "test_file", type=_FILE, required=True, help="用来考的表格")
@_TEXT
@_LABEL
@click.option("--seed", type=int, default=1, show_default=True, help="同样的文件和种子得到同样的结果")
@_JSON
def evaluate(train_file: Path, test_file: Path, text: str, label: str, seed: int, as_json: bool) -> None:
    """学一份表格，考另一份：准确率、宏平均 F1、准确率不低于 95% 时的覆盖率、每条用时。不用数据库，不留下模型。"""
    train, test = (read_labelled(file, text=text, label=label) for file in (train_file, test_file))
    _leave_out_rare(train)
    measured = measure(learn(train.texts, train.labels, seed=seed).classifier, test.texts, test.labels)
    told: dict[str, Any] = measured.as_json() | {"train": _told(train), "test": _told(test)}
    if as_json:
        click.echo(orjson.dumps(told).decode())
        return
    click.echo(
        f"学了 {len(train.texts):,} 条，考了 {measured.n:,} 条：准确率 {measured.accuracy:.1%}，"
        f"宏平均 F1 {measured.macro_f1:.3f}；\n"
        f"最有把握的 {measured.coverage_at_95:.1%} 里有 95% 是对的；每条 {measured.us_per_message:.0f} 微秒。"
    )
    for name, one in (("训练", train), ("检验", test)):
        _echo_rejects(name, one)


@classify.command("train")
@click.argument("file", type=_FILE, required=False)
@click.option("--from-cases", is_flag=True, help="用本市已办结或人工分过类的诉求训练")
@_TEXT
@_LABEL
@click.option("--city", default=None, help="城市代码；只有一座城市时不必填")
@click.option("--seed", type=int, default=1, show_default=True, help="同样的数据和种子得到同样的模型")
@_JSON
@click.pass_context
def train(
    ctx: click.Context,
    file: Path | None,
    from_cases: bool,
    text: str,
    label: str,
    city: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """由表格或本市诉求训练新版本；不比现用的差才启用。"""
    if (file is None) != from_cases:
        raise Refusal("classify.what", "请给出一个表格，或者用 --from-cases 由本市诉求训练，二者选一。")
    messages = read_labelled(file, text=text, label=label) if file else None
    make_ready(ctx)
    training = importlib.import_module("gongzhi.config.console.training")
    trained, messages = training.run(messages, file.name if file else "", city=city, seed=seed)
    if as_json:
        click.echo(orjson.dumps(trained.as_json() | {"data": _told(messages)}).decode())
        return
    automatic = (
        f"把握不低于 {trained.threshold:.1%} 时自动分类，约占 {trained.coverage:.1%}。"
        if trained.threshold is not None
        else "没有达到 95% 准确率的把握，因此只建议，不自动分类。"
    )
    click.echo(
        f"第 {trained.version} 版：{trained.rows:,} 条，{len(trained.classes)} 类；"
        f"没见过的诉求上准确率 {trained.accuracy:.1%}，宏平均 F1 {trained.macro_f1:.3f}。\n{automatic}\n"
        + (
            "已启用。"
            if trained.active
            else f"比现用的差（{trained.after:.1%} 比 {trained.before:.1%}），没有启用。"
        )
    )
    for name, rows in trained.left_out.items():
        click.echo(f"  没有用上的类别：{name}（{rows} 行）")
    _echo_rejects("数据", messages)


def _leave_out_rare(found: Labelled) -> None:
    """What is too rare to be learnt is left out, and said."""
    rare = {label for label in found.labels if found.labels.count(label) < FEWEST_OF_A_CLASS}
    kept = [i for i, label in enumerate(found.labels) if label not in rare]
    found.rare = {label: found.labels.count(label) for label in sorted(rare)}
    found.texts, found.labels = [found.texts[i] for i in kept], [found.labels[i] for i in kept]


def _told(found: Labelled) -> dict[str, Any]:
    return {
        "rows": len(found.texts),
        "repeated": found.repeated,
        "rare": found.rare,
        "rejected": len(found.rejected),
        "rejects": found.rejected[:_SHOWN],
    }


def _echo_rejects(name: str, found: Labelled) -> None:
    if found.repeated:
        click.echo(f"  {name}：{found.repeated:,} 行与前面重复，只算一次。")
    for label, rows in found.rare.items():
        click.echo(f"  {name}：类别“{label}”只有 {rows} 行，没有用上。")
    for one in found.rejected[:_SHOWN]:
        click.echo(f"  {name}第 {one.row} 行：{one.sentence}")


COMMANDS = {"classify": classify}
