"""How long personal data are kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kept",
                    models.CharField(
                        choices=[
                            ("contact", "称呼和联系方式"),
                            ("words", "所写内容和办理文字"),
                            ("visit", "走访记录"),
                            ("audit", "安全日志"),
                        ],
                        max_length=12,
                        verbose_name="数据",
                    ),
                ),
                ("days", models.PositiveIntegerField(verbose_name="天数")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("starts_on", models.DateField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.city"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("city", "kept", "starts_on"), name="orgs_retentionrule_key"
                    )
                ],
            },
        ),
    ]
