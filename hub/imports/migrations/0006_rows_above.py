from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0005_shares_of_rows")]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="depth",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="rows of the file that it is part of, and they in turn",
            ),
        ),
    ]
