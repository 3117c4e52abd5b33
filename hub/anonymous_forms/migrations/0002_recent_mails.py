from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from 0001: on the way back the table must be as ``digests`` knows it."""

    dependencies = [("anonymous_forms", "0001_counts_from_digests"), ("digests", "0010_counts_to_anonymous_forms")]

    operations = [
        migrations.AddField(
            model_name="mailcount",
            name="recent",
            field=models.JSONField(default=list, db_default=models.Value([], models.JSONField())),
        ),
    ]
