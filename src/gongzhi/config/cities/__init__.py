"""Cities as folders of data: places, bodies, catalogues, deadlines. A second city is a folder, not code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from gongzhi.cases.operations import load_formulas
from gongzhi.catalogues.operations import load_catalogues
from gongzhi.kernel import audit, clock
from gongzhi.kernel.audit import AuditAction
from gongzhi.orgs.models import City
from gongzhi.orgs.operations.city_folder import read_city
from gongzhi.orgs.operations.load_city import load_city
from gongzhi.orgs.operations.load_retention import load_retention
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.sheets.tables import read_table
from gongzhi.workflow.operations.load_deadlines import load_deadlines

DEMO = Path(__file__).parent / "dongcheng"
SINCE = date(2000, 1, 1)
"""Rules of a fresh city hold for old messages too."""


@transaction.atomic
def load_whole_city(folder: Path, seed: int | None) -> dict[str, int]:
    """Load everything that the folder holds; the number of rows by table.

    Raises:
        Refusal: ``city.*``, ``sheet.*``, ``SHEET.row``, ``deadline.*``, ``retention.*``; nothing is written then.
    """
    now = clock.now()
    counts = load_city(folder, seed=seed, now=now)
    city = City.objects.get(code=read_city(folder).code)
    formulas = folder / "formulas.toml"
    counts["formulas"] = load_formulas(city.id, content=formulas.read_bytes()) if formulas.exists() else 0
    counts |= load_catalogues(city.id, folder=folder, since=SINCE)
    counts["deadlines"] = load_deadlines(city.id, table=read_table(folder / "deadlines.csv"), since=SINCE)
    if (folder / "retention.csv").exists():
        counts["retention"] = load_retention(city.id, table=read_table(folder / "retention.csv"), since=SINCE)
    said = "，".join(f"{name} {count}" for name, count in counts.items())
    audit.record(system_viewer(city.code), AuditAction.RULES_CHANGED, now=now, target=city.code, words=said)
    return counts
