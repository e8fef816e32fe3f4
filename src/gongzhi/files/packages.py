"""Files that pass through unchanged are looked at before: office packages that unpack to too much, or hold programs."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO

from gongzhi.files.rules import DOCX, MB, XLSX, Format, bomb, broken
from gongzhi.kernel.errors import Refusal

MOST_PARTS = 3000
MOST_UNPACKED = 100 * MB
_MOST_PACKED_TYPES = 1 * MB
_TYPES = "[Content_Types].xml"
_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError, RuntimeError)
_PIECE = 1 * MB
_ENCRYPTED = 0x1


def office_format(source: IO[bytes]) -> Format | None:
    """Which kind of office document a zip file is; None for any other archive.

    Raises:
        Refusal: ``file.bomb`` when it unpacks to more than :data:`MOST_UNPACKED` bytes, ``file.macro``,
            ``file.broken``.
    """
    try:
        with zipfile.ZipFile(source) as package:
            return _checked(package, source)
    except _FAULTS as error:
        raise broken() from error


def is_archive_too(source: IO[bytes]) -> bool:
    """True when a file is, beside what it says, an archive: two programs would see two different files."""
    return zipfile.is_zipfile(source)


def _checked(package: zipfile.ZipFile, source: IO[bytes]) -> Format | None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    found = next((kind for main, kind in _MAIN.items() if main in names and _TYPES in names), None)
    if found is None:
        return None
    _check_amount(parts, source.seek(0, 2))
    if any(part.flag_bits & _ENCRYPTED or _leads_out(part.filename) for part in parts):
        raise broken()
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
        raise _has_macros()
    if b"macroenabled" in package.read(_TYPES)[:_MOST_PACKED_TYPES].lower():
        raise _has_macros()
    for part in parts:
        with package.open(part) as opened:
            while opened.read(_PIECE):
                pass
    return found


def _check_amount(parts: list[zipfile.ZipInfo], size: int) -> None:
    """What the directory says is believed here, and proved when each part is read: a reader stops at its size."""
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or packed > size:
        raise bomb()


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or "\\" in name


def _has_macros() -> Refusal:
    return Refusal("file.macro", "文档里带有宏或程序，不收。请另存为不带宏的 docx 或 xlsx 再传。", status=422)
