"""Pure rules of attachments: what a file is by its first bytes, its size and name, what a picture resembles."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gongzhi.files.vocabulary import FilesCapability, Kind
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Seat, Viewer

MB = 1024 * 1024
MOST_AT_ONCE = 12
MOST_OF_SUBJECT = 60
LARGEST: dict[Kind, int] = {
    Kind.PICTURE: 20 * MB,
    Kind.PDF: 20 * MB,
    Kind.DOCX: 10 * MB,
    Kind.XLSX: 10 * MB,
    Kind.TEXT: 1 * MB,
    Kind.AUDIO: 20 * MB,
    Kind.VIDEO: 20 * MB,
}
LARGEST_TOGETHER = 60 * MB
"""Bytes of one sending."""
LARGEST_OF_SUBJECT = 300 * MB
HEAD = 64
"""Bytes that tell what a file is."""
LONGEST_NAME = 80
ALIKE = 3
"""Two pictures whose 64-bit likenesses differ in no more bits are the same photo (bands below find all of these)."""
PLAIN_NAMES = frozenset({"", "txt", "csv", "log", "md"})
ACCEPTED = "照片、PDF、Word（docx）、Excel（xlsx）、纯文本、录音（mp3、m4a、amr、ogg）和视频（mp4）"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is taken in: what it is, how it is given out, and for pictures Pillow's name of it."""

    kind: Kind
    suffix: str
    media: str
    decoder: str = ""


JPEG = Format(Kind.PICTURE, "jpg", "image/jpeg", "JPEG")
"""What every picture becomes."""
_HEIC = Format(Kind.PICTURE, "heic", "image/heic", "HEIF")
_MP3 = Format(Kind.AUDIO, "mp3", "audio/mpeg")
_M4A = Format(Kind.AUDIO, "m4a", "audio/mp4")
_MP4 = Format(Kind.VIDEO, "mp4", "video/mp4")
PDF = Format(Kind.PDF, "pdf", "application/pdf")
TEXT = Format(Kind.TEXT, "txt", "text/plain; charset=utf-8")
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX = Format(Kind.DOCX, "docx", f"{_OPEN_XML}wordprocessingml.document")
XLSX = Format(Kind.XLSX, "xlsx", f"{_OPEN_XML}spreadsheetml.sheet")
FORMATS = (
    JPEG,
    _HEIC,
    Format(Kind.PICTURE, "png", "image/png", "PNG"),
    Format(Kind.PICTURE, "webp", "image/webp", "WEBP"),
    Format(Kind.PICTURE, "gif", "image/gif", "GIF"),
    PDF, DOCX, XLSX, TEXT, _MP3, _M4A, _MP4,
    Format(Kind.AUDIO, "amr", "audio/amr"),
    Format(Kind.AUDIO, "ogg", "audio/ogg"),
)  # fmt: skip
BY_SUFFIX = {one.suffix: one for one in FORMATS}
_CLAIMS = BY_SUFFIX.keys() | {"jpeg", "heif", "mov", "oga", "m4v"}
_SIGNS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"#!AMR", "amr"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xfa", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
)
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"), _HEIC),
    **dict.fromkeys((b"M4A ", b"M4B "), _M4A),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "), _MP4),
    **dict.fromkeys((b"qt  ", b"3gp4", b"3gp5", b"3gp6"), _MP4),
}
ZIP = b"PK\x03\x04"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff<>:"/\\|?*]')
_MARKUP = re.compile(r"\s*<(?:!|\?|html|head|body|script|svg|iframe)", re.IGNORECASE)


def format_by_signature(head: bytes) -> Format | None:
    """What a file says that it is with its first :data:`HEAD` bytes; None for containers and texts."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return BY_SUFFIX["webp"]
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    return next((BY_SUFFIX[suffix] for sign, suffix in _SIGNS if head.startswith(sign)), None)


def suffix_of(name: str) -> str:
    """The suffix of a file name, lower case, without the dot; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def typed_name(name: str) -> str:
    """The name as it was typed, without folders, controls and turned writing."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    return " ".join(_UNSAFE.sub("", plain).split()).strip(". ")[:LONGEST_NAME] or "附件"


def kept_name(name: str, suffix: str) -> str:
    """The name as it was typed, with the suffix of what the file is."""
    claims = "." in name and suffix_of(name) in _CLAIMS | PLAIN_NAMES
    return f"{typed_name(name.rpartition('.')[0] if claims else name)}.{suffix}"


def not_taken(name: str) -> Refusal:
    """The answer for a file that is nothing that is accepted; one that pretends to be hears so."""
    if suffix_of(name) in _CLAIMS:
        return Refusal(
            "file.lies", "文件的名称和内容对不上，没有收下。请换一个能正常打开的文件。", status=422
        )
    return Refusal("file.type", f"这种文件不收。可以发{ACCEPTED}。", status=422)


def broken() -> Refusal:
    """The answer for a file that has the right beginning and cannot be read."""
    return Refusal("file.broken", "文件打不开，可能没有传完整。请打开看一下，再传一次。", status=422)


def bomb() -> Refusal:
    """The answer for a file that is small and would become very large."""
    return Refusal(
        "file.bomb", "文件展开以后太大，没有收下。照片请用手机的普通模式拍，文档请拆成几份。", status=413
    )


def check_size(size: int, largest: int) -> None:
    """Refuse what is empty or larger than ``largest`` bytes."""
    if not size:
        raise Refusal("file.empty", "文件是空的，请重新选择。", status=422)
    if size > largest:
        raise Refusal(
            "file.size",
            f"文件有 {size / MB:.1f} MB，这种文件最多 {largest // MB} MB。请压缩后再传。",
            status=413,
        )


def check_room(count: int, size: int) -> None:
    """Refuse what would bring a matter above its count of files or bytes."""
    if count > MOST_OF_SUBJECT:
        raise Refusal("file.count", f"一件事最多 {MOST_OF_SUBJECT} 个附件，已经满了。", status=422)
    if size > LARGEST_OF_SUBJECT:
        raise Refusal(
            "file.total", f"一件事的附件合计最多 {LARGEST_OF_SUBJECT // MB} MB，已经满了。", status=413
        )


def check_batch(count: int, size: int) -> None:
    """Refuse what would bring one sending above its count of files or bytes."""
    if count > MOST_AT_ONCE:
        raise Refusal("file.count", f"一次最多 {MOST_AT_ONCE} 个，这一个没有收下，请再传一次。", status=422)
    if size > LARGEST_TOGETHER:
        raise Refusal(
            "file.total",
            f"一次合计最多 {LARGEST_TOGETHER // MB} MB，这一个没有收下，请再传一次。",
            status=413,
        )


def readable_text(content: bytes) -> str | None:
    """The text that the bytes are, in UTF-8 or GB 18030; None when they are none, or markup that could run."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = any(unicodedata.category(one) == "Cc" and one not in "\t\r\n\f" for one in text)
        return None if control or _MARKUP.match(text) else text
    return None


def removing_seat(viewer: Viewer, added_body_id: int | None) -> Seat | None:
    """The seat through which the viewer may remove a file: its body added it, or its post may remove any (PIPL 47)."""
    may = viewer.can(FilesCapability.REMOVE)
    return next((seat for seat in viewer.seats if may or added_body_id in seat.body_ids), None)


def bands(likeness: int) -> list[int]:
    """A 64-bit likeness as four numbers by which similar ones are found: up to three different bits leave one alike.

    A picture without any contrast resembles every other one, and has none.
    """
    if likeness.bit_count() < 4 or likeness.bit_count() > 60:
        return []
    return [index << 16 | likeness >> 16 * index & 0xFFFF for index in range(4)]


def difference(one: list[int], other: list[int]) -> int:
    """In how many bits two likenesses differ, from their bands."""
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))
