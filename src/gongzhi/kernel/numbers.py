"""Numbers that people read aloud: city, year, serial and a check digit, digits only (SX-09, DC-25 "全程追踪").

``110101-26-0000123-4``: the city lets a read by number go to one shard; the check digit
(ISO 7064 mod 11,10) finds every single wrong digit and nearly every swap.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

from gongzhi.kernel.errors import Refusal

_SHAPE = re.compile(r"(\d{6})(\d{2})(\d{7,})(\d)", re.ASCII)
_NOISE = re.compile(r"[\s\-‐-―]")


def number(city_code: str, year: int, serial: int) -> str:
    """The number of the ``serial``-th matter; ``city_code`` has six digits."""
    body = f"{city_code}{year % 100:02d}{serial:07d}"
    check = mod_11_10.calc_check_digit(body)
    return f"{city_code}-{year % 100:02d}-{serial:07d}-{check}"


def read_number(text: str) -> str:
    """The canonical form of a number as a person typed it (full-width digits, blanks, dashes or none).

    Raises:
        Refusal: ``number.shape`` or ``number.check``.
    """
    digits = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    match = _SHAPE.fullmatch(digits)
    if match is None:
        raise Refusal("number.shape", "编号应是 16 位数字，例如 110101-26-0000123-4。请对照回执再输一次。")
    try:
        mod_11_10.validate(digits)
    except ValidationError as error:
        raise Refusal("number.check", "编号有一位对不上，请对照回执再输一次。") from error
    return "-".join(match.groups())
