"""Labelled messages to learn from: invented ones, and the real ones where the shared data is there."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence

from gongzhi.language.normalise import fingerprint_text
from tests.language.places_at_hand import MESSAGES

LABELLED = MESSAGES / "labelled.csv"
_SAID = {
    "噪声": "烧烤店 音响 半夜 施工 打桩 广场舞 太吵 睡不着 噪声 震动",
    "供暖": "暖气 不热 锅炉 供暖 室温 阀门 管道 婴儿 冰凉 热力",
    "停车": "停车位 占用 消防通道 收费 路边 剐蹭 车库 拖车 违停 车主",
}
_USUAL = "小区 反映 领导 希望 物业 居民 电话 解决 多次 尽快 一直 今年 附近 情况".split()


def invented(count: int, seed: int) -> tuple[list[str], list[str]]:
    """(texts, labels): each message mixes words of its class with words that all use."""
    dice = random.Random(seed)
    texts, labels = [], []
    for index in range(count):
        label = dice.choice(list(_SAID))
        words = dice.choices(_SAID[label].split(), k=4) + dice.choices(_USUAL, k=6)
        dice.shuffle(words)
        texts.append(f"{'，'.join(words)}（{index}）。")
        labels.append(label)
    return texts, labels


def real() -> tuple[list[str], list[str]]:
    """The labelled messages of the shared data, each text once; nothing when they are not there."""
    if not LABELLED.exists():
        return [], []
    with LABELLED.open(encoding="utf-8-sig", newline="") as opened:
        rows = {fingerprint_text(row["text"]): row for row in reversed(list(csv.DictReader(opened)))}
    ordered = list(reversed(rows.values()))
    return [f"{row['subject']}。{row['text']}" for row in ordered], [row["label"] for row in ordered]


def halves(texts: Sequence[str], labels: Sequence[str], seed: int) -> tuple[list[int], list[int]]:
    """Indices of three quarters to learn from and one to be measured on, class by class."""
    dice, train, test = random.Random(seed), [], []
    for label in sorted(set(labels)):
        members = [index for index, given in enumerate(labels) if given == label]
        dice.shuffle(members)
        cut = len(members) * 3 // 4
        train += members[:cut]
        test += members[cut:]
    return sorted(train), sorted(test)
