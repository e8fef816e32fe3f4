"""Receipts that anybody can check: what was filed, and that a published seal covers it. Pure (SX-25, D18).

A receipt holds the first entry of a subject to the byte as it was hashed, with the Merkle proof that leads to a
seal. Checked without a database and without trust in whoever made it: each statement is computed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import orjson

from gongzhi.kernel.errors import Refusal
from gongzhi.workflow.journal import GENESIS, merkle_verify, seal_hash, words_hash

KIND = "gongzhi-receipt-1"
_CONTENT_NAMES = 15
_NUMBERS = ("number", "count", "index")
_DIGESTS = ("root", "hash")


@dataclass(frozen=True, slots=True)
class SealLine:
    """A seal as it is published."""

    number: int
    count: int
    root: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that holds (True), does not hold (False) or could not be checked (None)."""

    holds: bool | None
    code: str
    sentence: str


def sound(findings: Iterable[Finding]) -> bool:
    """True when nothing fails."""
    return all(finding.holds is not False for finding in findings)


def verify(
    receipt: Mapping[str, Any], *, seals: Iterable[SealLine] | None = None, text: str | None = None
) -> list[Finding]:
    """Everything that a receipt claims, each computed again.

    Args:
        receipt: the parsed file.
        seals: the published seals, at least the receipt's own and the one before it; None when there are none.
        text: what was said, when it is to be compared.

    Raises:
        Refusal: ``receipt.shape`` naming the field, for what is no receipt.
    """
    _check_shape(receipt)
    entry = receipt["entry"].encode()
    holds = hashlib.sha256(entry).hexdigest() == receipt["hash"]
    found = [
        Finding(holds, "entry", "登记内容与指纹相符。")
        if holds
        else Finding(False, "entry", "登记内容（entry）或指纹（hash）被改过：两者对不上。")
    ]
    found += _content(receipt, orjson.loads(entry), text)
    found += _sealed(receipt["hash"], receipt["seal"], None if seals is None else list(seals))
    return found


def _content(receipt: Mapping[str, Any], content: list[Any], text: str | None) -> Iterator[Finding]:
    same = content[12].get("number") == receipt["number"]
    yield Finding(
        same,
        "number",
        "编号写在登记内容里。" if same else "编号（number）被改过：与登记内容里的编号不同。",
    )
    if receipt["salt"] is None:
        yield Finding(None, "text", "没有随机数（salt）：原文已按规定删除，不能再核对文字。")
    elif text is None:
        yield Finding(None, "text", "没有提供原文，没有核对文字和随机数（salt）。")
    else:
        said = words_hash(text.replace("\r", "").strip(), bytes.fromhex(receipt["salt"])).hex()
        same = said == content[13]
        yield Finding(
            same, "text", "原文与登记时一字不差。" if same else "原文与登记时不同，或随机数（salt）被改过。"
        )


def _sealed(digest: str, seal: Mapping[str, Any] | None, seals: list[SealLine] | None) -> Iterator[Finding]:
    if seal is None:
        yield Finding(None, "seal", "还没有封存。封存每五分钟一次，过后请重新下载回执。")
        return
    root, path = bytes.fromhex(seal["root"]), [bytes.fromhex(step) for step in seal["path"]]
    proven = merkle_verify(bytes.fromhex(digest), seal["index"], seal["count"], path, root)
    yield Finding(
        proven,
        "path",
        f"指纹在第 {seal['number']} 号封存的第 {seal['index'] + 1} 行。"
        if proven
        else "指纹不在这个封存里：路径（path）、位置（index）、件数（count）或根（root）被改过。",
    )
    previous = bytes.fromhex(seal["previous"])
    bound = seal_hash(root, previous, seal["number"], seal["count"]).hex() == seal["hash"]
    yield Finding(
        bound,
        "seal_hash",
        "封存的各项与封存指纹相符。"
        if bound
        else "封存被改过：号（number）、件数（count）、根（root）、前号指纹（previous）与封存指纹（hash）对不上。",
    )
    if seals is None:
        yield Finding(None, "published", "没有对照公布的封存。请用封存公示文件再核对一次。")
    else:
        yield _published(seal, seals)


def verify_chain(seals: Iterable[SealLine]) -> Finding:
    """Whether published seals are one unbroken chain from the first."""
    previous, expected = GENESIS, 1
    for line in seals:
        if line.number != expected or seal_hash(line.root, previous, line.number, line.count) != line.hash:
            return Finding(False, "chain", f"公布的封存在第 {expected} 号断开：被改过，或缺了一号。")
        previous, expected = line.hash, expected + 1
    return Finding(True, "chain", f"公布的 {expected - 1} 个封存前后相连。")


def _published(seal: Mapping[str, Any], seals: list[SealLine]) -> Finding:
    number = seal["number"]
    line = next((one for one in seals if one.number == number), None)
    if line is None:
        return Finding(False, "published", f"公布的封存里没有第 {number} 号。公示文件可能太旧，或号被改过。")
    before = next((one.hash for one in seals if one.number == number - 1), GENESIS)
    fields = (
        ("件数（count）", seal["count"] == line.count),
        ("根（root）", seal["root"] == line.root.hex()),
        ("前号指纹（previous）", seal["previous"] == before.hex()),
        ("封存指纹（hash）", seal["hash"] == line.hash.hex()),
    )
    wrong = "、".join(name for name, same in fields if not same)
    return Finding(
        not wrong,
        "published",
        f"与公布的第 {number} 号封存不同：{wrong}。" if wrong else f"与公布的第 {number} 号封存一致。",
    )


def read_receipt(file: bytes) -> dict[str, Any]:
    """A receipt from its file, complete as far as its form goes.

    Raises:
        Refusal: ``receipt.unreadable`` for what is no JSON, ``receipt.shape`` naming the field.
    """
    try:
        receipt = orjson.loads(file)
    except orjson.JSONDecodeError as error:
        raise Refusal("receipt.unreadable", "没有读懂回执。请选择或粘贴下载的回执文件的全部内容。") from error
    _check_shape(receipt)
    found: dict[str, Any] = receipt
    return found


def _check_shape(receipt: Any) -> None:
    wrong = next(_wrong_fields(receipt), "")
    if wrong:
        raise Refusal(
            "receipt.shape", f"这不是完整的回执：{wrong} 缺失或写法不对。请重新下载回执文件。", field=wrong
        )


def _wrong_fields(receipt: Any) -> Iterator[str]:
    if not isinstance(receipt, Mapping) or receipt.get("kind") != KIND:
        yield "kind"
        return
    if not isinstance(receipt.get("number"), str):
        yield "number"
    if not _is_content(receipt.get("entry")):
        yield "entry"
    if not _is_digest(receipt.get("hash")):
        yield "hash"
    if "salt" not in receipt or not (receipt["salt"] is None or _is_hex(receipt["salt"])):
        yield "salt"
    if "seal" not in receipt or not (receipt["seal"] is None or isinstance(receipt["seal"], Mapping)):
        yield "seal"
    elif receipt["seal"] is not None:
        yield from _wrong_seal_fields(receipt["seal"])


def _wrong_seal_fields(seal: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"seal.{name}" for name in _NUMBERS if not _is_count(seal.get(name)))
    yield from (f"seal.{name}" for name in _DIGESTS if not _is_digest(seal.get(name)))
    if seal.get("previous") != "" and not _is_digest(seal.get("previous")):
        yield "seal.previous"
    path = seal.get("path")
    if not isinstance(path, list) or len(path) > 64 or not all(_is_digest(step) for step in path):
        yield "seal.path"


def _is_content(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        content = orjson.loads(value.encode())
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return False
    if not isinstance(content, list) or len(content) != _CONTENT_NAMES:
        return False
    return isinstance(content[12], dict) and _is_digest(content[13])


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_hex(value: Any) -> TypeGuard[str]:
    if not isinstance(value, str) or not value.isascii() or value != value.lower():
        return False
    try:
        return len(bytes.fromhex(value)) * 2 == len(value)
    except ValueError:
        return False


def _is_digest(value: Any) -> bool:
    return _is_hex(value) and len(value) == 64


_HEADER = "# 共治封存公示：号 件数 根 封存指纹 封存时间"


def seals_file(lines: Iterable[tuple[SealLine, str]]) -> Iterator[str]:
    """The published file, line by line: each seal with the time at which it was made."""
    yield f"{_HEADER}\n"
    for line, sealed_at in lines:
        yield f"{line.number} {line.count} {line.root.hex()} {line.hash.hex()} {sealed_at}\n"


def read_seals_file(text: str) -> list[SealLine]:
    """The seals of a published file.

    Raises:
        Refusal: ``seals.shape`` naming the line.
    """
    found = []
    for row, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split()
        whole = len(parts) == 5 and parts[0].isdecimal() and parts[1].isdecimal()
        if not (whole and _is_digest(parts[2]) and _is_digest(parts[3])):
            raise Refusal("seals.shape", f"封存公示文件第 {row} 行的写法不对。请重新下载。", row=row)
        found.append(SealLine(int(parts[0]), int(parts[1]), bytes.fromhex(parts[2]), bytes.fromhex(parts[3])))
    return found
