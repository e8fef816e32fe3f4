"""Frozen figures stay as they are."""

from django.db import migrations

STAYS = """
CREATE TRIGGER cases_snapshot_stays BEFORE UPDATE OR DELETE ON cases_snapshot
    FOR EACH ROW EXECUTE FUNCTION workflow_journal_only_grows();
CREATE TRIGGER cases_snapshot_not_emptied BEFORE TRUNCATE ON cases_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_journal_only_grows();
"""
UNDO = """
DROP TRIGGER cases_snapshot_not_emptied ON cases_snapshot;
DROP TRIGGER cases_snapshot_stays ON cases_snapshot;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("workflow", "0002_guards")]

    operations = [migrations.RunSQL(STAYS, UNDO)]
