"""Lists and search of cases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.grams import grams
from gongzhi.language.normalise import fold
from gongzhi.workflow.queries import Clause, Page, Wanted, subject_lines, subject_page

MAX_QUERY = 60
_SAID = "lower(normalize({s}.title || ' ' || c.text, NFKC))"
"""Folded as the pairs are. A word of two characters is a pair, and needs no second look."""


def search_clause(query: str) -> Clause:
    """Cases whose title or text holds every word of ``query``, in any width and case, or whose number it is.

    Raises:
        Refusal: ``search.short`` below two characters, ``search.long``.
    """
    if len(query) > MAX_QUERY:
        raise Refusal(
            "search.long", f"查找的内容最多 {MAX_QUERY} 个字。", fields={"q": f"最多 {MAX_QUERY} 个字"}
        )
    with suppress(Refusal):
        return Clause("{s}.number = %s", (read_number(query),))
    words = fold(query).lower().split()
    if not words or any(len(word) < 2 for word in words):
        raise Refusal("search.short", "请至少输入两个字再查找。", fields={"q": "至少两个字"})
    pairs = sorted({pair for word in words for pair in grams(word)})
    longer = [word for word in words if len(word) > 2]
    said = "".join(f" AND {_SAID} LIKE %s" for _ in longer)
    where = (
        f"EXISTS (SELECT 1 FROM cases_case c WHERE c.subject_id = {{s}}.id AND c.grams @> %s::int[]{said})"
    )
    return Clause(where, (pairs, *(f"%{_escaped(word)}%" for word in longer)))


_RATES = {
    "response_rate": "e.move = 'dispatch' AND e.facts->>'contact_by' IS NOT NULL",
    "resolution_rate": "e.move = 'call_back' AND (e.facts->>'reached')::boolean",
    "satisfaction_rate": "e.move = 'call_back' AND (e.facts->>'reached')::boolean",
}


def rate_clause(rate: str) -> Clause:
    """The cases that a rate counts: its n (R30: every number opens its records).

    Raises:
        Refusal: ``search.rate``.
    """
    if rate not in _RATES:
        raise Refusal("search.rate", "没有这个指标。")
    return Clause(
        f"EXISTS (SELECT 1 FROM workflow_entry e WHERE e.subject_id = {{s}}.id AND {_RATES[rate]})", ()
    )


def case_page(viewer: Viewer, wanted: Wanted, *, query: str = "", after: UUID | None = None) -> Page:
    """A page of cases that the viewer may see, newest first; ``query`` searches them.

    Raises:
        Refusal: as :func:`search_clause`.
    """
    return subject_page(viewer, _searched(wanted, query), after=after)


def cases_json(viewer: Viewer, wanted: Wanted, *, query: str = "", after: UUID | None = None) -> bytes:
    """The same page as the API gives it.

    Raises:
        Refusal: as :func:`search_clause`.
    """
    lines, next_key = subject_lines(viewer, _searched(wanted, query), after=after)
    following = f'"{next_key}"' if next_key else "null"
    return f'{{"cases":[{",".join(lines)}],"next":{following}}}'.encode()


def _searched(wanted: Wanted, query: str) -> Wanted:
    return replace(wanted, clauses=(*wanted.clauses, search_clause(query))) if query.strip() else wanted


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
