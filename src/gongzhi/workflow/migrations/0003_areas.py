"""Figures are kept by community too: the column of streets takes any area."""

from django.db import migrations, models

KEY = ["city", "process", "month", "%s", "dimensions", "body_id", "counter"]


def key(column: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=[name.replace("%s", column) for name in KEY], name="workflow_tally_key"
    )


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_guards")]

    operations = [
        migrations.RemoveConstraint("tally", "workflow_tally_key"),
        *[migrations.RenameField(model, "street", "area") for model in ("tally", "tallydelta")],
        *[
            migrations.AlterField(model, "area", models.CharField(db_collation="C", max_length=12))
            for model in ("tally", "tallydelta")
        ],
        migrations.AddConstraint("tally", key("area")),
    ]
