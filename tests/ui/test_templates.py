"""Every template renders with the context that its comment declares, and holds to the strict CSP."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError

import gongzhi
from gongzhi.ui.jinja import environment

from .samples import NOW, OPEN_SHELL, PAGES, TOKEN

ROOM = Path(gongzhi.__file__).parent
FOLDERS = sorted(ROOM.glob("*/jinja2"))
TEMPLATES = {
    str(path.relative_to(folder)): path for folder in FOLDERS for path in sorted(folder.rglob("*.html"))
}
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (ROOM / "ui/static/ui/icons.svg").read_text("utf-8")))
FORBIDDEN = {
    "inline style": r"<style\b|\sstyle\s*=",
    "inline handler": r"\son[a-z]+\s*=",
    "inline script": r"<script\b(?![^>]*\bsrc=)",
    "address of a script": r"javascript:",
    "address elsewhere": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "unescaped text": r"\|\s*safe\b|autoescape false",
}


@pytest.fixture(scope="module")
def jinja() -> Environment:
    """The environment of the product, over every room that has templates."""
    return environment(loader=FileSystemLoader(FOLDERS), autoescape=True)


def _render(jinja: Environment, page: str) -> str:
    template, shell, context = PAGES[page]
    given: dict[str, Any] = {"shell": shell, "now": NOW, "csrf_input": TOKEN}
    return jinja.get_template(template).render(given | context)


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(jinja: Environment, name: str) -> None:
    assert jinja.get_template(name).name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_inline_and_nothing_from_elsewhere(name: str) -> None:
    source = re.sub(r"\{#.*?#\}", "", TEMPLATES[name].read_text("utf-8"), flags=re.DOTALL)
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, source, re.IGNORECASE)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_says_at_the_top_what_it_takes(name: str) -> None:
    assert TEMPLATES[name].read_text("utf-8").startswith("{#-")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_chinese_text_is_translated(name: str) -> None:
    source = re.sub(r"\{#.*?#\}", "", TEMPLATES[name].read_text("utf-8"), flags=re.DOTALL)
    outside = re.sub(r"_\((\"[^\"]*\"|'[^']*')", "", source)
    assert re.findall(r"[\u4e00-\u9fff]+", outside) == []


@pytest.mark.parametrize("page", PAGES)
def test_it_renders_with_what_it_declares(jinja: Environment, page: str) -> None:
    html = _render(jinja, page)
    assert html.count("<h1") == 1
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, html, re.IGNORECASE)] == []


@pytest.mark.parametrize("page", PAGES)
def test_ids_are_unique_and_every_reference_finds_one(jinja: Environment, page: str) -> None:
    html = _render(jinja, page)
    ids = re.findall(r'\sid="([^"]*)"', html)
    references = " ".join(re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"', html)).split()
    assert sorted(ids) == sorted(set(ids))
    assert set(references) <= set(ids)


def test_each_icon_used_is_drawn_and_each_drawn_is_used(jinja: Environment) -> None:
    used = {name for page in PAGES for name in re.findall(r'icons\.svg#([\w-]+)"', _render(jinja, page))}
    assert used == ICONS


def test_each_class_that_is_styled_is_drawn(jinja: Environment) -> None:
    sheets = "\n".join(path.read_text("utf-8") for path in sorted((ROOM / "ui/static/ui").glob("*.css")))
    styled = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)))
    drawn = {
        one
        for page in PAGES
        for many in re.findall(r'class="([^"]*)"', _render(jinja, page))
        for one in many.split()
    }
    assert styled - drawn == set()


def test_each_page_has_a_sample() -> None:
    names = ("shell", "components", "form", "lists", "figures", "files", "keys")
    macros = {f"ui/{name}.html" for name in names}
    macros |= {"cases/own.html", "cases/reporter.html", "cases/questions.html", "catalogues/door.html"}
    assert {template for template, _, _ in PAGES.values()} == set(TEMPLATES) - macros


def test_what_was_typed_is_drawn_again_and_escaped(jinja: Environment) -> None:
    context = PAGES["report"][2] | {"values": {"text": "<script>𠮷</textarea>", "place": '"><b>'}}
    html = jinja.get_template("cases/report.html").render(
        shell=OPEN_SHELL, now=NOW, csrf_input=TOKEN, **context
    )
    assert "&lt;script&gt;𠮷&lt;/textarea&gt;" in html
    assert "&#34;&gt;&lt;b&gt;" in html


def test_a_missing_value_is_an_error_not_an_empty_place(jinja: Environment) -> None:
    with pytest.raises(UndefinedError):
        jinja.get_template("cases/receipt.html").render(shell=OPEN_SHELL, now=NOW, csrf_input=TOKEN)


def test_an_error_page_needs_nothing_but_its_status(jinja: Environment) -> None:
    assert "系统出了问题" in jinja.get_template("ui/error.html").render(status=500)
