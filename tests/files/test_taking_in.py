"""Taking in: by content, never by name; pictures made anew; each refused file with a code and a sentence (1.7, NC-10)."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import cast

import pytest
from PIL import Image

from gongzhi.files.operations import Batch, Taken, take_in
from gongzhi.files.pictures import position
from gongzhi.files.rules import MB, bands, difference
from gongzhi.files.vocabulary import Kind
from tests.files import samples
from tests.files.samples import document, encoded, named, scene, telling, workbook


def taken(name: str, content: bytes) -> Taken:
    """The one file, which is good."""
    batch = take_in([named(name, content)])
    assert [one.refusal.code for one in batch.left] == []
    return batch.taken[0]


def code(name: str, content: bytes) -> str:
    """The code with which a file is refused; empty when it is not."""
    batch = take_in([named(name, content)])
    for left in batch.left:
        assert left.refusal.sentence.endswith("。")
    return batch.left[0].refusal.code if batch.left else ""


def kept(one: Taken) -> bytes:
    """The bytes that would be kept."""
    one.content.seek(0)
    return bytes(one.content.read())


def reopened(content: bytes) -> Image.Image:
    """The picture, read again by somebody else."""
    opened = Image.open(BytesIO(content))
    opened.load()
    return opened


def corners(image: Image.Image) -> list[str]:
    """What is in the corners, clockwise from the upper left."""
    names = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
    width, height = image.size
    found = []
    for at in ((24, 12), (width - 25, 12), (width - 25, height - 13), (24, height - 13)):
        pixel = cast(tuple[int, int, int], image.convert("RGB").getpixel(at))
        near = {
            name: sum(abs(a - b) for a, b in zip(pixel, colour, strict=True))
            for name, colour in names.items()
        }
        found.append(min(near, key=near.__getitem__))
    return found


AS_SEEN = ["red", "green", "blue", "white"]


def test_nothing_that_a_camera_writes_down_is_kept() -> None:
    """1.7: neither where nor when nor by which device."""
    original = telling()
    assert [secret for secret in samples.SECRETS if secret not in original] == []
    one = taken("a.jpg", original)
    for content in (kept(one), one.thumb):
        assert [secret for secret in samples.SECRETS if secret in content] == []
        assert dict(reopened(content).getexif()) == {}
        assert set(reopened(content).info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    turned = scene()
    if orientation in undo:
        turned = turned.transpose(Image.Transpose(undo[orientation]))
    one = taken("a.jpg", encoded(turned, exif=samples.exif(orientation), quality=95))
    image = reopened(kept(one))
    assert (image.size, (one.width, one.height)) == ((320, 240), (320, 240))
    assert corners(image) == AS_SEEN
    assert corners(reopened(one.thumb)) == AS_SEEN


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", encoded(scene(), "PNG")),
        ("a.webp", encoded(scene(), "WEBP", quality=90)),
        ("a.gif", encoded(scene(), "GIF")),
        ("a.heic", encoded(scene(), "HEIF", quality=90)),
        ("a.HEIC", encoded(scene(), "HEIF", quality=90, exif=samples.exif(1, samples.GPS).tobytes())),
        ("无后缀", encoded(scene())),
        ("a.pdf", encoded(scene())),
    ],
)
def test_every_picture_becomes_a_jpeg_whatever_it_was_called(name: str, content: bytes) -> None:
    one = taken(name, content)
    image = reopened(kept(one))
    assert (image.format, one.format.suffix, one.name.rpartition(".")[2]) == ("JPEG", "jpg", "jpg")
    assert corners(image) == AS_SEEN
    assert one.sha256 == hashlib.sha256(kept(one)).digest()


def test_a_large_picture_is_made_smaller_and_has_a_small_one() -> None:
    one = taken("a.jpg", encoded(scene(6000, 4000)))
    assert (one.width, one.height) == (2560, 1707)
    assert max(reopened(one.thumb).size) == 480
    assert one.size < 2 * MB


def test_what_is_transparent_is_white_and_what_moves_stands_still() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert reopened(kept(taken("a.png", encoded(clear, "PNG")))).getpixel((20, 20)) == (255, 255, 255)
    moving = encoded(scene(), "GIF", save_all=True, append_images=[Image.new("RGB", (320, 240), "black")])
    assert corners(reopened(kept(taken("a.gif", moving)))) == AS_SEEN


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_to_write_colours_is_read(mode: str) -> None:
    image = scene().convert("L").convert(mode) if mode in {"1", "LA", "I;16"} else scene().convert(mode)
    assert taken("a.png", encoded(image, "PNG")).width == 320


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert taken("a.jpg", telling()).sha256 == taken("b.jpg", telling()).sha256


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.pdf", samples.PDF, Kind.PDF),
        ("说明.docx", document(), Kind.DOCX),
        ("表.xlsx", workbook(), Kind.XLSX),
        ("表.docx", workbook(), Kind.XLSX),
        ("a.mp3", samples.MP3, Kind.AUDIO),
        ("a.m4a", samples.M4A, Kind.AUDIO),
        ("a.amr", samples.AMR, Kind.AUDIO),
        ("a.ogg", samples.OGG, Kind.AUDIO),
        ("a.mp4", samples.MP4, Kind.VIDEO),
    ],
)
def test_what_passes_through_stays_as_it_is(name: str, content: bytes, kind: Kind) -> None:
    one = taken(name, content)
    assert (one.format.kind, kept(one), one.thumb) == (kind, content, b"")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_kept_in_utf_8(encoding: str) -> None:
    assert kept(taken("话.txt", "楼下烧烤𠮷\r\n太吵".encode(encoding))) == "楼下烧烤𠮷\r\n太吵".encode()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jpg", b"", "file.empty"),
        ("a.jpg", samples.HTML, "file.lies"),
        ("a.txt", samples.HTML, "file.lies"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00", "file.lies"),
        ("a.html", samples.HTML, "file.type"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file.type"),
        ("a.exe", b"MZ\x90\x00" + bytes(60), "file.type"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "file.type"),
        ("a.zip", samples.archive({"a.txt": b"a"}), "file.type"),
        ("a.docx", samples.archive({"a.txt": b"a"}), "file.lies"),
        ("a.jpg", telling()[:900], "file.broken"),
        ("a.png", encoded(scene(), "PNG")[:200], "file.broken"),
        ("a.heic", encoded(scene(), "HEIF")[:300], "file.broken"),
        ("a.pdf", samples.PDF[:40], "file.broken"),
        ("a.docx", document()[:100], "file.broken"),
        ("a.docx", document(word__vbaProject_dot_bin=b"x"), "file.macro"),
        ("a.xlsx", document(word__evil_dot_exe=b"MZ"), "file.macro"),
        ("a.docx", document(**{"..__..__etc__passwd": b"x"}), "file.broken"),
        ("a.docx", samples.zip_bomb(), "file.bomb"),
        ("a.docx", document(**{f"p{n}": b"" for n in range(3001)}), "file.bomb"),
        ("a.png", samples.huge_png(), "file.bomb"),
        ("a.png", samples.huge_png(8000, 4000), "file.bomb"),
        ("a.pdf", samples.PDF + samples.archive({"a.js": b"x"}) + b"%%EOF", "file.lies"),
        ("a.mp4", samples.MP4 + document(), "file.lies"),
        ("a.txt", b"a" * (MB + 1), "file.size"),
        ("a.mp3", samples.MP3 + bytes(21 * MB), "file.size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_by_its_code(name: str, content: bytes, expected: str) -> None:
    assert code(name, content) == expected


def test_a_part_that_is_longer_than_it_says_is_found_out() -> None:
    honest = document(word__big_dot_bin=bytes(5 * MB))
    lying = honest.replace((5 * MB).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != honest
    assert code("a.docx", lying) == "file.broken"


def test_a_picture_with_something_behind_it_loses_it() -> None:
    """A polyglot: what an unpacker would see is not in what is kept."""
    one = taken("a.jpg", encoded(scene()) + samples.archive({"evil.js": b"alert(1)"}))
    assert b"PK\x03\x04" not in kept(one)
    assert b"evil" not in kept(one)


def test_good_files_are_taken_and_the_bad_ones_named_one_by_one() -> None:
    batch = take_in(
        [
            named("好.jpg", telling()),
            named("坏.jpg", samples.HTML),
            named("空.png", b""),
            named("x.pdf", samples.PDF),
        ]
    )
    assert [one.name for one in batch.taken] == ["好.jpg", "x.pdf"]
    assert [(one.name, one.refusal.code) for one in batch.left] == [
        ("坏.jpg", "file.lies"),
        ("空.png", "file.empty"),
    ]


def test_no_more_than_twelve_and_sixty_megabytes_at_once() -> None:
    batch = take_in([named(f"{n}.pdf", samples.PDF) for n in range(14)])
    assert (len(batch.taken), codes(batch)) == (12, ["file.count"] * 2)
    large = samples.MP3 + bytes(19 * MB)
    batch = take_in([named(f"{n}.mp3", large) for n in range(4)])
    assert (len(batch.taken), codes(batch)) == (3, ["file.total"])


def codes(batch: Batch) -> list[str]:
    return [one.refusal.code for one in batch.left]


def test_a_photo_can_say_where_it_was_taken_and_its_beginning_is_enough() -> None:
    """1.7, peers A1: offered, never kept."""
    assert position(telling()[:4096]) == (116.41, 39.93)
    south = {**samples.GPS, 1: "S", 3: "W"}
    assert position(encoded(scene(), exif=samples.exif(1, south))) == (-116.41, -39.93)
    for nothing in (
        encoded(scene()),
        b"",
        samples.HTML,
        encoded(scene(), exif=samples.exif(1, {1: "N", 2: (39.0,)})),
    ):
        assert position(nothing) is None


def test_a_photo_is_known_again_after_it_was_made_smaller() -> None:
    """Peers D4: a re-used photo. Another one is not confused with it."""

    def likeness(content: bytes) -> list[int]:
        return list(taken("a.jpg", content).bands)

    first = likeness(encoded(scene(1600, 1200)))
    again = likeness(encoded(scene(1600, 1200).resize((500, 375)), quality=50))
    other = likeness(encoded(scene(1600, 1200).transpose(Image.Transpose.ROTATE_180)))
    assert difference(first, again) <= 3
    assert set(first) & set(again)
    assert difference(first, other) > 10
    assert bands(0) == []
