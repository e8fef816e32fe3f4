"""Which encoding a text file is in, checked to its last byte before a row of it is read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from gongzhi.kernel.errors import Refusal

_BLOCK = 1 << 18
_PROOF = 8
"""So many characters beyond ASCII that are right UTF-8 don't come about by chance in GB18030 text."""
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"%pdf", b"{\\rtf")
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}


@dataclass(frozen=True, slots=True)
class _Fault:
    position: int
    read_before: int
    """Characters beyond ASCII that were read well before the fault (counted no further than needed)."""


def text_encoding(stream: BinaryIO, name: str) -> str:
    """The codec's name, by byte-order mark, else UTF-8, else GB18030. Reads the stream from start to end.

    Raises:
        Refusal: ``sheet.type`` when it is no text, ``sheet.encoding`` when it breaks off half way.
    """
    head = stream.read(4096)
    _refuse_no_text(head, name)
    if head.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    furthest: tuple[int, str] = (-1, "")
    for candidate in candidates:
        stream.seek(0)
        fault = _fault(stream, candidate)
        if fault is None:
            return candidate
        furthest = max(furthest, (fault.position, candidate))
        if fault.read_before >= _PROOF and candidate == "utf-8":
            break
    position, encoding = furthest
    raise Refusal(
        "sheet.encoding",
        f"文件“{name}”的文字编码无法识别：按 {_NAMES[encoding]} 读到第 {position + 1} 个字节时出错。"
        "请在 Excel 或 WPS 中另存为“CSV UTF-8”或 xlsx 后再导入。",
        position=position,
    )


def _refuse_no_text(head: bytes, name: str) -> None:
    unicode16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    binary = not unicode16 and head.count(0) * 10 > len(head)
    if binary or head.lstrip().lower().startswith(_MARKUP):
        raise Refusal(
            "sheet.type",
            f"文件“{name}”不是表格。请提供 CSV 或 xlsx 文件（网页、PDF 请先在 Excel 中另存为 xlsx）。",
        )


def _fault(stream: BinaryIO, encoding: str) -> _Fault | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    consumed = proof = 0
    block = b"-"
    while block:
        block = stream.read(_BLOCK)
        consumed += len(block)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(encoding, "ignore")
            return _Fault(consumed - len(error.object) + error.start, proof + _beyond_ascii(good))
        if proof < _PROOF:
            proof += _beyond_ascii(text)
    return None


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else sum(character > "\x7f" for character in text)
