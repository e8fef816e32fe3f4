"""Commands of cases: import and replay."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
import orjson
from django.conf import settings

from gongzhi.cases.operations import ImportReport, import_cases, replay_cases
from gongzhi.kernel import clock
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.sheets.tables import read_table

_FILE = click.argument("file", type=click.Path(path_type=Path))
_MAP = click.option("--map", "pairs", multiple=True, metavar="字段=列名", help="哪一列是哪个字段，可重复")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_CITY = click.option("--city", default=None, help="城市代码；只有一座城市时不必填")
_SOURCE = click.option("--source", default=None, help="来源名称，默认是文件名；同一来源的同一编号只登记一次")


@click.group(name="import")
def import_() -> None:
    """导入表格。"""


def _read_in(
    file: Path, pairs: tuple[str, ...], source: str | None, city: str | None, *, dry_run: bool, quiet: bool
) -> tuple[Viewer, ImportReport]:
    table = read_table(file)
    viewer = system_viewer(city)
    with click.progressbar(length=sum(1 for _ in table.rows), label="导入", hidden=quiet) as bar:
        report = import_cases(
            viewer,
            table=table,
            now=clock.now(),
            source=source or file.stem,
            pairs=pairs,
            rejects_path=_rejects(file),
            dry_run=dry_run,
            progress=bar.update,
        )
    return viewer, report


def _rejects(file: Path) -> Path:
    folder = settings.DATA_FOLDER / "rejects"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{file.stem}.csv"


@import_.command("cases")
@_FILE
@_MAP
@_SOURCE
@_CITY
@click.option("--dry-run", is_flag=True, help="只试读，不登记")
@_JSON
def cases(
    file: Path, pairs: tuple[str, ...], source: str | None, city: str | None, dry_run: bool, as_json: bool
) -> None:
    """导入诉求：CSV 或 XLSX，编码自动识别；重复的不会登记两次，中断后可重来。"""
    _viewer, report = _read_in(file, pairs, source, city, dry_run=dry_run, quiet=as_json)
    if as_json:
        click.echo(orjson.dumps(report.as_json()).decode())
        return
    click.echo(
        f"读到 {report.read:,} 行：登记 {report.filed:,}，重复 {report.repeated:,}，退回 {report.rejected:,}。"
    )
    if report.rejects_file:
        click.echo(f"退回的行和原因在 {report.rejects_file}")
    for value, times in report.unknown.most_common(10):
        click.echo(f"  目录里没有的值（已原样保存）：{value}（{times} 次）")


@click.command()
@_FILE
@_MAP
@_SOURCE
@_CITY
@click.option("--seed", type=int, required=True, help="同样的种子演出同样的过程")
@_JSON
def replay(
    file: Path, pairs: tuple[str, ...], source: str | None, city: str | None, seed: int, as_json: bool
) -> None:
    """登记文件中的诉求，再由演员在模拟时间里办到办结；中断后可重来。"""

    viewer, filed = _read_in(file, pairs, source, city, dry_run=False, quiet=as_json)
    with click.progressbar(length=len(set(filed.ids)), label="演练", hidden=as_json) as bar:
        played = replay_cases(viewer, ids=filed.ids, seed=seed, now=clock.now(), progress=bar.update)
    if as_json:
        click.echo(orjson.dumps({"import": filed.as_json(), "replay": asdict(played)}).decode())
    else:
        click.echo(f"演了 {played.played:,} 件，办结 {played.closed:,} 件，共 {played.moves:,} 步。")


COMMANDS = {"import": import_, "replay": replay}
