from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("core", "0008_news_of_postponement")]

    # While it is deployed, the release before sorts no change by kind: ``sorted_seq`` stays behind,
    # by which the new one knows that such a change may concern every kind.
    operations = [
        migrations.AddField(
            model_name="searchstate",
            name="kinds",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="searchstate",
            name="all_kinds_seq",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="searchstate",
            name="sorted_seq",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
