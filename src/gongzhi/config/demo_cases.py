"""Invented demands for the demo city, played up to the present moment, so that every page has something to show."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from gongzhi.cases.operations import file_many, replay_cases
from gongzhi.cases.operations.file_case import Demand, checked
from gongzhi.cases.vocabulary import Channel, DemandKind
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.orgs.queries.choices import communities
from gongzhi.orgs.queries.lookups import place_by_code
from gongzhi.orgs.queries.viewers import system_viewer

COUNT = 600
DAYS = 45
FRESH = timedelta(minutes=90)
"""What came in just now still waits for the dispatcher."""
SOURCE = "demo"
_STORIES = (
    ("0201", "{place}一家饭馆的排风机夜里十一点还在转，声音很大，孩子没法睡觉。希望查一下并限制时间。"),
    ("0202", "{place}楼下烧烤店没有油烟管道，油烟直接飘进屋里，家里有老人，请尽快处理。"),
    ("0205", "{place}垃圾桶旁边堆了好几天的旧家具，过路的人都绕着走，请安排清运。"),
    ("0301", "{place}胡同口总有车停在消防通道上，救护车进不来，请管一管。"),
    ("0302", "{place}附近停车位太少，居民晚上回来没有地方停，能不能错时开放周边单位的车位？"),
    ("0305", "{place}地铁口共享单车堆满了人行道，轮椅过不去。"),
    ("0101", "{place}有人在屋顶加盖了一间房，影响采光，担心不安全。"),
    ("0103", "{place}路面有一个坑，下雨积水看不见，昨天有人摔倒了。"),
    ("0903", "{place}想成立业主委员会，不知道找谁指导，请告诉我们办理的步骤。"),
    ("0904", "{place}电梯这个月停了三次，有老人被困，物业总说在等配件。"),
    ("0905", "{place}顶层下雨就漏，报修两个月了没有人来，屋里墙皮都掉了。"),
    ("0801", "{place}从昨天下午开始停水，没有看到通知，什么时候恢复？"),
    ("0804", "{place}暖气不热，室内只有十五度，家里有婴儿，希望尽快检修。"),
    ("1004", "{place}人行道上一个井盖破了，晚上看不清，很危险。"),
    ("1005", "{place}胡同里的路灯坏了三盏，老人晚上不敢出门。"),
    ("1101", "{place}树枝伸到窗户里了，刮风的时候打玻璃，请修剪一下。"),
    ("1202", "{place}楼道里有人给电动车充电，门口拉着电线，请社区来看看。"),
    ("1302", "{place}想问一下社区老年食堂在哪里，几点开饭，外地户口能不能办卡？"),
    ("1401", "{place}办居住证跑了两趟，窗口说的材料不一样，希望能一次说清。"),
    ("1501", "{place}社区的工作人员帮我母亲送药上门，态度很好，提出表扬。"),
)
_KINDS = (DemandKind.COMPLAINT, DemandKind.HELP, DemandKind.REPORT, DemandKind.CONSULT, DemandKind.SUGGESTION)
_CHANNELS = (Channel.HOTLINE, Channel.WEB, Channel.APP, Channel.VISIT)


def play_demo_cases(seed: int) -> int:
    """File invented demands over the last weeks and let invented people work on them until now; how many."""
    now, viewer, dice = clock.now(), system_viewer(), random.Random(seed)
    places = [option for option in communities(viewer) if option.group and not option.value.endswith("000")]
    categories = catalogue(viewer).by_code
    demands = []
    for index in range(COUNT):
        place = dice.choice(places)
        code, story = dice.choice(_STORIES)
        filed_at = _moment(dice, now)
        sorted_already = now - filed_at > FRESH
        demand = Demand(
            text=story.format(place=f"{place.group}{place.label}"),
            kind=DemandKind.PRAISE if code == "1501" else dice.choice(_KINDS),
            channel=dice.choice(_CHANNELS),
            source=SOURCE,
            external_id=f"{seed}-{index}",
            reporter=f"{dice.choice('王李张刘陈杨赵黄周吴')}{dice.choice('女士 先生'.split())}",
            contact=f"138{dice.randrange(10**8):08d}",
            category=categories[code] if sorted_already else None,
            place=place_by_code(viewer, place.value) if sorted_already else None,
            place_words=place.label,
            filed_at=filed_at,
        )
        demands.append(checked(demand, now))
    demands.sort(key=lambda demand: demand.filed_at or now)
    filed = file_many(viewer, demands=demands, now=now)
    sorted_ids = [one.id for one, demand in zip(filed, demands, strict=True) if demand.category is not None]
    replay_cases(viewer, ids=sorted_ids, seed=seed, now=now, until=now)
    return len(filed)


def _moment(dice: random.Random, now: datetime) -> datetime:
    """More of late than long ago, so that the desks are not empty."""
    return now - timedelta(days=DAYS * dice.random() ** 2, minutes=dice.randint(1, 60))
