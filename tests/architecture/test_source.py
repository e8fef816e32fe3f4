"""The rules about the text of the project: kept by the real tree, and seen broken in planted ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from .borders import crossed_borders
from .clocks import machine_time
from .honesty import doubles, silent_tests, unfinished
from .imports import late_imports, signals
from .names import vague_names
from .pages import unescaped, unused_templates
from .sizes import long_files, long_functions, usual_functions
from .stages import stage_writes
from .traces import machine_traces
from .trees import PROJECT, Check, Tree, layers, plant, read_tree

CASES = "src/gongzhi/cases"
HOME = "/{}/li/".format("home")
REGISTRY = "{}.org".format("pypi")
LONG = "def {}():\n" + "    pass\n" * 36


@dataclass(frozen=True)
class Planted:
    """A check, a small tree that breaks its rule beside things that look similar, and what must be said."""

    check: Check
    files: Mapping[str, str]
    complaints: tuple[str, ...]


PLANTED = (
    Planted(
        long_functions,
        {f"{CASES}/rules.py": "def short():\n    pass\n\n\ndef long():\n" + "    pass\n" * 60},
        (f"{CASES}/rules.py:5: long has 61 lines, at most 60",),
    ),
    Planted(
        usual_functions,
        {f"{CASES}/rules.py": LONG.format("a") + LONG.format("b") + "def c():\n    pass\n"},
        ("95 in 100 functions have up to 37 lines, at most 35",),
    ),
    Planted(
        long_files,
        {
            f"{CASES}/rules.py": "pass\n" * 401,
            f"{CASES}/models.py": "pass\n" * 400,
            f"{CASES}/migrations/0001_initial.py": "pass\n" * 900,
            f"{CASES}/jinja2/cases/desk.html": "<p>\n" * 201,
            "src/gongzhi/ui/static/vendor/map.js": ";\n" * 9000,
            "tests/cases/test_desk.py": "pass\n" * 501,
            "tests/cases/test_rules.py": "pass\n" * 500,
        },
        (
            f"{CASES}/jinja2/cases/desk.html: 201 lines, at most 200",
            f"{CASES}/rules.py: 401 lines, at most 400",
            "tests/cases/test_desk.py: 501 lines, at most 500",
        ),
    ),
    Planted(
        late_imports,
        {
            f"{CASES}/rules.py": "import os\nif TYPE_CHECKING:\n    import re\n\n\ndef a():\n    from os import path\n"
        },
        (f"{CASES}/rules.py:7: an import inside a function",),
    ),
    Planted(
        signals,
        {
            f"{CASES}/apps.py": "from django.db.models.signals import post_save\nfrom django.db.models import Q\n",
            f"{CASES}/operations.py": "from django.dispatch import receiver\nimport signal\n",
        },
        (
            f"{CASES}/apps.py:1: signals (django.db.models.signals.post_save)",
            f"{CASES}/operations.py:1: signals (django.dispatch.receiver)",
        ),
    ),
    Planted(
        machine_time,
        {
            "src/gongzhi/kernel/clock.py": "from datetime import datetime\nNOW = datetime.now()\n",
            f"{CASES}/queries.py": "import datetime\nA = datetime.datetime.now(UTC)\nB = clock.now()\n",
            f"{CASES}/models.py": "a = F(auto_now=True)\nb = F(default=timezone.now)\nc = date.today()\n",
            f"{CASES}/rules.py": "from gongzhi.kernel.clock import local\nA = clock.now()\n",
            f"{CASES}/flow.py": "from gongzhi.kernel.clock import now\n",
        },
        (
            f"{CASES}/flow.py:1: asks the machine for the time (gongzhi.kernel.clock.now)",
            f"{CASES}/models.py:1: asks the machine for the time (auto_now)",
            f"{CASES}/models.py:2: asks the machine for the time (timezone.now)",
            f"{CASES}/models.py:3: asks the machine for the time (date.today)",
            f"{CASES}/queries.py:2: asks the machine for the time (datetime.datetime.now)",
            f"{CASES}/rules.py:2: asks the machine for the time (clock.now)",
        ),
    ),
    Planted(
        stage_writes,
        {
            "src/gongzhi/workflow/engine.py": "head.stage = 'shut'\nSQL = 'UPDATE workflow_subject SET stage = 1'\n",
            f"{CASES}/queries.py": "SQL = 'SELECT stage FROM workflow_subject WHERE stage = 1'\na.filter(stage=2)\n",
            f"{CASES}/operations.py": (
                "head.stage = 'closed'\n"
                "heads.update(stage='closed')\n"
                "heads.bulk_update(rows, ['stage'])\n"
                "setattr(head, 'stage', 'closed')\n"
                "heads.update_or_create(id=1, defaults={'stage': 'closed'})\n"
                "SQL = f'UPDATE {table} SET due_at = NULL, stage = %s WHERE id = 1'\n"
                "SQL = 'insert into workflow_entry values (1)'\n"
                "SQL = 'UPDATE cases_case SET place_id = 1 WHERE stage = 2'\n"
                "heads.update(title='closed')\n"
            ),
            f"{CASES}/close.sql": "UPDATE s SET stage = 'closed';\n",
        },
        (
            f"{CASES}/close.sql: writes a stage (sql)",
            f"{CASES}/operations.py:1: writes a stage (assignment)",
            f"{CASES}/operations.py:2: writes a stage (update)",
            f"{CASES}/operations.py:3: writes a stage (bulk_update)",
            f"{CASES}/operations.py:4: writes a stage (setattr)",
            f"{CASES}/operations.py:5: writes a stage (update_or_create)",
            f"{CASES}/operations.py:6: writes a stage (sql)",
            f"{CASES}/operations.py:7: writes a stage (sql)",
        ),
    ),
    Planted(
        vague_names,
        {
            f"{CASES}/case_utils.py": "",
            f"{CASES}/service.py": "",
            f"{CASES}/common/rules.py": "class CaseManager:\n    pass\n\n\nclass Managers:\n    pass\n",
            "src/gongzhi/service/rules.py": "class Service:\n    pass\n\n\nclass ServiceOrder:\n    pass\n",
            "tests/data/informed.csv": "",
        },
        (
            f"{CASES}/case_utils.py: says nothing about what is inside",
            f"{CASES}/common/rules.py:1: class CaseManager says nothing about what it does",
            f"{CASES}/common/rules.py:5: class Managers says nothing about what it does",
            f"{CASES}/common: says nothing about what is inside",
            f"{CASES}/service.py: says nothing about what is inside",
            "src/gongzhi/service/rules.py:1: class Service says nothing about what it does",
            "tests/data: says nothing about what is inside",
        ),
    ),
    Planted(
        unfinished,
        {
            f"{CASES}/rules.py": f"A = 'TODO list'\n# {'TO'}{'DO'}: the rest\nraise NotImplementedError('later')\n",
            f"{CASES}/jinja2/cases/desk.html": f"<p>待办</p>\n<!-- {'FIX'}{'ME'} -->\n",
        },
        (
            f"{CASES}/jinja2/cases/desk.html:2: work left over",
            f"{CASES}/rules.py:2: work left over",
            f"{CASES}/rules.py:3: a stub (NotImplementedError)",
        ),
    ),
    Planted(
        doubles,
        {
            "tests/test_a.py": (
                "from unittest.mock import patch\n"
                "from gongzhi.cases import operations\n"
                "pytestmark = pytest.mark.skipif(True)\n\n\n"
                "def test_a(mocker, monkeypatch):\n"
                "    monkeypatch.setattr('gongzhi.cases.rules.limit', 1)\n"
                "    monkeypatch.setattr(operations, 'file_case', 1)\n"
                "    monkeypatch.setattr(shutil, 'disk_usage', full)\n"
                "    monkeypatch.setenv('GONGZHI_PORT', '1')\n"
                "    pytest.xfail('never')\n"
            )
        },
        (
            "tests/test_a.py:11: pytest.xfail in a test",
            "tests/test_a.py:1: unittest.mock.patch in a test",
            "tests/test_a.py:3: pytest.mark.skipif in a test",
            "tests/test_a.py:6: mocker in a test",
            "tests/test_a.py:7: a replaced part of ours in a test",
            "tests/test_a.py:8: a replaced part of ours in a test",
        ),
    ),
    Planted(
        silent_tests,
        {
            "tests/test_a.py": (
                "def same(a):\n    assert a\n\n\n"
                "def again(a):\n    same(a)\n\n\n"
                "def test_through_two():\n    again(1)\n\n\n"
                "def test_refused():\n    with pytest.raises(Refusal):\n        move()\n\n\n"
                "def test_page():\n    expect(page).to_have_title('共治')\n\n\n"
                "def test_counted():\n    with django_assert_num_queries(4):\n        desk()\n\n\n"
                "def test_silent():\n    move()\n\n\n"
                "def test_true():\n    assert True\n"
            )
        },
        ("tests/test_a.py:27: test_silent asserts nothing", "tests/test_a.py:31: test_true asserts nothing"),
    ),
    Planted(
        unused_templates,
        {
            f"{CASES}/web/desk.py": "PAGE = 'cases/desk.html'\n",
            f"{CASES}/jinja2/cases/desk.html": "{% extends 'cases/shell.html' %}\n",
            f"{CASES}/jinja2/cases/shell.html": "",
            f"{CASES}/jinja2/cases/egg.html": "{% include 'cases/hen.html' %}\n",
            f"{CASES}/jinja2/cases/hen.html": "{% include 'cases/egg.html' %}\n",
            f"{CASES}/jinja2/404.html": "",
        },
        (
            f"{CASES}/jinja2/cases/egg.html: no page and no template uses it",
            f"{CASES}/jinja2/cases/hen.html: no page and no template uses it",
        ),
    ),
    Planted(
        unescaped,
        {
            f"{CASES}/web/desk.py": "from django.utils.safestring import mark_safe\nA = mark_safe(text)\n",
            f"{CASES}/jinja2/cases/desk.html": "{{ text|safe }}\n{{ text|e }} safe\n{% autoescape false %}\n",
        },
        (
            f"{CASES}/jinja2/cases/desk.html:1: escaping switched off",
            f"{CASES}/jinja2/cases/desk.html:3: escaping switched off",
            f"{CASES}/web/desk.py:2: mark_safe",
        ),
    ),
    Planted(
        machine_traces,
        {
            ".gitignore": "var/\n",
            "var/pg.log": f"{HOME}x\n",
            "README.md": f"pip install gongzhi\nsee {REGISTRY}/gongzhi\ncd {HOME}gongzhi\nhttps://a.example{HOME}x\n",
        },
        (f"README.md:2: {REGISTRY}", f"README.md:3: {HOME}gongzhi"),
    ),
    Planted(
        partial(crossed_borders, layers=layers()),
        {
            "src/gongzhi/config/urls.py": "from gongzhi.cases.web import urls\n",
            "src/gongzhi/orgs/models.py": "from gongzhi.kernel.viewer import Seat\nfrom gongzhi.orgs.rules import a\n",
            f"{CASES}/flow.py": "from gongzhi.workflow.flows import Flow\nfrom gongzhi.workflow.models import Seal\n",
            f"{CASES}/queries.py": "from gongzhi.orgs import queries, vocabulary\nfrom gongzhi.orgs import rules\n",
            f"{CASES}/web/desk.py": "from gongzhi.ui.parts import Shell\nimport gongzhi.orgs.web.pages\n",
        },
        (
            f"{CASES}/flow.py:2: gongzhi.workflow.models.Seal is private to workflow",
            f"{CASES}/queries.py:2: gongzhi.orgs.rules is private to orgs",
            f"{CASES}/web/desk.py:2: gongzhi.orgs.web.pages is private to orgs",
        ),
    ),
)
CHECKS = [
    pytest.param(planted.check, id=getattr(planted.check, "__name__", "crossed_borders"))
    for planted in PLANTED
]


@pytest.fixture(scope="module")
def project() -> Tree:
    return read_tree(PROJECT)


@pytest.mark.parametrize("check", CHECKS)
def test_the_project_keeps_the_rule(check: Check, project: Tree) -> None:
    found = check(project)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("planted", PLANTED, ids=[str(param.id) for param in CHECKS])
def test_a_planted_violation_is_found(planted: Planted, tmp_path: Path) -> None:
    assert planted.check(plant(tmp_path, planted.files)) == list(planted.complaints)


def test_the_project_is_really_read(project: Tree) -> None:
    rooms = {path.split("/")[2] for path, _ in project.python("src/gongzhi/") if path.count("/") > 2}
    assert {"kernel", "orgs", "workflow", "cases", "config"} <= rooms
    assert rooms <= frozenset().union(*layers())
    assert "tests/architecture/test_source.py" in project.modules
