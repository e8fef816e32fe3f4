"""Cities as folders of data: places, bodies, catalogues, deadlines. A second city is a folder, not code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from gongzhi.catalogues.operations import load_catalogues
from gongzhi.kernel import clock
from gongzhi.orgs.models import City
from gongzhi.orgs.operations.city_folder import read_city
from gongzhi.orgs.operations.load_city import load_city
from gongzhi.sheets.tables import read_table
from gongzhi.workflow.operations.load_deadlines import load_deadlines

DEMO = Path(__file__).parent / "dongcheng"
SINCE = date(2000, 1, 1)
"""Rules of a fresh city hold for old messages too."""


@transaction.atomic
def load_whole_city(folder: Path, seed: int | None) -> dict[str, int]:
    """Load everything that the folder holds; the number of rows by table.

    Raises:
        Refusal: ``city.*``, ``sheet.*``, ``SHEET.row``, ``deadline.*``; nothing is written then.
    """
    counts = load_city(folder, seed=seed, now=clock.now())
    city = City.objects.get(code=read_city(folder).code)
    counts |= load_catalogues(city.id, folder=folder, since=SINCE)
    counts["deadlines"] = load_deadlines(city.id, table=read_table(folder / "deadlines.csv"), since=SINCE)
    return counts
