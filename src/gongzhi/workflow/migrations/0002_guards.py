"""Positions and the trigger that lets the journal only grow."""

from django.db import migrations

from gongzhi.workflow.schema import APPEND_ONLY, SEQUENCES, UNDO


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [migrations.RunSQL(SEQUENCES + APPEND_ONLY, UNDO)]
