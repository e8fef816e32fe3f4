"""What nobody looks for and everybody suffers from: errors in the console, a broken policy, a page that is too wide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page

_REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
_REFUSED = re.compile(
    r"Failed to load resource: the server responded with a status of (400|403|404|409|422|429)"
)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
AXE = str(Axe().axe_script)
FOREIGN_VOID = frozenset({"use", "rect", "path", "circle"})


@dataclass
class Watch:
    """A window, and what it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)


def watched(page: Page) -> Watch:
    """Listen from now on. A refused form is answered with 4xx, which the console always mentions: that is no error."""
    watch = Watch(page)

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _REFUSED.search(message.text):
            watch.complaints.append(f"{page.url}: {message.text}")

    def fail(error: Error) -> None:
        watch.complaints.append(f"{page.url}: {error}")

    page.on("console", hear)
    page.on("pageerror", fail)
    page.add_init_script(_REPORT_VIOLATIONS)
    return watch


def too_wide(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def load_axe(page: Page) -> None:
    """Bring axe into the page that is open; past its policy, as the tools of a browser do."""
    page.evaluate(AXE)


def barriers(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds: rule, and the first places where; with ``rules`` only by these."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = page.evaluate("(options) => axe.run(options).then((results) => results.violations)", options)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self._fault(f"<{tag}> repeats an attribute")
        identity = dict(attrs).get("id")
        if identity in self.ids:
            self._fault(f"id {identity} twice")
        if identity is not None:
            self.ids.add(identity)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | FOREIGN_VOID:
            self._fault(f"<{tag}/> closes nothing")
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self._fault(f"</{tag}> within {self.open[-3:]}")

    def _fault(self, what: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {what}")


def html_faults(source: str) -> list[str]:
    """Tags that do not balance, ids and attributes that occur twice, a missing doctype or language."""
    parser = _Balance()
    parser.feed(source)
    parser.close()
    faults = parser.faults + [f"<{tag}> stays open" for tag in parser.open]
    if not re.match(r"\s*<!doctype html>\s*<html lang=\"zh", source, re.IGNORECASE):
        faults.append("no doctype or no language")
    return faults
