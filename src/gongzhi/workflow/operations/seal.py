"""Seal the journal in batches under a Merkle root (SX-25: a hash-chained log instead of a blockchain)."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import connection, transaction

from gongzhi.workflow.journal import GENESIS, merkle_root, seal_hash
from gongzhi.workflow.models import Seal

MAX_LEAVES = 100_000
_HORIZON = "SELECT coalesce(max(position), 0), pg_current_xact_id()::text FROM workflow_entry"
_SETTLED = "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8"


def seal(now: datetime, *, patience_seconds: float = 5.0) -> int:
    """Seal all settled entries that are not sealed yet; how many.

    An entry takes its position after its transaction has an id (see the migration), and the look at the
    horizon gives ourselves a later one: once every transaction with an id below ours has ended, no entry
    below the horizon can still appear. (The snapshot's own xmax would not do: it is the id after the last
    *ended* one, and somebody who still runs may have a later.) When one runs longer than
    ``patience_seconds``, nothing is sealed now and the next run tries again. Call it outside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        horizon, our_id = cursor.fetchone()
    if not _wait_until_settled(our_id, patience_seconds):
        return 0
    sealed = 0
    while batch := _seal_batch(horizon, now):
        sealed += batch
    return sealed


def _wait_until_settled(our_id: str, patience_seconds: float) -> bool:
    end = time.monotonic() + patience_seconds
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SETTLED, [our_id])
            if cursor.fetchone()[0]:
                return True
        if time.monotonic() > end:
            return False
        time.sleep(0.05)


@transaction.atomic(durable=True)
def _seal_batch(horizon: int, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE workflow_seal IN SHARE ROW EXCLUSIVE MODE")
        last = Seal.objects.order_by("number").last()
        after = last.last_position if last else 0
        cursor.execute(
            """SELECT position, hash FROM workflow_entry WHERE position > %s AND position <= %s
            ORDER BY position LIMIT %s""",
            [after, horizon, MAX_LEAVES],
        )
        rows = cursor.fetchall()
    if not rows:
        return 0
    leaves = [bytes(digest) for _, digest in rows]
    number, previous, root = (
        (last.number + 1 if last else 1),
        (bytes(last.hash) if last else GENESIS),
        merkle_root(leaves),
    )
    Seal.objects.create(
        number=number,
        first_position=after + 1,
        last_position=rows[-1][0],
        count=len(leaves),
        root=root,
        previous=previous,
        hash=seal_hash(root, previous, number, len(leaves)),
        leaves=b"".join(leaves),
        sealed_at=now,
    )
    return len(leaves)
