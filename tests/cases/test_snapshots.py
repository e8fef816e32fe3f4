"""A frozen month stays as it was, with its formula and the mark of the journal; corrections stand beside it (D7)."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from gongzhi.cases.models import Snapshot
from gongzhi.cases.operations import freeze_month, freeze_when_due
from gongzhi.cases.queries.snapshots import counted_now, snapshot, snapshots
from gongzhi.kernel.clock import CHINA
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.workflow.operations.seal import seal
from tests.road import Road, refusal, rows
from tests.town import MONDAY, Town

APRIL = datetime(2026, 4, 8, 9, tzinfo=CHINA)
MARCH = 202603


def frozen_town(town: Town) -> Road:
    """Twelve cases closed in March, one of them to be done again; the journal sealed; March frozen."""
    roads = [Road(town).file(text=f"第{index}件").to("closed") for index in range(12)]
    seal(MONDAY)
    freeze_month(system_viewer(), month=MARCH, now=APRIL)
    return roads[0]


def test_a_later_correction_stands_beside_what_was_frozen(transactional_town: Town) -> None:
    road = frozen_town(transactional_town)
    leader = transactional_town.viewer("leader")
    frozen = snapshot(leader, MARCH)
    assert frozen is not None
    mark = rows("SELECT number, encode(hash, 'hex') FROM workflow_seal ORDER BY number DESC LIMIT 1")[0]
    ((position,),) = rows("SELECT max(position) FROM workflow_entry")
    assert (frozen.seal_number, frozen.seal_hash, frozen.position, frozen.intact) == (*mark, position, True)
    assert (frozen.formula.version, frozen.made_at) == ("本系统口径", APRIL)
    assert counted_now(leader, frozen).total.counters == frozen.total.counters
    assert frozen.total.rates[1].percent == 100.0
    # When one of them is done again and found unsolved in April
    road.now = APRIL
    road.by("callback", "reopen", words="又开始了")
    for who, move in (("street", "accept"), ("street", "answer")):
        road.by(who, move)
    road.by("callback", "call_back", facts={"reached": True, "solved": "unsolved", "satisfaction": "neutral"})
    # Then March now has one verdict less, and what was frozen has not changed by a byte
    again = snapshot(leader, MARCH)
    assert again == frozen
    assert counted_now(leader, frozen).total.counters["callback:valid"] == 11
    assert frozen.total.counters["callback:valid"] == 12
    assert set(frozen.part("streets")) == {"990101001"}
    assert [one.month for one in snapshots(leader)] == [MARCH]


def test_what_is_frozen_cannot_be_changed_or_removed(transactional_town: Town) -> None:
    frozen_town(transactional_town)
    for statement in (
        "UPDATE cases_snapshot SET month = 202602",
        "UPDATE cases_snapshot SET content = '{}'",
        "DELETE FROM cases_snapshot",
        "TRUNCATE cases_snapshot",
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows(statement)
    assert Snapshot.objects.count() == 1


def test_a_month_is_frozen_once_and_after_its_end(transactional_town: Town) -> None:
    viewer = system_viewer()
    assert refusal(lambda: freeze_month(viewer, month=202604, now=APRIL)) == "snapshot.early"
    assert refusal(lambda: freeze_month(viewer, month=202613, now=APRIL)) == "snapshot.month"
    freeze_month(viewer, month=MARCH, now=APRIL)
    assert refusal(lambda: freeze_month(viewer, month=MARCH, now=APRIL)) == "snapshot.frozen"
    assert Snapshot.objects.count() == 1


def test_the_job_waits_for_the_fifth_workday(transactional_town: Town) -> None:
    """In April 2026 the 1st to 3rd are workdays, the 4th to 6th 清明; the fifth workday is the 8th."""
    viewer = system_viewer()
    days = (1, 3, 7, 8, 9)
    found = [freeze_when_due(viewer, now=datetime(2026, 4, day, 9, tzinfo=CHINA)) for day in days]
    assert found == [None, None, None, MARCH, None]


def test_a_content_that_was_changed_is_seen(transactional_town: Town) -> None:
    frozen_town(transactional_town)
    rows("ALTER TABLE cases_snapshot DISABLE TRIGGER USER")
    rows("""UPDATE cases_snapshot SET content = jsonb_set(content, '{total,solved:solved}', '13')""")
    rows("ALTER TABLE cases_snapshot ENABLE TRIGGER USER")
    frozen = snapshot(transactional_town.viewer("leader"), MARCH)
    assert frozen is not None
    assert not frozen.intact
