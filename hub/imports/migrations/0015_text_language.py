from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0014_no_prepared_rows")]

    operations = [
        migrations.AddField(
            "import",
            "text_language",
            models.CharField(
                blank=True,
                default="",
                db_default="",
                help_text="BCP 47, of new records",
                max_length=35,
                verbose_name="language of its texts",
            ),
        ),
        migrations.AddField(
            "profile",
            "text_language",
            models.CharField(
                blank=True,
                default="",
                db_default="",
                max_length=35,
                verbose_name="language of its texts",
            ),
        ),
    ]
