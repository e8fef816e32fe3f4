"""How Chinese place names are written: suffixes, numbers, and words that are names only with a suffix."""

from __future__ import annotations

import re
from typing import NamedTuple

FAMILIES: tuple[tuple[str, ...], ...] = (
    ("社区居民委员会", "社区居委会", "社区居委", "居民委员会", "居委会", "居委", "社区"),
    ("村民委员会", "村委会", "村委", "村"),
    ("街道办事处", "街道办", "街道"),
    ("镇人民政府", "镇政府", "镇"),
    ("乡人民政府", "乡政府", "乡"),
    ("小区",),
    ("区",),
    ("县",),
    ("市",),
)
FAMILY_OF = {suffix: family for family, suffixes in enumerate(FAMILIES) for suffix in suffixes}
REGIONS = frozenset(FAMILY_OF[suffix] for suffix in ("街道", "镇", "乡", "区", "县", "市"))
_BY_LENGTH = sorted(FAMILY_OF, key=len, reverse=True)
ENDING = re.compile("(?:" + "|".join(_BY_LENGTH) + ")$")
SUFFIX = re.compile(
    "(?:" + "|".join(_BY_LENGTH) + ")(?<!市(?=[场民政容内]))(?<!区(?=[域间别内里]))(?<!乡(?=[亲下]))"
)
WRITTEN_SUFFIX = re.compile("|".join(suffix for suffix in _BY_LENGTH if len(suffix) > 1))
FEATURE = re.compile(
    "[东南西北中内外前后]{0,2}(?:大街|大道|马路|路|街(?!道)|巷|胡同|桥|医院|中学|小学|学校|大学|幼儿园"
    "|公园|广场|市场|地铁|车站|站|饭店|酒店|大厦|商场|超市|银行)"
)
CLOSING = re.compile(
    r"$|[^\w]|[的有是旁内里边和与到0-9甲乙丙丁]|[东南西北]侧|[东南西北]?门|附近|周边|一带|居民|业主|住户|村民|辖区|境内|范围|什么"
    "|物业|底商"
)
FOREIGN_REGION = re.compile(
    r"(?:自治州|自治县|街道|[省市区县镇乡])(?<!小区)(?<!社区)(?<!片区)(?<!辖区)(?<!地区)$"
)

CLAUSE_END = re.compile(r"[^\w#-]")
AWAY_BEFORE = re.compile("隔壁|以前|原来|不如|不像|听说|户口|对面|(?:从|比)$")
AWAY_AFTER = re.compile("那边|上班|上学|相比|就管得|早就")
AWAY_WITHIN = 8

DIGITS = "零一二三四五六七八九"
VALUES = {character: value for value, character in enumerate(DIGITS)} | {"〇": 0, "两": 2}
CHINESE_NUMBER = re.compile("[零〇一二三四五六七八九十百]+")
ARABIC_NUMBER = re.compile(r"\d+")
UNITS = {"号楼": "楼", "#楼": "楼", "栋": "楼", "幢": "楼", "座": "楼", "楼": "楼", "#": "楼"} | {
    "号院": "院", "院": "院", "号": "院", "号网格": "格", "网格": "格", "单元": "元", "组": "组",
}  # fmt: skip
NUMBERED = re.compile(
    "第?([甲乙丙丁A-Za-z]?)([0-9]{1,4}|[零〇一二三四五六七八九十百]{1,5}|(?<=[A-Za-z]))("
    + "|".join(sorted(UNITS, key=len, reverse=True))
    + ")"
)
COUNTED = re.compile(r"(?:\d+|[零〇一二三四五六七八九十百]+)(?:条|区|里|组|村|队|号|社)")


class Stem(NamedTuple):
    """A name without its suffix; ``family`` indexes FAMILIES, None when there was no suffix."""

    text: str
    family: int | None


def split_suffix(name: str) -> Stem:
    """``东厂社区居委会`` → 东厂; a stem of one letter keeps a short suffix: ``李村村委会`` → 李村."""
    ending = ENDING.search(name)
    if ending is None or ending.start() == 0:
        return Stem(name, None)
    family = FAMILY_OF[ending.group()]
    stem = name[: ending.start()]
    if ending.group() == "村" and stem.endswith("新"):
        return Stem(name, None)
    if family == FAMILY_OF["村"] and len(stem) > 2:
        stem = stem.removesuffix("村")
    return Stem(stem + FAMILIES[family][-1] if len(stem) == 1 else stem, family)


def number_value(text: str) -> int:
    """``二十三`` → 23, ``一〇二`` → 102, ``12`` → 12."""
    if text.isdecimal():
        return int(text)
    if "十" not in text and "百" not in text:
        return int("".join(str(VALUES[character]) for character in text))
    total, current = 0, 0
    for character in text:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = VALUES[character]
    return total + current


def number_in_chinese(value: int) -> str:
    """``23`` → 二十三; from 100 on digit by digit (``102`` → 一零二)."""
    if value >= 100 or value < 10:
        return "".join(DIGITS[int(digit)] for digit in str(value))
    tens, ones = divmod(value, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def writings(stem: str) -> set[str]:
    """The stem with its numbers in Chinese and in digits: ``六条`` and ``6条``."""
    arabic = CHINESE_NUMBER.sub(_in_digits, stem)
    chinese = ARABIC_NUMBER.sub(lambda run: number_in_chinese(int(run.group())), stem)
    return {stem, arabic, chinese}


def _in_digits(run: re.Match[str]) -> str:
    """百 alone is a word (百荣嘉园), not a number."""
    return run.group() if run.group() == "百" else str(number_value(run.group()))


def number_key(match: re.Match[str]) -> str:
    """What is equal for ``3号楼``, ``三号楼`` and ``3栋``."""
    letter, number, unit = match.groups()
    return f"{letter.upper()}{number_value(number) if number else ''}{UNITS[unit]}"


def is_elsewhere(text: str, start: int, end: int) -> bool:
    """The words around ``text[start:end]`` compare or look back: the matter itself is at another place."""
    before = CLAUSE_END.split(text[max(0, start - AWAY_WITHIN) : start])[-1]
    after = CLAUSE_END.split(text[end : end + AWAY_WITHIN], maxsplit=1)[0]
    return AWAY_BEFORE.search(before) is not None or AWAY_AFTER.search(after) is not None


def split_number(name: str) -> tuple[str, str] | None:
    """``锦绣园3号楼`` → (``锦绣园``, key of 3号楼); None when the name doesn't end in a number with a unit."""
    for match in NUMBERED.finditer(name):
        if match.end() == len(name):
            return name[: match.start()], number_key(match)
    return None
