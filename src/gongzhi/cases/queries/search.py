"""Lists and search of cases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from gongzhi.cases.counting import COUNTERS, EXCLUDED, LOOP
from gongzhi.kernel.clock import span_of
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.numbers import read_number
from gongzhi.kernel.viewer import Viewer
from gongzhi.language.grams import grams
from gongzhi.language.normalise import fold
from gongzhi.workflow.queries import Clause, Page, Wanted, subject_lines, subject_page

MAX_QUERY = 60
ALL = "all"
"""As a figure: everything that came in."""
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


def figure_clause(figure: str, month: int) -> Clause:
    """The cases that a counter counts in a month (0: in any), as :mod:`gongzhi.cases.counting` counts them (R30).

    Raises:
        Refusal: ``search.figure``.
    """
    if figure == ALL:
        return Clause("true", ())
    kept, _, counter = figure.rpartition(f"{EXCLUDED}:")
    aside = figure == EXCLUDED or figure.startswith(f"{EXCLUDED}:")
    if kept or not (figure == EXCLUDED or counter in COUNTERS):
        raise Refusal("search.figure", "没有这个指标，请从数据页点开。")
    counted = f"coalesce({{s}}.traits->>'{EXCLUDED}', '') {'<>' if aside else '='} ''"
    if figure == EXCLUDED:
        return Clause(counted, ())
    if counter.startswith(LOOP):
        return _of_loop(counter, month, counted)
    word = f"{counter}@{month or ''}"
    # A word ends with a blank or the end of the text; a month of six digits is nobody's beginning.
    return Clause(
        f"{counted} AND position(%s in ' ' || ({{s}}.traits->>'counted')) > 0",
        (f" {word}",),
    )


def _of_loop(counter: str, month: int, counted: str) -> Clause:
    begin, end = span_of(month) if month else (None, None)
    when = "{s}.closed_at >= %s AND {s}.closed_at < %s" if month else "{s}.closed_at IS NOT NULL"
    where = f"{counted} AND coalesce({{s}}.traits->>'loop', '') = %s AND {when}"
    return Clause(where, (counter.removeprefix(LOOP), *((begin, end) if month else ())))


def counted_when_filed(figure: str) -> bool:
    """True for what is counted in the month in which a case was filed."""
    return figure in ("", ALL, EXCLUDED)


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
