"""The same matter told again by somebody else: the ways in which two messages about one thing differ."""

from __future__ import annotations

import random
import re

GREETINGS = (
    "您好，", "领导好！", "尊敬的工作人员：", "反映一个问题：", "麻烦您了，", "我是附近的居民。", "",
)  # fmt: skip
PLEAS = (
    "请尽快处理，谢谢！", "希望有人来管管。", "盼复。", "请给个说法。", "大家都很着急。", "已经忍了很久了。", "",
)  # fmt: skip
OWN = (
    "邻居们也都这么说。", "我家有老人和孩子。", "拍了照片可以发给你们。", "之前没有投诉过。", "每天上下班都要经过。",
    "不知道归哪个部门管。", "打过物业电话没有人接。", "希望不要透露我的姓名。",
)  # fmt: skip
ALIKE = (
    ("居民", "住户"), ("晚上", "夜里"), ("影响", "干扰"), ("处理", "解决"), ("希望", "盼望"), ("已经", "早就"),
    ("没有", "没"), ("什么时候", "何时"), ("很大", "特别大"), ("附近", "旁边"), ("今年", "这一年"), ("孩子", "小孩"),
)  # fmt: skip
_CLAUSE = re.compile(r"[^，。！？!?；;,\n]+[，。！？!?；;,\n]*")
_COMMON = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
)
_WIDE = str.maketrans("0123456789，。", "０１２３４５６７８９,.")
SHARE_WRONG = (0.0, 0.04, 0.10)
"""Of the characters, at each level of noise."""
SHARE_LEFT_OUT = (0.0, 0.15, 0.35)
"""Of the clauses behind the first, which says where and what."""


def told_again(text: str, noise: int, dice: random.Random) -> str:
    """The message as another person may send it.

    0: greeted, ended and punctuated in another way. 1: the clauses in another order, 15 % of them left out, some
    words replaced, 4 % of the characters wrong or missing. 2: 35 % of the clauses left out, two sentences of
    one's own added, 10 % of the characters wrong or missing.
    """
    first, *others = _CLAUSE.findall(text) or [text]
    if noise:
        others = [clause for clause in others if dice.random() >= SHARE_LEFT_OUT[noise]]
        dice.shuffle(others)
    said = "".join([first, *others, *(dice.sample(OWN, 2) if noise > 1 else [])])
    if noise:
        for word, other in dice.sample(ALIKE, 6):
            said = said.replace(word, other)
    said = "".join(_miswritten(character, SHARE_WRONG[noise], dice) for character in said)
    said = f"{dice.choice(GREETINGS)}{said}{dice.choice(PLEAS)}"
    return said.translate(_WIDE) if dice.random() < 0.3 else said


def _miswritten(character: str, share: float, dice: random.Random) -> str:
    if dice.random() >= share:
        return character
    return "" if dice.random() < 0.3 else dice.choice(_COMMON)
