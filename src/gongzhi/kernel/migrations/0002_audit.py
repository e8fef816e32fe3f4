"""The security audit log, chained and guarded by the database."""

from django.db import migrations, models

from gongzhi.kernel.schema import AUDIT, UNDO_AUDIT


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditLine",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("city_id", models.SmallIntegerField()),
                ("account_id", models.BigIntegerField(null=True)),
                ("post_id", models.BigIntegerField(null=True)),
                ("body_id", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=20)),
                ("target", models.CharField(max_length=80)),
                ("purpose", models.CharField(max_length=20)),
                ("words", models.CharField(max_length=300)),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("target"),
                        models.F("id"),
                        condition=models.Q(("target", ""), _negated=True),
                        name="kernel_auditline_target",
                    )
                ],
            },
        ),
        migrations.RunSQL(AUDIT, UNDO_AUDIT),
    ]
