"""Contrast of 4.5:1, in elder mode 7:1, of the lines of controls 3:1 (WCAG 1.4.3, 1.4.6, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gongzhi.ui

STATIC = Path(gongzhi.ui.__file__).parent / "static" / "ui"
GROUNDS = ("paper", "raised", "field", "private")
TEXTS = ("ink", "ink-2", "ink-3", "soon", "over", "done")
PAIRS = (
    [(text, ground) for text in TEXTS for ground in GROUNDS]
    + [(meaning, f"{meaning}-ground") for meaning in ("soon", "over", "done")]
    + [("ink", f"{meaning}-ground") for meaning in ("soon", "over", "done")]
    + [("on-accent", "accent"), ("on-accent", "accent-pressed")]
)


def _tokens(sheet: str, selector: str) -> dict[str, str]:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text("utf-8"), flags=re.DOTALL)
    block = re.search(re.escape(selector) + r" \{(.*?)\}", text, flags=re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


LIGHT = _tokens("tokens.css", ":root")
DARK = LIGHT | _tokens("dark.css", ":root")
LOOKS = {
    "light": (LIGHT, 4.5),
    "dark": (DARK, 4.5),
    "light elder": (LIGHT | _tokens("tokens.css", ":root[data-elder]"), 7.0),
    "dark elder": (DARK | _tokens("dark.css", ":root[data-elder]"), 7.0),
}


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_21() -> None:
    assert round(_contrast("#000000", "#ffffff"), 6) == 21


@pytest.mark.parametrize("look", LOOKS)
def test_text_can_be_read_on_every_ground(look: str) -> None:
    tokens, least = LOOKS[look]
    weak = {pair: round(_contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


@pytest.mark.parametrize("look", LOOKS)
def test_lines_of_controls_can_be_seen(look: str) -> None:
    tokens, _ = LOOKS[look]
    assert [ground for ground in GROUNDS if _contrast(tokens["line-strong"], tokens[ground]) < 3] == []


def test_elder_and_dark_replace_only_tokens_that_exist() -> None:
    for sheet, selector in (
        ("tokens.css", ":root[data-elder]"),
        ("dark.css", ":root"),
        ("dark.css", ":root[data-elder]"),
    ):
        assert set(_tokens(sheet, selector)) <= set(LIGHT)


def test_every_token_used_is_declared_and_every_token_declared_is_used() -> None:
    sheets = "\n".join(path.read_text("utf-8") for path in sorted(STATIC.glob("*.css")))
    assert set(re.findall(r"var\(--([\w-]+)\)", sheets)) == set(re.findall(r"--([\w-]+):", sheets))


def test_at_most_five_sizes_of_type() -> None:
    sheets = "\n".join(path.read_text("utf-8") for path in sorted(STATIC.glob("*.css")))
    sizes = set(re.findall(r"font-size: ([^;]+);", sheets)) - {"0"}
    assert sizes <= {f"var(--{size})" for size in ("small", "body", "large", "title", "display")}


def test_first_load_stays_small() -> None:
    assert sum(path.stat().st_size for path in STATIC.glob("*.css")) < 40_000
    assert sum(path.stat().st_size for path in STATIC.iterdir()) < 60_000
