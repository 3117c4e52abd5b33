from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0009_standard_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="at_depth",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="importrow",
            name="before",
            field=models.JSONField(
                help_text="what undoing needs beside the revision of its record", null=True
            ),
        ),
    ]
