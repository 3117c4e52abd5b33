from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("core", "0006_epoch")]

    operations = [
        # While it is deployed, the release before counts every change as one that all may see.
        migrations.AddField(
            model_name="searchstate",
            name="hidden",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
