"""One run of the retention rules: every city's cases, then the audit log (PIPL 19; 网安法 21)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from gongzhi.cases.operations.removal import Removed, remove_expired
from gongzhi.kernel import audit
from gongzhi.kernel.clock import local
from gongzhi.orgs.models import City
from gongzhi.orgs.queries.retention import retention_days
from gongzhi.orgs.queries.viewers import system_viewer
from gongzhi.orgs.vocabulary import Kept


@dataclass(slots=True)
class RetentionReport:
    """What was removed, by code of the city; lines of the audit log of all cities together."""

    cities: dict[str, Removed] = field(default_factory=dict)
    audit_lines: int = 0

    def as_json(self) -> dict[str, object]:
        """The same for ``--json``."""
        return asdict(self)


def run_retention(now: datetime, *, dry_run: bool = False) -> RetentionReport:
    """Remove what has been kept long enough; a dry run counts it only.

    The audit log is one chain for all cities: it keeps what the city that keeps longest wants.
    """
    report, longest = RetentionReport(), 0
    for city in City.objects.order_by("id"):
        report.cities[city.code] = remove_expired(system_viewer(city.code), now=now, dry_run=dry_run)
        longest = max(longest, retention_days(city.id, local(now).date())[Kept.AUDIT])
    if longest:
        before = now - timedelta(days=longest)
        report.audit_lines = audit.older_lines(before) if dry_run else audit.forget(before)
    return report
