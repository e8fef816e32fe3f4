"""The commands ``import`` and ``replay``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
import orjson
from django.conf import settings

from gongzhi.cases.operations import ImportReport, import_cases, replay_answers, replay_cases
from gongzhi.catalogues.operations import Report, publish
from gongzhi.catalogues.operations.load_catalogues import FILES
from gongzhi.catalogues.vocabulary import Sheet
from gongzhi.kernel import audit, clock
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.clock import local
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.operations.import_bodies import import_bodies
from gongzhi.orgs.operations.import_people import import_people
from gongzhi.orgs.operations.import_places import import_places
from gongzhi.orgs.operations.import_polygons import import_polygons
from gongzhi.orgs.operations.rows import ImportReport as OrgsReport
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.sheets.moments import read_moment
from gongzhi.sheets.tables import read_table

_SHOWN = 20
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
@click.option("--answered", "category", metavar="类别", help="按答复时间重放原来的答复；没有类别的归这一类")
@_JSON
def cases(
    file: Path,
    pairs: tuple[str, ...],
    source: str | None,
    city: str | None,
    dry_run: bool,
    category: str | None,
    as_json: bool,
) -> None:
    """导入诉求：CSV 或 XLSX，编码自动识别；重复的不会登记两次，中断后可重来。"""
    viewer, report = _read_in(file, pairs, source, city, dry_run=dry_run, quiet=as_json)
    answers = None
    if category and not dry_run:
        answers = replay_answers(
            viewer, table=read_table(file), source=source or file.stem, pairs=pairs, category=category,
            now=clock.now(),
        )  # fmt: skip
    if as_json:
        told = report.as_json() | ({"answers": asdict(answers)} if answers else {})
        click.echo(orjson.dumps(told).decode())
        return
    if answers:
        click.echo(f"重放答复 {answers.answered:,} 件，没有重放 {answers.left:,} 件。")
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


def _orgs_command(name: str, label: str, run: Callable[..., OrgsReport]) -> None:
    @import_.command(name, help=f"导入{label}：CSV 或 XLSX；按代码更新，可重复导入。")
    @_FILE
    @_MAP
    @_CITY
    @click.option("--dry-run", is_flag=True, help="只试读，不写入")
    @_JSON
    def command(file: Path, pairs: tuple[str, ...], city: str | None, dry_run: bool, as_json: bool) -> None:
        table, viewer = read_table(file), system_viewer(city)
        report = run(viewer, table=table, pairs=pairs, rejects_path=_rejects(file), dry_run=dry_run)
        if not dry_run:
            said = f"{file.name}：新增 {report.created}，更新 {report.changed}"
            audit.record(viewer, AuditAction.IMPORTED, now=clock.now(), target=name, words=said)
        _print_orgs(report, as_json=as_json)


def _print_orgs(report: OrgsReport, *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps(report, default=str).decode())
        return
    click.echo(
        f"读到 {report.read:,} 行：新增 {report.created:,}，更新 {report.changed:,}，"
        f"未变 {report.unchanged:,}，退回 {len(report.rejected):,}。"
    )
    for row in report.rejected[:_SHOWN]:
        click.echo(f"  第 {row.number} 行：{row.sentence}")
    if report.rejects_file:
        click.echo(f"退回的行和原因在 {report.rejects_file}")


_orgs_command("places", "地点", import_places)
_orgs_command("bodies", "机构", import_bodies)
_orgs_command("people", "人员和岗位", partial(import_people, on=local(clock.now()).date()))


def _catalogue_command(name: str, sheet: Sheet) -> None:
    @import_.command(
        name, help=f"导入{sheet.label}：整张表作为一个新版本，从指定的日子起生效；有一行不对就都不写入。"
    )
    @_FILE
    @click.option("--since", default=None, metavar="日期", help="从哪天起生效，默认今天")
    @_CITY
    @click.option("--dry-run", is_flag=True, help="只检查，不写入")
    @_JSON
    def command(file: Path, since: str | None, city: str | None, dry_run: bool, as_json: bool) -> None:
        first = read_moment(since).date() if since else local(clock.now()).date()
        table, viewer = read_table(file), system_viewer(city)
        report = publish(viewer, sheet=sheet, table=table, since=first, dry_run=dry_run)
        _print_sheet(report, as_json=as_json)
        sys.exit(1 if report.faults else 0)


def _print_sheet(report: Report, *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps(report).decode())
        return
    for fault in report.faults:
        click.echo(f"  第 {fault.number} 行：{fault.sentence}" if fault.number else f"  {fault.sentence}")
    end = f"从 {report.since} 起生效。" if report.published else "没有写入。"
    click.echo(
        f"读到 {report.read:,} 行，成为 {report.rows:,} 条：新的 {report.added:,}，不再有的 {report.removed:,}，"
        f"未变 {report.unchanged:,}，有问题 {len(report.faults):,} 处。{end}"
    )


for _sheet, _name in FILES.items():
    _catalogue_command(_name, _sheet)


@import_.command("polygons")
@_FILE
@_CITY
@click.option("--dry-run", is_flag=True, help="只试读，不写入")
def polygons(file: Path, city: str | None, dry_run: bool) -> None:
    """导入地点边界：GeoJSON（WGS-84），按属性 code 或 name 对应地点。"""
    report = import_polygons(system_viewer(city), text=file.read_bytes(), dry_run=dry_run)
    click.echo(
        f"读到 {report.read:,} 个边界：对上 {len(report.matched):,}，没对上 {len(report.rejected):,}。"
    )
    for name, reason in report.rejected[:_SHOWN]:
        click.echo(f"  {name}：{reason}")


COMMANDS = {"import": import_, "replay": replay}
