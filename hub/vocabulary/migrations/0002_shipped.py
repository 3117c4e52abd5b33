from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vocabulary", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="scheme",
            name="shipped",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="SHA-256 of the shipped terms and labels that were written",
                max_length=64,
            ),
        ),
    ]
