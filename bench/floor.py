"""The floor: the least SQL that does the same job, on plain tables with the same N cases, driven by pgbench.

The tables have the indexes that the jobs need and no others. What a transaction costs is the CPU of the whole
database and of pgbench itself, because somebody has to send the SQL and take the rows.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from bench.processes import cpu_seconds

_TABLES = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE floor_case (
    id bigserial PRIMARY KEY, number text NOT NULL, title text NOT NULL, stage text NOT NULL, sequence int NOT NULL,
    place_id bigint NOT NULL, place_code text COLLATE "C" NOT NULL, holder_id bigint, category text, channel text,
    opened_at timestamptz NOT NULL, due_at timestamptz, closed_at timestamptz, text text NOT NULL);
CREATE TABLE floor_entry (
    case_id bigint, sequence int, at timestamptz NOT NULL, move text NOT NULL, stage text NOT NULL,
    actor_id bigint, words text, PRIMARY KEY (case_id, sequence));
INSERT INTO floor_case (number, title, stage, sequence, place_id, place_code, holder_id, category, channel,
    opened_at, due_at, closed_at, text)
SELECT s.number, s.title, s.stage, s.sequence, s.place_id, s.place_code, s.holder_body_id, s.traits->>'category',
    s.traits->>'channel', s.opened_at, s.due_at, s.closed_at, c.text
FROM workflow_subject s JOIN cases_case c ON c.subject_id = s.id ORDER BY s.id;
INSERT INTO floor_entry SELECT f.id, e.sequence, e.at, e.move, e.target, e.actor_post_id, e.words
FROM floor_case f JOIN workflow_subject s ON s.number = f.number JOIN workflow_entry e ON e.subject_id = s.id;
CREATE INDEX floor_case_list ON floor_case (stage, left(place_code, 9), id DESC);
CREATE INDEX floor_case_text ON floor_case USING gin (text gin_trgm_ops);
"""
_COLUMNS = "f.id, f.number, f.title, f.stage, p.name, b.name, f.opened_at, f.due_at, f.closed_at, f.category, f.channel"
_NAMES = "JOIN orgs_place p ON p.id = f.place_id LEFT JOIN orgs_body b ON b.id = f.holder_id"
_CREATE = """BEGIN;
INSERT INTO floor_case (number, title, stage, sequence, place_id, place_code, holder_id, category, channel, opened_at,
    due_at, text) VALUES ('n' || random(), '{title}', 'filed', 1, 1, '110101001001', 1, '0201', 'web', now(), now(),
    '{text}') RETURNING id AS new \\gset
INSERT INTO floor_entry VALUES (:new, 1, now(), 'file', 'filed', 1, NULL);
END;
"""
_MOVE = """\\set chosen random(1, {count})
BEGIN;
SELECT stage, sequence AS last FROM floor_case WHERE id = :chosen FOR UPDATE \\gset
UPDATE floor_case SET stage = 'handling', sequence = :last + 1, holder_id = 2, due_at = now() WHERE id = :chosen;
INSERT INTO floor_entry VALUES (:chosen, :last + 1, now(), 'accept', 'handling', 1, '已电话联系');
END;
"""
_DETAIL = f"""\\set chosen random(1, {{count}})
SELECT {_COLUMNS}, f.text FROM floor_case f {_NAMES} WHERE f.id = :chosen;
SELECT sequence, at, move, stage, actor_id, words FROM floor_entry WHERE case_id = :chosen ORDER BY sequence;
"""
_LIST = f"""SELECT {_COLUMNS} FROM floor_case f {_NAMES}
WHERE f.stage = '{{stage}}' AND left(f.place_code, 9) = '{{street}}' ORDER BY f.id DESC LIMIT 50;
"""
_FIGURES = """SELECT category, stage, date_trunc('month', opened_at), count(*) FROM floor_case GROUP BY 1, 2, 3;
"""
_SEARCH = f"""SELECT {_COLUMNS} FROM floor_case f {_NAMES} WHERE f.text LIKE '%{{word}}%' ORDER BY f.id DESC LIMIT 50;
"""


@dataclass(frozen=True)
class Samples:
    """What the questions are asked of, the same for floor and program."""

    count: int
    areas: Sequence[tuple[str, str]]
    """(stage, street) of lists that are full."""
    words: Sequence[str]
    texts: Sequence[str]


@dataclass
class Floor:
    """CPU milliseconds of one transaction, by job."""

    pgbench: Path
    url: str
    postmaster: int
    costs: dict[str, float] = field(default_factory=dict)

    def measure(self, samples: Samples, scale: float, wanted: set[str]) -> None:
        """Run the wanted jobs; those that only read come first."""
        count, lists = (
            samples.count,
            [_LIST.format(stage=stage, street=street) for stage, street in samples.areas],
        )
        jobs = {
            "list": (lists, 1500),
            "detail": ([_DETAIL.format(count=count)], 4000),
            "search": ([_SEARCH.format(word=word) for word in samples.words[:60]], 600),
            "figures": ([_FIGURES], max(3, 1_000_000 // count)),
            "create": ([_CREATE.format(title=text[:20], text=text) for text in samples.texts[:40]], 1500),
            "move": ([_MOVE.format(count=count)], 2000),
        }
        for job, (scripts, transactions) in jobs.items():
            if job in wanted:
                self._run(job, scripts, max(3, int(transactions * scale)))

    def _run(self, job: str, scripts: Sequence[str], transactions: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, script in enumerate(scripts):
                path = Path(folder, f"{number}.sql")
                path.write_text(script, "utf-8")
                files += ["-f", str(path)]
            self._pgbench(files, max(1, transactions // 20))
            database, client = cpu_seconds(self.postmaster), _of_children()
            self._pgbench(files, transactions)
            spent = cpu_seconds(self.postmaster) - database + _of_children() - client
        self.costs[job] = 1000 * spent / transactions

    def _pgbench(self, files: Sequence[str], transactions: int) -> None:
        flags = ["-n", "-M", "prepared", "-c", "1", "-t", str(transactions)]
        done = subprocess.run(
            [str(self.pgbench), *flags, *files, self.url],
            check=False, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"pgbench: {done.stderr}")


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build_floor() -> None:
    """Make the plain tables, once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('floor_case')")
        if cursor.fetchone()[0] is None:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for statement in _TABLES.split(";\n"):
                if statement.strip():
                    cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE floor_case")
            cursor.execute("VACUUM ANALYZE floor_entry")
