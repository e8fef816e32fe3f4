"""Seeded messages that mention places at three levels of noise. Written before the gazetteer that reads them.

Level 0 writes a place as an address form would. Level 1 drops parents, uses short names and makes at most one slip
of the pen or of the input method in the name. Level 2 abbreviates, makes up to two slips, drops most suffixes and
mentions places of elsewhere and neighbouring places.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pypinyin import lazy_pinyin, pinyin
from pypinyin.constants import Style

from gongzhi.language.gazetteer import Name

SUFFIXES = (
    "社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "居委会", "村委会", "社区", "街道", "村", "镇", "乡",
)  # fmt: skip
COMMITTEES = ("社区居委会", "居委会", "社区", "社区", "社区")
VILLAGES = ("村委会", "村", "村")
COMPOUND_FIRST = "锦阳安永景金翠兰富时御绿滨华瑞和春静兴明吉银云天朗福丽远秀嘉"
COMPOUND_SECOND = "绣光华乐泰桥竹亭景代洲河龙祥悦晓安业珠庆杏海和琴泽水江城湖园"
COMPOUND_TAILS = ("家园", "花园", "小区", "公寓", "嘉园", "苑", "名邸", "大院", "新村", "里")
MATTERS = (
    "{p}的垃圾桶三天没有清运，味道很大，请尽快处理。",
    "我住在{p}，楼下烧烤店每天半夜还在营业，油烟和噪音让老人没法睡觉。",
    "反映{p}下水道堵塞：污水已经漫到楼道，打了好几次电话都没有人来。",
    "{p}北门口的路灯坏了半个多月，晚上孩子放学看不见路。",
    "{p}有人私装地锁，占了公共车位，物业说管不了。",
    "地址：{p}。暖气不热，室内只有15度，家里还有新生儿。",
    "请问{p}什么时候加装电梯？我们六层的老人下楼很困难。",
    "{p}门前的井盖松动，汽车一过就响，担心有人掉下去。",
    "家住{p}的业主来电，称楼顶漏水两年多，维修资金一直批不下来。",
    "在{p}附近有一处工地夜间施工，凌晨两点还在打桩。",
    "投诉{p}物业公司乱收停车费，不开发票，也不公示账目。",
    "{p}居民反映自来水发黄，有铁锈味，已经持续一周。",
    "建议在{p}增设公交站，现在要走二十分钟才能坐上车。",
    "{p}流浪狗很多，昨天又有一个孩子被咬伤。",
    "我母亲独居在{p}，想咨询居家养老助餐点怎么申请。",
    "位于{p}的一处违法建设一直没有拆除，消防车根本进不去。",
    "昨天路过{p}，看到绿化带里的树倒了，压住了非机动车道。",
    "{p}的健身器材螺丝掉了，有安全隐患。",
    "反映一个问题，{p}，电动车在楼道里充电，谁来管一管？",
    "市民称{p}底商开棋牌室，每天吵到夜里，报警后没几天又开了。",
    "{p}快递柜占用消防通道的事情，上个月反映过，至今没有答复。",
    "老旧小区改造什么时候轮到{p}？墙皮一块块往下掉。",
)
OPENINGS = ("", "", "", "您好，", "领导好：", "尊敬的领导，您好！", "市民来电：", "你好，我要反映问题。")
CLOSINGS = (
    "", "", "", "希望有关部门重视。", "请给老百姓一个说法。", "盼复，谢谢！", "希望大家都能过上幸福的生活。",
    "空气一点也不新鲜。", "做事要光明正大。", "和平协商已经不管用了，只能打热线。", "请职能部门团结起来解决问题。",
    "建国这么多年了，居然还有这种事。", "每天从东头走到西头都能闻到。", "已经向总院和派出所都反映过了。",
    "这八条规定就贴在墙上，没有人遵守。", "以前是化工厂的宿舍，没有人管。", "祝各位领导工作顺利，万事吉祥！",
)  # fmt: skip
ELSEWHERE = (
    "我以前住在{e}，那边从来没有这种事。", "{e}早就解决了，为什么我们这里不行？", "我平时在{e}上班，白天不在家。",
    "我户口在{e}。", "听说{e}有试点经验。", "房东本人住在{e}，联系不上。",
)  # fmt: skip
NEIGHBOUR = (
    "隔壁{o}就管得很好。",
    "从{o}过来的车也堵在这里。",
    "我们这里比{o}差远了。",
    "{o}那边也有同样的情况。",
)
INVENTED_ELSEWHERE = ("云山区白石街道", "临江市", "青浦县", "南岭区", "长安区紫云街道", "海州市新港镇")


@dataclass(frozen=True)
class Sample:
    """A message and the code of the place that it is about."""

    text: str
    truth: str
    noise: int


@dataclass(frozen=True)
class Tree:
    """The places that messages are written about, with what the writer needs to know of them."""

    names: Mapping[str, Name]
    children: Mapping[str, tuple[str, ...]]
    repeated: frozenset[str]

    @classmethod
    def of(cls, names: Sequence[Name]) -> Tree:
        children: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if name.parent:
                children[name.parent].append(name.code)
        stems = Counter(split_suffix(name.name)[0] for name in names)
        repeated = frozenset(name.code for name in names if stems[split_suffix(name.name)[0]] > 1)
        return cls({n.code: n for n in names}, {k: tuple(v) for k, v in children.items()}, repeated)

    def above(self, code: str) -> list[Name]:
        """The place's ancestors, nearest first."""
        found, parent = [], self.names[code].parent
        while parent:
            found.append(self.names[parent])
            parent = found[-1].parent
        return found


def split_suffix(name: str) -> tuple[str, str]:
    """``("菊儿", "社区居委会")``."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)], suffix
    return name, ""


def with_parts(names: Sequence[Name], *, seed: int) -> list[Name]:
    """The same places with invented compounds, buildings and grids in every community (those of the lowest level)."""
    rng = random.Random(seed)
    parents = {name.parent for name in names}
    found = list(names)
    for community in [name for name in names if name.code not in parents]:
        code = community.code
        found += [Name(f"{code}-G{i}", f"第{'一二三四'[i - 1]}网格", "grid", code) for i in range(1, 5)]
        for i in range(1, rng.randint(2, 5)):
            compound = f"{code}-C{i}"
            parts = (COMPOUND_FIRST, COMPOUND_SECOND, COMPOUND_TAILS)
            found.append(Name(compound, "".join(rng.choice(part) for part in parts), "compound", code))
            buildings = rng.randint(3, 9)
            found += [Name(f"{compound}-{b}", f"{b}号楼", "building", compound) for b in range(1, buildings)]
    return found


def samples(
    names: Sequence[Name], *, noise: int, count: int, seed: int, elsewhere: Sequence[str] = ()
) -> Iterator[Sample]:
    """``count`` messages at the level of noise. Half are about communities, the others about the levels around."""
    rng = random.Random(f"{seed}/{noise}")
    tree = Tree.of(names)
    by_level: dict[str | int, list[str]] = defaultdict(list)
    for name in names:
        by_level[name.level].append(name.code)
    shares = {"street": 15, "community": 55, "compound": 15, "building": 15}
    levels = [level for level in shares if by_level[level]]
    for _ in range(count):
        level = rng.choices(levels, [shares[level] for level in levels])[0]
        truth = rng.choice(by_level[level])
        yield Sample(message(tree, truth, noise, rng, elsewhere or INVENTED_ELSEWHERE), truth, noise)


def message(tree: Tree, truth: str, noise: int, rng: random.Random, elsewhere: Sequence[str]) -> str:
    """One message about the place."""
    parts = [
        rng.choice(OPENINGS),
        rng.choice(MATTERS).format(p=written(tree, truth, noise, rng)),
        rng.choice(CLOSINGS),
    ]
    if noise == 2 and rng.random() < 0.5:
        parts.insert(rng.randint(1, 3), rng.choice(ELSEWHERE).format(e=rng.choice(elsewhere)))
    if noise == 2 and rng.random() < 0.15:
        level = tree.names[truth].level
        others = [n.code for n in tree.names.values() if n.level == level and n.code != truth]
        other = tree.names[rng.choice(others)].name if others else ""
        parts.insert(rng.randint(2, 3), rng.choice(NEIGHBOUR).format(o=other))
    return "".join(parts)


def written(tree: Tree, code: str, noise: int, rng: random.Random) -> str:
    """The place as somebody writes it: parents, then its own name, then perhaps a door."""
    place = tree.names[code]
    above = tree.above(code)
    if place.level == "building":
        own = written_name(above[0], noise, rng) + written_number(place.name, noise, rng)
        above = above[1:]
    else:
        own = written_name(place, noise, rng)
    ambiguous = code in tree.repeated or place.level in ("building", "compound")
    chain = [
        written_parent(name, noise, rng) for name in reversed(chosen_parents(above, ambiguous, noise, rng))
    ]
    door = (
        rng.choice(("", "", "", "", "12号", "3单元502", "甲5号院", "东侧"))
        if place.level != "building"
        else ""
    )
    return "".join(chain) + own + door


def chosen_parents(above: Sequence[Name], ambiguous: bool, noise: int, rng: random.Random) -> list[Name]:
    """Which ancestors are written, nearest first: always enough of them in a clean writing."""
    if not above:
        return []
    if noise == 0:
        keep = 1.0 if ambiguous else 0.6
        near = list(above[:2]) if ambiguous else list(above[:1])
        chosen = near if rng.random() < keep else []
        return [*chosen, above[-1]] if chosen and above[-1] not in chosen and rng.random() < 0.3 else chosen
    keep = 0.45 if noise == 1 else 0.3
    return [name for name in above[:2] if rng.random() < keep]


def written_parent(name: Name, noise: int, rng: random.Random) -> str:
    """An ancestor before the name: in full, or short in the noisy levels."""
    stem, suffix = split_suffix(name.name)
    if noise == 0:
        return stem + ("社区" if suffix in COMMITTEES else suffix)
    return (
        stem
        if rng.random() < 0.4 * noise and len(stem) > 1
        else stem + ("社区" if suffix in COMMITTEES else suffix)
    )


def written_name(name: Name, noise: int, rng: random.Random) -> str:
    """The place's own name with suffix variants, abbreviations and slips."""
    stem, suffix = split_suffix(name.name)
    if "村" in suffix:
        suffix = rng.choice(VILLAGES)
    elif suffix and suffix not in ("街道", "镇", "乡"):
        suffix = rng.choice(COMMITTEES)
    if noise == 0:
        return stem + suffix
    if noise == 2 and len(stem) >= 4 and rng.random() < 0.3:
        stem = abbreviated(stem, rng)
    slips = int(rng.random() < 0.3) if noise == 1 else rng.choices((0, 1, 2), (0.6, 0.3, 0.1))[0]
    for _ in range(slips):
        stem = slipped(stem, rng)
    drop = 0.4 if noise == 1 else 0.6
    return stem if rng.random() < drop and len(stem) > 1 else stem + suffix


def written_number(name: str, noise: int, rng: random.Random) -> str:
    """``3号楼`` in the writings that people use."""
    number = int("".join(c for c in name if c.isdigit()))
    chinese = "零一二三四五六七八九"[number]
    forms = [name, f"{chinese}号楼", chr(0xFF10 + number) + "号楼"]
    if noise:
        forms += [f"{number}栋", f"{number}楼", f"{number}#楼", f"{number}#", f"{number}幢"]
    return rng.choice(forms)


def abbreviated(stem: str, rng: random.Random) -> str:
    """A long name made short: its head, its tail, or letters picked from its halves."""
    half = len(stem) // 2
    return rng.choice((stem[: half + 1], stem[-(half + 1) :], stem[0] + stem[half], stem[0] + stem[half:]))


def slipped(stem: str, rng: random.Random) -> str:
    """One slip: a homophone (of the input method), a wrong, missing, doubled or swapped character."""
    at = rng.randrange(len(stem))
    kind = rng.choices(("homophone", "wrong", "missing", "doubled", "swapped"), (60, 15, 10, 5, 10))[0]
    if kind == "homophone":
        sound = lazy_pinyin(stem)[at] if len(lazy_pinyin(stem)) == len(stem) else lazy_pinyin(stem[at])[0]
        same = [c for c in homophones().get(sound, ()) if c != stem[at]]
        return stem[:at] + rng.choice(same) + stem[at + 1 :] if same else stem
    if kind == "wrong":
        return stem[:at] + rng.choice(common_characters()) + stem[at + 1 :]
    if kind == "doubled":
        return stem[:at] + stem[at] + stem[at:]
    if len(stem) < 3:
        return stem
    if kind == "missing":
        return stem[:at] + stem[at + 1 :]
    at = min(at, len(stem) - 2)
    return stem[:at] + stem[at + 1] + stem[at] + stem[at + 2 :]


@cache
def common_characters() -> tuple[str, ...]:
    """The 3,755 characters of the first level of GB 2312."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return tuple(c for c in (cell.decode("gb2312", "ignore") for cell in cells) if c)


@cache
def homophones() -> Mapping[str, tuple[str, ...]]:
    """Common characters by each of their readings without tone."""
    found: dict[str, list[str]] = defaultdict(list)
    for character in common_characters():
        for reading in pinyin(character, style=Style.NORMAL, heteronym=True)[0]:
            found[reading].append(character)
    return {sound: tuple(characters) for sound, characters in found.items()}
