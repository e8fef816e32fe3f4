"""Chance that repeats itself, and invented Chinese names."""

from __future__ import annotations

import random
from collections.abc import Iterator

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建国文辉力志海燕雪梅云飞鹏宇浩凯秀峰宁欣怡佳慧颖晨"
    "晓东冬春立新永成德福荣光庆林森悦琪瑶婷睿泽航博思远嘉诚一凡子涵雨桐乐天"
)
_FIRST = "锦阳安景翠富绿滨瑞静吉银云朗福丽远秀嘉枫桐梧松柏荷莲菱榆槐杏梨桃柳竹兰菊枣栾槿蔷"
_SECOND = "绣华泰竹景河祥悦晓安业珠杏海琴泽水湖园庭舍荫影声语溪涧岭岚霖禾穗谷坊轩榭廊"
_TAILS = ("家园", "花园", "小区", "公寓", "嘉园", "苑")


def chance(seed: int, topic: str) -> random.Random:
    """The same numbers for the same seed and topic, whatever else is drawn."""
    return random.Random(f"{seed}/{topic}")  # noqa: S311 - invented rows are no secret


def person_names(seed: int) -> Iterator[str]:
    """Names without end; some come twice, as in life."""
    draw = chance(seed, "people")
    while True:
        given = "".join(draw.sample(_GIVEN, draw.choice((1, 2, 2))))
        yield draw.choice(_SURNAMES) + given


def compound_names(seed: int) -> Iterator[str]:
    """Names of housing estates, each once."""
    draw = chance(seed, "compounds")
    stems = [first + second for first in _FIRST for second in _SECOND]
    draw.shuffle(stems)
    return (stem + draw.choice(_TAILS) for stem in stems)
