"""The command ``verify``: needs no database and trusts nobody."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from gongzhi.workflow.receipts import read_receipt, read_seals_file, sound, verify_chain
from gongzhi.workflow.receipts import verify as check

_SIGNS = {True: "相符", False: "不符", None: "未核对"}
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("receipt", type=_FILE)
@click.option("--seals", "seals_path", type=_FILE, help="公布的封存文件，从网站或公示栏取得")
@click.option("--text", "text_path", type=_FILE, help="当时所写内容的文本文件")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def verify(receipt: Path, seals_path: Path | None, text_path: Path | None, as_json: bool) -> None:
    """核对回执：登记的内容、封存的位置、公布的封存，逐项说明；不连数据库。有不符时以非零状态退出。"""
    seals = read_seals_file(seals_path.read_text()) if seals_path else None
    text = text_path.read_text() if text_path else None
    found = check(read_receipt(receipt.read_bytes()), seals=seals, text=text)
    if seals is not None:
        found.append(verify_chain(seals))
    whole = sound(found)
    if as_json:
        body = {"sound": whole, "findings": [asdict(finding) for finding in found]}
        click.echo(orjson.dumps(body).decode())
    else:
        for finding in found:
            click.echo(f"{_SIGNS[finding.holds]}　{finding.sentence}")
        click.echo("没有发现不符。" if whole else "回执有不符的地方。")
    sys.exit(0 if whole else 1)


COMMANDS = {"verify": verify}
