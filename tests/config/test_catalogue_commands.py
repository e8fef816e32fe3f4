"""The commands on catalogues, as others run them."""

from __future__ import annotations

from pathlib import Path

from tests.catalogues.sheets_at_hand import GENERAL, content, kept
from tests.config.running import gongzhi
from tests.road import Road, written
from tests.town import Town

NEW = ({**GENERAL, "依据": "新总则"}, {"类别": "02", "承办": "住建委", "依据": "改派"})


def test_a_catalogue_is_checked_tried_and_imported(transactional_town: Town, tmp_path: Path) -> None:
    road = Road(transactional_town, lead="城管委").file().to("dispatched")
    path = tmp_path / "目录.csv"
    path.write_bytes(content(NEW))
    before = (written(), kept())
    dry = gongzhi(tmp_path, "import", "dispatch", path, "--since", "2026-03-01", "--dry-run", "--json")
    assert (dry.status, dry.json["rows"], dry.json["published"], dry.json["faults"]) == (0, 2, False, [])
    tried = gongzhi(tmp_path, "catalogue", "try", path, "--month", "2026-03", "--json")
    assert (tried.status, tried.json["cases"], tried.json["moved"]) == (0, 1, 1)
    assert tried.json["cases_moved"] == [
        {"number": road.filed.number, "from": "城管委", "to": "住建委", "basis": "改派"}
    ]
    shifts = {one["body"]: (one["before"]["cases"], one["after"]["cases"]) for one in tried.json["bodies"]}
    assert shifts == {"城管委": (1, 0), "住建委": (0, 1)}
    assert (written(), kept()) == before
    said = gongzhi(tmp_path, "catalogue", "try", path, "--month", "2026-03").said
    assert f"{road.filed.number}：城管委 → 住建委（改派）" in said
    real = gongzhi(tmp_path, "import", "dispatch", path, "--since", "2026-03-01")
    assert (real.status, "从 2026-03-01 起生效" in real.said) == (0, True)
    assert written() == before[0]


def test_faulty_rows_are_named_and_nothing_is_imported(transactional_town: Town, tmp_path: Path) -> None:
    path, before = tmp_path / "目录.csv", kept()
    path.write_bytes(content((GENERAL, {**GENERAL, "承办": "住建委"}, {**GENERAL, "类别": "9x"})))
    refused = gongzhi(tmp_path, "import", "dispatch", path)
    assert (refused.status, "第 3 行" in refused.said, "第 4 行" in refused.said) == (1, True, True)
    assert kept() == before
    tried = gongzhi(tmp_path, "catalogue", "try", path, "--month", "2026-03")
    assert (tried.status, tried.complained.splitlines()[-1]) == (2, "（dispatch.row）")
    wrong = gongzhi(tmp_path, "catalogue", "try", path, "--month", "上个月")
    assert (wrong.status, wrong.complained.splitlines()[-1]) == (2, "（trial.month）")


def test_lines_that_units_object_to_are_listed(transactional_town: Town, tmp_path: Path) -> None:
    road = Road(transactional_town, lead="城管委").file().to("dispatched")
    road.by("department", "object")
    found = gongzhi(tmp_path, "catalogue", "unclear", "--days", "36500", "--json").json
    assert [(one["body"], one["objections"], one["redirected"]) for one in found["lines"]] == [
        ("城管委", 1, 0)
    ]
    assert found["ended"] == []
