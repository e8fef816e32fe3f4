"""Makes the empty database of ``DATABASE_URL`` the town with people who can sign in and cases at every stage.

It runs in a process of its own before the site is served, in the site's surroundings.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from gongzhi.cases.operations import file_many, replay_cases
from gongzhi.cases.operations.file_case import Demand, checked
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.orgs.models import Account
from gongzhi.orgs.queries.lookups import place_by_code
from gongzhi.orgs.queries.viewers import system_viewer
from tests.road import Road
from tests.site.people import PASSWORD, SENT_BACK, STAGED
from tests.town import Town, build_town

CASES = 130
SEED = 7
"""More than two pages of a list; with this seed they stand at every stage."""


def settle() -> None:
    """Town, passwords, cases that stand ready for the stories, and many others."""
    call_command("migrate", verbosity=0)
    town = build_town()
    Account.objects.update(password=make_password(PASSWORD))
    now = clock.now()
    for title, stage in STAGED.items():
        ago = timedelta(hours=1) if title == SENT_BACK else timedelta(days=1)  # an objection has its time
        Road(town, now=now - ago).file(title=title, text=f"{title}，请尽快。").to(stage)
    _play(town, now)


def _play(town: Town, now: datetime) -> None:
    """Cases of the last weeks, worked on by seeded people until now."""
    viewer, dice = system_viewer(), random.Random(SEED)
    communities = [place.code for place in town.places.values() if place.level == "community"]
    demands = []
    for index in range(CASES):
        known = index % 10 != 0
        place = place_by_code(viewer, dice.choice(communities)) if known else None
        category = catalogue(viewer).by_code[dice.choice(("0101", "0201", "03"))] if known else None
        what = dice.choice(("夜里施工噪声大", "暖气不热", "楼道堆了杂物", "路灯不亮"))
        demand = Demand(
            text=f"{what}，这是第 {index + 1} 次看到，希望有人来管一管。",
            source="settle",
            external_id=str(index),
            contact="13800138000" if index % 2 else "",
            category=category,
            place=place,
            place_words="" if known else "地铁口往东第二个胡同",
            filed_at=now - timedelta(hours=dice.randint(1, 24 * 20)),
        )
        demands.append(checked(demand, now))
    demands.sort(key=lambda demand: demand.filed_at or now)
    filed = file_many(viewer, demands=demands, now=now)
    known_ids = [one.id for one, demand in zip(filed, demands, strict=True) if demand.category is not None]
    replay_cases(viewer, ids=known_ids, seed=SEED, now=now, until=now)
