"""Invented demands for measurements: about 150 characters, many distinct words, and in each a rare one."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

_SIGNS = (
    "福瑞祥泰和顺安兴隆昌盛荣华宝丰裕聚德仁义信诚恒源永庆嘉吉利康"
    "宁春秋江海云山松柏竹梅兰菊金银玉珠星月阳光凤鹤鹿麒麟"
)
_SHOPS = (
    "饭馆",
    "超市",
    "理发店",
    "洗车行",
    "水果店",
    "健身房",
    "药店",
    "五金店",
    "宾馆",
    "打印社",
    "快递站",
    "培训班",
)
_WHEN = (
    "昨天晚上十一点以后", "从上个星期三开始", "今天早上六点多", "连着三个周末", "最近半个月每天中午", "下雨的那天傍晚",
    "国庆假期那几天", "自从五月份施工以来", "前天凌晨两点", "每逢集市的日子", "入冬以后", "整个夏天", "学校开学之后",
)  # fmt: skip
_STORIES = {
    "0201": "排风机和音响的声音很大，震得窗户都在响，孩子写作业静不下心，老人整夜睡不着觉",
    "0202": "后厨没有安装油烟净化设备，油烟顺着墙往上飘，晾的衣服全是味道，窗户一直不敢开",
    "0205": "门口堆着拆下来的旧家具和建筑垃圾，挡住半边人行道，已经招来苍蝇和老鼠",
    "0301": "送货的车辆每天停在消防通道上，上次救护车在胡同口等了十多分钟才进得来",
    "0302": "客人的车把居民的停车位全占了，晚上下班回来绕三圈也找不到地方停",
    "0101": "在屋顶上加盖了一间彩钢房，遮住了后面两户人家的采光，看着也很不牢固",
    "0103": "门前的路面塌了一个坑，积水看不见深浅，已经有两个骑车的人摔倒受伤",
    "0904": "那栋楼的电梯这个月停了四次，有一次把一位老人困在里面四十多分钟，物业总说在等配件",
    "0905": "楼上顶层一下雨就漏水，报修两个月了没有人来，屋里的墙皮一块一块往下掉",
    "0801": "周围几栋楼突然停水，事先没有看到任何通知，打电话也问不到什么时候恢复",
    "0804": "旁边这几户暖气一直不热，屋里只有十五度，家里有刚满月的婴儿",
    "1004": "路边的井盖破了一个角，晚上路灯又不亮，走夜路的人一不小心就会踩进去",
    "1101": "门口的大树枝叶已经伸到三楼窗户里，一刮风就打玻璃，担心哪天砸到人",
    "1202": "楼道里有人拉电线给电动车充电，灭火器也过期了，大家都很担心夜里着火",
    "1302": "想问一问附近的老年食堂在什么地方，几点钟开饭，外地户口的老人能不能办卡",
    "1401": "去窗口办居住证跑了两趟，两次说的材料都不一样，希望能够一次性讲清楚",
}
_BEFORE = (
    "我先去找过物业，物业说这事不归他们管", "已经向社区反映过一次，当时答应三天之内解决，到现在没有动静",
    "打过两次电话，接电话的人说会转给有关部门", "邻居们在群里议论了很久，都不知道应该找谁",
    "这是第一次反映，之前没有找过任何单位", "楼长出面协调过，好了几天又恢复原样",
)  # fmt: skip
_WISH = (
    "请有关部门到现场看一看，给我们一个说法", "希望尽快处理，并把处理结果打电话告诉我",
    "请依法依规查处，不要再让大家受罪", "请明确由哪个单位负责，什么时候能够解决",
    "恳请领导重视，早日还居民一个安静整洁的环境", "希望能有长期管用的办法，不要只管一阵子",
)  # fmt: skip
_FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗"


def rare_words(count: int) -> list[str]:
    """Names of shops, three characters each; the same ``count`` gives the same names."""
    base = len(_SIGNS)
    serials = random.Random(0).sample(range(base**3), count)
    return [_SIGNS[n // base**2] + _SIGNS[n // base % base] + _SIGNS[n % base] for n in serials]


def categories() -> list[str]:
    """Codes of the categories of which the stories tell."""
    return list(_STORIES)


def story(dice: random.Random, place: str, category: str, rare: str) -> str:
    """One message: a place, a shop with a rare name, a complaint, what was tried, what is hoped for."""
    return (
        f"{place}{dice.randint(1, 99)}号{rare}{dice.choice(_SHOPS)}，{dice.choice(_WHEN)}，{_STORIES[category]}。"
        f"{dice.choice(_BEFORE)}。{dice.choice(_WISH)}。"
    )


def stories(seed: int, places: Sequence[str], rare: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """(category, index of the place, text), without end; the rare words take turns."""
    dice, codes = random.Random(seed), categories()
    for serial in itertools.count():
        category, index = dice.choice(codes), dice.randrange(len(places))
        yield category, index, story(dice, places[index], category, rare[serial % len(rare)])


def sender(dice: random.Random) -> tuple[str, str]:
    """A name and a mobile number."""
    return f"{dice.choice(_FAMILY)}{dice.choice(('女士', '先生'))}", f"13{dice.randrange(10**9):09d}"
