"""Real files for tests, made on the spot; and what an independent reader finds in the ones that were kept."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from struct import pack
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

GPS = {1: "N", 2: (39.0, 55.0, 48.0), 3: "E", 4: (116.0, 24.0, 36.0), 27: b"ASCII\x00\x00\x00GPS"}
"""39.93, 116.41: in the town."""
SECRETS = (b"Exif", b"GPS", b"SecretPhone", b"http://ns.adobe.com", b"ICC_PROFILE", b"a remark", b"8BIM")
"""What no kept picture may hold: each of these stands in the picture of :func:`telling`."""


def scene(width: int = 320, height: int = 240, shift: int = 0) -> Image.Image:
    """A picture whose corners are red, green, blue and white, clockwise from the upper left."""
    image = Image.new("RGB", (width, height), "gray")
    draw = ImageDraw.Draw(image)
    half = width // 2, height // 2
    draw.rectangle((0, 0, half[0] + shift, half[1]), fill="red")
    draw.rectangle((half[0] + shift, 0, width, half[1]), fill="green")
    draw.rectangle((half[0], half[1], width, height), fill="blue")
    draw.rectangle((0, half[1], half[0], height), fill="white")
    for step in range(0, width, 40):
        draw.line((step, 0, width - step, height), fill=(step % 255, 90, 140), width=5)
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1, gps: Mapping[int, Any] | None = None) -> Image.Exif:
    """What a camera writes down."""
    written = Image.Exif()
    written[ExifTags.Base.Orientation] = orientation
    written[ExifTags.Base.Model] = "SecretPhone"
    if gps:
        written.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return written


def telling(orientation: int = 1) -> bytes:
    """A photo that tells about its owner in every way that a JPEG can."""
    return encoded(
        scene(),
        exif=exif(orientation, GPS),
        comment=b"a remark",
        xmp=b"<x:xmpmeta/>",
        icc_profile=b"profile" * 20,
        extra=b"\xff\xed\x00\x10Photoshop 8BIM",
    )


def named(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def hashed(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def document(**extra: bytes) -> bytes:
    """A small Word file, with further parts (``__`` for the slash, ``_dot_`` for the dot)."""
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in extra.items()}
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


def workbook() -> bytes:
    """A small Excel file."""
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def zip_bomb(megabytes: int = 400) -> bytes:
    """A Word file of some hundred kilobytes that unpacks to ``megabytes``."""
    return document(word__media__image1_dot_bin=bytes(megabytes * 1024 * 1024))


def huge_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A valid beginning of a PNG of one bit a pixel that would fill gigabytes; a few kilobytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))

    rows = zlib.compress(bytes((width // 8 + 1) * 100), 9)
    return PngImagePlugin._MAGIC + b"".join(
        (
            chunk(b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
            chunk(b"IDAT", rows),
            chunk(b"IEND", b""),
        )
    )


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 50
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + bytes(100)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + bytes(100)
AMR = b"#!AMR\n" + bytes(100)
OGG = b"OggS\x00\x02" + bytes(100)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def huge_gif(width: int, height: int) -> bytes:
    """A GIF that says to be this large and holds next to nothing."""
    frame = b"," + pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + frame + b";"


def overlapping_bomb() -> bytes:
    """A Word file in which ten names stand for the same compressed bytes, so that it holds more than it is long."""
    content = document(word__a_dot_bin=bytes(9 * 1024 * 1024))
    with zipfile.ZipFile(BytesIO(content)) as package:
        part = package.getinfo("word/a.bin")
        at = content.rindex(b"word/a.bin") - 46
        line = content[at : at + 46 + len("word/a.bin")]
        end = content[content.rindex(b"PK\x05\x06") :]
        count = len(package.infolist()) + 9
        assert part.compress_size > 0
    directory = content[: content.rindex(b"PK\x05\x06")] + b"".join(
        line.replace(b"word/a.bin", b"word/%d.bin" % n) for n in range(9)
    )
    size = len(directory) - int.from_bytes(end[16:20], "little")
    return directory + end[:8] + pack("<HHI", count, count, size) + end[16:]
