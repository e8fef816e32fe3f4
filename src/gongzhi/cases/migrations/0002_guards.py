"""Frozen figures stay as they are; objections are found by their time."""

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

# The map of where the dispatch catalogue is unclear reads the objections and nothing else.
OBJECTIONS = "CREATE INDEX cases_entry_objected ON workflow_entry (at) WHERE move = 'object'"
NO_OBJECTIONS = "DROP INDEX cases_entry_objected"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("workflow", "0002_guards")]

    operations = [migrations.RunSQL(STAYS, UNDO), migrations.RunSQL(OBJECTIONS, NO_OBJECTIONS)]
