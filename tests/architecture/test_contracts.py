"""The import contracts of ``.importlinter``: kept by the house, and each seen broken in a small one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from .trees import PROJECT, layers, plant

LINTER = Path(sys.executable).with_name("lint-imports")
CONTRACTS = (PROJECT / ".importlinter").read_text(encoding="utf-8")
NAMES = dict(re.findall(r"^\[importlinter:contract:(\w+)\]\nname = (.+)$", CONTRACTS, re.MULTILINE))
EMPTY_HOUSE = {
    **{f"house/{room}/__init__.py": "" for rooms in layers() for room in rooms},
    "house/__init__.py": "",
    "house/kernel/calendar/__init__.py": "",
}
PLANTED: Mapping[str, Mapping[str, str]] = {
    "layers": {
        "house/orgs/rules.py": "import house.workflow.vocabulary\n",
        "house/workflow/vocabulary.py": "",
    },
    "drawers": {"house/cases/rules.py": "import house.cases.queries\n", "house/cases/queries.py": ""},
    "tables": {"house/cases/queries.py": "import house.orgs.models\n", "house/orgs/models.py": ""},
    "pure": {"house/cases/rules.py": "from django.db import connection\n"},
    "tools": {"house/language/words.py": "from django.conf import settings\n"},
    "acyclic": {
        "house/cases/web/desk.py": "import house.cases.web.page\n",
        "house/cases/web/page.py": "import house.cases.web.desk\n",
        "house/cases/web/__init__.py": "",
    },
}
VARIANTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "siblings are strangers": ("layers", {"house/ui/parts.py": "import house.language\n"}),
    "a room that the stack does not know": ("layers", {"house/cellar/__init__.py": ""}),
    "a rule that reaches the machine by a detour": (
        "pure",
        {"house/cases/rules.py": "import house.kernel.secrets\n", "house/kernel/secrets.py": "import os\n"},
    ),
}


def lint(root: Path) -> tuple[set[str], str]:
    """The ids of the contracts that the linter finds broken below ``root``, and its whole report."""
    run = subprocess.run(
        [LINTER, "--no-cache", "--no-logo"], cwd=root, capture_output=True, text=True, check=False
    )
    verdicts = {
        contract: match[1]
        for contract, name in NAMES.items()
        if (match := re.search(rf"^{re.escape(name)} (KEPT|BROKEN)", run.stdout, re.MULTILINE))
    }
    assert verdicts.keys() == NAMES.keys(), run.stdout + run.stderr
    return {contract for contract, verdict in verdicts.items() if verdict == "BROKEN"}, run.stdout


def house(root: Path, planted: Mapping[str, str]) -> Path:
    """A house of empty rooms under our contracts, with a few files in it."""
    plant(root, {**EMPTY_HOUSE, **planted, ".importlinter": CONTRACTS.replace("gongzhi", "house")})
    return root


def test_the_project_keeps_every_contract() -> None:
    broken, report = lint(PROJECT)
    assert broken == set(), report


def test_an_empty_house_keeps_every_contract(tmp_path: Path) -> None:
    assert lint(house(tmp_path, {}))[0] == set()


def test_every_contract_has_its_planted_violation() -> None:
    assert PLANTED.keys() == NAMES.keys()


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_breaks_its_contract_alone(contract: str, tmp_path: Path) -> None:
    assert lint(house(tmp_path, PLANTED[contract]))[0] == {contract}


@pytest.mark.parametrize("variant", VARIANTS)
def test_other_ways_to_break_a_contract(variant: str, tmp_path: Path) -> None:
    contract, planted = VARIANTS[variant]
    assert lint(house(tmp_path, planted))[0] == {contract}
