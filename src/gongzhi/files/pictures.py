"""Pictures made anew: turned upright, made smaller, and nothing kept of them but what can be seen (1.7, NC-10).

Whoever made the picture chose its bytes, so its size is read before anything is decoded, only the decoder of its
own format is asked, and each process decodes one at a time: memory has a bound.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from threading import Lock
from typing import IO, Any

from PIL import ExifTags, Image
from pillow_heif import register_heif_opener

from gongzhi.files.rules import bomb, broken
from gongzhi.kernel.errors import Refusal

MOST_PIXELS = 50_000_000
"""What a telephone's largest ordinary mode takes: decoding it needs up to 350 MB."""
_MOST_OF_OTHERS = 25_000_000
_CAMERA_FORMATS = frozenset({"JPEG", "MPO", "HEIF"})
EDGE = 2560
THUMB_EDGE = 480
_QUALITY, _THUMB_QUALITY = 82, 75
_FAULTS = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, RuntimeError, struct.error
)  # fmt: skip
"""What decoders raise over bytes that are not what they should be."""
_DECODERS = ["JPEG", "HEIF", "PNG", "WEBP"]
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What EXIF calls an orientation, as the turn that sets it right."""
_ONE_AT_A_TIME = Lock()

register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew, as JPEG."""

    content: bytes
    thumb: bytes
    width: int
    height: int
    likeness: int
    """dHash: for each of 8 × 8 fields, whether it is lighter than its right neighbour."""


def picture(source: IO[bytes], decoder: str) -> Picture:
    """Make a picture anew from a file that is one, in the format of ``decoder``; of a moving one, its first frame.

    Raises:
        Refusal: ``file.bomb`` above :data:`MOST_PIXELS`, ``file.broken``.
    """
    with _ONE_AT_A_TIME, _opened(source, [decoder]) as opened:
        small = _upright(opened)
    content, thumb = BytesIO(), BytesIO()
    small.save(content, "JPEG", quality=_QUALITY, optimize=True)
    width, height = small.size
    likeness = _likeness(small)
    small.thumbnail((THUMB_EDGE, THUMB_EDGE))
    small.save(thumb, "JPEG", quality=_THUMB_QUALITY, optimize=True)
    return Picture(content.getvalue(), thumb.getvalue(), width, height, likeness)


def position(head: bytes) -> tuple[float, float] | None:
    """Longitude and latitude that a camera wrote into a picture (WGS-84, to about 10 m); None without.

    The beginning of the file is enough. Nothing of it is kept (1.7: a position is a suggestion, taken once).
    """
    try:
        with _opened(BytesIO(head), _DECODERS) as opened:
            gps = opened.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    except Refusal:
        return None
    lat = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
    lon = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    return None if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90 else (lon, lat)


@contextmanager
def _opened(source: IO[bytes], decoders: list[str]) -> Iterator[Image.Image]:
    try:
        with Image.open(source, formats=decoders) as opened:
            most = MOST_PIXELS if opened.format in _CAMERA_FORMATS else _MOST_OF_OTHERS
            if opened.width * opened.height > most:
                raise bomb()
            yield opened
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise bomb() from error
    except _FAULTS as error:
        raise broken() from error


def _upright(opened: Image.Image) -> Image.Image:
    """The picture in plain colours, at most :data:`EDGE` wide and high, with nothing beside it."""
    opened.draft("RGB", (EDGE, EDGE))
    turn = _TURNS.get(_orientation(opened))
    plain = opened.convert("RGBA") if opened.mode in {"P", "PA", "1"} else opened
    plain.thumbnail((EDGE, EDGE))
    seen = _on_white(plain)
    return seen if turn is None else seen.transpose(turn)


def _orientation(opened: Image.Image) -> int:
    """How the camera was held; as usual, when what it wrote down cannot be read."""
    try:
        return int(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except _FAULTS:
        return 1


def _on_white(seen: Image.Image) -> Image.Image:
    """A new picture: what was written beside the old one stays behind."""
    mask = seen.convert("RGBA").getchannel("A") if seen.has_transparency_data else None
    ground = Image.new("L" if seen.mode == "L" else "RGB", seen.size, "white")
    ground.paste(seen if seen.mode == "L" else seen.convert("RGB"), mask=mask)
    return ground


def _likeness(image: Image.Image) -> int:
    fields = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    likeness = 0
    for row in range(8):
        for column in range(8):
            at = 9 * row + column
            likeness = likeness << 1 | (fields[at] > fields[at + 1])
    return likeness


def _degrees(gps: dict[int, Any], value: int, half: int, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (Fraction(part) for part in gps[value])
        found = round(float(degrees + minutes / 60 + seconds / 3600), 4)
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return None
    return -found if gps.get(half) == negative else found
