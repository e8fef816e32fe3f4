"""The security audit log only grows."""

from django.db import migrations

from gongzhi.kernel.schema import AUDIT, UNDO_AUDIT


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(AUDIT, UNDO_AUDIT)]
