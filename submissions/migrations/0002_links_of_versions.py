from django.db import migrations, models


class Migration(migrations.Migration):
    """The links are a projection: the next sweep makes them anew, with the right versions."""

    dependencies = [
        ("measurements", "0003_followers_and_seal_checks"),
        ("submissions", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="practicelink", name="one_link_each"),
        migrations.RemoveField(model_name="practicelink", name="run_id"),
        migrations.AddField(
            model_name="practicelink",
            name="is_current",
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="practicelink",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="practicelink",
            constraint=models.UniqueConstraint(
                fields=[
                    "submission",
                    "municipality",
                    "round_slug",
                    "version",
                    "as_name",
                    "rule_version",
                ],
                name="one_link_each",
            ),
        ),
    ]
